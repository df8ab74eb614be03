/** Owns how the chain sells beyond the till: its channels, which flow each prefers, what things cost, and its weak spots. */
import type { Flow } from '../../shared/vocabulary.ts'
import type { Random } from '../../core/platform.ts'
import type { Location, Sku } from '../network.ts'
import type { Carrier, Site } from '../places.ts'
import { HOUR_MS } from '../world.ts'

/** Flows that an order is placed in; `boris` is one that was shipped and comes back to a store. */
export type PlacedFlow = Exclude<Flow, 'boris'>

interface Channel {
  name: string
  /** Share of all orders. */
  share: number
  flows: Partial<Record<PlacedFlow, number>>
  /** What its customers are asked for. */
  scale: 'stars' | 'csat' | 'nps'
}

export const CHANNELS: readonly Channel[] = [
  {
    name: 'webshop',
    share: 0.38,
    flows: { shipFromDc: 0.42, shipFromStore: 0.16, dropShip: 0.1, bopis: 0.22, ropis: 0.1 },
    scale: 'stars',
  },
  {
    name: 'app',
    share: 0.26,
    flows: { shipFromDc: 0.3, shipFromStore: 0.15, dropShip: 0.04, bopis: 0.36, ropis: 0.15 },
    scale: 'csat',
  },
  {
    name: 'marketplace',
    share: 0.18,
    flows: { shipFromDc: 0.6, shipFromStore: 0.18, dropShip: 0.22 },
    scale: 'stars',
  },
  {
    name: 'store',
    share: 0.12,
    flows: { storeHomeDelivery: 0.78, shipFromDc: 0.14, ropis: 0.08 },
    scale: 'nps',
  },
  {
    name: 'contactCentre',
    share: 0.06,
    flows: { shipFromDc: 0.5, storeHomeDelivery: 0.2, bopis: 0.3 },
    scale: 'nps',
  },
]

/** States whose customers the chain sells to online so far. */
export const ONLINE_STATES: ReadonlySet<string> = new Set([
  'AZ',
  'CA',
  'CO',
  'FL',
  'GA',
  'IL',
  'NC',
  'NY',
  'OH',
  'PA',
  'TX',
  'WA',
])

/** Draws one of several by weight; the weights need not sum to 1. */
export function pickWeighted<T>(random: Random, choices: readonly (readonly [T, number])[]): T {
  let left = random.next() * choices.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [choice, weight] of choices) {
    left -= weight
    if (left < 0) return choice
  }
  const last = choices.at(-1)
  if (!last) throw new RangeError('nothing to choose from')
  return last[0]
}

const PRICES: Record<string, readonly [number, number]> = {
  low: [299, 1_299],
  middle: [1_499, 4_999],
  high: [5_999, 24_999],
}

/** Price of a unit in cents: the same for an item always, ending in 9. */
export function priceMinorOf(sku: Sku): number {
  const [low, high] = PRICES[sku.priceClass] ?? [999, 2_999]
  const place = ((sku.index * 2_654_435_761) % 4_096) / 4_096
  return Math.floor((low + (high - low) * place) / 10) * 10 + 9
}

/** The carrier that does not get its parcels through one state. */
export const SLOW_CARRIER = 'BluestemPost'
export const SLOW_STATE = 'FL'

/** Hours that the carrier loses on a parcel besides its usual way. */
export function hoursLost(random: Random, carrier: Carrier, destination: Site): number {
  if (carrier.tracker !== SLOW_CARRIER || destination.state !== SLOW_STATE) return 0
  return random.next() < 0.6 ? 14 + random.next() * 40 : 0
}

/** The store that has too few people to pick on Saturdays: the first of Texas, where there is one. */
export function shortHandedStore(stores: readonly Location[]): Location | undefined {
  return stores.find(({ state }) => state === 'TX') ?? stores[0]
}

/** Orders against the day's mean by the customer's local hour: evenings most. */
const ONLINE_HOURS = [
  0.45, 0.3, 0.2, 0.15, 0.15, 0.25, 0.5, 0.75, 0.95, 1.1, 1.2, 1.25, 1.3, 1.2, 1.1, 1.1, 1.15, 1.25, 1.4, 1.6,
  1.75, 1.65, 1.2, 0.8,
]
/** Sunday first. */
const ONLINE_WEEKDAYS = [1.15, 1.05, 0.95, 0.9, 0.9, 0.95, 1.1]
export const BUSIEST_ONLINE = 1.75 * 1.15

/** How much is ordered at a customer's local time against the mean; at most `BUSIEST_ONLINE`. */
export function orderingFactor(customerClock: Location['clock'], at: number, softness: number): number {
  const rhythm =
    (ONLINE_HOURS[customerClock.hourAt(at)] ?? 1) * (ONLINE_WEEKDAYS[customerClock.weekdayAt(at)] ?? 1)
  return softness + (1 - softness) * rhythm
}

/** The first instant from `at` on at which it is between two local hours. */
export function withinHours(
  clock: Location['clock'],
  at: number,
  opensHour: number,
  closesHour: number,
): number {
  const offset = clock.offsetAt(at)
  const dayStart = Math.floor((at + offset) / (24 * HOUR_MS)) * 24 * HOUR_MS - offset
  const opensAt = dayStart + opensHour * HOUR_MS
  if (at < opensAt) return opensAt
  return at < dayStart + closesHour * HOUR_MS ? at : opensAt + 24 * HOUR_MS
}

/** Local hours at which a place works on orders and serves customers: every third store never closes. */
export function workingHours({ index, kind }: Location): { opensHour: number; closesHour: number } {
  if (kind === 'dc' || index % 3 === 0) return { opensHour: 0, closesHour: 24 }
  return { opensHour: 7, closesHour: 21 }
}

/** Stores whose doors stay shut on Sundays; inside, orders are worked on all the same. */
export const isShutOnSundays = ({ kind, index }: Location) => kind === 'store' && index % 12 === 7

/** The first instant from `at` on at which a place works. */
export function whenOpen(place: Location, at: number): number {
  const { opensHour, closesHour } = workingHours(place)
  return withinHours(place.clock, at, opensHour, closesHour)
}
