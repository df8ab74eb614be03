/** Owns when orders come in: draws the customers who order in a tick, by each customer's own time of day. */
import { numberBetween, poisson } from '../randomness.ts'
import { DAY_MS, type World } from '../world.ts'
import { BUSIEST_ONLINE, orderingFactor } from './commerce.ts'
import { buildCustomers, type Customer } from './customers.ts'
import { liveShop } from './liveShop.ts'
import { placeOrder } from './placing.ts'
import { drawOrder } from './shopping.ts'

export interface OrderDesk {
  /** Puts the orders of the tick that begins then on the schedule. */
  plan(tickStart: number): void
  /** Everybody who may order. */
  customers(): readonly Customer[]
}

export function createOrderDesk(world: World): OrderDesk {
  const shop = liveShop(world)
  let customers: readonly Customer[] | undefined
  const all = () => (customers ??= buildCustomers(world.network, world.seed))
  return {
    customers: all,
    plan(tickStart) {
      const { pace, random, network } = world
      const mean = (pace.ordersPerStoreDay * network.stores.length * pace.tickMs) / DAY_MS
      // As many as there would be at the busiest hour everywhere; then each is let through by its own hour.
      for (let left = poisson(random.customers, mean * BUSIEST_ONLINE); left > 0; left--) {
        const customer = all()[Math.floor(random.customers.next() * all().length)]!
        const isLetIn =
          numberBetween(random.customers, 0, BUSIEST_ONLINE) <
          orderingFactor(customer.clock, tickStart, pace.softness)
        const at = tickStart + Math.floor(random.customers.next() * pace.tickMs)
        if (isLetIn) world.schedule.add(at, () => placeOrder(drawOrder(shop, customer, at)))
      }
    },
  }
}
