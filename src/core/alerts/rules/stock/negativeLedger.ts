/** Owns the rule that finds positions of which the books say less than nothing. */
import { subjectParts, type Measurement, type Rule } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { historyOf, stepSince, windowStart } from './history.ts'
import { livingPositions, positionsOf, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { ledgerLink, placeName, recordEvidence, skuName, toUnits, units } from './words.ts'

const MINUTE_MS = 60_000

export const negativeLedger: Rule = {
  rule: 'negativeLedger',
  area: 'stock',
  title: 'Negative ledger',
  definition:
    'The books say that less than nothing is there to be sold: more left than was ever known to be there.',
  subjectKind: 'position',
  figure: 'sellable units on hand',
  unit: 'units',
  direction: 'below',
  // A receipt is often booked minutes after the first unit of it was sold.
  defaults: { severity: 'warning', threshold: 0, pendingMs: 30 * MINUTE_MS, recoverMs: 0 },
  parameters: [],
  inhibits: [{ rules: ['stockout', 'projectedStockout'], equal: ['location', 'sku'] }],
  groupBy: ['location'],
  touchedBy: ({ positions }) => positions,
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    const limit = Math.min(0, context.base.threshold) * 1e6
    for (const position of positionsOf(context, subjects)) {
      if (position.sellable >= limit) continue
      const own = Math.min(0, thresholdAt(context, position)) * 1e6
      const since = stepSince(historyOf(context, position, windowStart(context.now)), (stock) => stock < own)
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: toUnits(position.sellable),
        since: since?.at ?? position.latestAt,
        dataAsOf: position.place.lastOccurredAt,
      })
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const below = position
      ? stepSince(historyOf(context, position, windowStart(context.now)), (stock) => stock < 0)
      : undefined
    const missing = Math.abs(measured.figure ?? 0)
    return {
      summary: `The books have ${units(measured.figure ?? 0)} of ${skuName(context, sku)} at ${placeName(
        context,
        location,
      )}`,
      evidence: below
        ? [
            recordEvidence(
              context,
              below.eventNumber,
              `${units(toUnits(-below.microunits))} left when the books had ${units(toUnits(below.before))}`,
              below.at,
            ),
          ]
        : [],
      impact: worth(context, sku, missing),
      action: {
        text: 'Look for a receipt that was not booked, or count it',
        link: ledgerLink(location, sku),
      },
    }
  },
}
