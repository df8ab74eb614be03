/** Owns which SKU-locations a replay must look at: those that differ between worlds, those that a plan moves, and whatever hangs on them. */
import type { PlannedMove, World } from '../scenario/world.ts'
import type { Pairs } from './pairs.ts'

export const pairKey = (sku: string, location: string) => `${sku}\u0000${location}`

/** Rows of `stock`, and rows of `onlineDemand`; all others go the same way in every world. */
export interface Touched {
  stock: number[]
  online: number[]
}

/**
 * @param scenario made from `base` by operators: rows that were left alone are the same objects
 * @throws RangeError for a move of a SKU from or to a place that has no row for it
 */
export function findTouched(
  base: World,
  scenario: World,
  moves: readonly PlannedMove[],
  pairs: Pairs,
): Touched {
  const seed = new Set<number>()
  scenario.stock.forEach((row, index) => {
    if (row !== base.stock[index]) seed.add(index)
  })
  const changedPlaces = new Set(
    scenario.locations.filter((place, index) => place !== base.locations[index]).map(({ id }) => id),
  )
  if (changedPlaces.size > 0) {
    scenario.stock.forEach(({ location }, index) => {
      if (changedPlaces.has(location)) seed.add(index)
    })
  }
  const addPair = (sku: string, location: string) => {
    const index = pairs.rowOf(sku, location)
    if (index >= 0) seed.add(index)
    return index >= 0
  }
  scenario.inbound.forEach((row, index) => {
    if (row !== base.inbound[index]) addPair(row.sku, row.location)
  })
  for (const { sku, from, to } of moves) {
    for (const location of [from, to]) {
      if (!addPair(sku, location))
        throw new RangeError(`the plan moves ${sku}, which ${location} has no row for`)
    }
  }
  addQueued(scenario, moves, addPair)
  const online = new Set<number>()
  // Orders between places and demand that places share hang together; each may touch what the other hangs on.
  for (let before = -1; before < seed.size;) {
    before = seed.size
    spreadOverReorders(scenario, seed, pairs)
    spreadOverRegions(base, scenario, seed, pairs, online)
  }
  const rising = (set: ReadonlySet<number>) => [...set].toSorted((left, right) => left - right)
  return { stock: rising(seed), online: rising(online) }
}

/** Where goods wait to be put away, what a plan brings makes everything else wait too. */
function addQueued(
  scenario: World,
  moves: readonly PlannedMove[],
  addPair: (sku: string, location: string) => boolean,
): void {
  const receiving = new Set(moves.map(({ to }) => to))
  const queues = new Set(
    scenario.locations
      .filter((place) => place.receiveUnitsPerDay !== null && receiving.has(place.id))
      .map(({ id }) => id),
  )
  if (queues.size === 0) return
  for (const { sku, location } of scenario.inbound) if (queues.has(location)) addPair(sku, location)
}

/** A place that serves a region shares its demand with all others that do: they are touched together. */
function spreadOverRegions(
  base: World,
  scenario: World,
  seed: Set<number>,
  pairs: Pairs,
  online: Set<number>,
): void {
  if (scenario.onlineDemand.length === 0) return
  const placesOf = Map.groupBy(scenario.onlineReach, ({ region }) => region)
  const regionsOf = Map.groupBy(scenario.onlineReach, ({ location }) => location)
  const demandOf = new Map(scenario.onlineDemand.map((row, index) => [pairKey(row.sku, row.region), index]))
  const isSourcedAnew = scenario.sourcing !== base.sourcing
  const changedRegions = new Set(
    scenario.onlineReach.filter((row, index) => row !== base.onlineReach[index]).map(({ region }) => region),
  )
  const open: number[] = [...seed]
  const touchDemand = (index: number) => {
    if (online.has(index)) return
    online.add(index)
    const row = scenario.onlineDemand[index]
    if (!row) return
    for (const { location } of placesOf.get(row.region) ?? []) {
      const stockIndex = pairs.rowOf(row.sku, location)
      if (stockIndex < 0 || seed.has(stockIndex)) continue
      seed.add(stockIndex)
      open.push(stockIndex)
    }
  }
  scenario.onlineDemand.forEach((row, index) => {
    const isChanged = row !== base.onlineDemand[index] || isSourcedAnew || changedRegions.has(row.region)
    if (isChanged) touchDemand(index)
  })
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const row = scenario.stock[index]
    if (!row) continue
    for (const { region } of regionsOf.get(row.location) ?? []) {
      const demand = demandOf.get(pairKey(row.sku, region))
      if (demand !== undefined) touchDemand(demand)
    }
  }
}

/** Who orders from a touched place may get less, and whom a touched place orders from may have less: of the same SKU. */
function spreadOverReorders({ reorders = [] }: World, seed: Set<number>, pairs: Pairs): void {
  const orders = reorders.map(({ sku, location, from }) => ({
    row: pairs.rowOf(sku, location),
    source: from === null ? -1 : pairs.rowOf(sku, from),
  }))
  for (let before = -1; before < seed.size;) {
    before = seed.size
    for (const { row, source } of orders) {
      if (row < 0 || source < 0) continue
      if (seed.has(row)) seed.add(source)
      else if (seed.has(source)) seed.add(row)
    }
  }
}
