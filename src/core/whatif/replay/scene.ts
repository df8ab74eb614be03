/** Owns a world made ready to be replayed: the touched SKU-locations in arrays, with everything looked up beforehand. */
import { departureDay } from '../scenario/laneTimes.ts'
import { sourcedRegions } from '../scenario/sourcing.ts'
import type { LaneDelay, PlannedMove, World, WorldLane } from '../scenario/world.ts'
import { hashText, subjectKey } from './draws.ts'
import { pairKey, type Touched } from './touched.ts'

/** Units asked for, by subject and day. */
export interface DemandRows {
  /** What the draws of each row begin with. */
  key: Float64Array
  mean: Float64Array
  /** Infinity for Poisson. */
  dispersion: Float64Array
  factors: readonly (readonly number[] | null)[]
  skuKey: Float64Array
  placeKey: Float64Array
}

export interface SceneMove {
  from: number
  to: number
  units: number
  lane: SceneLane
}

export interface SceneLane {
  index: number
  key: number
  departsOn: number
  transitDays: number
  delays: readonly LaneDelay[]
  unitCost: number
  fixedCost: number
}

export interface SceneOnline {
  sku: number
  promiseDays: number
  isMostStock: boolean
  reach: readonly SceneReach[]
}

export interface SceneReach {
  cell: number
  place: number
  key: number
  transitDays: number
  delays: readonly LaneDelay[]
  unitCost: number
}

export interface SceneReorder {
  cell: number
  /** −1: a supplier. */
  from: number
  upTo: number
  below: number
  leadDays: number
}

/** A cell is a touched SKU-location; places and SKUs are the world's. */
export interface Scene {
  world: World
  horizonDays: number
  cells: number
  place: Int32Array
  sku: Int32Array
  onHand: Int32Array
  floor: Int32Array
  walkIn: DemandRows
  online: readonly SceneOnline[]
  onlineDemand: DemandRows
  moves: readonly SceneMove[]
  lanes: number
  /** By day: what is expected anyway; the last entry comes after the horizon. */
  inbound: readonly (readonly { cell: number; units: number }[])[]
  reorders: readonly SceneReorder[]
  /** By place and day: 1 where it is shut. Null: never. */
  shut: readonly (Uint8Array | null)[]
  /** By place: units a day, or Infinity. */
  putAway: Float64Array
}

/** @throws RangeError for a move on a lane that the world does not have */
export function buildScene(
  world: World,
  touched: Touched,
  moves: readonly PlannedMove[],
  seed: number,
): Scene {
  const { horizonDays } = world
  const placeOf = new Map(world.locations.map(({ id }, index) => [id, index]))
  const skuOf = new Map(world.skus.map(({ id }, index) => [id, index]))
  const rows = touched.stock.flatMap((index) => world.stock[index] ?? [])
  const cellOf = new Map(rows.map((row, cell) => [pairKey(row.sku, row.location), cell]))
  const dispersionOf = (sku: string, own: number | null | undefined) =>
    (own === undefined ? world.skus[skuOf.get(sku) ?? -1]?.dispersion : own) ?? Infinity
  const inbound: { cell: number; units: number }[][] = Array.from({ length: horizonDays + 1 }, () => [])
  for (const { sku, location, day, units } of world.inbound) {
    const cell = cellOf.get(pairKey(sku, location))
    if (cell !== undefined && units > 0)
      inbound[Math.min(horizonDays, Math.max(0, Math.ceil(day)))]?.push({ cell, units })
  }
  const { lanes, moves: sceneMoves } = placeMoves(world, moves, cellOf, seed)
  const regions = sourcedRegions(world)
  const onlineRows = touched.online.flatMap((index) => world.onlineDemand[index] ?? [])
  return {
    world,
    horizonDays,
    cells: rows.length,
    place: Int32Array.from(rows, (row) => placeOf.get(row.location) ?? -1),
    sku: Int32Array.from(rows, (row) => skuOf.get(row.sku) ?? -1),
    onHand: Int32Array.from(rows, (row) => row.onHandUnits),
    floor: Int32Array.from(rows, (row) => row.floorUnits),
    walkIn: demandRows(
      rows.map((row) => ({ ...row, at: row.location, r: dispersionOf(row.sku, row.dispersion) })),
      seed,
    ),
    online: onlineRows.map(({ sku, region }) => {
      const found = regions.get(region)
      return {
        sku: skuOf.get(sku) ?? -1,
        promiseDays: found?.sourcing.promiseDays ?? 0,
        isMostStock: found?.sourcing.rule === 'mostStock',
        reach: (found?.reach ?? []).flatMap((reach): SceneReach[] => {
          const cell = cellOf.get(pairKey(sku, reach.location))
          if (cell === undefined) return []
          const { transitDays, delays, unitCost } = reach
          const key = subjectKey(seed, reach.location, region)
          return [{ cell, place: placeOf.get(reach.location) ?? -1, key, transitDays, delays, unitCost }]
        }),
      }
    }),
    onlineDemand: demandRows(
      onlineRows.map((row) => ({ ...row, at: row.region, r: dispersionOf(row.sku, row.dispersion) })),
      seed,
    ),
    moves: sceneMoves,
    lanes,
    inbound,
    reorders: (world.reorders ?? []).flatMap(({ sku, location, from, upToUnits, belowUnits, leadDays }) => {
      const cell = cellOf.get(pairKey(sku, location))
      const source = from === null ? -1 : cellOf.get(pairKey(sku, from))
      if (cell === undefined || source === undefined) return []
      return [{ cell, from: source, upTo: upToUnits, below: belowUnits, leadDays }]
    }),
    shut: world.locations.map(({ outages }) => shutDays(outages, horizonDays)),
    putAway: Float64Array.from(world.locations, (place) => place.receiveUnitsPerDay ?? Infinity),
  }
}

