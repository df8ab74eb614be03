/** Owns the make-up of a network: its stores, centres, suppliers, items and what each place carries. */
import catalogueFile from '../../resources/sample-network/catalogue.json' with { type: 'json' }
import { itemKey, locationKey, partyUrn, type ItemKey, type LocationKey } from './identity.ts'
import { zoneClock, type ZoneClock } from './localTime.ts'
import { CHAIN, CITIES, COMPANY_PREFIX, DC_SITES, SUPPLIER_PREFIX, SUPPLIER_SITES } from './places.ts'
import { nearest, regionOf, type City, type Site } from './places.ts'
import { numberBetween, randomStream } from './randomness.ts'

export interface Location extends Site, LocationKey {
  /** Its row in the stock tables: stores first, then centres. */
  index: number
  kind: 'store' | 'dc'
  name: string
  address: string
  openedOn: string
  feed: string
  clock: ZoneClock
  /** Sales against the average store's. */
  size: number
  /** Index of the centre that supplies a store (a centre: its own). */
  dc: number
}

export interface Supplier extends Site {
  name: string
  gln: string
  party: string
}

export interface Sku extends ItemKey {
  index: number
  name: string
  category: string
  brand: string
  weightGrams: number
  priceClass: string
  /** Share of all units sold; the shares of all items sum to 1. */
  demandShare: number
  supplier: number
}

export interface Network {
  stores: Location[]
  dcs: Location[]
  /** Stores, then centres. */
  locations: Location[]
  suppliers: Supplier[]
  skus: Sku[]
  /** Running totals of the items' demand, for draws. */
  demandTotals: Float64Array
}

export const LARGEST_STORE_COUNT = 5_000

/**
 * Builds the network of a seed. Centres have the references 1 to 99, stores 101 and up, suppliers a prefix of their own.
 * @throws RangeError where there are no stores, more than 5,000, or more centres than the data file has sites.
 */
export function buildNetwork(seed: number, storeCount: number, dcCount: number): Network {
  if (!Number.isInteger(storeCount) || storeCount < 1 || storeCount > LARGEST_STORE_COUNT)
    throw new RangeError(`stores must be a whole number from 1 to ${LARGEST_STORE_COUNT}`)
  if (!Number.isInteger(dcCount) || dcCount < 1 || dcCount > DC_SITES.length)
    throw new RangeError(`dcs must be a whole number from 1 to ${DC_SITES.length}`)
  const skus = buildSkus(seed)
  const dcs = DC_SITES.slice(0, dcCount).map((site, place): Location => {
    const index = storeCount + place
    return {
      ...site,
      ...locationKey(COMPANY_PREFIX, place + 1),
      index,
      kind: 'dc',
      name: `Omni DC ${site.city}`,
      openedOn: `${2008 + place}-04-01`,
      feed: 'dcs',
      clock: zoneClock(site.timeZone),
      size: 1,
      dc: index,
    }
  })
  const stores = buildStores(seed, storeCount, dcs)
  const suppliers = SUPPLIER_SITES.map((site, place) => ({
    ...site,
    gln: locationKey(SUPPLIER_PREFIX, place + 1).gln,
    party: partyUrn(SUPPLIER_PREFIX, place + 1),
  }))
  const demandTotals = new Float64Array(skus.length)
  let total = 0
  skus.forEach((sku, index) => (demandTotals[index] = total += sku.demandShare))
  return { stores, dcs, locations: [...stores, ...dcs], suppliers, skus, demandTotals }
}

function buildStores(seed: number, count: number, dcs: Location[]): Location[] {
  const random = randomStream(seed, 'stores')
  const streets = [
    'Market Street',
    'Main Street',
    'Oak Avenue',
    'Mill Road',
    'Union Avenue',
    'Park Boulevard',
  ]
  return storeSites(count).map(({ city, turn }, index) => {
    // The first stores of a city lie close to its centre, later ones in wider rings.
    const angle = numberBetween(random, 0, 2 * Math.PI)
    const km = numberBetween(random, 0.2, 1.2) + 2.2 * Math.sqrt(turn)
    const latitude = round(city.latitude + (km / 111) * Math.sin(angle))
    const longitude = round(
      city.longitude + (km / (111 * Math.cos((city.latitude * Math.PI) / 180))) * Math.cos(angle),
    )
    const size = round(numberBetween(random, 0.7, 1.3) * (0.8 + Math.min(0.6, city.population / 5_000_000)))
    return {
      city: city.city,
      state: city.state,
      postalCode: city.postalCode,
      timeZone: city.timeZone,
      latitude,
      longitude,
      size,
      index,
      kind: 'store',
      clock: zoneClock(city.timeZone),
      ...locationKey(COMPANY_PREFIX, 101 + index),
      name: `${CHAIN} ${city.city} ${district(city, turn)}`,
      address: `${100 + Math.floor(random.next() * 8900)} ${streets[index % streets.length]}`,
      openedOn: `${2009 + (index % 15)}-${String(1 + (index % 12)).padStart(2, '0')}-15`,
      feed: `stores-${regionOf(city.state)}`,
      dc: nearest(dcs, { latitude, longitude }).index,
    }
  })
}

/** Deals stores to cities by the root of their population (Sainte-Laguë), so that small cities are on the map too. */
function storeSites(count: number): { city: City; turn: number }[] {
  const turns = CITIES.map(() => 0)
  const weights = CITIES.map((city) => Math.sqrt(city.population))
  return Array.from({ length: count }, () => {
    let best = 0
    for (let index = 1; index < CITIES.length; index++) {
      if (weights[index]! / (2 * turns[index]! + 1) > weights[best]! / (2 * turns[best]! + 1)) best = index
    }
    return { city: CITIES[best]!, turn: turns[best]!++ }
  })
}

function district(city: City, turn: number): string {
  const named = city.districts[turn]
  if (named) return named
  const sides = [
    'North',
    'South',
    'East',
    'West',
    'Central',
    'Crossing',
    'Commons',
    'Plaza',
    'Junction',
    'Gardens',
  ]
  const rest = turn - city.districts.length
  const side = sides[rest % sides.length]!
  return rest < sides.length ? side : `${side} ${Math.floor(rest / sides.length) + 1}`
}

function buildSkus(seed: number): Sku[] {
  const random = randomStream(seed, 'items')
  const variantDemand = [1, 0.7, 0.45]
  const skus: Sku[] = []
  catalogueFile.categories.forEach((category, place) => {
    for (const item of category.items) {
      // A few items of a category sell much more than the rest.
      const popularity = category.demand / (0.15 + random.next())
      category.variants.forEach((variant, step) => {
        const index = skus.length
        const name = `${category.brand} ${item} ${variant}`
        const weightGrams = Math.round(
          category.weightGrams * (0.6 + 0.5 * step) * numberBetween(random, 0.9, 1.1),
        )
        const demandShare = popularity * (variantDemand[step] ?? 0.4)
        const supplier = place % SUPPLIER_SITES.length
        const key = itemKey(COMPANY_PREFIX, 1001 + index)
        const { brand, priceClass } = category
        skus.push({
          ...key,
          index,
          name,
          category: category.name,
          brand,
          priceClass,
          weightGrams,
          demandShare,
          supplier,
        })
      })
    }
  })
  const total = skus.reduce((sum, sku) => sum + sku.demandShare, 0)
  for (const sku of skus) sku.demandShare /= total
  return skus
}

const round = (value: number) => Math.round(value * 10_000) / 10_000
