/** Owns one customer's timeline over all channels: orders with their steps, touches, contacts and what was answered. */
import type { CustomerTimeline } from '../../shared/readModels/experience.ts'
import type { QueryContext } from './context.ts'
import { orderDetail } from './orderDetail.ts'

type Entry = CustomerTimeline['entries'][number]

/** The latest orders are shown; of the rest the number. */
const ORDERS_MAX = 50
const TOUCHES_MAX = 1_000
const CONTACTS_MAX = 1_000
const KINDS: ReadonlySet<string> = new Set(['order', 'step', 'shipment', 'return', 'payment', 'feedback'])

/** Everything that is known of a customer, in order of time. */
export function customerTimeline(context: QueryContext, customer: string): CustomerTimeline {
  const { reader } = context
  return reader.snapshot(() => {
    const orders = reader.all<{ order: string; channel: string | null }>(
      `SELECT order_id AS "order", channel FROM orders WHERE customer = ? ORDER BY placed_at DESC, order_id LIMIT ?`,
      [customer, ORDERS_MAX],
    )
    const total =
      reader.get<{ n: number }>('SELECT count(*) AS n FROM orders WHERE customer = ?', [customer])?.n ?? 0
    const entries = [
      ...orders.flatMap((one) => ofOrder(context, one)),
      ...touchesOf(context, customer),
      ...contactsOf(context, customer, orders),
      ...answersElsewhere(context, customer),
    ]
    return {
      customer,
      pseudonym: context.pseudonymOf(customer),
      entries: entries.sort((a, b) => a.at - b.at || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0)),
      orders: total,
      ordersLeftOut: total - orders.length,
    }
  })
}

function ofOrder(
  context: QueryContext,
  { order, channel }: { order: string; channel: string | null },
): Entry[] {
  return orderDetail(context, order).timeline.flatMap(({ at, kind, what, detail, locationName, line }) =>
    KINDS.has(kind)
      ? [
          {
            at,
            kind: kind as Entry['kind'],
            channel,
            what,
            order,
            detail: [line && `line ${line}`, locationName, detail].filter(Boolean).join(' · ') || null,
          },
        ]
      : [],
  )
}

function touchesOf({ reader }: QueryContext, customer: string): Entry[] {
  return reader
    .all<{ at: number; channel: string; what: string; order: string | null }>(
      `SELECT touched_at AS at, channel, touch AS what, order_id AS "order" FROM touches WHERE customer = ?
       ORDER BY touched_at DESC LIMIT ?`,
      [customer, TOUCHES_MAX],
    )
    .map((row) => ({ kind: 'touch', detail: null, ...row }))
}

/** Calls for help of the customer's own, and those about the customer's orders that name nobody. */
function contactsOf(
  { reader }: QueryContext,
  customer: string,
  orders: readonly { order: string }[],
): Entry[] {
  return reader
    .all<{ at: number; what: string; order: string | null; topic: string | null; text: string | null }>(
      `SELECT contacted_at AS at, medium AS what, order_id AS "order", topic, text FROM contacts
       WHERE customer = ? OR (customer IS NULL AND order_id IN (SELECT value FROM json_each(?)))
       ORDER BY contacted_at DESC LIMIT ?`,
      [customer, JSON.stringify(orders.map(({ order }) => order)), CONTACTS_MAX],
    )
    .map(({ topic, text, ...row }) => ({
      ...row,
      kind: 'contact',
      channel: null,
      detail: [topic, text].filter(Boolean).join(': ') || null,
    }))
}

/** Answers that name the customer while their order does not. */
function answersElsewhere({ reader }: QueryContext, customer: string): Entry[] {
  return reader
    .all<{ at: number; order: string; rating: number; title: string | null; text: string | null }>(
      `SELECT answered_at AS at, order_id AS "order", rating, title, text FROM feedback
       WHERE customer = ? AND NOT EXISTS (SELECT 1 FROM orders
         WHERE orders.order_id = feedback.order_id AND orders.customer = feedback.customer)
       ORDER BY answered_at DESC LIMIT ?`,
      [customer, CONTACTS_MAX],
    )
    .map(({ rating, title, text, ...row }) => ({
      ...row,
      kind: 'feedback',
      channel: null,
      what: `rated ${rating}`,
      detail: title ?? text,
    }))
}