function placeMoves(
  world: World,
  moves: readonly PlannedMove[],
  cellOf: ReadonlyMap<string, number>,
  seed: number,
) {
  if (moves.length === 0) return { lanes: 0, moves: [] }
  const places = new Map(world.locations.map((place) => [place.id, place]))
  const laneOf = new Map(world.lanes.map((lane) => [pairKey(lane.from, lane.to), lane]))
  const made = new Map<WorldLane, SceneLane>()
  const sceneMoves = moves.map(({ sku, from, to, units }): SceneMove => {
    const lane = laneOf.get(pairKey(from, to))
    const origin = places.get(from)
    if (!lane || !origin)
      throw new RangeError(`the plan moves ${sku} from ${from} to ${to}, which is no lane`)
    let sceneLane = made.get(lane)
    if (!sceneLane) {
      const { transitDays, delays, unitCost, fixedCost } = lane
      sceneLane = {
        index: made.size,
        key: subjectKey(seed, from, to),
        departsOn: departureDay(lane, origin),
        transitDays,
        delays,
        unitCost,
        fixedCost,
      }
      made.set(lane, sceneLane)
    }
    return {
      from: cellOf.get(pairKey(sku, from)) ?? -1,
      to: cellOf.get(pairKey(sku, to)) ?? -1,
      units,
      lane: sceneLane,
    }
  })
  return { lanes: made.size, moves: sceneMoves }
}

interface DemandRow {
  sku: string
  at: string
  r: number
  demandMean: number
  dayFactors: readonly number[] | null
}

const demandRows = (rows: readonly DemandRow[], seed: number): DemandRows => ({
  key: Float64Array.from(rows, ({ sku, at }) => subjectKey(seed, sku, at)),
  mean: Float64Array.from(rows, ({ demandMean }) => demandMean),
  dispersion: Float64Array.from(rows, ({ r }) => r),
  factors: rows.map(({ dayFactors }) => dayFactors),
  skuKey: Float64Array.from(rows, ({ sku }) => hashText(`${seed}/${sku}`)),
  placeKey: Float64Array.from(rows, ({ at }) => hashText(`${seed}/${at}`)),
})

function shutDays(spans: readonly { fromDay: number; untilDay: number }[], days: number): Uint8Array | null {
  if (spans.length === 0) return null
  const shut = new Uint8Array(days)
  for (const { fromDay, untilDay } of spans) shut.fill(1, fromDay, untilDay)
  return shut
}
