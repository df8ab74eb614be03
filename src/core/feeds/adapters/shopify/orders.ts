/** Owns the translation of Shopify's orders: what was ordered, paid and cancelled. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { CausedBy } from '../../../../shared/vocabulary.ts'
import {
  FieldFault,
  idOf,
  isObject,
  neededId,
  neededTime,
  neededUnits,
  objectsOf,
  optionalId,
  optionalTime,
  placeOf,
  present,
  textOf,
  type Json,
} from '../commerce/fields.ts'
import { currencyOf, minorOf } from '../commerce/money.ts'
import { skuOf } from '../commerce/skuCode.ts'
import { orderState } from './listings.ts'

/** Who a cancellation is down to, by Shopify's `cancel_reason`; `other` and unknown words tell nobody. */
export const CANCEL_REASONS: ReadonlyMap<string, CausedBy> = new Map<string, CausedBy>([
  ['customer', 'customer'],
  ['inventory', 'stock'],
  ['fraud', 'channel'],
  ['declined', 'channel'],
  ['staff', 'store'],
])
/** States in which the whole price was taken. */
const PAID: ReadonlySet<string> = new Set(['paid', 'partially_refunded', 'refunded'])

export const orderId = (id: string) => `shopify:order:${id}`
export const locationOf = (id: string) => `shopify:location:${id}`

export function lineSku(line: Json): string {
  const own = [
    ['variant', line.variant_id],
    ['product', line.product_id],
    ['line', line.id],
  ] as const
  const [kind, id] = own.find(([, value]) => idOf(value) !== undefined) ?? ['line', '0']
  return skuOf(line.sku, `shopify:${kind}:${idOf(id) ?? '0'}`)
}

export function translateOrder(order: Json): FeedRecord {
  const id = neededId(order.id, 'id')
  const name = orderId(id)
  const occurredAt = neededTime(order.created_at, 'created_at')
  const recordTime = optionalTime(order.updated_at, 'updated_at') ?? occurredAt
  const currency = currencyOf(order.currency, 'currency')
  const shipping = objectsOf(order.shipping_lines, 'shipping_lines')
  const isPickup = shipping.some(
    (line) =>
      /^pick-?up$/i.test(textOf(line.delivery_category) ?? '') ||
      /\b(local|store|in-store|click (and|&))[ -]?(pick-?up|collect)\b/i.test(
        `${textOf(line.code) ?? ''} ${textOf(line.title) ?? ''}`,
      ),
  )
  const source = textOf(order.source_name, 60)
  const customer = isObject(order.customer) ? optionalId(order.customer.id, 'customer.id') : undefined
  const collectedAt = optionalId(order.location_id, 'location_id')
  const to = isObject(order.shipping_address) ? order.shipping_address : {}
  const status = [textOf(order.financial_status), textOf(order.fulfillment_status)]
    .filter(Boolean)
    .join(' / ')
  const events: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order: name,
      channel: source === undefined || /^\d+$/.test(source) ? 'shopify' : source,
      ...present({
        customer: customer && `shopify:customer:${customer}`,
        status: status || undefined,
        flow: isPickup ? ('bopis' as const) : undefined,
        pickup: isPickup && collectedAt ? locationOf(collectedAt) : undefined,
        destination: isPickup
          ? undefined
          : placeOf({
              city: to.city,
              region: to.province ?? to.province_code,
              country: to.country_code ?? to.country,
              postalCode: to.zip,
            }),
      }),
    },
  ]
  for (const [index, line] of objectsOf(order.line_items, 'line_items').entries()) {
    const field = `line_items[${index}]`
    events.push({
      type: 'OrderLineAdded',
      order: name,
      line: neededId(line.id, `${field}.id`),
      sku: lineSku(line),
      units: neededUnits(line.quantity, `${field}.quantity`),
      priceMinor: minorOf(line.price, currency, `${field}.price`),
      currency,
    })
  }
  const cancelledAt = optionalTime(order.cancelled_at, 'cancelled_at')
  const times = { placed: occurredAt, changed: recordTime, cancelled: cancelledAt }
  events.push(...orderState(order, name, isPickup, times))
  if (PAID.has(textOf(order.financial_status) ?? '')) {
    const gateways = Array.isArray(order.payment_gateway_names)
      ? order.payment_gateway_names.map((one) => textOf(one)).filter(Boolean)
      : []
    events.push({
      type: 'PaymentTaken',
      order: name,
      method: gateways.join(' + ').slice(0, 500) || textOf(order.gateway) || 'unknown',
      amountMinor: minorOf(order.total_price, currency, 'total_price'),
      currency,
    })
  }
  if (cancelledAt !== undefined) {
    const why = textOf(order.cancel_reason)
    events.push({
      type: 'OrderStepTaken',
      order: name,
      step: 'cancelled',
      at: cancelledAt,
      ...present({ by: CANCEL_REASONS.get(why ?? ''), why }),
    })
  }
  return { identity: name, occurredAt, recordTime, events }
}

export function translateCheckout(checkout: Json): FeedRecord {
  const id = textOf(checkout.token, 200) ?? neededId(checkout.id, 'id')
  const occurredAt = neededTime(checkout.created_at, 'created_at')
  const recordTime = optionalTime(checkout.updated_at, 'updated_at') ?? occurredAt
  const customer = isObject(checkout.customer) ? optionalId(checkout.customer.id, 'customer.id') : undefined
  const source = textOf(checkout.source_name, 60)
  const channel = source === undefined || /^\d+$/.test(source) ? 'shopify' : source
  const events: CanonicalEvent[] = [
    customer === undefined
      ? { type: 'ObservationRecorded', why: 'a checkout of a guest: no customer is named', step: 'checkout' }
      : { type: 'CustomerTouched', customer: `shopify:customer:${customer}`, channel, touch: 'checkout' },
  ]
  return { identity: `shopify:checkout:${id}`, occurredAt, recordTime, events }
}

export function translateCustomer(customer: Json): FeedRecord {
  const id = neededId(customer.id, 'id')
  return {
    identity: `shopify:customer:${id}`,
    occurredAt: neededTime(customer.created_at, 'created_at'),
    events: [
      { type: 'CustomerTouched', customer: `shopify:customer:${id}`, channel: 'shopify', touch: 'account' },
    ],
  }
}

/** Money is told by the order, or by the refund; a transaction beside them must not count it again. */
export function translateTransaction(transaction: Json): FeedRecord {
  const id = neededId(transaction.id, 'id')
  if (transaction.payout_id !== undefined)
    throw new FieldFault(
      'payout_id',
      'a transaction of a payout: it settles with the shop and tells of no order’s state',
    )
  return {
    identity: `shopify:transaction:${id}`,
    occurredAt: neededTime(transaction.created_at ?? transaction.processed_at, 'created_at'),
    events: [
      {
        type: 'ObservationRecorded',
        why: 'a payment transaction: what was paid is told by the order, what went back by the refund, so that money counts once',
        step: textOf(transaction.kind) ?? 'transaction',
      },
    ],
  }
}
