/** Owns what follows an order: what its customer says of it, what comes back, and the odd message that cannot be. */
import { integerBetween } from '../randomness.ts'
import { MINUTE_MS } from '../world.ts'
import { askForOpinion, callForHelp } from './opinions.ts'
import type { Order } from './order.ts'
import { stepEvents } from './telling.ts'
import { planReturn } from './wayBack.ts'

/** Called once, when no unit of the order is under way any more. */
export function afterwards(order: Order, at: number): void {
  const { shop, course } = order
  callForHelp(order, at)
  askForOpinion(order, at)
  const handed = course.handedOver.at(-1)
  if (!handed) return
  planReturn(order, handed.part, at)
  if (shop.illegalStep(order, at)) {
    // A terminal that was off line sends again what it believed days ago.
    shop.later(at + integerBetween(shop.random, 3, 40) * MINUTE_MS, (then) =>
      order.shop.tell(order, then, stepEvents(order, 'packed', [handed.part], then)),
    )
  }
}
