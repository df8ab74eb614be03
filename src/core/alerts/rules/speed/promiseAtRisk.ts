/** Owns the rule promiseAtRisk: an order will most likely come too late, and something can still be done; or it is too late. */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { LineOdds } from '../../../../shared/riskScore.ts'
import type { AlertLabels, Measurement, Rule, RuleContext } from '../../rule.ts'
import { isHistory, recordsOf } from './orderFacts.ts'
import { feedLabel, placeLabels, placeOf } from './places.ts'
import { count, orderLink, orderNumber, percent, span } from './words.ts'

/** Between two looks passes so much of the time that is left: the odds move faster the nearer the promise is. */
const LOOKS_LEFT = 8
const LOOK_MS_MIN = 5 * MINUTE_MS

/** Nothing saves a missed promise: what is left is to tell the customer. */
const MISSED_SEVERITY = 'warning'

interface StoredOrder {
  channel: string | null
  heardAt: number
  feedNumber: number
  currency: string | null
  microunits: number
}

const ORDER_SQL = `SELECT channel, last_occurred_at AS heardAt, last_feed AS feedNumber, currency, microunits
FROM orders WHERE order_id = ?`

const isCarried = ({ stage }: LineOdds) => stage === 'shipped' || stage === 'arrived'

/** What a carrier has can be hastened only while enough of the time is left. */
function canBeSaved(context: RuleContext, line: LineOdds): boolean {
  const leftMs = line.promisedAt - context.now
  const neededMs = isCarried(line)
    ? (context.base.parameters['carriedHours'] ?? 6) * HOUR_MS
    : (context.base.parameters['rescueMinutes'] ?? 30) * MINUTE_MS
  return leftMs >= neededMs
}

const givenUpMs = ({ base }: RuleContext) => (base.parameters['givenUpDays'] ?? 7) * DAY_MS

/** Lines that are ours to bring: what lies ready waits for its customer. */
const oursOf = (context: RuleContext, order: string): readonly LineOdds[] =>
  context.odds?.(order).filter(({ stage }) => stage !== 'ready') ?? []

/** The feed by which the carrier last told of the order's parcel. */
function carrierFeed({ reader }: RuleContext, order: string, carrier: string): { feed?: string } {
  return (
    reader.get<{ feed: string }>(
      `SELECT name AS feed FROM shipments JOIN feeds ON feed_number = last_feed WHERE order_id = ? AND carrier = ?
       ORDER BY last_recorded_at DESC LIMIT 1`,
      [order, carrier],
    ) ?? {}
  )
}

/** Where the trouble is: with the carrier once it has the units, else at the place that has them. */
function labelsOf(context: RuleContext, order: string, line: LineOdds, stored: StoredOrder): AlertLabels {
  const place = line.location === null ? null : placeOf(context, line.location)
  return {
    order,
    ...(stored.channel === null ? {} : { channel: stored.channel }),
    ...(isCarried(line) && line.carrier !== null
      ? {
          carrier: line.carrier,
          ...(place && line.region !== null
            ? { lane: `${place.location} → ${line.region} · ${line.carrier}` }
            : {}),
          ...carrierFeed(context, order, line.carrier),
        }
      : { ...placeLabels(place), ...feedLabel(context, stored.feedNumber) }),
    ...(line.region === null ? {} : { region: line.region }),
  }
}

/** An order that still waits and is not judged any more: nobody said that it is over. */
function givenUp(context: RuleContext, order: string, stored: StoredOrder): Measurement[] {
  const open = context.reader.get<{ promisedAt: number; location: string | null }>(
    `SELECT promised_at AS promisedAt, location FROM order_lines
     WHERE order_id = ? AND open = 1 AND promised_at IS NOT NULL ORDER BY promised_at LIMIT 1`,
    [order],
  )
  if (!open) return []
  const labels: AlertLabels = {
    order,
    ...(stored.channel === null ? {} : { channel: stored.channel }),
    ...placeLabels(open.location === null ? null : placeOf(context, open.location)),
    ...feedLabel(context, stored.feedNumber),
  }
  return [{ subject: order, labels, figure: null, since: open.promisedAt, dataAsOf: stored.heardAt }]
}

function measureOrder(context: RuleContext, order: string): Measurement[] {
  const { now } = context
  const stored = context.reader.get<StoredOrder>(ORDER_SQL, [order])
  if (!stored) return []
  if (isHistory(context, stored.feedNumber)) return givenUp(context, order, stored)
  const lines = oursOf(context, order)
  const missed = lines.filter(({ promisedAt }) => promisedAt < now && now - promisedAt <= givenUpMs(context))
  const open = lines.filter(({ promisedAt }) => promisedAt >= now)
  const known = open.filter(({ basedOn }) => basedOn >= (context.base.parameters['linesMin'] ?? 20))
  const savable = known.filter((line) => canBeSaved(context, line))
  // Too late to save and not yet missed: it is as it was.
  const judged = [missed, savable, known, open].find((some) => some.length > 0) ?? []
  const worst = judged.toSorted((a, b) => b.risk - a.risk)[0]
  if (!worst) return lines.length === 0 ? [] : givenUp(context, order, stored)
  const labels = labelsOf(context, order, worst, stored)
  const measured = { subject: order, labels, dataAsOf: stored.heardAt }
  if (missed.length > 0) {
    const since = Math.min(...missed.map(({ promisedAt }) => promisedAt))
    return [
      {
        ...measured,
        figure: 100,
        since,
        lookAgainAt: since + givenUpMs(context) + 1,
        severity: MISSED_SEVERITY,
      },
    ]
  }
  const nextAt = Math.min(...open.map(({ promisedAt }) => promisedAt))
  const lookAgainAt = Math.min(nextAt + 1, now + Math.max(LOOK_MS_MIN, (nextAt - now) / LOOKS_LEFT))
  return [
    {
      ...measured,
      figure: known.length === 0 ? 0 : worst.risk * 100,
      since: now,
      lookAgainAt: Math.ceil(lookAgainAt),
    },
  ]
}

