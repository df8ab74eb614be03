/** Owns the rule that finds positions whose safety stock is being promised away. */
import { subjectParts, type Measurement, type Rule } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { historyOf, stepSince, windowStart } from './history.ts'
import { livingPositions, positionsOf } from './positions.ts'
import { ledgerLink, placeName, recordEvidence, skuLink, skuName, toUnits, units } from './words.ts'

const MINUTE_MS = 60_000

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
      const since = stepSince(
        historyOf(context, position, windowStart(context.now)),
        (stock) => stock - reserved < limit,
      )
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: toUnits(sellable - reserved),
        since: since?.at ?? place.lastOccurredAt,
        dataAsOf: place.lastOccurredAt,
      })
    }
    return found
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
        (stock) => stock - held - safety < context.base.threshold * 1e6,
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
