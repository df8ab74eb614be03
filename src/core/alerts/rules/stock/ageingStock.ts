/** Owns the rule that finds stock of which nothing has left for a long time. */
import { subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { DAY_MS, lastLeftDay } from './days.ts'
import { hasLeft, historyOf, stepSince, type Step } from './history.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { touchedAndSwept } from './sweep.ts'
import { ledgerLink, placeName, recordEvidence, skuLink, skuName, toUnits, units } from './words.ts'

interface Age {
  at: number
  step: Step | null
}

/** What was read of histories: most positions are touched far more often than their stock changes. */
const kept = new WeakMap<RuleContext['reader'], Map<string, { key: string; age: Age | null }>>()
const KEPT_AGES = 50_000

/** Since when nothing has left although there was something: the last leaving, or the time at which stock came to be there. */
function idleSince(context: RuleContext, position: PositionState): Age | null {
  let ages = kept.get(context.reader)
  if (!ages) kept.set(context.reader, (ages = new Map()))
  const { subject, latestEntry, latestAt, anchorAt, sellable } = position
  const key = `${latestEntry} ${latestAt} ${anchorAt} ${sellable}`
  const known = ages.get(subject)
  if (known?.key === key) return known.age
  const age = readIdle(context, position)
  if (ages.size >= KEPT_AGES) ages.clear()
  ages.set(subject, { key, age })
  return age
}

function readIdle(context: RuleContext, position: PositionState): Age | null {
  const history = historyOf(context, position, Number.MIN_SAFE_INTEGER)
  const stocked = stepSince(history, (stock) => stock > 0)
  const left = history.steps.findLast(hasLeft)
  if (left && (!stocked || left.at >= stocked.at)) return { at: left.at, step: left }
  return stocked ? { at: stocked.at, step: stocked } : null
}

export const ageingStock: Rule = {
  rule: 'ageingStock',
  area: 'stock',
  title: 'Ageing stock',
  definition: 'There has been stock all the time, and nothing of it has left for so many days.',
  subjectKind: 'position',
  figure: 'days since a unit left',
  unit: 'days',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 90, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'minimumUnits',
      title: 'Units on hand from which on it matters',
      unit: 'units',
      default: 2,
      minimum: 1,
      maximum: 1_000_000,
    },
  ],
  groupBy: ['location', 'category'],
  touchedBy: (touched, context) => touchedAndSwept('ageingStock', touched, context),
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    const { now, base } = context
    const minimum = (base.parameters['minimumUnits'] ?? 1) * 1e6
    for (const position of positionsOf(context, subjects)) {
      if (position.sellable < minimum) continue
      const last = lastLeftDay(position)
      if (last !== null && (last + 1 + base.threshold) * DAY_MS > now) continue
      const idle = idleSince(context, position)
      if (!idle) continue
      const days = (now - idle.at) / DAY_MS
      const beyondAt = idle.at + thresholdAt(context, position) * DAY_MS
      const measurement: Measurement = {
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: days,
        since: beyondAt,
        dataAsOf: position.place.lastOccurredAt,
      }
      // A day ahead only: later ones come up with the daily look at their place.
      if (beyondAt > now - DAY_MS && beyondAt < now + 2 * DAY_MS) measurement.lookAgainAt = beyondAt + 1
      if (days > base.threshold / 2) found.push(measurement)
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const idle = position ? idleSince(context, position) : null
    const onHand = position ? toUnits(position.sellable) : 0
    const text =
      idle?.step && hasLeft(idle.step)
        ? `The last ${units(toUnits(-idle.step.microunits))} that left`
        : 'Since then it is there; nothing has left'
    return {
      summary: `${units(onHand)} of ${skuName(context, sku)} at ${placeName(
        context,
        location,
      )}: none has left for ${Math.floor(measured.figure ?? 0)} days`,
      evidence: idle?.step ? [recordEvidence(context, idle.step.eventNumber, text, idle.step.at)] : [],
      impact: worth(context, sku, onHand),
      action: {
        text: 'See where it sells; look whether it is on the shelf',
        link: position ? skuLink(sku) : ledgerLink(location, sku),
      },
    }
  },
}
