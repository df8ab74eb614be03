/** Owns the world as it really is in a simulation: what lies there, and the rates at which customers ask. Planners never see it. */
import type { World, WorldReorder, WorldStock } from '../../core/whatif/scenario/world.ts'
import { pairKey } from '../../core/whatif/replay/touched.ts'
import type { Location, Sku } from '../../simulation/network.ts'
import { glnOf, gtinOf } from '../../simulation/orders/order.ts'
import { demandFactor, isShut } from '../../simulation/sales.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { carries, cellOf, freeUnits } from '../../simulation/stock.ts'
import { DAY_MS, HOUR_MS, type Pace } from '../../simulation/world.ts'

/** How often a customer who finds an empty shelf looks for something else. */
const LOOKS = 4

/**
 * The planner's world with the simulation's own stock and rates instead of what the ledger says and what was estimated of
 * it. Rates are of what customers ask for where everything is there that the store carries: what they take instead of
 * what they do not find is no demand of its own.
 */
export function trueWorld(seen: World, simulation: Simulation, pace: Pace, now: number): World {
  const { network, stock } = simulation
  const places = new Map(network.locations.map((place) => [glnOf(place), place]))
  const skus = new Map(network.skus.map((sku) => [gtinOf(sku), sku]))
  const days = Array.from({ length: seen.horizonDays }, (_, day) => now + day * DAY_MS)
  const rhythms = new Map(network.stores.map((store) => [store, rhythmOf(store, days)]))
  const carried = new Map(
    network.stores.map((store) => [
      store,
      network.skus
        .filter((sku) => carries(stock, store, sku))
        .reduce((sum, { demandShare }) => sum + demandShare, 0),
    ]),
  )
  const linesPerStore = pace.salesPerStoreDay * pace.linesPerSale
  const demandOf = (store: Location, sku: Sku) => {
    if (store.kind !== 'store' || !carries(stock, store, sku)) return 0
    const missed = 1 - (carried.get(store) ?? 1)
    const looks = (1 - missed ** LOOKS) / (1 - missed)
    return linesPerStore * pace.unitsPerLine * store.size * sku.demandShare * looks
  }
  // A line is of 1 unit and a Poisson number more, so that the variance of a day is so many times its mean.
  const more = pace.unitsPerLine - 1
  const overdispersion = (more + pace.unitsPerLine ** 2) / pace.unitsPerLine
  return {
    ...seen,
    stock: seen.stock.map((row): WorldStock => {
      const place = places.get(row.location)
      const sku = skus.get(row.sku)
      if (!place || !sku) return { ...row, demandMean: 0, onHandUnits: 0 }
      const rhythm = rhythms.get(place) ?? []
      const perDay = demandOf(place, sku)
      const demandMean = perDay * rhythm.reduce((sum, factor) => sum + factor, 0)
      const mean = rhythm.reduce((sum, factor) => sum + factor, 0) / Math.max(1, rhythm.length)
      return {
        ...row,
        onHandUnits: freeUnits(stock, place, sku),
        demandMean,
        dispersion: overdispersion > 1 && demandMean > 0 ? demandMean / (overdispersion - 1) : null,
        dayFactors: mean > 0 ? rhythm.map((factor) => factor / mean) : null,
      }
    }),
  }
}

/** How busy each of the coming days is against the mean day. */
function rhythmOf(store: Location, days: readonly number[]): number[] {
  return days.map((from) => {
    let sum = 0
    for (let hour = 0; hour < 24; hour++) {
      const at = from + hour * HOUR_MS
      if (!isShut(store, at)) sum += demandFactor(store, at, 0)
    }
    return sum / 24
  })
}

/** Of a level that a store falls below before it orders; centres order what is missing of 15 %. */
const STORE_ORDERS_BELOW = 0.7
const CENTRE_ORDERS_BELOW = 0.85
/** Days until a truck is there: ordered at some hour of a day, driven, put away. */
const STORE_LEAD_DAYS = 2
const CENTRE_LEAD_DAYS = 1

/** How the network fills itself up in the simulation: stores from their centre, every day; centres from suppliers. */
export function ownReorders(truth: World, { network, stock }: Simulation): WorldReorder[] {
  const places = new Map(network.locations.map((place) => [glnOf(place), place]))
  const skus = new Map(network.skus.map((sku) => [gtinOf(sku), sku]))
  const known = new Set(truth.stock.map((row) => pairKey(row.sku, row.location)))
  return truth.stock.flatMap((row): WorldReorder[] => {
    const place = places.get(row.location)
    const sku = skus.get(row.sku)
    const level = place && sku ? (stock.level[cellOf(stock, place, sku)] ?? 0) : 0
    if (!place || level === 0) return []
    const isCentre = place.kind === 'dc'
    const centre = network.locations[place.dc]
    const from = isCentre || !centre ? null : glnOf(centre)
    if (from !== null && !known.has(pairKey(row.sku, from))) return []
    return [
      {
        sku: row.sku,
        location: row.location,
        from,
        upToUnits: level,
        belowUnits: level * (isCentre ? CENTRE_ORDERS_BELOW : STORE_ORDERS_BELOW),
        leadDays: isCentre ? CENTRE_LEAD_DAYS : STORE_LEAD_DAYS,
      },
    ]
  })
}
