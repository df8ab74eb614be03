/** Owns when two systems mean the same by the states that they have an order in. */
import type { OrderStatus } from './readModels/orders.ts'
import type { ToldOrderState } from './vocabulary.ts'

/**
 * Where an order stands as far as systems must agree: still to be worked on, gone out, or called off. Finer words are not
 * compared, because a shop does not learn of picking, and a warehouse not of delivery.
 */
export type OrderSide = 'working' | 'out' | 'cancelled'

export const TOLD_SIDES: Readonly<Record<ToldOrderState, OrderSide>> = {
  open: 'working',
  inProgress: 'working',
  shipped: 'out',
  fulfilled: 'out',
  returned: 'out',
  cancelled: 'cancelled',
}

/** Side of our own order; null where it says nothing of a side: nothing but steps is known of it. */
export const STATUS_SIDES: Readonly<Record<OrderStatus, OrderSide | null>> = {
  undescribed: null,
  placed: 'working',
  approved: 'working',
  allocated: 'working',
  picked: 'working',
  packed: 'working',
  // At the place of collection, waiting: gone out for the warehouse, not yet for the shop.
  arrived: null,
  ready: null,
  shipped: 'out',
  delivered: 'out',
  collected: 'out',
  cancelled: 'cancelled',
  returned: 'out',
}
