/** Owns where a plan leaves the case: units by row, lane and location, and what a unit more would meet. */
import type { Instance } from './instance.ts'
import type { PlanTransfer } from './problem.ts'

export interface PlanState {
  instance: Instance
  unitsIn: Int32Array
  unitsOut: Int32Array
  /** By lane, over all SKUs. */
  laneUnits: Float64Array
  /** By location, over all SKUs. */
  received: Float64Array
  sent: Float64Array
  /** Lanes into location i: order[start[i] .. start[i + 1]). */
  lanesInto: { start: Int32Array; order: Int32Array }
  /** −1 where there is none. */
  laneOf(from: string, to: string): number
  rowOf(sku: string, location: number): number
  locationOf(id: string): number
}

export function planState(
  instance: Instance,
  transfers: readonly PlanTransfer[],
  lanesInto: PlanState['lanesInto'],
): PlanState {
  const { case: given, rowSku, rowLocation } = instance
  const width = given.locations.length
  const locations = new Map(given.locations.map(({ id }, i) => [id, i]))
  const skus = new Map(given.skus.map(({ id }, i) => [id, i]))
  const lanes = new Map(given.lanes.map(({ from, to }, lane) => [`${from}\n${to}`, lane]))
  const rows = new Map<number, number>()
  for (let row = 0; row < rowSku.length; row++) {
    rows.set((rowSku[row] ?? 0) * width + (rowLocation[row] ?? 0), row)
  }
  const state: PlanState = {
    instance,
    unitsIn: new Int32Array(rowSku.length),
    unitsOut: new Int32Array(rowSku.length),
    laneUnits: new Float64Array(given.lanes.length),
    received: new Float64Array(width),
    sent: new Float64Array(width),
    lanesInto,
    laneOf: (from, to) => lanes.get(`${from}\n${to}`) ?? -1,
    rowOf: (sku, location) => rows.get((skus.get(sku) ?? -1) * width + location) ?? -1,
    locationOf: (id) => locations.get(id) ?? -1,
  }
  for (const { sku, from, to, units } of transfers) {
    const source = state.locationOf(from)
    const target = state.locationOf(to)
    add(state.unitsOut, state.rowOf(sku, source), units)
    add(state.unitsIn, state.rowOf(sku, target), units)
    add(state.laneUnits, state.laneOf(from, to), units)
    add(state.sent, source, units)
    add(state.received, target, units)
  }
  return state
}

function add(values: Int32Array | Float64Array, at: number, units: number): void {
  if (at >= 0) values[at] = (values[at] ?? 0) + units
}

/** Value of the (t + 1)-th unit received, after what the plan brings; null where no more is of use. */
export function gainAt({ instance }: PlanState, row: number, t: number): number | null {
  const at = (instance.gainStart[row] ?? 0) + t
  return at < (instance.gainStart[row + 1] ?? 0) ? (instance.gains[at] ?? 0) : null
}

/** Loss by the (t + 1)-th unit given; null where no more may be given. */
export function lossAt({ instance }: PlanState, row: number, t: number): number | null {
  const at = (instance.lossStart[row] ?? 0) + t
  return at < (instance.lossStart[row + 1] ?? 0) ? (instance.losses[at] ?? 0) : null
}

/** Cost of a unit on the lane, with what it loses on the way. */
export function unitCost({ instance }: PlanState, lane: number, toRow: number): number {
  return (instance.case.lanes[lane]?.unit_cost ?? 0) + instance.delayCost(lane, toRow)
}

/** Odds that a unit of this value is sold: the value is (v + h) · odds − h. */
export function soldOdds({ instance }: PlanState, row: number, value: number): number {
  const sku = instance.case.skus[instance.rowSku[row] ?? 0]
  const perSale = (sku?.value_per_sale ?? 0) + (sku?.holding_per_leftover ?? 0)
  return perSale > 0 ? Math.min(1, Math.max(0, (value + (sku?.holding_per_leftover ?? 0)) / perSale)) : 0
}

/** Days that the stock lasts at the mean demand; null where nothing is asked for. */
export function coverDays({ instance }: PlanState, row: number): number | null {
  const stock = instance.case.stock[row]
  if (!stock || !(stock.demand_mean > 0)) return null
  return (stock.on_hand * (stock.cover_days ?? instance.case.horizon_days)) / stock.demand_mean
}
