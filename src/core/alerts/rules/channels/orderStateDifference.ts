/** Owns the rule orderStateDifference: systems have one order in states that exclude each other. */
import { STATUS_SIDES, type OrderSide } from '../../../../shared/orderSides.ts'
import type { OrderStatus } from '../../../../shared/readModels/orders.ts'
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { graver, latest, LIVING_MS } from './listings.ts'

/** What one system says; our own ledger is `ledger`. */
interface Word {
  order: string
  system: string
  state: string
  side: OrderSide
  since: number
  toldAt: number
  toldBy: string | null
  feed: string | null
}

interface OrderRow {
  order: string
  status: OrderStatus
  channel: string | null
  location: string | null
  region: string | null
  country: string | null
  valueMinor: number
  currency: string | null
  lastAt: number
  /** Lines, and those of them that left or were handed over. */
  lines: number
  gone: number
  goneAt: number | null
}

const TOLD_SQL = `
SELECT order_id AS "order", system, state, side, side_since AS since, told_at AS toldAt, told_by AS toldBy, feeds.name AS feed
FROM told_order_states LEFT JOIN feeds ON feed_number = last_feed
WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, system`

const ORDERS_SQL = `
SELECT order_id AS "order", status, channel, region, country, value_minor AS valueMinor, currency,
  last_occurred_at AS lastAt,
  (SELECT orders.location WHERE NOT EXISTS (SELECT 1 FROM locations AS l
    WHERE l.location = orders.location AND l.kind = 'customer')) AS location,
  (SELECT count(*) FROM order_lines AS l WHERE l.order_id = orders.order_id) AS lines,
  (SELECT count(coalesce(shipped_at, handed_over_at)) FROM order_lines AS l WHERE l.order_id = orders.order_id) AS gone,
  (SELECT max(coalesce(shipped_at, handed_over_at)) FROM order_lines AS l WHERE l.order_id = orders.order_id) AS goneAt
FROM orders WHERE order_id IN (SELECT value FROM json_each(?))`

/** What our own ledger says; null where some lines have left and others have not, or nothing is known. */
function ownWord(order: OrderRow): Word | null {
  const side = STATUS_SIDES[order.status]
  if (side === null || (side === 'working' && order.gone > 0)) return null
  // An order that was called off after it had left is a return on its way, not an order called off.
  if (side === 'cancelled' && order.gone > 0) return null
  const since = side === 'out' ? (order.goneAt ?? order.lastAt) : order.lastAt
  return {
    order: order.order,
    system: 'ledger',
    state: order.status,
    side,
    since,
    toldAt: order.lastAt,
    toldBy: null,
    feed: null,
  }
}

interface Case {
  order: OrderRow | null
  words: Word[]
}

function casesOf({ reader }: RuleContext, orders: readonly string[]): Map<string, Case> {
  const cases = new Map<string, Case>()
  for (const word of reader.all<Word>(TOLD_SQL, [JSON.stringify(orders)])) {
    const known = cases.get(word.order)
    if (known) known.words.push(word)
    else cases.set(word.order, { order: null, words: [word] })
  }
  if (cases.size > 0) {
    for (const order of reader.all<OrderRow>(ORDERS_SQL, [JSON.stringify([...cases.keys()])])) {
      const one = cases.get(order.order)
      const own = ownWord(order)
      if (one) {
        one.order = order
        if (own) one.words.push(own)
      }
    }
  }
  return cases
}

/** Since when not all say the same: the second of the sides to be told first. Null: all say the same. */
function differsSince(words: readonly Word[]): number | null {
  const first = new Map<OrderSide, number>()
  for (const { side, since } of words) first.set(side, Math.min(since, first.get(side) ?? Infinity))
  const [out, cancelled] = [first.get('out'), first.get('cancelled')]
  // That the two exclude each other is what counts, whatever a third says.
  if (out !== undefined && cancelled !== undefined) return Math.max(out, cancelled)
  return [...first.values()].toSorted((a, b) => a - b)[1] ?? null
}

