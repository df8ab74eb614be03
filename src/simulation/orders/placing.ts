/** Owns the placing of an order: what the customer did before, the records of the order and its payment, the release. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { happens, integerBetween, numberBetween } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { cancelParts, route } from './fulfilment.ts'
import { glnOf, goesWrong, gtinOf, type Order } from './order.ts'
import { drawTouch } from './shopping.ts'
import { orderSumMinor, paymentEvent, wholeOf } from './telling.ts'

/** Share of customers that the desk can name before they order. */
const KNOWN_SHARE = 0.55
/** Share of orders to an address that wait for a check of the payment. */
const CHECKED_SHARE = 0.035
const CANCELLED_SHARE = 0.025

/** Tells of an order and lets it take its course. */
export function placeOrder(order: Order): void {
  const { shop, placedAt } = order
  const { random } = shop
  touchBefore(order)
  shop.placed(order)
  shop.tell(order, placedAt, placedEvents(order))
  const isChecked = order.slotAt === placedAt && order.channel !== 'store' && goesWrong(shop, CHECKED_SHARE)
  const approvedAt =
    placedAt + (isChecked ? numberBetween(random, 3, 26) * HOUR_MS : integerBetween(random, 5, 90) * 1_000)
  shop.later(approvedAt, (at) => {
    if (order.course.isCancelled) return
    order.shop.tell(order, at, [{ type: 'OrderStepTaken', order: order.id, step: 'approved', at }])
    const allocatedAt = at + integerBetween(random, 10, 400) * 1_000
    order.shop.later(allocatedAt, (then) => route(order, wholeOf(order), then))
  })
  if (happens(random, CANCELLED_SHARE)) {
    shop.later(placedAt + integerBetween(random, 2, 70) * MINUTE_MS, (at) => changeOfMind(order, at))
  }
}

function changeOfMind(order: Order, at: number): void {
  const { course } = order
  if (course.isCancelled || course.pickedParts > 0 || course.rejections > 0) return
  course.isCancelled = true
  cancelParts(order, wholeOf(order), at, 'customer', 'changed my mind')
}

function touchBefore({ shop, customer, channel, placedAt, number }: Order): void {
  const { random } = shop
  if (!happens(random, KNOWN_SHARE)) return
  const count = happens(random, 0.4) ? 2 : 1
  for (let place = 0; place < count; place++) {
    const [met, touch] = drawTouch(random, channel)
    const at = placedAt - Math.floor(numberBetween(random, 0.05, place === 0 ? 2 : 60) * HOUR_MS)
    shop.desk(`touch-${number}-${place + 1}`, at, {
      type: 'CustomerTouched',
      customer: customer.id,
      channel: met,
      touch,
    })
  }
}

function placedEvents(order: Order): CanonicalEvent[] {
  const { id, channel, customer, flow, destination, store, promise } = order
  const isPickup = flow === 'bopis' || flow === 'ropis'
  // Where a carrier brings it, the system leaves the flow to be told by the place that it is taken from.
  const isStated = isPickup || flow === 'storeHomeDelivery' || flow === 'dropShip'
  const events: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order: id,
      channel,
      customer: customer.id,
      ...(isStated ? { flow } : {}),
      ...(isPickup ? { pickup: glnOf(store) } : {}),
      destination: isPickup
        ? { location: glnOf(store) }
        : {
            city: destination.city,
            region: destination.state,
            country: 'US',
            postalCode: destination.postalCode,
            latitude: destination.latitude,
            longitude: destination.longitude,
          },
      ...(promise ? { promise } : {}),
    },
  ]
  for (const { line, sku, units, priceMinor } of order.lines) {
    events.push({
      type: 'OrderLineAdded',
      order: id,
      line,
      sku: gtinOf(sku),
      units,
      priceMinor,
      currency: 'USD',
    })
  }
  if (flow !== 'ropis') events.push(paymentEvent(order, 'card', orderSumMinor(order)))
  return events
}
