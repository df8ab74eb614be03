/** Owns how many days until delivery the channels promise, by the customer's state: the same over all of them. */
import type { Listing } from './listings.ts'
import type { Network } from '../network.ts'
import { ONLINE_STATES } from '../orders/commerce.ts'
import { transitDays } from '../orders/promising.ts'
import { CITIES, nearest } from '../places.ts'

const HANDLING_DAYS = 1
const ELSEWHERE_DAYS = 5

/** By the centre that lies nearest to the state's largest city. */
export function deliveryPromises({ dcs }: Network): Listing['deliveryPromises'] {
  const states = [...ONLINE_STATES].map((state) => {
    const cities = CITIES.filter((city) => city.state === state)
    const largest = cities.reduce((best, city) => (city.population > best.population ? city : best))
    return { region: state, country: 'US', days: transitDays(nearest(dcs, largest), largest) + HANDLING_DAYS }
  })
  return [...states, { country: 'US', days: ELSEWHERE_DAYS }]
}
