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
import { LIVING_MS, placeOf } from './places.ts'
import { count, laneLink } from './words.ts'

/** How far back the past of a lane is looked at, and how many of its parcels. */
const BASELINE_MS = 90 * DAY_MS
const BASELINE_PARCELS_MAX = 600
/** Days of shipping that the past must have. */
const BASELINE_DAYS_MIN = 14
/** The past is learned anew after so long. */
const LEARNED_FOR_MS = 6 * HOUR_MS

interface Lane {
  origin: string
  region: string
  carrier: string
}

const laneOf = (subject: string): Lane => {
  const [origin = '', region = '', carrier = ''] = subjectParts(subject)
  return { origin, region, carrier }
}

/** One parcel an order: lines that went together are one observation. */
const PARCELS_SQL = `
SELECT min(shipped_at) AS shippedAt, max(handed_over_at) AS arrivedAt FROM order_lines
WHERE location = ? AND coalesce(region, country) = ? AND carrier = ? AND handed_over_at IS NOT NULL AND shipped_at IS NOT NULL
  AND handed_over_at >= ? AND handed_over_at <= ? AND shipped_at >= ? AND shipped_at < ? AND handed_over_at > shipped_at
GROUP BY order_id ORDER BY arrivedAt DESC LIMIT ?`

function parcels(
  context: RuleContext,
  { origin, region, carrier }: Lane,
  from: number,
  until: number,
  limit: number,
) {
  const zone = placeOf(context, origin)?.timeZone ?? 'UTC'
  return context.reader
    .all<{ shippedAt: number; arrivedAt: number }>(PARCELS_SQL, [
      origin,
      region,
      carrier,
      from,
      context.now,
      from,
      until,
      limit,
    ])
    .map((row): Parcel => {
      const day = localDayAt(row.shippedAt, zone)
      return { ...row, day, weekday: weekdayOf(day) }
    })
}

interface Learned {
  at: number
  baseline: Baseline | null
}
const kept = new WeakMap<object, Map<string, Learned>>()

/** The lane's past up to the days that are judged; null where it has too little. */
function learn(context: RuleContext, subject: string, recentMs: number): Baseline | null {
  let all = kept.get(context.reader)
  if (!all) kept.set(context.reader, (all = new Map()))
  const known = all.get(subject)
  if (known && Math.abs(context.now - known.at) < LEARNED_FOR_MS) return known.baseline
  const until = context.now - recentMs
  const past = parcels(context, laneOf(subject), until - BASELINE_MS, until, BASELINE_PARCELS_MAX)
  const isEnough =
    past.length >= (context.base.parameters['baselineParcels'] ?? 30) &&
    new Set(past.map(({ day }) => day)).size >= BASELINE_DAYS_MIN
  const baseline = isEnough ? baselineOf(past) : null
  all.set(subject, { at: context.now, baseline })
  return baseline
}

interface Judged {
  baseline: Baseline
  drift: Drift
  latestAt: number
  /** How much longer the days of the run take, as a share; 0 without a run. */
  slowdown: number
}

function judge(context: RuleContext, subject: string, threshold: number): Judged | null {
  const recentMs = (context.base.parameters['recentDays'] ?? 10) * DAY_MS
  const baseline = learn(context, subject, recentMs)
  if (!baseline) return null
  const recent = parcels(
    context,
    laneOf(subject),
    context.now - recentMs,
    context.now + 1,
    BASELINE_PARCELS_MAX,
  )
  const [latest] = recent
  if (!latest || latest.arrivedAt < context.now - LIVING_MS) return null
  const drift = driftOf(scoreDays(baseline, recent), threshold)
  const slowdown = drift.run.length === 0 ? 0 : Math.exp(median(drift.run.map(({ slower }) => slower))) - 1
  return { baseline, drift, latestAt: latest.arrivedAt, slowdown }
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
  if (!judged) return []
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
      title: 'Days that are judged; the 90 before them are the past',
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
               WHERE order_id IN (SELECT value FROM json_each(?)) AND handed_over_at IS NOT NULL AND shipped_at IS NOT NULL
                 AND carrier IS NOT NULL AND location IS NOT NULL AND coalesce(region, country) IS NOT NULL`,
              [JSON.stringify([...orders])],
            )
            .map(({ origin, region, carrier }) => subjectKey(origin, region, carrier)),
        ),
  timed: ({ reader, now }) =>
    reader
      .all<Lane>(
        `SELECT DISTINCT location AS origin, coalesce(region, country) AS region, carrier FROM order_lines
         WHERE handed_over_at >= ? AND shipped_at IS NOT NULL AND carrier IS NOT NULL AND location IS NOT NULL
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
    const lately = Math.round(median(run.map(({ hours }) => hours)))
    return {
      summary: `${name} takes ${Math.round((judged?.slowdown ?? 0) * 100)} % longer than it used to: ${lately} hours lately.`,
      evidence: [
        {
          text: `Usually ${hoursText(judged?.baseline.median ?? 0)} (${count(judged?.baseline.parcels ?? 0, 'parcel')} of the past)`,
          link,
        },
        ...run.slice(-5).map(({ day, parcels: own, hours, score, knownAt }) => ({
          text: `Shipped on ${isoDateOf(day)}: ${count(own, 'parcel')}, ${Math.round(hours)} hours, ${score.toFixed(1)} σ`,
          at: knownAt,
        })),
        { text: `By chance once in about ${Math.round(daysToFalseAlarm(threshold))} days of shipping` },
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
