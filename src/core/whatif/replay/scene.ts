/** Owns a world made ready to be replayed: the touched SKU-locations in arrays, with everything looked up beforehand. */
import { departureDay } from '../scenario/laneTimes.ts'
import { sourcedRegions } from '../scenario/sourcing.ts'
import type { LaneDelay, PlannedMove, World, WorldLane } from '../scenario/world.ts'
import { extend, hashText, keyOfHashes, mix, subjectKey } from './draws.ts'
import type { Pairs } from './pairs.ts'
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
  pairs: Pairs,
): Scene {
  const { horizonDays, stock, skus } = world
  const cellOfRow = new Int32Array(stock.length).fill(-1)
  touched.stock.forEach((row, cell) => (cellOfRow[row] = cell))
  const cellOf = (sku: string, location: string) => cellOfRow[pairs.rowOf(sku, location)] ?? -1
  const inbound: { cell: number; units: number }[][] = Array.from({ length: horizonDays + 1 }, () => [])
  for (const { sku, location, day, units } of world.inbound) {
    const cell = cellOf(sku, location)
    if (cell >= 0 && units > 0) {
      inbound[Math.min(horizonDays, Math.max(0, Math.ceil(day)))]?.push({ cell, units })
    }
  }
  const { lanes, moves: sceneMoves } = placeMoves(world, moves, cellOf, seed)
  const sku = Int32Array.from(touched.stock, (row) => pairs.rowSku[row] ?? -1)
  const place = Int32Array.from(touched.stock, (row) => pairs.rowPlace[row] ?? -1)
  const skuHash = (cell: number) => pairs.skuHash[sku[cell] ?? -1] ?? 0
  const placeHash = (cell: number) => pairs.placeHash[place[cell] ?? -1] ?? 0
  const begun = mix(seed)
  return {
    world,
    horizonDays,
    cells: touched.stock.length,
    place,
    sku,
    onHand: Int32Array.from(touched.stock, (row) => stock[row]?.onHandUnits ?? 0),
    floor: Int32Array.from(touched.stock, (row) => stock[row]?.floorUnits ?? 0),
    walkIn: {
      key: Float64Array.from(sku, (_, cell) => keyOfHashes(seed, skuHash(cell), placeHash(cell))),
      mean: Float64Array.from(touched.stock, (row) => stock[row]?.demandMean ?? 0),
      dispersion: Float64Array.from(touched.stock, (row) => {
        const own = stock[row]?.dispersion
        return (own === undefined ? skus[pairs.rowSku[row] ?? -1]?.dispersion : own) ?? Infinity
      }),
      factors: touched.stock.map((row) => stock[row]?.dayFactors ?? null),
      skuKey: Float64Array.from(sku, (_, cell) => extend(begun, skuHash(cell))),
      placeKey: Float64Array.from(place, (_, cell) => extend(begun, placeHash(cell))),
    },
    ...onlineOf(world, touched, seed, pairs, cellOf),
    moves: sceneMoves,
    lanes,
    inbound,
    reorders: (world.reorders ?? []).flatMap(({ upToUnits, belowUnits, leadDays, ...one }) => {
      const cell = cellOf(one.sku, one.location)
      const from = one.from === null ? -1 : cellOf(one.sku, one.from)
      if (cell < 0 || (one.from !== null && from < 0)) return []
      return [{ cell, from, upTo: upToUnits, below: belowUnits, leadDays }]
    }),
    shut: world.locations.map(({ outages }) => shutDays(outages, horizonDays)),
    putAway: Float64Array.from(world.locations, ({ receiveUnitsPerDay }) => receiveUnitsPerDay ?? Infinity),
  }
}

type CellOf = (sku: string, location: string) => number

function onlineOf(
  world: World,
  touched: Touched,
  seed: number,
  { skuOf, placeOf }: Pairs,
  cellOf: CellOf,
): Pick<Scene, 'online' | 'onlineDemand'> {
  const rows = touched.online.flatMap((index) => world.onlineDemand[index] ?? [])
  const regions = sourcedRegions(world)
  const begun = mix(seed)
  return {
    online: rows.map(({ sku, region }) => {
      const found = regions.get(region)
      return {
        sku: skuOf.get(sku) ?? -1,
        promiseDays: found?.sourcing.promiseDays ?? 0,
        isMostStock: found?.sourcing.rule === 'mostStock',
        reach: (found?.reach ?? []).flatMap((reach): SceneReach[] => {
          const cell = cellOf(sku, reach.location)
          if (cell < 0) return []
          const { transitDays, delays, unitCost } = reach
          const key = subjectKey(seed, reach.location, region)
          return [{ cell, place: placeOf.get(reach.location) ?? -1, key, transitDays, delays, unitCost }]
        }),
      }
    }),
    onlineDemand: {
      key: Float64Array.from(rows, ({ sku, region }) => subjectKey(seed, sku, region)),
      mean: Float64Array.from(rows, ({ demandMean }) => demandMean),
      dispersion: Float64Array.from(
        rows,
        ({ sku, dispersion }) =>
          (dispersion === undefined ? world.skus[skuOf.get(sku) ?? -1]?.dispersion : dispersion) ?? Infinity,
      ),
      factors: rows.map(({ dayFactors }) => dayFactors),
      skuKey: Float64Array.from(rows, ({ sku }) => extend(begun, hashText(sku))),
      placeKey: Float64Array.from(rows, ({ region }) => extend(begun, hashText(region))),
    },
  }
}

function placeMoves(world: World, moves: readonly PlannedMove[], cellOf: CellOf, seed: number) {
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
    return { from: cellOf(sku, from), to: cellOf(sku, to), units, lane: sceneLane }
  })
  return { lanes: made.size, moves: sceneMoves }
}

function shutDays(spans: readonly { fromDay: number; untilDay: number }[], days: number): Uint8Array | null {
  if (spans.length === 0) return null
  const shut = new Uint8Array(days)
  for (const { fromDay, untilDay } of spans) shut.fill(1, fromDay, untilDay)
  return shut
}
