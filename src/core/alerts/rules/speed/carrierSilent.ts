/** Owns the rule carrierSilent: a carrier tells nothing of its shipments, though by its own rhythm much would have come. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import { NOT_CARRIERS_WORD } from '../../../../shared/vocabulary.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { rhythmOf, surprise, surprisingAt } from './carrierRhythm.ts'
import { LIVING_MS } from './places.ts'
import { count, span } from './words.ts'

interface Last {
  at: number
  feed: string | null
  shipment: string
}

/** One look into an index of nothing but carriers' words, however long the past of one is. */
export const LAST_SQL = `
SELECT last_milestone_at AS at, feeds.name AS feed, shipment FROM shipments LEFT JOIN feeds ON feed_number = last_feed
WHERE carrier = ? AND last_milestone_at <= ? AND status NOT IN (${NOT_CARRIERS_WORD.map((word) => `'${word}'`).join(', ')})
ORDER BY last_milestone_at DESC LIMIT 1`

/** The last step that the carrier told of any shipment, up to now. */
export const lastOf = ({ reader, now }: RuleContext, carrier: string): Last | null =>
  reader.get<Last>(LAST_SQL, [carrier, now]) ?? null

interface UnderWay {
  shipments: number
  promises: number
  units: number
  orders: number
}

/** Shipments that the carrier has: those of which anything was told in the last two weeks. */
const UNDER_WAY_SQL = `
SELECT count(*) AS shipments, coalesce(sum(coalesce(promised_at, estimated_at) >= ?), 0) AS promises,
  coalesce(sum(microunits), 0) / 1e6 AS units, count(DISTINCT order_id) AS orders
FROM shipments WHERE carrier = ? AND moving = 1 AND last_milestone_at >= ?`

/** Whether it has so many of them: read from the index alone. */
const hasUnderWay = ({ reader, now }: RuleContext, carrier: string, wanted: number): boolean =>
  (reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM shipments WHERE carrier = ? AND moving = 1 AND last_milestone_at >= ? LIMIT ?)`,
    [carrier, now - 2 * LIVING_MS, wanted],
  )?.n ?? 0) >= wanted

const underWay = ({ reader, now }: RuleContext, carrier: string): UnderWay =>
  reader.get<UnderWay>(UNDER_WAY_SQL, [now, carrier, now - 2 * LIVING_MS]) ?? {
    shipments: 0,
    promises: 0,
    units: 0,
    orders: 0,
  }

function measureCarrier(context: RuleContext, carrier: string): Measurement[] {
  const { now, base } = context
  const last = lastOf(context, carrier)
  if (!last) return []
  const labels = { carrier, ...(last.feed === null ? {} : { feed: last.feed }) }
  const measured = { subject: carrier, labels, dataAsOf: last.at }
  // So long a silence is an end: nothing of it is judged any more.
  if (last.at < now - LIVING_MS) return [{ ...measured, figure: null, since: last.at }]
  const { threshold } = context.settings(labels)
  const lagMs = (base.parameters['lagMinutes'] ?? 30) * MINUTE_MS
  const rhythm = rhythmOf(context, carrier, last.at)
  if (!rhythm || !hasUnderWay(context, carrier, base.parameters['shipmentsMin'] ?? 5)) return []
  const overAt = surprisingAt(rhythm, last.at, threshold)
  const lookAgainAt = overAt === null ? null : overAt + lagMs
  return [
    {
      ...measured,
      figure: surprise(rhythm, last.at, now - lagMs),
      since: overAt === null ? last.at : overAt + lagMs,
      ...(lookAgainAt !== null && lookAgainAt > now
        ? { lookAgainAt }
        : { lookAgainAt: last.at + LIVING_MS + 1 }),
    },
  ]
}

/** `200,000`; a thousand thousand thousands and more are not told apart. */
const odds = (powers: number) => Math.round(10 ** Math.min(9, powers)).toLocaleString('en')

export const carrierSilent: Rule = {
  rule: 'carrierSilent',
  area: 'speed',
  title: 'Carrier silent',
  definition:
    'A carrier with shipments under way tells nothing, though by its own rhythm much would have come.',
  subjectKind: 'carrier',
  figure: 'how little chance explains the silence (5: once in 100,000 times)',
  unit: 'powers of ten',
  direction: 'above',
  defaults: { severity: 'critical', threshold: 5, pendingMs: 0, recoverMs: 10 * MINUTE_MS },
  parameters: [
    {
      name: 'lagMinutes',
      title: 'Time that the carrier’s word usually takes to reach us',
      unit: 'minutes',
      default: 30,
      minimum: 0,
      maximum: 1440,
    },
    {
      name: 'shipmentsMin',
      title: 'Shipments that must be under way',
      unit: 'shipments',
      default: 5,
      minimum: 1,
      maximum: 10_000,
    },
  ],
  inhibits: [{ rules: ['transitOverdue', 'promiseAtRisk', 'laneSlower'], equal: ['carrier'] }],
  // A word of the carrier's can only end its alert: what begins one is time.
  restMs: 5_000,
  touchedBy: ({ shipments }, { reader }) =>
    shipments.size === 0
      ? []
      : reader
          .all<{ carrier: string }>(
            `SELECT DISTINCT carrier FROM shipments
             WHERE shipment IN (SELECT value FROM json_each(?)) AND carrier IS NOT NULL`,
            [JSON.stringify([...shipments])],
          )
          .map(({ carrier }) => carrier),
  timed: ({ reader, now }) =>
    reader
      .all<{ carrier: string }>('SELECT DISTINCT carrier FROM carrier_hours WHERE hour >= ?', [
        Math.floor((now - LIVING_MS) / 3_600_000),
      ])
      .map(({ carrier }) => carrier),
  measure: (context, carriers) => carriers.flatMap((carrier) => measureCarrier(context, carrier)),
  explain(context, { subject: carrier, figure }) {
    const last = lastOf(context, carrier)
    const { shipments, promises, units, orders } = underWay(context, carrier)
    const silentFor = span(context.now - (last?.at ?? context.now))
    const link = `/speed?${new URLSearchParams({ tab: 'risk', carrier }).toString()}`
    return {
      summary: `${carrier} has told nothing for ${silentFor}; ${count(shipments, 'shipment')} under way with it, ${count(promises, 'promise')} still to keep.`,
      evidence: [
        {
          text: 'Its last word',
          ...(last ? { at: last.at, link: `/network/shipment/${encodeURIComponent(last.shipment)}` } : {}),
        },
        {
          text: `By its last four weeks, so long a silence comes by chance once in ${odds(figure ?? 0)} times`,
        },
        { text: `${count(shipments, 'shipment')} under way of which it last told`, link },
      ],
      impact: { shipments, promises, ...(units > 0 ? { units } : {}), customers: orders },
      action: { text: `Ask ${carrier} what is wrong; the alerts of its shipments wait under this one`, link },
    }
  },
}
