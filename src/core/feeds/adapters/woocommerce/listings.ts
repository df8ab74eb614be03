/** Owns what a WooCommerce shop shows of a product or a variation, its timed sale, and the state that it has an order in. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { ToldOrderState } from '../../../../shared/vocabulary.ts'
import { optionalTime, present, textOf, type Json } from '../commerce/fields.ts'
import { hundredthsOf } from '../commerce/money.ts'

/** As the adapter names the channel of the shop's orders. */
export const CHANNEL = 'woocommerce'

/** What is sold in its variations, or as a set of other products, is not sold itself. */
const NOT_SOLD: ReadonlySet<string> = new Set(['variable', 'grouped'])

/** Units that the shop sells; null: without end; undefined: it is kept for the product as a whole, or not told. */
function offeredOf(product: Json): number | null | undefined {
  if (product.manage_stock === true) {
    if (product.backorders === 'yes' || product.backorders === 'notify') return null
    const quantity = product.stock_quantity
    return typeof quantity === 'number' && Number.isFinite(quantity) ? Math.max(0, quantity) : undefined
  }
  if (product.manage_stock !== false) return undefined
  if (product.stock_status === 'outofstock') return 0
  return product.stock_status === undefined ? undefined : null
}

function activeOf({ status }: Json): boolean | undefined {
  if (typeof status === 'boolean') return status
  const word = textOf(status)
  return word === undefined ? undefined : word === 'publish'
}

/**
 * What is shown, and the sale where it has an end: WooCommerce plans a promotion with the product itself, and calls it off
 * by telling none.
 */
export function listingOf(product: Json, name: string, sku: string, at: number): CanonicalEvent[] {
  if (NOT_SOLD.has(textOf(product.type) ?? '')) return []
  const regular = hundredthsOf(product.regular_price)
  const priceMinor = hundredthsOf(product.price)
  const promotion = `${name}:sale`
  const endsAt =
    hundredthsOf(product.sale_price) === undefined
      ? undefined
      : optionalTime(product.date_on_sale_to_gmt, 'date_on_sale_to_gmt', 'UTC')
  const members = present({
    active: activeOf(product),
    priceMinor,
    regularMinor:
      priceMinor === undefined ? undefined : regular === undefined || regular === priceMinor ? null : regular,
    promotion:
      product.on_sale === undefined
        ? undefined
        : product.on_sale === true && endsAt !== undefined
          ? promotion
          : null,
    offeredUnits: offeredOf(product),
  })
  if (Object.keys(members).length === 0) return []
  const events: CanonicalEvent[] = [{ type: 'ListingShown', channel: CHANNEL, sku, ...members }]
  if (product.sale_price === undefined) return events
  const planned = { type: 'PromotionPlanned' as const, promotion, skus: [sku], channels: [CHANNEL] }
  const startsAt = optionalTime(product.date_on_sale_from_gmt, 'date_on_sale_from_gmt', 'UTC') ?? at
  events.push(
    endsAt === undefined
      ? { ...planned, startsAt: at, endsAt: at, cancelled: true }
      : { ...planned, startsAt: Math.min(startsAt, endsAt), endsAt },
  )
  return events
}

/** `refunded` and `failed` do not say whether anything went out, or is still to go. */
export const ORDER_STATES: ReadonlyMap<string, ToldOrderState> = new Map<string, ToldOrderState>([
  ['pending', 'open'],
  ['on-hold', 'open'],
  ['processing', 'inProgress'],
  ['completed', 'shipped'],
  ['cancelled', 'cancelled'],
  ['trash', 'cancelled'],
])

/** @param at when it came into that state, as far as the order says */
export function orderState(
  status: string | undefined,
  name: string,
  isPickup: boolean,
  at: { placed: number; changed: number; completed: number | undefined },
): CanonicalEvent[] {
  const state = ORDER_STATES.get(status ?? '')
  if (state === undefined) return []
  const told = { type: 'OrderStateTold', order: name, system: CHANNEL } as const
  switch (state) {
    case 'shipped':
      return [{ ...told, state: isPickup ? 'fulfilled' : state, at: at.completed ?? at.changed }]
    case 'cancelled':
      return [{ ...told, state, at: at.changed }]
    default:
      return [{ ...told, state, at: at.placed }]
  }
}
