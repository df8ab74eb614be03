/** Owns the end of an order's way out: units handed over or given up, and what follows when the last one is. */
import type { CausedBy } from '../../shared/vocabulary.ts'
import { afterwards } from './afterwards.ts'
import { unitsOf, type Order, type Part } from './order.ts'
import { stepEvents } from './telling.ts'

/** The customer has the units; the systems have told so. */
export function handOver(order: Order, parts: readonly Part[], at: number): void {
  const { course } = order
  for (const part of parts) course.handedOver.push({ part, at })
  course.openUnits -= unitsOf(parts)
  if (course.openUnits > 0) return
  order.shop.over(order, at)
  afterwards(order, at)
}

/** Tells that nobody waits for the units any more. */
export function endDemand(order: Order, parts: readonly Part[], at: number, by: CausedBy, why: string): void {
  const { course, shop } = order
  const units = unitsOf(parts)
  course.cancelledUnits += units
  course.openUnits -= units
  if (by === 'stock') course.shortUnits += units
  shop.tell(order, at, stepEvents(order, 'cancelled', parts, at, { by, why }))
  if (course.openUnits === 0) afterwards(order, at)
}
