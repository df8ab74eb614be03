/** Owns the rule that finds positions which hold far more than leaves in a reasonable time, and are worth a look. */
import { subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { unitPriceMinor, worth } from '../../impact.ts'
import { DAY_MS, dayOf } from './days.ts'
import { demandOf, glanceOf, historyOf, windowStart } from './history.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { touchedAndSwept } from './sweep.ts'
import { ledgerLink, placeName, skuLink, skuName, toUnits, units } from './words.ts'

interface Cover {
  days: number
  perDay: number
  excess: number
}

/** Half a unit is added to what left, so that what hardly sells has a cover too. */
const coverOf = (onHand: number, left: number, days: number, threshold: number): Cover => {
  const perDay = (left + 0.5) / days
  return { days: onHand / perDay, perDay, excess: onHand - perDay * threshold }
}

function isWorthIt(context: RuleContext, position: PositionState, excess: number): boolean {
  const { minimumUnits = 0, minimumValueMinor = 0 } = context.base.parameters
  if (excess < minimumUnits) return false
  const price = unitPriceMinor(context, position.sku)
  return price === null || excess * price.minor >= minimumValueMinor
}

function judge(context: RuleContext, position: PositionState): (Cover & { since: number }) | null {
  const { now, base } = context
  const threshold = thresholdAt(context, position)
  const onHand = toUnits(position.sellable)
  if (onHand < (base.parameters['minimumUnits'] ?? 0)) return null
  const glance = glanceOf(position, dayOf(now))
  // What was never seen to leave is not overstock but ageing.
  if (glance.leavingDays < 2 || glance.calendarDays < (base.parameters['learnedDays'] ?? 1)) return null
  const rough = coverOf(onHand, glance.units, glance.calendarDays, threshold)
  if (rough.days < threshold || !isWorthIt(context, position, rough.excess)) return null
  const from = windowStart(now)
  const history = historyOf(context, position, from)
  const begin = history.isWhole ? Math.max(from, history.steps[0]?.at ?? now) : from
  const demand = demandOf(position, history, from, now)
  // Days of the calendar, less the share of living days on which it was not there.
  const calendar = (now - begin) / DAY_MS
  const share = Math.min(1, demand.days / Math.max(1, glance.days))
  const days = Math.max(1, calendar * share)
  if (days < (base.parameters['learnedDays'] ?? 1)) return null
  const exact = coverOf(onHand, demand.units, days, threshold)
  if (!isWorthIt(context, position, exact.excess)) return null
  const raised = history.steps.findLast(({ before, after }) => after > before)
  return { ...exact, since: raised?.at ?? position.latestAt }
}

export const overstock: Rule = {
  rule: 'overstock',
  area: 'stock',
  title: 'Overstock',
  definition:
    'At the rate at which it leaves, what is there lasts far longer than it should, and the excess is worth something.',
  subjectKind: 'position',
  figure: 'days of cover',
  unit: 'days',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 180, pendingMs: 0, recoverMs: 6 * 3_600_000 },
  parameters: [
    {
      name: 'minimumUnits',
      title: 'Excess from which on it matters',
      unit: 'units',
      default: 24,
      minimum: 1,
      maximum: 1_000_000,
    },
    {
      name: 'minimumValueMinor',
      title: 'Value of the excess from which on it matters, where a price is known',
      unit: 'minor units of the currency',
      default: 20_000,
      minimum: 0,
      maximum: 1_000_000_000,
    },
    {
      name: 'learnedDays',
      title: 'Days with stock that the rate must be learned from',
      unit: 'days',
      default: 14,
      minimum: 7,
      maximum: 84,
    },
  ],
  groupBy: ['location', 'category'],
  touchedBy: (touched, context) => touchedAndSwept('overstock', touched, context),
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    for (const position of positionsOf(context, subjects)) {
      if (position.sellable <= 0 || position.periods.length === 0) continue
      const judged = judge(context, position)
      if (!judged) continue
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: Math.round(judged.days),
        since: judged.since,
        dataAsOf: position.place.lastOccurredAt,
      })
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const judged = position ? judge(context, position) : null
    const threshold = thresholdAt(context, { location, sku })
    const excess = Math.max(0, Math.floor(judged?.excess ?? 0))
    return {
      summary: `${skuName(context, sku)} at ${placeName(context, location)} lasts ${
        measured.figure ?? 0
      } days: ${units(excess)} more than ${threshold} days need`,
      evidence: position
        ? [
            {
              text: `${units(toUnits(position.sellable))} on hand, ${
                Math.round((judged?.perDay ?? 0) * 100) / 100
              } leave a day`,
              link: ledgerLink(location, sku),
            },
          ]
        : [],
      impact: worth(context, sku, excess),
      action: { text: 'See where it sells, and send some there', link: skuLink(sku) },
    }
  },
}
