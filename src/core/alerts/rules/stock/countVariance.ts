/** Owns the rule that finds counts which differ from the books by more than what is tolerated. */
import { subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { DAY_MS } from './days.ts'
import { historyOf, type Step } from './history.ts'
import { positionsOf, type PositionState, unjudged } from './positions.ts'
import { ledgerLink, placeName, recordEvidence, skuName, toUnits, units } from './words.ts'

interface Variance {
  count: Step
  /** The record before it, by which the books had what they had. */
  before: Step
  units: number
  percent: number
}

/** The latest count against the books just before it; null where the books had not begun, or do not go back so far. */
function latestVariance(context: RuleContext, position: PositionState): Variance | null {
  const { steps, isWhole } = historyOf(context, position, Number.MIN_SAFE_INTEGER)
  const place = steps.findLastIndex(({ isCount }) => isCount)
  const count = steps[place]
  // Counts of one time and record are one count: what is before them all are the books.
  const before = steps[place - 1]
  if (!count || !before || (!isWhole && !steps.slice(0, place).some(({ isCount }) => isCount))) return null
  const difference = toUnits(count.after - count.before)
  return {
    count,
    before,
    units: difference,
    percent:
      difference === 0 ? 0 : (100 * Math.abs(difference)) / Math.max(1, Math.abs(toUnits(count.before))),
  }
}

export const countVariance: Rule = {
  rule: 'countVariance',
  area: 'stock',
  title: 'Count variance',
  definition:
    'A physical count differs from the books by more units, and by more of them in percent, than is tolerated.',
  subjectKind: 'position',
  figure: 'difference from the books',
  unit: '%',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 5, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'toleratedUnits',
      title: 'Difference up to which a count is in order, whatever its percentage',
      unit: 'units',
      default: 2,
      minimum: 0,
      maximum: 1_000_000,
    },
    {
      name: 'keptDays',
      title: 'Days after the count for which it stands',
      unit: 'days',
      default: 3,
      minimum: 0.5,
      maximum: 7,
    },
  ],
  groupBy: ['location'],
  touchedBy: ({ counted }) => counted,
  measure(context, subjects) {
    const { now, base } = context
    const { toleratedUnits = 0, keptDays = 1 } = base.parameters
    const found: Measurement[] = []
    for (const position of positionsOf(context, subjects)) {
      const { anchorAt } = position
      if (anchorAt === null || anchorAt + keptDays * DAY_MS <= now) continue
      const variance = latestVariance(context, position)
      if (!variance || Math.abs(variance.units) <= toleratedUnits) continue
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: Math.round(variance.percent * 10) / 10,
        since: anchorAt,
        dataAsOf: position.place.lastOccurredAt,
        // A record from before the count that comes late may explain it.
        lookAgainAt: Math.min(now + DAY_MS / 24, anchorAt + keptDays * DAY_MS),
      })
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const variance = position ? latestVariance(context, position) : null
    const name = `${skuName(context, sku)} at ${placeName(context, location)}`
    const link = ledgerLink(location, sku)
    if (!variance) {
      const summary = `A count of ${name} differs from the books by ${measured.figure ?? 0} %`
      return { summary, evidence: [], impact: {}, action: { text: 'Look at its records', link } }
    }
    const { count, before } = variance
    const direction = variance.units < 0 ? 'fewer' : 'more'
    return {
      summary: `${name}: ${units(toUnits(count.after))} counted, ${units(
        Math.abs(variance.units),
      )} ${direction} than the books had`,
      evidence: [
        recordEvidence(context, count.eventNumber, `Counted: ${units(toUnits(count.after))}`, count.at),
        recordEvidence(
          context,
          before.eventNumber,
          `The record before it, by which the books had ${units(toUnits(count.before))}`,
          before.at,
        ),
      ],
      impact: worth(context, sku, Math.abs(variance.units)),
      action: { text: 'Look at its records; count once more where they do not explain it', link },
    }
  },
}
