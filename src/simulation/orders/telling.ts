/** Owns how what happens to an order is put into events: steps of parts, payments, moves of stock. */
import type { CanonicalEvent, EventOf } from '../../shared/events.ts'
import type { Account } from '../../shared/eventParts.ts'
import type { CausedBy, OrderStep } from '../../shared/vocabulary.ts'
import { gtinOf, glnOf, type Order, type Part, type Place } from './order.ts'

/** Every unit of an order. */
export const wholeOf = ({ lines }: Order): Part[] => lines.map((line) => ({ line, units: line.units }))

/** What an order costs, in cents. */
export const orderSumMinor = ({ lines }: Order) =>
  lines.reduce((sum, { units, priceMinor }) => sum + units * priceMinor, 0)

interface StepDetail {
  place?: Place
  shipment?: string
  by?: CausedBy
  why?: string
}

/** One event for each part that takes a step. */
export function stepEvents(
  order: Order,
  step: OrderStep,
  parts: readonly Part[],
  at: number,
  { place, shipment, by, why }: StepDetail = {},
): EventOf<'OrderStepTaken'>[] {
  return parts.map(({ line, units }) => ({
    type: 'OrderStepTaken',
    order: order.id,
    line: line.line,
    step,
    units,
    at,
    ...(place ? { location: glnOf(place) } : {}),
    ...(shipment === undefined ? {} : { shipment }),
    ...(by === undefined ? {} : { by }),
    ...(why === undefined ? {} : { why }),
  }))
}

/** Money taken for an order. @param amountMinor in cents */
export const paymentEvent = (order: Order, method: string, amountMinor: number): CanonicalEvent => ({
  type: 'PaymentTaken',
  order: order.id,
  method,
  amountMinor,
  currency: 'USD',
})

export const moveEvents = (parts: readonly Part[], from: Account, to: Account): CanonicalEvent[] =>
  parts.map(({ line, units }) => ({ type: 'StockMoved', sku: gtinOf(line.sku), units, from, to }))

export const sellableAt = (place: Place): Account => ({ location: glnOf(place), disposition: 'sellable' })
