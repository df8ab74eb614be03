/** Owns the rule laneSlower: parcels of a lane take longer than they used to, by more than chance explains. */
import { DAY_MS, HOUR_MS, isoDateOf, localDayAt, weekdayOf } from '../../../../shared/timeZone.ts'
import {
  subjectKey,
  subjectParts,
  type AlertLabels,
  type Measurement,
  type Rule,
  type RuleContext,
} from '../../rule.ts'
import {
  baselineOf,
  daysToFalseAlarm,
  driftOf,
  median,
  scoreDays,
  type Baseline,
  type Drift,
  type Parcel,
} from './laneDrift.ts'
import { lastOf } from './carrierSilent.ts'
import { LIVING_MS, placeOf } from './places.ts'
import { count, laneLink } from './words.ts'

/** How far back the past of a lane is looked at. */
const BASELINE_MS = 90 * DAY_MS
/** So many parcels are read, the latest, to learn from and to judge. */
const LEARNED_MAX = 12_000
const PARCELS_MAX = 3_000
/** Days of shipping that the past must have. */
const BASELINE_DAYS_MIN = 14
/** The past is learned anew after so long. */
const LEARNED_FOR_MS = 6 * HOUR_MS
/** Where more of the past's parcels than this never arrived as told, a parcel under way says nothing. */
const UNTOLD_SHARE_MAX = 0.02
/** What a carrier says of one parcel may come so much later than what it says of another. */
const LATE_WORD_MS = 6 * HOUR_MS
/** How long the lane takes now: the median of so many that arrived last, or what three in four of the past kept to. */
const LATEST_PARCELS = 10
const WAY_SHARE = 0.75

interface Lane {
  origin: string
  region: string
  carrier: string
}

const laneOf = (subject: string): Lane => {
  const [origin = '', region = '', carrier = ''] = subjectParts(subject)
  return { origin, region, carrier }
}

/** One parcel an order: lines that went together are one observation. Lines that were given up are none. */
export const PARCELS_SQL = `
SELECT min(shipped_at) AS shippedAt, max(handed_over_at) AS arrivedAt FROM order_lines
WHERE location = ? AND coalesce(region, country) = ? AND carrier = ? AND shipped_at >= ? AND shipped_at < ?
  AND (handed_over_at > shipped_at OR (handed_over_at IS NULL AND open = 1))
GROUP BY order_id ORDER BY shippedAt DESC LIMIT ?`

/** Parcels that were shipped from a time on, the latest first, as far as it is known now. */
function parcels(context: RuleContext, lane: Lane, from: number, limit: number): Parcel[] {
  const { origin, region, carrier } = lane
  const zone = placeOf(context, origin)?.timeZone ?? 'UTC'
  // While the carrier tells nothing, nothing is known to be slow.
  const heardAt = (lastOf(context, carrier)?.at ?? 0) - LATE_WORD_MS
  return context.reader
    .all<{ shippedAt: number; arrivedAt: number | null }>(PARCELS_SQL, [
      origin,
      region,
      carrier,
      from,
      context.now + 1,
      limit,
    ])
    .flatMap(({ shippedAt, arrivedAt }): Parcel[] => {
      const day = localDayAt(shippedAt, zone)
      const parcel = { shippedAt, day, weekday: weekdayOf(day) }
      if (arrivedAt !== null && arrivedAt <= context.now) return [{ ...parcel, arrivedAt }]
      return heardAt > shippedAt ? [{ ...parcel, arrivedAt: heardAt, isUnderWay: true }] : []
    })
}

interface Learned {
  at: number
  baseline: Baseline | null
  /** Before the days that are judged: how long the lane takes now, so that slow parcels have time to arrive. */
  wayMs: number
  /** Whether parcels under way count. */
  isTold: boolean
}
const kept = new WeakMap<object, Map<string, Learned>>()

const isThere = ({ isUnderWay }: Parcel) => !isUnderWay
const wayOf = ({ shippedAt, arrivedAt }: Parcel) => arrivedAt - shippedAt

/** How long the lane takes now. */
function wayNow(arrived: readonly Parcel[]): number {
  const ways = arrived.map(wayOf).toSorted((a, b) => a - b)
  const latest = arrived.toSorted((a, b) => b.arrivedAt - a.arrivedAt).slice(0, LATEST_PARCELS)
  const way = Math.max(ways[Math.floor(WAY_SHARE * ways.length)] ?? 0, median(latest.map(wayOf)) || 0)
  return Math.min(way, BASELINE_MS / 3)
}

