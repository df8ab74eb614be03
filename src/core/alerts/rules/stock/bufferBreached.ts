/** Owns the rule that finds positions whose safety stock is being promised away. */
import { subjectKey, subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { historyOf, stepSince, windowStart } from './history.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { ledgerLink, placeName, recordEvidence, skuLink, skuName, toUnits, units } from './words.ts'

const MINUTE_MS = 60_000

const SAFETY_SQL = `
SELECT max(occurred_at) AS at FROM subjects JOIN facts USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'safetyStock' AND subject = ?`

const HELD_SQL = `
SELECT max(coalesce(allocated_at, placed_at)) AS at FROM order_holds AS h JOIN order_lines AS l USING (order_id, line)
WHERE h.sku = ? AND h.location = ?
UNION ALL SELECT max(taken_at) FROM claims WHERE location = ? AND sku = ? AND state = 'open'`

/** When what is kept back or held for orders was told last. */
function reservedSince({ reader }: RuleContext, { location, sku, held, safety }: PositionState): number {
  const times = [
    ...(safety > 0 ? reader.all<{ at: number | null }>(SAFETY_SQL, [subjectKey(location, sku)]) : []),
    ...(held > 0 ? reader.all<{ at: number | null }>(HELD_SQL, [sku, location, location, sku]) : []),
  ]
  return times.reduce((latest, { at }) => Math.max(latest, at ?? latest), Number.MIN_SAFE_INTEGER)
}

export const bufferBreached: Rule = {
  rule: 'bufferBreached',
  area: 'stock',
  title: 'Buffer breached',
  definition:
    'There is stock, but less than what orders hold and what is kept back together: the buffer is being eaten into.',
  subjectKind: 'position',
  figure: 'available to promise',
  unit: 'units',
  direction: 'below',
  defaults: {
    severity: 'warning',
    threshold: 0,
    pendingMs: 15 * MINUTE_MS,
    recoverMs: 5 * MINUTE_MS,
  },
  parameters: [],
  groupBy: ['location'],
  touchedBy: ({ positions }) => positions,
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    const limit = context.base.threshold * 1e6
    for (const position of positionsOf(context, subjects)) {
      const { sellable, held, safety, place } = position
      const reserved = held + safety
      if (sellable <= 0 || reserved <= 0 || sellable - reserved >= limit) continue
      const own = thresholdAt(context, position) * 1e6
      const below = stepSince(
        historyOf(context, position, windowStart(context.now)),
        (stock) => stock - reserved < own,
      )
      // What is set aside now was set aside since then only.
      const since = Math.max(below?.at ?? place.lastOccurredAt, reservedSince(context, position))
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: toUnits(sellable - reserved),
        since,
        dataAsOf: place.lastOccurredAt,
      })
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const missing = -(measured.figure ?? 0)
    const evidence = []
    if (position) {
      const { sellable, held, safety } = position
      evidence.push({
        text: `${units(toUnits(sellable))} sellable, ${units(toUnits(held))} held for orders, ${units(
          toUnits(safety),
        )} kept back`,
        link: ledgerLink(location, sku),
      })
      const below = stepSince(
        historyOf(context, position, windowStart(context.now)),
        (stock) => stock - held - safety < thresholdAt(context, position) * 1e6,
      )
      if (below && !below.isCount) {
        const text = `${units(toUnits(-below.microunits))} left; ${units(toUnits(below.after))} remained`
        evidence.push(recordEvidence(context, below.eventNumber, text, below.at))
      }
    }
    return {
      summary: `${skuName(context, sku)} at ${placeName(context, location)} is ${units(missing)} short of its buffer`,
      evidence,
      impact: worth(context, sku, missing),
      action: { text: 'Send some there, or take orders off it', link: skuLink(sku) },
    }
  },
}
