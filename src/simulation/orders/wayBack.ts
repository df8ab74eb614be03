/** Owns returns: by mail to a centre or over the counter of a store, graded there, and paid back. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { ReturnStep, StockDisposition } from '../../shared/vocabulary.ts'
import { transactionId } from '../epcisText.ts'
import type { Location } from '../network.ts'
import { happens, integerBetween, numberBetween, pick } from '../randomness.ts'
import { HOUR_MS, MINUTE_MS } from '../world.ts'
import { pickWeighted, whenOpen, type PlacedFlow } from './commerce.ts'
import { callAboutRefund } from './opinions.ts'
import { glnOf, goesWrong, type Order, type Part } from './order.ts'
import { moveEvents } from './telling.ts'

const RETURNED_SHARE: Record<PlacedFlow, number> = {
  shipFromDc: 0.15,
  shipFromStore: 0.15,
  dropShip: 0.14,
  bopis: 0.09,
  ropis: 0.07,
  storeHomeDelivery: 0.08,
}
/** Share of shipped orders whose returns are brought to a store. */
const TO_STORE_SHARE = 0.45
const WITHDRAWN_SHARE = 0.06
const SOON_SHARE = 0.25
const WHYS = [
  'does not fit',
  'not as described',
  'damaged on arrival',
  'ordered two, kept one',
  'came too late',
  'changed my mind',
]

interface Return {
  order: Order
  id: string
  part: Part
  at: Location
  why: string
}

/** Draws whether something comes back, and how. */
export function planReturn(order: Order, had: Part, handedOverAt: number): void {
  const { shop, flow, store } = order
  const { random, network } = shop
  if (!happens(random, RETURNED_SHARE[flow])) return
  const isShipped = flow === 'shipFromDc' || flow === 'shipFromStore' || flow === 'dropShip'
  const toStore = !isShipped || (flow !== 'dropShip' && happens(random, TO_STORE_SHARE))
  const part = { ...had, units: happens(random, 0.8) ? had.units : 1 }
  const one: Return = {
    order,
    id: `return:${order.number}`,
    part,
    at: toStore ? store : network.locations[store.dc]!,
    why: pick(random, WHYS),
  }
  const keptHours = happens(random, SOON_SHARE)
    ? numberBetween(random, 0.7, 4)
    : numberBetween(random, 16, 200)
  const startAt = handedOverAt + Math.floor(keptHours * HOUR_MS)
  if (toStore) shop.later(whenOpen(store, startAt), (at) => receiveAtCounter(one, at))
  else shop.later(startAt, (at) => announce(one, at))
}

function stepEvent({ order, id, part }: Return, step: ReturnStep, at: number, more: object): CanonicalEvent {
  return { type: 'ReturnStepTaken', return: id, order: order.id, line: part.line.line, step, at, ...more }
}

/** The customer's word that something comes by mail; now and then nothing does. */
function announce(one: Return, at: number): void {
  const { order, part, why } = one
  const { shop } = order
  shop.tell(order, at, [stepEvent(one, 'initiated', at, { units: part.units, why })])
  if (happens(shop.random, WITHDRAWN_SHARE)) {
    shop.later(at + integerBetween(shop.random, 5, 90) * HOUR_MS, (then) =>
      order.shop.tell(order, then, [stepEvent(one, 'withdrawn', then, {})]),
    )
    return
  }
  shop.later(at + Math.floor(numberBetween(shop.random, 30, 130) * HOUR_MS), (then) =>
    receiveByMail(one, then),
  )
}

function receiveByMail(one: Return, at: number): void {
  const { order, part, at: place } = one
  const { shop } = order
  shop.epcis({
    writer: place,
    at,
    lines: [{ sku: part.line.sku, units: part.units }],
    bizStep: 'receiving',
    disposition: 'returned',
    transactions: [{ type: 'rma', id: transactionId(place, order.number) }],
  })
  shop.tell(order, at, [stepEvent(one, 'received', at, { units: part.units, location: glnOf(place) })])
  planGrading(
    one,
    at,
    goesWrong(shop, 0.12) ? numberBetween(shop.random, 90, 220) : numberBetween(shop.random, 3, 30),
    false,
  )
}

function receiveAtCounter(one: Return, at: number): void {
  const { order, part, at: place, why } = one
  const { shop } = order
  const location = glnOf(place)
  shop.tell(order, at, [
    ...moveEvents([part], 'customer', { location, disposition: 'inspection' }),
    stepEvent(one, 'received', at, { units: part.units, location, why }),
  ])
  const isPaidAtOnce = happens(shop.random, 0.6)
  if (isPaidAtOnce) shop.later(at + 3 * MINUTE_MS, (then) => refund(one, then))
  const hours = goesWrong(shop, 0.2)
    ? numberBetween(shop.random, 70, 190)
    : numberBetween(shop.random, 0.4, 20)
  planGrading(one, at, hours, isPaidAtOnce)
}

function planGrading(one: Return, at: number, hours: number, isPaid: boolean): void {
  const { shop } = one.order
  shop.later(whenOpen(one.at, at + Math.floor(hours * HOUR_MS)), (then) => grade(one, then, isPaid))
  if (hours > 72 && !isPaid) shop.later(at + 72 * HOUR_MS, (then) => callAboutRefund(one.order, then))
}

/** What was looked at goes back on the shelf, or not. */
function grade(one: Return, at: number, isPaid: boolean): void {
  const { order, part, at: place } = one
  const { shop } = order
  const location = glnOf(place)
  const disposition = pickWeighted<StockDisposition>(shop.random, [
    ['sellable', 0.74],
    ['damaged', 0.18],
    ['unsellable', 0.08],
  ])
  shop.tell(order, at, [
    stepEvent(one, 'graded', at, { location, disposition }),
    ...moveEvents([part], { location, disposition: 'inspection' }, { location, disposition }),
  ])
  if (disposition === 'sellable') shop.comeIn(place, [{ sku: part.line.sku, units: part.units }], false)
  if (!isPaid) shop.later(at + integerBetween(shop.random, 8, 600) * MINUTE_MS, (then) => refund(one, then))
}

function refund(one: Return, at: number): void {
  const { order, part } = one
  const amountMinor = part.line.priceMinor * part.units
  const event = stepEvent(one, 'refunded', at, { amountMinor, currency: 'USD' })
  order.shop.tell(order, at, [event])
  // A clerk who is not sure presses the button twice.
  if (order.shop.illegalStep(order, at)) {
    const again = at + 2 * MINUTE_MS
    order.shop.later(again, (then) =>
      order.shop.tell(order, then, [stepEvent(one, 'refunded', then, { amountMinor, currency: 'USD' })]),
    )
  }
}