export const promiseAtRisk: Rule = {
  rule: 'promiseAtRisk',
  area: 'speed',
  title: 'Promise at risk',
  definition:
    'An order will most likely come later than it was promised, and there is still time to save it; or it is past its promise.',
  subjectKind: 'order',
  figure: 'probability that the promise is missed',
  unit: '%',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 85, pendingMs: 0, recoverMs: 10 * MINUTE_MS },
  parameters: [
    {
      name: 'rescueMinutes',
      title: 'Time that a rescue takes before the units are sent',
      unit: 'minutes',
      default: 30,
      minimum: 0,
      maximum: 10_080,
    },
    {
      name: 'carriedHours',
      title: 'Time that a rescue takes once the carrier has the units',
      unit: 'hours',
      default: 6,
      minimum: 0,
      maximum: 168,
    },
    {
      name: 'linesMin',
      title: 'Lines of the past that the odds must rest on',
      unit: 'lines',
      default: 20,
      minimum: 1,
      maximum: 5_000,
    },
    {
      name: 'givenUpDays',
      title: 'Days after which a missed promise is left alone',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 60,
    },
  ],
  groupBy: ['location', 'carrier', 'lane'],
  restMs: 2_000,
  touchedBy: ({ orders }) => orders,
  timed: (context) =>
    context.reader
      .all<{ order: string }>(
        'SELECT DISTINCT order_id AS "order" FROM order_lines WHERE open = 1 AND promised_at >= ?',
        [context.now - givenUpMs(context)],
      )
      .map(({ order }) => order),
  measure: (context, orders) => orders.flatMap((order) => measureOrder(context, order)),
  explain(context, { subject: order, labels, figure }) {
    const { now } = context
    const stored = context.reader.get<StoredOrder>(ORDER_SQL, [order])
    const lines = oursOf(context, order)
    const missed = lines.filter(({ promisedAt }) => promisedAt < now)
    const { threshold } = context.settings(labels)
    const endangered = missed.length > 0 ? missed : lines.filter(({ risk }) => risk * 100 > threshold)
    const worst = endangered.toSorted((a, b) => b.risk - a.risk)[0]
    const place = worst?.location == null ? null : placeOf(context, worst.location)
    const at = worst && isCarried(worst) ? (worst.carrier ?? 'the carrier') : (place?.name ?? 'no place yet')
    const isMissed = missed.length > 0
    const link = orderLink(order)
    const valueMinor = endangered.reduce((sum, line) => sum + line.valueMinor, 0)
    return {
      summary: isMissed
        ? `Order ${orderNumber(order)} missed its promise ${span(now - (worst?.promisedAt ?? now))} ago and is still with ${at}.`
        : `Order ${orderNumber(order)} will miss its promise in ${span((worst?.promisedAt ?? now) - now)} with ${percent((figure ?? 0) / 100)}: it is with ${at}.`,
      evidence: [
        ...endangered.slice(0, 4).map((line) => ({
          text: `Line ${line.line}: ${line.stage} for ${span(now - line.sinceAt)}; ${percent(line.risk)} by ${count(line.basedOn, 'line')} that stood alike`,
          at: line.sinceAt,
          link,
        })),
        ...(worst ? [{ text: 'Promised until then', at: worst.promisedAt }] : []),
        ...recordsOf(context, 'order', order),
      ],
      impact: {
        customers: 1,
        promises: Math.max(1, endangered.length),
        ...(valueMinor > 0 && stored?.currency ? { valueMinor, currency: stored.currency } : {}),
      },
      action: { text: actionFor(worst, isMissed, at), link },
      ...(isMissed ? { severity: MISSED_SEVERITY } : {}),
    }
  },
}

function actionFor(worst: LineOdds | undefined, isMissed: boolean, at: string): string {
  if (isMissed) return 'Tell the customer when it will come, or pay back'
  if (!worst) return 'Look at the order'
  if (isCarried(worst)) return `Chase ${at}, and tell the customer now`
  if (worst.betterCarrier) {
    return `Send it with ${worst.betterCarrier.carrier}: ${percent(worst.betterCarrier.risk)} would miss instead of ${percent(worst.risk)}`
  }
  return worst.location === null
    ? 'Allocate it to a place that can send it now'
    : `Put it first at ${at}, or send it from elsewhere`
}
