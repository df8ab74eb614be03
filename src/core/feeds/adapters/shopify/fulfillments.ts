/** Owns the translation of Shopify's fulfilments, their events, and refunds. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { Milestone } from '../../../../shared/vocabulary.ts'
import {
  FieldFault,
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
import { lineSku, locationOf, orderId } from './orders.ts'

/** Statuses of fulfilment events and of `shipment_status`. */
export const SHIPMENT_STATUSES: ReadonlyMap<string, Milestone> = new Map<string, Milestone>([
  ['label_printed', 'labelCreated'],
  ['label_purchased', 'labelCreated'],
  ['confirmed', 'labelCreated'],
  ['carrier_picked_up', 'pickedUp'],
  ['in_transit', 'inTransit'],
  ['out_for_delivery', 'outForDelivery'],
  ['attempted_delivery', 'deliveryAttempted'],
  ['ready_for_pickup', 'availableForPickup'],
  ['picked_up', 'delivered'],
  ['delivered', 'delivered'],
  ['delayed', 'delayed'],
  ['failure', 'exception'],
])
/** What a fulfilment's own status says of its shipment. */
export const FULFILLMENT_STATUSES: ReadonlyMap<string, Milestone> = new Map<string, Milestone>([
  ['pending', 'planned'],
  ['open', 'planned'],
  ['success', 'departed'],
  ['cancelled', 'cancelled'],
  ['error', 'exception'],
  ['failure', 'exception'],
])

const shipmentOf = (fulfillment: string) => `shopify:fulfillment:${fulfillment}`

function milestoneOf(statuses: ReadonlyMap<string, Milestone>, value: unknown, field: string): Milestone {
  const milestone = statuses.get(textOf(value) ?? '')
  if (milestone === undefined)
    throw new FieldFault(
      field,
      `${field} “${String(value).slice(0, 40)}” is no status that Shopify documents`,
    )
  return milestone
}

export function translateFulfillment(fulfillment: Json): FeedRecord {
  const id = neededId(fulfillment.id, 'id')
  const order = orderId(neededId(fulfillment.order_id, 'order_id'))
  const createdAt = neededTime(fulfillment.created_at, 'created_at')
  const updatedAt = optionalTime(fulfillment.updated_at, 'updated_at') ?? createdAt
  const shipment = shipmentOf(id)
  const from = optionalId(fulfillment.location_id, 'location_id')
  const location = from && locationOf(from)
  const status = textOf(fulfillment.status) ?? 'success'
  const own = milestoneOf(FULFILLMENT_STATUSES, status, 'status')
  const reached = textOf(fulfillment.shipment_status)
  const next = reached === undefined ? undefined : milestoneOf(SHIPMENT_STATUSES, reached, 'shipment_status')
  const numbers = Array.isArray(fulfillment.tracking_numbers) ? fulfillment.tracking_numbers : []
  const lines = objectsOf(fulfillment.line_items, 'line_items').map((line, index) => ({
    sku: lineSku(line),
    units: neededUnits(line.quantity, `line_items[${index}].quantity`),
    orderLine: neededId(line.id, `line_items[${index}].id`),
  }))
  if (lines.length === 0)
    throw new FieldFault('line_items', 'line_items is missing: what was fulfilled is not told')
  const events: CanonicalEvent[] = [
    {
      type: 'ShipmentDescribed',
      shipment,
      order,
      lines,
      ...present({
        carrier: textOf(fulfillment.tracking_company),
        trackingNumber: textOf(fulfillment.tracking_number) ?? textOf(numbers[0]),
        origin: location ? { location } : undefined,
      }),
    },
  ]
  const isPickup = reached === 'ready_for_pickup' || reached === 'picked_up'
  if (status !== 'success') {
    const at = own === 'planned' ? createdAt : updatedAt
    events.push({ type: 'ShipmentMilestoneReached', shipment, milestone: own, at, code: status })
    return { identity: shipment, occurredAt: createdAt, recordTime: updatedAt, events }
  }
  if (!isPickup)
    events.push({
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone: 'departed',
      at: createdAt,
      code: status,
    })
  if (next !== undefined)
    events.push({
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone: next,
      at: updatedAt,
      code: reached ?? '',
    })
  for (const { sku, units, orderLine: line } of lines) {
    const step = { type: 'OrderStepTaken', order, line, units, shipment, ...present({ location }) } as const
    events.push({ ...step, step: isPickup ? 'ready' : 'shipped', at: createdAt })
    if (reached === 'picked_up') events.push({ ...step, step: 'collected', at: updatedAt })
    // Units that only wait for their customer have not left yet.
    if (location && reached !== 'ready_for_pickup' && units > 0)
      events.push({
        type: 'StockMoved',
        sku,
        units,
        from: { location, disposition: 'sellable' },
        to: 'customer',
      })
  }
  return { identity: shipment, occurredAt: createdAt, recordTime: updatedAt, events }
}

