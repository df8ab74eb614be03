/** Owns what Shopify's online store shows of a variant, and the state that Shopify has an order in. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { ToldOrderState } from '../../../../shared/vocabulary.ts'
import { objectsOf, optionalTime, present, textOf, type Json } from '../commerce/fields.ts'
import { hundredthsOf } from '../commerce/money.ts'

/** As Shopify names the online store in an order's `source_name`. */
const ONLINE_STORE = 'web'

/** Whether the online store sells a product; undefined where the resource does not say. */
function activeOf({ status, published_at: publishedAt }: Json): boolean | undefined {
  if (status !== undefined) return status === 'active' && publishedAt !== null
  return publishedAt === undefined ? undefined : publishedAt !== null
}

/** Units that the store sells of a variant, over all its locations; null: without end. */
function offeredOf(variant: Json): number | null | undefined {
  if (variant.inventory_management === undefined) return undefined
  if (variant.inventory_management === null || variant.inventory_policy === 'continue') return null
  const quantity = variant.inventory_quantity
  return variant.inventory_management === 'shopify' && Number.isInteger(quantity)
    ? Math.max(0, Number(quantity))
    : undefined
}

/** Nothing where nothing of it is told. A variant names no currency: amounts are in hundredths. */
export function listingOf(variant: Json, product: Json, sku: string): CanonicalEvent[] {
  const priceMinor = hundredthsOf(variant.price)
  const compareAt = hundredthsOf(variant.compare_at_price)
  const isReduced = compareAt !== undefined && priceMinor !== undefined && compareAt > priceMinor
  const members = present({
    active: activeOf(product),
    priceMinor,
    regularMinor: isReduced ? compareAt : priceMinor === undefined ? undefined : null,
    offeredUnits: offeredOf(variant),
  })
  if (Object.keys(members).length === 0) return []
  return [{ type: 'ListingShown', channel: ONLINE_STORE, sku, ...members }]
}

/** By `fulfillment_status`; where it is null, nothing has gone out. */
export const ORDER_STATES: ReadonlyMap<string, ToldOrderState> = new Map<string, ToldOrderState>([
  ['fulfilled', 'shipped'],
  ['partial', 'inProgress'],
  ['restocked', 'cancelled'],
])

/** @param times when it was placed, changed last, and cancelled */
export function orderState(
  order: Json,
  name: string,
  isPickup: boolean,
  times: { placed: number; changed: number; cancelled: number | undefined },
): CanonicalEvent[] {
  const told = { type: 'OrderStateTold', order: name, system: 'shopify' } as const
  if (times.cancelled !== undefined) return [{ ...told, state: 'cancelled', at: times.cancelled }]
  const status = textOf(order.fulfillment_status)
  if (status === undefined) return [{ ...told, state: 'open', at: times.placed }]
  const state = ORDER_STATES.get(status)
  if (state === undefined) return []
  const sent = objectsOf(order.fulfillments, 'fulfillments').map((one) =>
    optionalTime(one.created_at, 'fulfillments.created_at'),
  )
  const at = Math.max(...sent.map((time) => time ?? -Infinity))
  return [
    {
      ...told,
      state: isPickup && state === 'shipped' ? 'fulfilled' : state,
      at: Number.isFinite(at) ? at : times.changed,
    },
  ]
}
