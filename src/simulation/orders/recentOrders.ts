/** Owns the memory of the latest orders, for those who want to do something to one that is under way. */
import type { World } from '../world.ts'
import type { Order } from './order.ts'

const KEPT = 400
const byWorld = new WeakMap<World, Order[]>()

export function rememberOrder(world: World, order: Order): void {
  const orders = byWorld.get(world) ?? []
  byWorld.set(world, orders)
  orders.push(order)
  if (orders.length > KEPT * 2) orders.splice(0, KEPT)
}

/** Orders placed lately, as the world goes on, the oldest first. */
export const recentOrders = (world: World): readonly Order[] => byWorld.get(world) ?? []
