/** Owns the chain's customers beyond the till: where each lives and which store each knows. */
import { zoneClock, type ZoneClock } from '../localTime.ts'
import type { Location, Network } from '../network.ts'
import { CITIES, nearest, type City } from '../places.ts'
import { pickByTotals, randomStream } from '../randomness.ts'
import { ONLINE_STATES } from './commerce.ts'

export interface Customer {
  id: string
  city: City
  clock: ZoneClock
  store: Location
}

const CUSTOMERS_PER_STORE = 40

/** Draws the customers of a network: in the states that are sold to online, by the root of a city's population. */
export function buildCustomers(network: Network, seed: number): Customer[] {
  const random = randomStream(seed, 'customers')
  const near = network.stores.filter(({ state }) => ONLINE_STATES.has(state))
  const stores = near.length > 0 ? near : network.stores
  const cities = CITIES.filter(({ state }) => ONLINE_STATES.has(state))
  const totals = new Float64Array(cities.length)
  let total = 0
  cities.forEach((city, index) => (totals[index] = total += Math.sqrt(city.population)))
  const storeOf = new Map(cities.map((city) => [city, nearestStores(stores, city)]))
  const count = Math.min(20_000, Math.max(200, network.stores.length * CUSTOMERS_PER_STORE))
  return Array.from({ length: count }, (_, index) => {
    const city = cities[pickByTotals(random, totals)]!
    const known = storeOf.get(city)!
    // The first store of a city is the one that most know.
    const store = known[Math.floor(random.next() ** 2 * known.length)]!
    return { id: `customer:${100_001 + index}`, city, clock: zoneClock(city.timeZone), store }
  })
}

/** The stores of a city, else the nearest one. */
function nearestStores(stores: readonly Location[], city: City): Location[] {
  const own = stores.filter((store) => store.city === city.city && store.state === city.state)
  return own.length > 0 ? own : [nearest(stores, city)]
}