/** The lane's past up to the days that are judged; null where it has too little. */
function learn(context: RuleContext, subject: string, recentMs: number): Learned {
  let all = kept.get(context.reader)
  if (!all) kept.set(context.reader, (all = new Map()))
  const known = all.get(subject)
  if (known && Math.abs(context.now - known.at) < LEARNED_FOR_MS) return known
  const { now } = context
  const told = parcels(context, laneOf(subject), now - recentMs - (4 / 3) * BASELINE_MS, LEARNED_MAX)
  const wayMs = wayNow(told.filter(isThere))
  const past = told.filter(({ shippedAt }) => shippedAt < now - recentMs - wayMs)
  const arrived = past.filter(isThere)
  const isEnough =
    arrived.length >= (context.base.parameters['baselineParcels'] ?? 30) &&
    new Set(arrived.map(({ day }) => day)).size >= BASELINE_DAYS_MIN
  const baseline = isEnough ? baselineOf(arrived) : null
  // By the older half: a lane that has become very slow is not one of which nobody tells.
  const older = past.slice(past.length / 2)
  const isTold = older.filter(({ isUnderWay }) => isUnderWay).length <= UNTOLD_SHARE_MAX * older.length
  const learned = { at: now, baseline, wayMs, isTold }
  all.set(subject, learned)
  return learned
}

interface Judged {
  baseline: Baseline
  drift: Drift
  latestAt: number
  /** How much longer the days of the run take, as a share; 0 without a run. */
  slowdown: number
}

/** Null: there is nothing to judge by. */
function judge(context: RuleContext, subject: string, threshold: number): Judged | null {
  const { now, base } = context
  const recentMs = (base.parameters['recentDays'] ?? 10) * DAY_MS
  const { baseline, wayMs, isTold } = learn(context, subject, recentMs)
  if (!baseline) return null
  const told = parcels(context, laneOf(subject), now - recentMs - wayMs, PARCELS_MAX)
  const recent = isTold ? told : told.filter(isThere)
  if (recent.length === 0) return null
  const latestAt = Math.max(...recent.map(({ arrivedAt }) => arrivedAt))
  if (latestAt < now - LIVING_MS) return null
  const drift = driftOf(scoreDays(baseline, recent), threshold)
  const slowdown = drift.run.length === 0 ? 0 : Math.exp(median(drift.run.map(({ slower }) => slower))) - 1
  return { baseline, drift, latestAt, slowdown }
}

function labelsOf(context: RuleContext, { origin, region, carrier }: Lane): AlertLabels {
  const feed = placeOf(context, origin)?.feed
  return {
    lane: `${origin} → ${region} · ${carrier}`,
    location: origin,
    region,
    carrier,
    ...(feed ? { feed } : {}),
  }
}

function measureLane(context: RuleContext, subject: string): Measurement[] {
  const lane = laneOf(subject)
  if (!placeOf(context, lane.origin)) return []
  const labels = labelsOf(context, lane)
  const { threshold } = context.settings(labels)
  const judged = judge(context, subject, threshold)
  // Nobody said that it is over: there is only nothing to judge by.
  if (!judged) return [{ subject, labels, figure: null, since: context.now, dataAsOf: context.now }]
  const { drift, slowdown, latestAt } = judged
  const { parameters } = context.base
  const seen = drift.run.reduce((sum, day) => sum + day.parcels, 0)
  const isWorthIt =
    slowdown * 100 >= (parameters['slowdownPercent'] ?? 15) && seen >= (parameters['recentParcels'] ?? 5)
  return [
    {
      subject,
      labels,
      figure: isWorthIt ? drift.sum : Math.min(drift.sum, threshold),
      since: drift.passedAt ?? latestAt,
      dataAsOf: latestAt,
      // Days fall out of what is judged, with or without a parcel.
      lookAgainAt: context.now + DAY_MS / 2,
    },
  ]
}

const hoursText = (logHours: number) => `${Math.round(Math.exp(logHours))} hours`

