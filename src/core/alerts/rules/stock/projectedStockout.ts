/** Owns the rule that finds positions which will probably run out before they are received into again. */
import { subjectKey, subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { DAY_MS, dayOf } from './days.ts'
import { demandOf, glanceOf, historyOf, windowStart } from './history.ts'
import { listingOf } from './listings.ts'
import {
  FARTHEST_DAYS,
  farthestInbound,
  latestReceipt,
  livingDaysUntil,
  nextReceipt,
  type NextReceipt,
} from './nextReceipt.ts'
import { oddsOfRunningOut } from './odds.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { lasting, ledgerLink, placeName, shipmentLink, skuLink, skuName, toUnits, units } from './words.ts'

/** What days without stock may hide at a glance: the rate is taken to be so much higher before a position is gone into. */
const GLANCE_FACTOR = 1.5
/** A mean that is so far below what is there cannot run it out with odds that matter. */
const FAR_BELOW = 0.25

interface Projection {
  odds: number
  available: number
  expected: number
  livingDays: number
  perDay: number
  next: NextReceipt
}

const HOUR_MS = 3_600_000
const NEEDED_DAYS = 'learnedDays'

function project(context: RuleContext, position: PositionState): Projection | null {
  const { now, base } = context
  const horizonDays = base.parameters['horizonDays'] ?? 3
  const available = toUnits(position.sellable - position.held)
  const glance = glanceOf(position, dayOf(now))
  const neededDays = base.parameters[NEEDED_DAYS] ?? 1
  if (glance.leavingDays < 3 || glance.days < neededDays) return null
  const mostDays = Math.max(FARTHEST_DAYS, horizonDays, (farthestInbound(context, position) - now) / DAY_MS)
  if (((glance.units * GLANCE_FACTOR) / glance.days) * mostDays < available * FAR_BELOW) return null
  // Days without any may be days without stock: they are not taken for lumpy demand yet.
  const rough = { units: glance.units * GLANCE_FACTOR, leavingDays: glance.days, days: glance.days }
  const farthest = (latestReceipt(context, position, horizonDays) - now) / DAY_MS
  const roughMean = (rough.units / rough.days) * farthest
  if (roughMean < available * FAR_BELOW) return null
  if (oddsOfRunningOut(available, rough, farthest) < base.threshold / 2) return null
  const next = nextReceipt(context, position, horizonDays)
  const livingDays = livingDaysUntil(position, now, next.at)
  if (oddsOfRunningOut(available, rough, livingDays) < base.threshold / 2) return null
  const from = windowStart(now)
  const demand = demandOf(position, historyOf(context, position, from), from, now)
  if (demand.leavingDays < 3 || demand.days < neededDays) return null
  const perDay = demand.units / demand.days
  return {
    odds: oddsOfRunningOut(available, demand, livingDays),
    available,
    expected: perDay * livingDays,
    livingDays,
    perDay,
    next,
  }
}

const INBOUND_POSITIONS_SQL = `
SELECT DISTINCT s.destination ->> '$.location' AS location, line.value ->> 'sku' AS sku
FROM shipments AS s, json_each(s.detail, '$.lines') AS line
WHERE s.shipment IN (SELECT value FROM json_each(?)) AND s.destination ->> '$.location' IS NOT NULL`

export const projectedStockout: Rule = {
  rule: 'projectedStockout',
  area: 'stock',
  title: 'Projected stockout',
  definition:
    'At the rate at which it leaves, what is there will probably be gone before the next receipt that is expected.',
  subjectKind: 'position',
  figure: 'odds of running out before the next receipt',
  unit: '',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 0.8, pendingMs: 0, recoverMs: 30 * 60_000 },
  parameters: [
    {
      name: 'horizonDays',
      title: 'Looked ahead where neither a shipment nor a rhythm says when the next receipt is',
      unit: 'days',
      default: 3,
      minimum: 1,
      maximum: 28,
    },
    {
      name: NEEDED_DAYS,
      title: 'Days with stock that the rate must be learned from',
      unit: 'days',
      default: 7,
      minimum: 2,
      maximum: 56,
    },
  ],
  groupBy: ['location'],
  *touchedBy(touched, { reader }) {
    yield* touched.positions
    if (touched.shipments.size === 0) return
    // What is under way was told of, or comes at another time.
    const shipments = JSON.stringify([...touched.shipments])
    for (const { location, sku } of reader.all<{ location: string; sku: string }>(INBOUND_POSITIONS_SQL, [
      shipments,
    ])) {
      yield subjectKey(location, sku)
    }
  },
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    for (const position of positionsOf(context, subjects)) {
      // What is gone is a stockout; what never leaves cannot run out.
      if (position.sellable < 1e6 || position.periods.length === 0) continue
      const projection = project(context, position)
      if (!projection) continue
      const listing = listingOf(context, position.sku)
      if (listing.isKnown && !listing.isActive) continue
      found.push({
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: Math.round(projection.odds * 1000) / 1000,
        // Time alone, or a shipment, may have brought it there.
        since: Math.max(position.latestAt, position.place.lastOccurredAt - HOUR_MS),
        dataAsOf: position.place.lastOccurredAt,
        lookAgainAt: Math.min(projection.next.at + 1, context.now + DAY_MS),
      })
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const projection = position ? project(context, position) : null
    const name = `${skuName(context, sku)} at ${placeName(context, location)}`
    const percent = Math.round((measured.figure ?? 0) * 100)
    if (!projection) {
      const summary = `${name} will run out before the next receipt with odds of ${percent} %`
      return { summary, evidence: [], impact: {}, action: { text: 'Send some there', link: skuLink(sku) } }
    }
    const { available, expected, livingDays, perDay, next } = projection
    const short = Math.max(1, expected - available)
    const wait = lasting(next.at - context.now)
    return {
      summary: `${name} will run out before the next receipt in ${wait} with odds of ${percent} %: ${units(
        available,
      )} for ${units(Math.round(expected * 10) / 10)} expected to leave`,
      evidence: [
        {
          text: `${units(available)} not held for orders; ${units(perDay)} leave on a day with stock, ${
            Math.round(livingDays * 10) / 10
          } such days are ahead`,
          link: ledgerLink(location, sku),
        },
        next.shipment === null
          ? { text: `Next receipt: ${next.basis}`, at: Math.round(next.at) }
          : {
              text: `Next receipt: ${units(next.units ?? 0)}, ${next.basis}`,
              link: shipmentLink(next.shipment),
              at: next.at,
            },
      ],
      impact: worth(context, sku, Math.round(short * 10) / 10),
      action: { text: 'See where it is plenty, and send some', link: skuLink(sku) },
    }
  },
}
