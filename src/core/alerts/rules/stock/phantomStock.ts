/** Owns the rule that finds stock which the books show and which is probably not there: unsold against expectation. */
import { subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { worth } from '../../impact.ts'
import { DAY_MS, dayOf, lastLeftDay, markedBetween, markedDays, PERIOD_DAYS } from './days.ts'
import { demandOf, glanceOf, hasLeft, historyOf, windowStart, type Step } from './history.ts'
import type { Demand } from './demand.ts'
import { listingOf } from './listings.ts'
import { oddsOfPhantom } from './odds.ts'
import { livingPositions, positionsOf, type PositionState, unjudged } from './positions.ts'
import { thresholdAt } from './scope.ts'
import { touchedAndSwept } from './sweep.ts'
import { ledgerLink, placeName, recordEvidence, skuName, toUnits, units } from './words.ts'

/** Days with sales before the silence from which on anything is known of the rhythm. */
const NEEDED_DAYS = 5
/** At a glance, days without stock may hide this share of the days that the rhythm is learned from. */
const GLANCE_SHARE = 0.7
/** Days of silence from which on it can mean anything. */
const SILENT_DAYS = 2
/** Other places that must have sold the SKU regularly, for their silence to say that nobody wants it any more. */
const OTHERS = 3

interface Silence {
  odds: number
  /** Living days without a sale. */
  days: number
  from: Step
  demand: Demand
  /** When the odds went beyond the threshold; null: they have not. */
  crossedAt: number | null
  /** Whether one more living day takes them beyond it. */
  isNear: boolean
}

const OTHERS_SQL = `
SELECT p.location_id AS locationId, max(CASE WHEN p.period < asked.period THEN p.left_days ELSE 0 END) AS before,
  max(CASE WHEN p.period = asked.period THEN p.left_days ELSE 0 END) AS now
FROM (SELECT ? AS sku_id, ? AS location_id, ? AS period) AS asked
  CROSS JOIN balances AS b INDEXED BY balances_by_sku ON b.sku_id = asked.sku_id AND b.disposition = 0
  CROSS JOIN position_periods AS p ON p.location_id = b.location_id AND p.sku_id = b.sku_id
    AND p.period BETWEEN asked.period - 1 AND asked.period
WHERE b.microunits > 0 AND b.location_id <> asked.location_id
GROUP BY p.location_id LIMIT 50`

/** Whether other places that sold the SKU and still have it have all fallen silent too: then nobody wants it any more. */
function isSilentEverywhere(context: RuleContext, position: PositionState, since: number): boolean {
  const period = Math.floor(dayOf(context.now) / PERIOD_DAYS)
  const rows = context.reader.all<{ before: number; now: number }>(OTHERS_SQL, [
    position.skuId,
    position.place.locationId,
    period,
  ])
  let regular = 0
  let active = 0
  for (const row of rows) {
    const days = markedDays([
      { period: period - 1, days: row.before },
      { period, days: row.now },
    ])
    if (days.filter((day) => day <= since).length < NEEDED_DAYS) continue
    regular += 1
    if (days.some((day) => day > since)) active += 1
  }
  return regular >= OTHERS && active === 0
}

function silenceOf(context: RuleContext, position: PositionState): Silence | null {
  const { now, base } = context
  const today = dayOf(now)
  const perYear = base.parameters['phantomsPerYear'] ?? 1
  const threshold = thresholdAt(context, position)
  const { livingDays } = position.place
  const left = lastLeftDay(position)
  if (left === null || today - left <= SILENT_DAYS) return null
  const counted = position.anchorAt === null ? left : Math.max(left, dayOf(position.anchorAt))
  const silent = markedBetween(livingDays, counted, today)
  if (silent < SILENT_DAYS) return null
  const glance = glanceOf(position, today)
  if (glance.leavingDays < NEEDED_DAYS) return null
  const before = Math.max(glance.leavingDays, (glance.days - silent) * GLANCE_SHARE)
  if (oddsOfPhantom({ ...glance, days: before }, silent + 1, perYear) < base.threshold / 2) return null
  const listing = listingOf(context, position.sku)
  if (listing.isKnown && !listing.isActive) return null
  const from = windowStart(now)
  const history = historyOf(context, position, from)
  // It was there when a unit of it left, when it was counted, and when it was received.
  const seen = history.steps.findLast(
    (step) => hasLeft(step) || (step.isCount && step.after > 0) || (!step.isCount && step.microunits > 0),
  )
  if (!seen) return null
  const demand = demandOf(position, history, from, seen.at + 1)
  if (demand.leavingDays < NEEDED_DAYS) return null
  const seenDay = dayOf(seen.at)
  const days = markedDays([...livingDays].map(([period, bits]) => ({ period, days: bits }))).filter(
    (day) => day > seenDay && day < today,
  )
  const oddsAfter = (count: number) => oddsOfPhantom(demand, count, perYear)
  const odds = oddsAfter(days.length)
  if (odds > threshold / 2 && isSilentEverywhere(context, position, seenDay)) return null
  const crossing = days.findIndex((_, place) => oddsAfter(place + 1) > threshold)
  return {
    odds,
    days: days.length,
    from: seen,
    demand,
    crossedAt: crossing < 0 ? null : (days[crossing]! + 1) * DAY_MS,
    isNear: crossing < 0 && oddsAfter(days.length + 1) > threshold,
  }
}

export const phantomStock: Rule = {
  rule: 'phantomStock',
  area: 'stock',
  title: 'Phantom stock',
  definition: 'The books show stock, yet none has sold for so long that it is probably not there.',
  subjectKind: 'position',
  figure: 'odds that it is not there',
  unit: '',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 0.95, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'phantomsPerYear',
      title: 'How often stock of a position is lost without the books knowing',
      unit: 'times a year',
      default: 0.5,
      minimum: 0.001,
      maximum: 50,
    },
  ],
  inhibits: [{ rules: ['ageingStock', 'overstock', 'projectedStockout'], equal: ['location', 'sku'] }],
  groupBy: ['location'],
  touchedBy: (touched, context) => touchedAndSwept('phantomStock', touched, context),
  everything: livingPositions,
  measure(context, subjects) {
    const found: Measurement[] = []
    for (const position of positionsOf(context, subjects)) {
      if (position.sellable < 1e6 || position.periods.length === 0) continue
      const silence = silenceOf(context, position)
      if (!silence) continue
      const measurement: Measurement = {
        subject: position.subject,
        labels: { location: position.location, sku: position.sku },
        figure: Math.round(silence.odds * 10_000) / 10_000,
        since: silence.crossedAt ?? position.place.lastOccurredAt,
        dataAsOf: position.place.lastOccurredAt,
      }
      // The day that runs may be the one that tells: it counts when it is over.
      if (silence.isNear) measurement.lookAgainAt = (dayOf(context.now) + 1) * DAY_MS
      found.push(measurement)
    }
    return [...found, ...unjudged(context, subjects)]
  },
  explain(context, measured) {
    const [location = '', sku = ''] = subjectParts(measured.subject)
    const [position] = positionsOf(context, [measured.subject])
    const silence = position ? silenceOf(context, position) : null
    const onHand = position ? toUnits(position.sellable) : 0
    const name = `${skuName(context, sku)} at ${placeName(context, location)}`
    const percent = Math.round((measured.figure ?? 0) * 1000) / 10
    const evidence = []
    if (silence) {
      const { from, demand, days } = silence
      const what = from.isCount ? 'Counted' : from.microunits < 0 ? 'Last left' : 'Last received'
      const amount = units(Math.abs(toUnits(from.microunits)))
      evidence.push(recordEvidence(context, from.eventNumber, `${what}: ${amount}`, from.at), {
        text: `Before, some left on ${demand.leavingDays} of ${
          Math.round(demand.days * 10) / 10
        } days with stock; since, on none of ${days}`,
        link: ledgerLink(location, sku),
      })
    }
    return {
      summary: `${name}: the books have ${units(onHand)}, with odds of ${percent} % they are not there: none has left on ${
        silence?.days ?? 0
      } days of trade`,
      evidence,
      impact: worth(context, sku, onHand),
      action: { text: 'Have it counted', link: ledgerLink(location, sku) },
    }
  },
}