const isContrary = (words: readonly Word[]): boolean =>
  words.some(({ side }) => side === 'cancelled') && words.some(({ side }) => side === 'out')

const labelsOf = (subject: string, { order, words }: Case) => {
  const feed = words.toSorted((a, b) => b.toldAt - a.toldAt).find((word) => word.feed !== null)?.feed
  return {
    order: subject,
    ...(order?.channel ? { channel: order.channel } : {}),
    ...(order?.location ? { location: order.location } : {}),
    ...(order?.region ? { region: order.region } : {}),
    ...(order?.country ? { country: order.country } : {}),
    ...(feed ? { feed } : {}),
  }
}

function measure(context: RuleContext, subject: string, one: Case): Measurement[] {
  const { words } = one
  const differs = differsSince(words)
  if (differs === null) return []
  const labels = labelsOf(subject, one)
  const dataAsOf = latest(...words.map(({ toldAt }) => toldAt))
  const { threshold } = context.settings(labels)
  const measured = { subject, labels, dataAsOf }
  if (dataAsOf < context.now - LIVING_MS) return [{ ...measured, figure: null, since: differs }]
  // Called off in one system and gone out in another: nobody is about to tell the others.
  if (isContrary(words)) {
    const lasted = (context.now - differs) / MINUTE_MS
    return [
      {
        ...measured,
        figure: Math.max(lasted, threshold + 1),
        since: differs,
        lookAgainAt: dataAsOf + LIVING_MS + 1,
      },
    ]
  }
  const overAt = differs + threshold * MINUTE_MS
  return [
    {
      ...measured,
      figure: (context.now - differs) / MINUTE_MS,
      since: overAt,
      lookAgainAt: overAt >= context.now ? overAt + 1 : dataAsOf + LIVING_MS + 1,
    },
  ]
}

export const orderStateDifference: Rule = {
  rule: 'orderStateDifference',
  area: 'channels',
  title: 'Order in different states',
  definition:
    'One order is still worked on, gone out or called off in one system and not in another, for longer than telling takes.',
  subjectKind: 'order',
  figure: 'time for which systems have differed',
  unit: 'minutes',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 60, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  touchedBy: ({ orders }) => orders,
  timed: ({ reader, now }) =>
    reader
      .all<{ order: string }>(
        `SELECT order_id AS "order" FROM told_order_states AS t WHERE told_at > ?
         GROUP BY order_id HAVING count(DISTINCT side) > 1
         UNION SELECT t.order_id FROM told_order_states AS t JOIN orders USING (order_id) WHERE told_at > ?
           AND CASE side WHEN 'working' THEN orders.open = 0 WHEN 'out' THEN orders.open = 1 ELSE orders.status <> 'cancelled' END`,
        [now - LIVING_MS, now - LIVING_MS],
      )
      .map(({ order }) => order),
  measure: (context, orders) =>
    [...casesOf(context, orders)].flatMap(([order, one]) => measure(context, order, one)),
  explain(context, { subject, labels }) {
    const one = casesOf(context, [subject]).get(subject)
    const link = `/speed/order/${encodeURIComponent(subject)}?tab=orders`
    const words = one?.words ?? []
    const number = subject.slice(subject.lastIndexOf(':') + 1)
    const value = one?.order?.valueMinor ?? 0
    const currency = one?.order?.currency ?? null
    return {
      summary: `Order ${number} is ${words.map(({ system, state }) => `${state} in ${system}`).join(', ')}.`,
      evidence: words.map(({ system, state, toldBy, toldAt }) => ({
        text: `${system}: ${state}`,
        at: toldAt,
        ...(toldBy === null ? { link } : { identity: toldBy }),
      })),
      impact: { customers: 1, ...(value > 0 && currency !== null ? { valueMinor: value, currency } : {}) },
      action: {
        text: isContrary(words)
          ? 'Stop the parcel, or bring the order back to life, and tell the customer'
          : 'Find out which system is right and have the other told',
        link,
      },
      ...(isContrary(words) ? { severity: graver(graver(context.settings(labels).severity)) } : {}),
    }
  },
}
