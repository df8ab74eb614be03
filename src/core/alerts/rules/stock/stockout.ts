/** Owns the rule that finds positions which have run out although they sell there, or are planned or listed there. */
import { subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { DAY_MS, dayOf, lastLeftDay, bitCount } from './days.ts'
import { glanceOf, historyOf, stepSince, windowStart } from './history.ts'
import { isListedAt, listingOf } from './listings.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { lasting, ledgerLink, placeName, recordEvidence, skuLink, skuName, toUnits, units } from './words.ts'

/** Until when it counts as selling there, by the last day on which any left; null where it does not sell. */
function sellsUntil(position: PositionState, parameters: Readonly<Record<string, number>>): number | null {
  const last = lastLeftDay(position)
  const days = position.periods.reduce((sum, { leftDays }) => sum + bitCount(leftDays), 0)
  if (last === null || days < (parameters['sellingDays'] ?? 1)) return null
  return (last + 1 + (parameters['sellsWithinDays'] ?? 1)) * DAY_MS
}

function measureOne(context: RuleContext, position: PositionState): Measurement | null {
  const { now, base } = context
  const listing = listingOf(context, position.sku)
  // Left the assortment: channels know it, and none offers it any more.
  if (listing.isKnown && !listing.isActive) return null
  const until = sellsUntil(position, base.parameters)
  const isPlanned = position.safety > 0 || isListedAt(context, position.sku, position.location)
  if (!isPlanned && (until === null || until <= now)) return null
  const threshold = thresholdAt(context, position) * 1e6
  if (position.sellable >= threshold) return null
  const history = historyOf(context, position, isPlanned ? Number.MIN_SAFE_INTEGER : windowStart(now))
  // It ran out when the last could be sold, not at an earlier taking back or at a count that confirms it.
  const out = stepSince(history, (stock) => stock < threshold)
  // Where nothing was ever known to be there, nothing ran out.
  const wasThere = out !== undefined && out.before >= threshold
  if (!wasThere && (history.isWhole || out === undefined)) return null
  const measurement: Measurement = {
    subject: position.subject,
    labels: { location: position.location, sku: position.sku },
    figure: toUnits(position.sellable),
    since: out.at,
    dataAsOf: position.place.lastOccurredAt,
  }
  if (!isPlanned && until !== null) measurement.lookAgainAt = until
  return measurement
}

export const stockout: Rule = {
  rule: 'stockout',
  area: 'stock',
  title: 'Stockout',
  definition:
    'A position that sells, is planned or is listed has less than one unit left that could be sold.',
  subjectKind: 'position',
  figure: 'sellable units on hand',
  unit: 'units',
  direction: 'below',
  defaults: { severity: 'serious', threshold: 1, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'sellsWithinDays',
      title: 'Counts as selling for so long after the last day with a sale',
      unit: 'days',
      default: 28,
      minimum: 1,
      maximum: 56,
    },
    {
      name: 'sellingDays',
      title: 'Days with a sale in the last 12 weeks from which on it counts as selling',
      unit: 'days',
      default: 2,
      minimum: 1,
      maximum: 60,
    },
  ],
  inhibits: [{ rules: ['projectedStockout', 'bufferBreached'], equal: ['location', 'sku'] }],
  groupBy: ['location'],
  touchedBy: ({ positions }) => positions,
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    const limit = context.base.threshold * 1e6
    for (const position of positionsOf(context, subjects)) {
      if (position.sellable >= limit) continue
      const measured = measureOne(context, position)
      if (measured) found.push(measured)
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const evidence = []
    let perDay = 0
    if (position) {
      const history = historyOf(context, position, windowStart(context.now))
      const out = stepSince(history, (stock) => stock < thresholdAt(context, position) * 1e6)
      if (out) {
        const text = out.isCount
          ? `A count found ${units(toUnits(out.after))}; the books had ${units(toUnits(out.before))}`
          : `${units(toUnits(-out.microunits))} left and took the last; ${units(toUnits(out.before))} before`
        evidence.push(recordEvidence(context, out.eventNumber, text, out.at))
      }
      const glance = glanceOf(position, dayOf(context.now))
      perDay = glance.units / glance.calendarDays
      evidence.push({
        text: `${units(glance.units)} left in ${glance.calendarDays} days before`,
        link: ledgerLink(location, sku),
      })
    }
    const daysOut = Math.max(1, (context.now - measured.since) / DAY_MS)
    const missed = Math.round(perDay * daysOut * 10) / 10
    return {
      summary: `${skuName(context, sku)} is sold out at ${placeName(context, location)} for ${lasting(
        Math.max(0, measured.dataAsOf - measured.since),
      )}`,
      evidence,
      impact: worth(context, sku, missed),
      action: { text: 'See where else it is, and send some', link: skuLink(sku) },
    }
  },
}
