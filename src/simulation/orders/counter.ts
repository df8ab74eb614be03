/** Owns collection: units that come to the counter from the shelf or from a centre, and the customer who comes for them. */
import { transactionId } from '../epcisText.ts'
import type { Location } from '../network.ts'
import { distanceKm } from '../places.ts'
import { integerBetween, numberBetween } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { pickWeighted, whenOpen } from './commerce.ts'
import { endDemand, handOver } from './closing.ts'
import { glnOf, gtinOf, linesOf, unitsOf, type Order, type Part } from './order.ts'
import { paymentEvent, stepEvents } from './telling.ts'

const HELD_DAYS = 4
const COMING = [
  ['inTime', 0.92],
  ['late', 0.035],
  ['daysLater', 0.02],
  ['never', 0.025],
] as const

/** Keeps packed units for the customer, and expects the customer once everything that is still wanted is there. */
export function keepAtCounter(order: Order, parts: readonly Part[], at: number): void {
  const { course, shop, store } = order
  if (parts.length > 0) {
    course.atCounter.push(...parts)
    course.readyAt = at
    shop.tell(order, at, stepEvents(order, 'ready', parts, at, { place: store }))
  }
  const waiting = unitsOf(course.atCounter)
  if (waiting === 0 || waiting < course.openUnits) return
  expectCustomer(order, at)
}

function expectCustomer(order: Order, readyAt: number): void {
  const { shop, store, slotAt } = order
  const { random } = shop
  const comes = shop.isCalm ? 'inTime' : pickWeighted(random, COMING)
  if (comes === 'never') {
    shop.later(Math.max(readyAt, slotAt) + HELD_DAYS * 24 * HOUR_MS, (at) => putAway(order, at))
    return
  }
  const lateHours =
    comes === 'late'
      ? numberBetween(random, 2.2, 20)
      : comes === 'daysLater'
        ? numberBetween(random, 24, 80)
        : 0
  const comesAt =
    slotAt + Math.floor((lateHours > 0 ? lateHours * 60 : integerBetween(random, 2, 105)) * MINUTE_MS)
  const servedAt = whenOpen(store, Math.max(comesAt, readyAt + integerBetween(random, 2, 25) * MINUTE_MS))
  shop.later(servedAt, (at) => collect(order, at))
}

function collect(order: Order, at: number): void {
  const { course, shop, store, flow } = order
  const parts = course.atCounter
  course.leftUnits += unitsOf(parts)
  const events = stepEvents(order, 'collected', parts, at, { place: store })
  const sumMinor = parts.reduce((sum, { line, units }) => sum + line.priceMinor * units, 0)
  shop.leave(store, parts)
  shop.epcis({
    writer: store,
    at,
    lines: linesOf(merged(parts)),
    bizStep: 'retail_selling',
    disposition: 'retail_sold',
    transactions: [{ type: 'po', id: transactionId(store, order.number) }],
  })
  shop.tell(order, at, flow === 'ropis' ? [...events, paymentEvent(order, 'counter', sumMinor)] : events)
  handOver(order, parts, at)
}

/** Parts of one line together. */
function merged(parts: readonly Part[]): Part[] {
  const byLine = new Map<string, Part>()
  for (const part of parts) {
    const known = byLine.get(part.line.line)
    byLine.set(part.line.line, { ...part, units: part.units + (known?.units ?? 0) })
  }
  return [...byLine.values()]
}

/** Nobody came: the units go back on the shelf. */
function putAway(order: Order, at: number): void {
  const { course, shop, store } = order
  shop.putBack(store, course.atCounter)
  endDemand(order, course.atCounter, at, 'customer', 'not collected in time')
}

/** Sends units from a centre to the store where they will be collected. */
export function bringToCounter(order: Order, from: Location, parts: readonly Part[], packedAt: number): void {
  const { shop, store } = order
  const { random } = shop
  const number = shop.documentNumber('S')
  const shipment = transactionId(from, number)
  const transactions = [{ type: 'desadv' as const, id: shipment }]
  const lines = linesOf(parts)
  const departsAt = packedAt + integerBetween(random, 30, 240) * MINUTE_MS
  const driveMs = (distanceKm(from, store) / 65 + numberBetween(random, 1, 3)) * HOUR_MS
  const arrivesAt = whenOpen(store, departsAt + Math.floor(driveMs))
  shop.later(departsAt, (at) => {
    shop.leave(from, parts)
    shop.epcis({
      writer: from,
      at,
      lines,
      transactions,
      source: from,
      destination: store,
      bizStep: 'shipping',
      disposition: 'in_transit',
      staysHere: false,
    })
    shop.tell(order, at, [
      {
        type: 'ShipmentDescribed',
        shipment,
        order: order.id,
        origin: { location: glnOf(from) },
        destination: { location: glnOf(store) },
        ...(shop.isArchive
          ? {
              lines: parts.map(({ line, units }) => ({ sku: gtinOf(line.sku), units, orderLine: line.line })),
            }
          : {}),
      },
      ...(shop.isArchive
        ? [{ type: 'ShipmentMilestoneReached' as const, shipment, milestone: 'departed' as const, at }]
        : []),
      ...stepEvents(order, 'shipped', parts, at, { place: from, shipment }),
    ])
  })
  shop.later(arrivesAt, (at) => {
    order.shop.comeIn(store, lines, true)
    order.shop.epcis({
      writer: store,
      at,
      lines,
      transactions,
      source: from,
      bizStep: 'receiving',
      disposition: 'sellable_accessible',
    })
    order.shop.tell(order, at, [
      ...(order.shop.isArchive
        ? [{ type: 'ShipmentMilestoneReached' as const, shipment, milestone: 'received' as const, at }]
        : []),
      ...stepEvents(order, 'arrived', parts, at, { place: store, shipment }),
    ])
    order.shop.later(at + integerBetween(random, 10, 60) * MINUTE_MS, (then) =>
      keepAtCounter(order, parts, then),
    )
  })
}