export function translateFulfillmentEvent(event: Json): FeedRecord {
  const id = neededId(event.id, 'id')
  const shipment = shipmentOf(neededId(event.fulfillment_id, 'fulfillment_id'))
  const at = neededTime(event.happened_at ?? event.created_at, 'happened_at')
  const milestone = milestoneOf(SHIPMENT_STATUSES, event.status, 'status')
  const place = placeOf({
    city: event.city,
    region: event.province,
    country: event.country,
    postalCode: event.zip,
  })
  const estimated = optionalTime(event.estimated_delivery_at, 'estimated_delivery_at')
  const events: CanonicalEvent[] = [
    {
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone,
      at,
      ...present({ place, code: textOf(event.status), detail: textOf(event.message, 2000) }),
    },
  ]
  if (estimated !== undefined)
    events.push({ type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: estimated })
  return {
    identity: `shopify:fulfillmentEvent:${id}`,
    occurredAt: at,
    recordTime: optionalTime(event.updated_at, 'updated_at') ?? at,
    events,
  }
}

/** Money that a refund's transactions say went back, with its currency; null where none did. */
function moneyBack(refund: Json): { amountMinor: number; currency: string } | null {
  const all: { amountMinor: number; currency: string }[] = []
  for (const [index, one] of objectsOf(refund.transactions, 'transactions').entries()) {
    if (one.kind !== 'refund' || one.status !== 'success') continue
    const currency = currencyOf(one.currency, `transactions[${index}].currency`)
    if (all[0] && all[0].currency !== currency)
      throw new FieldFault(
        `transactions[${index}].currency`,
        'the transactions of one refund are in two currencies',
      )
    const amountMinor = minorOf(one.amount, currency, `transactions[${index}].amount`)
    if (amountMinor < 0) throw new FieldFault(`transactions[${index}].amount`, 'a refund is not below 0')
    all.push({ currency, amountMinor })
  }
  return all[0]
    ? { currency: all[0].currency, amountMinor: all.reduce((sum, one) => sum + one.amountMinor, 0) }
    : null
}

function amountOf(line: Json, currency: string | undefined, field: string): number | undefined {
  if (currency === undefined || line.subtotal === undefined || line.subtotal === null) return undefined
  const set =
    isObject(line.subtotal_set) && isObject(line.subtotal_set.shop_money) ? line.subtotal_set.shop_money : {}
  if (set.currency_code !== undefined && set.currency_code !== currency) return undefined
  const tax = minorOf(line.total_tax ?? 0, currency, `${field}.total_tax`, true)
  return minorOf(line.subtotal, currency, `${field}.subtotal`, true) + tax
}

export function translateRefund(refund: Json): FeedRecord {
  const id = neededId(refund.id, 'id')
  const order = orderId(neededId(refund.order_id, 'order_id'))
  const at = neededTime(refund.created_at, 'created_at')
  const name = `shopify:refund:${id}`
  const money = moneyBack(refund)
  const why = textOf(refund.note, 500)
  const events: CanonicalEvent[] = []
  const lines = objectsOf(refund.refund_line_items, 'refund_line_items')
  const amounts = lines.map((line, index) => amountOf(line, money?.currency, `refund_line_items[${index}]`))
  const ofLines = amounts.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  // Where the lines say more than went back, only the whole is certain.
  const byLine = money !== null && ofLines <= money.amountMinor
  for (const [index, item] of lines.entries()) {
    const field = `refund_line_items[${index}]`
    const line = neededId(item.line_item_id, `${field}.line_item_id`)
    const units = neededUnits(item.quantity, `${field}.quantity`)
    const receivedAt = optionalId(item.location_id, `${field}.location_id`)
    const location = receivedAt && locationOf(receivedAt)
    const type = textOf(item.restock_type) ?? (refund.restock === true ? 'legacy_restock' : 'no_restock')
    const step = { type: 'ReturnStepTaken', return: name, order, line, ...present({ why }) } as const
    const amountMinor = byLine ? amounts[index] : undefined
    const moneyOfLine = amountMinor === undefined ? {} : { amountMinor, currency: money?.currency ?? '' }
    switch (type) {
      case 'cancel':
        events.push({ type: 'OrderStepTaken', order, line, step: 'cancelled', units, ...present({ why }) })
        if (amountMinor !== undefined) events.push({ ...step, step: 'refunded', units: 0, ...moneyOfLine })
        continue
      case 'return':
      case 'legacy_restock': {
        events.push({ ...step, step: 'received', units, ...present({ location }) })
        if (type === 'return')
          events.push({ ...step, step: 'graded', disposition: 'sellable', ...present({ location }) })
        const sku = isObject(item.line_item) ? lineSku(item.line_item) : undefined
        if (location && sku !== undefined && units > 0)
          events.push({
            type: 'StockMoved',
            sku,
            units,
            from: 'customer',
            to: { location, disposition: 'sellable' },
          })
        break
      }
      case 'no_restock':
        events.push({ ...step, step: 'initiated', units })
        break
      default:
        throw new FieldFault(
          `${field}.restock_type`,
          `restock_type “${type.slice(0, 40)}” is none of Shopify’s`,
        )
    }
    if (amountMinor !== undefined) events.push({ ...step, step: 'refunded', ...moneyOfLine })
  }
  const rest = money === null ? 0 : money.amountMinor - (byLine ? ofLines : 0)
  if (money !== null && rest > 0)
    events.push({
      type: 'ReturnStepTaken',
      return: name,
      order,
      step: 'refunded',
      amountMinor: rest,
      currency: money.currency,
      ...present({ why }),
    })
  if (events.length === 0)
    events.push({ type: 'ObservationRecorded', why: 'a refund of no line and no money', step: 'refund' })
  return {
    identity: name,
    occurredAt: at,
    recordTime: optionalTime(refund.processed_at, 'processed_at') ?? at,
    events,
  }
}