export const laneSlower: Rule = {
  rule: 'laneSlower',
  area: 'speed',
  title: 'Lane slower',
  definition:
    'Parcels of a lane take longer than they used to, on several days of shipping, by more than chance explains.',
  subjectKind: 'lane',
  figure: 'cumulated slowness of days of shipping, in standard deviations',
  unit: 'σ',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 7, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'recentDays',
      title: 'Days that are judged, besides those that a parcel takes; the 90 before them are the past',
      unit: 'days',
      default: 10,
      minimum: 4,
      maximum: 60,
    },
    {
      name: 'baselineParcels',
      title: 'Parcels that the past must have',
      unit: 'parcels',
      default: 30,
      minimum: 10,
      maximum: 600,
    },
    {
      name: 'recentParcels',
      title: 'Parcels that must be slow',
      unit: 'parcels',
      default: 5,
      minimum: 3,
      maximum: 100,
    },
    {
      name: 'slowdownPercent',
      title: 'How much slower it must be to matter',
      unit: '%',
      default: 15,
      minimum: 0,
      maximum: 500,
    },
  ],
  inhibits: [{ rules: ['promiseAtRisk'], equal: ['lane'] }],
  groupBy: ['carrier'],
  restMs: 60_000,
  touchedBy: ({ orders }, { reader }) =>
    orders.size === 0
      ? []
      : new Set(
          reader
            .all<Lane>(
              `SELECT DISTINCT location AS origin, coalesce(region, country) AS region, carrier FROM order_lines
               WHERE order_id IN (SELECT value FROM json_each(?)) AND shipped_at IS NOT NULL
                 AND carrier IS NOT NULL AND location IS NOT NULL AND coalesce(region, country) IS NOT NULL`,
              [JSON.stringify([...orders])],
            )
            .map(({ origin, region, carrier }) => subjectKey(origin, region, carrier)),
        ),
  timed: ({ reader, now }) =>
    reader
      .all<Lane>(
        `SELECT DISTINCT location AS origin, coalesce(region, country) AS region, carrier FROM order_lines
         WHERE (handed_over_at >= ? OR open = 1) AND shipped_at IS NOT NULL AND carrier IS NOT NULL AND location IS NOT NULL
           AND coalesce(region, country) IS NOT NULL`,
        [now - LIVING_MS],
      )
      .map(({ origin, region, carrier }) => subjectKey(origin, region, carrier)),
  measure: (context, lanes) => lanes.flatMap((lane) => measureLane(context, lane)),
  explain(context, { subject, labels }) {
    const lane = laneOf(subject)
    const { origin, region, carrier } = lane
    const { threshold } = context.settings(labels)
    const judged = judge(context, subject, threshold)
    const run = judged?.drift.run ?? []
    const name = `${placeOf(context, origin)?.name ?? origin} → ${region} with ${carrier}`
    const link = laneLink(origin, region, carrier)
    const stake = stakeOnLane(context, lane)
    const atLeast = run.some((day) => day.isAtLeast) ? 'at least ' : ''
    const lately = Math.round(median(run.map(({ hours }) => hours)))
    return {
      summary: `${name} takes ${atLeast}${Math.round((judged?.slowdown ?? 0) * 100)} % longer than it used to: ${lately} hours${atLeast && ' and more'} lately.`,
      evidence: [
        {
          text: `Usually ${hoursText(judged?.baseline.median ?? 0)} (${count(judged?.baseline.parcels ?? 0, 'parcel')} of the past)`,
          link,
        },
        ...run.slice(-5).map(({ day, parcels: own, underWay, isAtLeast, hours, score, knownAt }) => ({
          text: `Shipped on ${isoDateOf(day)}: ${count(own, 'parcel')}${underWay > 0 ? ` (${underWay} not there yet)` : ''}, ${isAtLeast ? 'at least ' : ''}${Math.round(hours)} hours, ${score.toFixed(1)} σ`,
          at: knownAt,
        })),
        { text: `With a long past, by chance once in ${Math.round(daysToFalseAlarm(threshold))} days` },
      ],
      impact: stake,
      action: { text: `Promise longer on this lane, or send with another carrier; ask ${carrier} why`, link },
    }
  },
}

/** Open lines that are on the lane, or wait to go its way, with a promise to keep. */
function stakeOnLane({ reader, now }: RuleContext, { origin, region, carrier }: Lane) {
  const row = reader.get<{ promises: number; customers: number; units: number }>(
    `SELECT count(*) AS promises, count(DISTINCT order_id) AS customers, coalesce(sum(microunits), 0) / 1e6 AS units
     FROM order_lines WHERE open = 1 AND promised_at >= ? AND location = ? AND coalesce(region, country) = ? AND carrier = ?`,
    [now, origin, region, carrier],
  )
  return { promises: row?.promises ?? 0, customers: row?.customers ?? 0, units: row?.units ?? 0 }
}
