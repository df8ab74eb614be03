/** Owns how packed units get to an address: by parcel carrier, or by the store's own van. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { transactionId } from '../epcisText.ts'
import { zoneClock } from '../localTime.ts'
import { planParcel } from '../parcels.ts'
import { CARRIERS } from '../places.ts'
import { integerBetween, numberBetween, pick } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { hoursLost, withinHours } from './commerce.ts'
import { handOver } from './closing.ts'
import {
  glnOf,
  goesWrong,
  gtinOf,
  isLocation,
  linesOf,
  shipmentOf,
  unitsOf,
  type Order,
  type Part,
  type Place,
} from './order.ts'
import { moveEvents, sellableAt, stepEvents } from './telling.ts'

/** Local hours at which carriers come. */
const ROUNDS = { dc: [4, 12.5, 18, 21.5], store: [11, 17, 20.5], supplier: [17] }
const VAN_TROUBLE_SHARE = 0.06
const VAN_CARRIER = 'Omni Van'

function nextRound(place: Place, at: number): number {
  const clock = zoneClock(place.timeZone)
  const rounds = ROUNDS[isLocation(place) ? place.kind : 'supplier']
  const times = rounds.map((hour) => withinHours(clock, at, hour, hour))
  return Math.min(...times.filter((time) => time >= at))
}

const carriedLines = (parts: readonly Part[]) =>
  parts.map(({ line, units }) => ({ sku: gtinOf(line.sku), units, orderLine: line.line }))

/** Labels a parcel, gives it to the carrier's next round, and waits for the carrier to tell of it. */
export function giveToCarrier(order: Order, place: Place, parts: readonly Part[], packedAt: number): void {
  const { shop, destination, promise } = order
  const { random } = shop
  const carrier = pick(random, CARRIERS)
  const givenAt = nextRound(place, packedAt + 5 * MINUTE_MS) + integerBetween(random, 0, 25) * MINUTE_MS
  const tracker = planParcel(random, {
    carrier,
    trackerId: `trk_${shop.hex()}`,
    trackingCode: `${carrier.scac}${shop.hex().slice(0, 14).toUpperCase()}`,
    origin: place,
    destination,
    labelAt: packedAt + integerBetween(random, 1, 4) * MINUTE_MS,
    givenAt,
    lostHours: shop.isCalm ? 0 : hoursLost(random, carrier, destination),
    isCalm: shop.isCalm,
    grams: parts.reduce((sum, { line, units }) => sum + line.sku.weightGrams * units, 0),
    promisedDate: promise?.date,
  })
  const shipment = shipmentOf(tracker)
  order.course.carrier = carrier.tracker
  shop.track(order, tracker)
  shop.later(givenAt, (at) => {
    order.course.leftUnits += unitsOf(parts)
    order.shop.leave(place, parts)
    const described: CanonicalEvent = {
      type: 'ShipmentDescribed',
      shipment,
      order: order.id,
      carrier: carrier.tracker,
      trackingNumber: tracker.trackingCode,
      origin: { location: glnOf(place) },
      destination: {
        city: destination.city,
        region: destination.state,
        country: 'US',
        postalCode: destination.postalCode,
      },
      lines: carriedLines(parts),
    }
    const steps = stepEvents(order, 'shipped', parts, at, { place, shipment })
    const moves = isLocation(place) ? [] : moveEvents(parts, 'supplier', 'customer')
    order.shop.tell(order, at, [described, ...moves, ...steps])
    if (!isLocation(place)) return
    order.shop.epcis({
      writer: place,
      at,
      lines: linesOf(parts),
      bizStep: 'retail_selling',
      disposition: 'retail_sold',
      transactions: [{ type: 'po', id: transactionId(place, order.number) }],
    })
  })
  shop.later(tracker.steps.at(-1)!.at, (at) => handOver(order, parts, at))
}

/** Puts units on the store's van for the customer's slot. The store's own driver tells of both ends. */
export function giveToVan(
  order: Order,
  from: Order['store'],
  parts: readonly Part[],
  packedAt: number,
): void {
  const { shop, store, slotAt } = order
  const { random } = shop
  const shipment = `van:${shop.documentNumber('V')}`
  const departsAt = Math.max(packedAt + 10 * MINUTE_MS, slotAt - integerBetween(random, 0, 70) * MINUTE_MS)
  const trouble = goesWrong(shop, VAN_TROUBLE_SHARE) ? numberBetween(random, 2, 7) : 0
  const onTheWay = integerBetween(random, 25, 150) * MINUTE_MS + Math.floor(trouble * HOUR_MS)
  const reached = (milestone: 'departed' | 'delivered', at: number): CanonicalEvent => ({
    type: 'ShipmentMilestoneReached',
    shipment,
    milestone,
    at,
  })
  shop.later(departsAt, (at) => {
    order.course.leftUnits += unitsOf(parts)
    order.course.carrier = VAN_CARRIER
    order.shop.leave(from, parts)
    order.shop.tell(order, at, [
      {
        type: 'ShipmentDescribed',
        shipment,
        order: order.id,
        carrier: VAN_CARRIER,
        origin: { location: glnOf(from) },
        destination: { city: store.city, region: store.state, country: 'US', postalCode: store.postalCode },
        lines: carriedLines(parts),
      },
      reached('departed', at),
      ...moveEvents(parts, sellableAt(from), 'inTransit'),
      ...stepEvents(order, 'shipped', parts, at, { place: from, shipment }),
    ])
  })
  shop.later(Math.max(departsAt + onTheWay, slotAt + 5 * MINUTE_MS), (at) => {
    order.shop.tell(order, at, [
      reached('delivered', at),
      ...moveEvents(parts, 'inTransit', 'customer'),
      ...stepEvents(order, 'delivered', parts, at, { shipment }),
    ])
    handOver(order, parts, at)
  })
}
