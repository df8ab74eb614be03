/** Owns orders that a fault tells of from beginning to end: as the order system would, but going the way that the fault wants. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import type { Flow, OrderStep, ReturnStep } from '../../../shared/vocabulary.ts'
import { ORDER_ARCHIVE, ORDER_SYSTEM } from '../../cloudEventText.ts'
import type { Location, Sku } from '../../network.ts'
import { priceMinorOf } from '../../orders/commerce.ts'
import { glnOf, gtinOf } from '../../orders/order.ts'
import { integerBetween, pick } from '../../randomness.ts'
import { carries } from '../../stock.ts'
import { documentNumber } from '../../world.ts'
import type { Stage } from '../alertFault.ts'

/** Feed of what is told days later. */
const HANDED_IN = ORDER_ARCHIVE

export interface StoryOptions {
  flow: Flow
  store: Location
  channel?: string
  lines?: number
  placedAt: number
  /** When the promise ends; absent: none is given. */
  promisedAt?: number
  /** When the store is to have it ready or sent, as its source tells; absent: nobody says. */
  shipBy?: number
  /** Two-letter state and city of an address; absent: collected at the store, or brought nearby. */
  region?: string
}

export interface OrderStory {
  order: string
  placed: readonly CanonicalEvent[]
  skus: readonly Sku[]
  step(step: OrderStep, at: number, more?: { shipment?: string }): CanonicalEvent
  returned(step: ReturnStep, at: number): CanonicalEvent
  /** Writes over the order system's feed. */
  tell(at: number, events: readonly CanonicalEvent[]): void
  /** Hands in what happened long ago, over a feed that does nothing else: the order system's own clock is right. */
  handIn(at: number, events: readonly CanonicalEvent[], occurredAt: number): void
}

/** An order of items that the store has plenty of; nothing is taken off its shelves. */
export function orderStory(stage: Stage, options: StoryOptions): OrderStory {
  const { world, network, random } = stage
  const { flow, store, channel = 'webshop', lines = 1, placedAt, promisedAt, shipBy, region } = options
  const order = `order:${documentNumber(world, 'F')}`
  const carried = network.skus.filter((sku) => carries(world.stock, store, sku))
  const skus = Array.from({ length: lines }, () => pick(random, carried))
  const isPickup = flow === 'bopis' || flow === 'ropis'
  const location = glnOf(store)
  const placed: CanonicalEvent[] = [
    {
      type: 'OrderPlaced',
      order,
      channel,
      customer: `customer:${integerBetween(random, 500_000, 900_000)}`,
      flow,
      ...(isPickup ? { pickup: location } : {}),
      destination: isPickup
        ? { location }
        : { city: store.city, region: region ?? store.state, country: 'US', postalCode: store.postalCode },
      ...(promisedAt === undefined ? {} : { promise: { at: promisedAt, basis: 'slot' } }),
    },
    ...skus.map((sku, index): CanonicalEvent => ({
      type: 'OrderLineAdded',
      order,
      line: String(index + 1),
      sku: gtinOf(sku),
      units: 1,
      priceMinor: priceMinorOf(sku),
      currency: 'USD',
      ...(shipBy === undefined ? {} : { shipBy }),
    })),
    { type: 'OrderStepTaken', order, step: 'approved', at: placedAt + 1_000 },
  ]
  return {
    order,
    placed,
    skus,
    step: (step, at, more = {}) => ({ type: 'OrderStepTaken', order, step, location, at, ...more }),
    returned: (step, at) => ({
      type: 'ReturnStepTaken',
      return: order.replace('order:', 'return:'),
      order,
      line: '1',
      step,
      units: 1,
      at,
      ...(step === 'refunded' ? {} : { location }),
      ...(step === 'graded' ? { disposition: 'damaged' as const } : {}),
    }),
    tell: (at, events) => stage.tell(ORDER_SYSTEM, at, events, { subject: order }),
    handIn: (at, events, occurredAt) => stage.tell(HANDED_IN, at, events, { occurredAt, subject: order }),
  }
}
