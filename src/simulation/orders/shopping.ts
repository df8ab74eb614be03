/** Owns what is ordered: by whom, over which channel, in which flow, what, and under which promise. */
import type { Random } from '../../core/platform.ts'
import type { Location, Network } from '../network.ts'
import { happens, integerBetween, pick, pickByTotals } from '../randomness.ts'
import type { Site } from '../places.ts'
import { CHANNELS, pickWeighted, priceMinorOf, type PlacedFlow } from './commerce.ts'
import type { Customer } from './customers.ts'
import { goesWrong, type Course, type Order, type OrderLine, type Shop } from './order.ts'
import { pickupSlot, promisedDay, slotPromise, vanSlot } from './promising.ts'

/** Share of orders that the channel gives no promise for: the carrier's, or the chain's own rule, has to do. */
const UNPROMISED_SHARE = 0.06
/** Share of far deliveries that the marketplace promises a day too early. */
const OVERPROMISED_SHARE = 0.6
const GENEROUS_SHARE = 0.3
/** Where it is calm, every promise has so much to spare. */
const CALM_DAYS = 3
/** Items that a customer looks at before one is ordered that the store may not have. */
const MOST_TRIES = 12

/** Draws an order of a customer. */
export function drawOrder(shop: Shop, customer: Customer, placedAt: number): Order {
  const { random, network } = shop
  const channel = pickWeighted(
    random,
    CHANNELS.map((one) => [one, one.share] as const),
  )
  const flow = pickWeighted(random, Object.entries(channel.flows) as [PlacedFlow, number][])
  const { store, city } = customer
  const destination: Site = flow === 'storeHomeDelivery' ? store : city
  const isPickup = flow === 'bopis' || flow === 'ropis'
  const slotAt = isPickup
    ? pickupSlot(random, store, placedAt)
    : flow === 'storeHomeDelivery'
      ? vanSlot(random, store.clock, placedAt)
      : placedAt
  const lines = drawLines(shop, isPickup || flow === 'storeHomeDelivery' ? store : null)
  const from = expectedOrigin(network, flow, customer, lines)
  const { promise, brokenAt } =
    isPickup || flow === 'storeHomeDelivery'
      ? slotPromise(slotAt, isPickup ? 'pickup' : 'van')
      : promisedDay(from, destination, placedAt, daysMore(shop, channel.name))
  const isPromised = isPickup || !goesWrong(shop, UNPROMISED_SHARE)
  const number = shop.documentNumber('W')
  return {
    id: `order:${number}`,
    number,
    channel: channel.name,
    customer,
    flow,
    placedAt,
    lines,
    store,
    destination,
    slotAt,
    promise: isPromised ? promise : null,
    promisedAt: isPromised ? brokenAt : null,
    shop,
    course: newCourse(lines),
  }
}

function daysMore(shop: Shop, channel: string): number {
  const { random } = shop
  if (shop.isCalm) return CALM_DAYS
  if (channel === 'marketplace' && happens(random, OVERPROMISED_SHARE)) return -1
  return happens(random, GENEROUS_SHARE) ? 1 : 0
}

function newCourse(lines: readonly OrderLine[]): Course {
  return {
    told: 0,
    isCancelled: false,
    pickedParts: 0,
    openUnits: lines.reduce((sum, { units }) => sum + units, 0),
    atCounter: [],
    handedOver: [],
    cancelledUnits: 0,
    shortUnits: 0,
    rejections: 0,
    readyAt: 0,
    carrier: null,
    tried: new Set(),
    returned: null,
    leftUnits: 0,
  }
}

function expectedOrigin(
  network: Network,
  flow: PlacedFlow,
  { store }: Customer,
  lines: readonly OrderLine[],
): Site {
  if (flow === 'dropShip') return network.suppliers[lines[0]?.sku.supplier ?? 0] ?? store
  return flow === 'shipFromDc' ? (network.locations[store.dc] ?? store) : store
}

/** @param shownAt the store whose shelves the customer sees */
function drawLines(shop: Shop, shownAt: Location | null): OrderLine[] {
  const { random, network } = shop
  const wanted = pickWeighted(random, [
    [1, 0.66],
    [2, 0.25],
    [3, 0.09],
  ])
  const lines: OrderLine[] = []
  for (let tries = 0; lines.length < wanted; tries++) {
    const sku = network.skus[pickByTotals(random, network.demandTotals)]!
    if (lines.some((line) => line.sku === sku)) continue
    const units = happens(random, 0.8) ? 1 : integerBetween(random, 2, 3)
    if (shownAt && tries < MOST_TRIES && shop.freeUnits(shownAt, sku) < units) continue
    lines.push({ line: String(lines.length + 1), sku, units, priceMinor: priceMinorOf(sku) })
  }
  return lines
}

/** What customers do before they order, in the words of the customer desk. */
export const TOUCHES: Record<string, readonly (readonly [channel: string, touch: string])[]> = {
  webshop: [
    ['newsletter', 'newsletter'],
    ['webshop', 'visit'],
    ['webshop', 'search'],
    ['store', 'storeVisit'],
    ['webshop', 'cart'],
  ],
  app: [
    ['app', 'notification'],
    ['app', 'visit'],
    ['app', 'search'],
    ['webshop', 'visit'],
    ['app', 'cart'],
  ],
  marketplace: [
    ['marketplace', 'search'],
    ['marketplace', 'visit'],
    ['webshop', 'visit'],
  ],
  store: [
    ['store', 'storeVisit'],
    ['webshop', 'search'],
    ['newsletter', 'newsletter'],
  ],
  contactCentre: [
    ['webshop', 'visit'],
    ['contactCentre', 'call'],
    ['newsletter', 'newsletter'],
  ],
}

/** A touch that may precede an order over the channel. */
export const drawTouch = (random: Random, channel: string) =>
  pick(random, TOUCHES[channel] ?? [['store', 'storeVisit']])
