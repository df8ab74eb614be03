/** Owns the explanation of each transfer of a plan, as typed figures that add up to the plan's value. */
import type { Instance } from './instance.ts'
import { sortedBy } from './ordering.ts'
import { coverDays, gainAt, lossAt, planState, soldOdds, unitCost, type PlanState } from './planState.ts'
import type { PlanAnswer, PlanTransfer } from './problem.ts'

/** Why a transfer has no further unit. */
export interface StopCause {
  cause: 'value' | 'noUse' | 'floor' | 'mostUnits' | 'sendCapacity' | 'receiveCapacity' | 'pinned' | 'gap'
  /** What the next unit would earn at the destination, and cost at the source and on the way; null where it cannot be. */
  earns: number | null
  costs: number | null
}

/** Money in the case's currency, whole units; sales in units over the horizon. */
export interface ExplainedTransfer extends PlanTransfer {
  isPinned: boolean
  /** Value at the destination less what is lost at the source and by days on the way. */
  value: number
  /** Cost of its units and its share of the lane's charge. */
  transport: number
  /** value − transport; these add up to the plan's objective. */
  net: number
  km: number | null
  transitDays: number
  fromOnHand: number
  fromFloor: number
  fromCoverDays: number | null
  toOnHand: number
  toCoverDays: number | null
  /** Expected sales more at the destination, and fewer (below 0) at the source. */
  receiverSales: number
  sourceSales: number
  receiverDemand: number
  sourceDemand: number
  /** The next best source for the same units, as far as it has them; null where no other could. */
  runnerUp: { from: string; units: number; net: number } | null
  stop: StopCause
}

export interface PlanExplanations {
  state: PlanState
  /** One by one, in the order of the answer: so that many cost no memory. */
  rows(): Iterable<ExplainedTransfer>
}

/**
 * Where a location gets or gives units of a SKU by several transfers, each unit has the mean value of them all: so no
 * transfer depends on the order in which they are told. A lane's charge is shared by its units.
 */
export function explainPlan(
  instance: Instance,
  { transfers }: Pick<PlanAnswer, 'transfers'>,
): PlanExplanations {
  const lanesInto = sortedBy(instance.laneTo, instance.case.locations.length)
  const state = planState(instance, transfers, lanesInto)
  const pins = new Set(instance.pins.map(({ lane, fromRow }) => `${lane}/${instance.rowSku[fromRow]}`))
  return {
    state,
    *rows() {
      for (const transfer of transfers) yield explain(state, transfer, pins)
    },
  }
}

function explain(state: PlanState, transfer: PlanTransfer, pins: ReadonlySet<string>): ExplainedTransfer {
  const { instance } = state
  const { sku, from, to, units } = transfer
  const lane = state.laneOf(from, to)
  const fromRow = state.rowOf(sku, state.locationOf(from))
  const toRow = state.rowOf(sku, state.locationOf(to))
  const { km = null, unit_cost = 0, fixed_cost = 0, transit_days = 0 } = instance.case.lanes[lane] ?? {}
  const source = instance.case.stock[fromRow]
  const target = instance.case.stock[toRow]
  const got = mean(state, toRow, state.unitsIn[toRow] ?? 0, gainAt)
  const gave = mean(state, fromRow, state.unitsOut[fromRow] ?? 0, lossAt)
  const delay = instance.delayCost(lane, toRow)
  const value = units * (got.value - gave.value - delay)
  const transport = units * unit_cost + (fixed_cost * units) / Math.max(1, state.laneUnits[lane] ?? 0)
  const isPinned = pins.has(`${lane}/${instance.rowSku[fromRow]}`)
  return {
    sku,
    from,
    to,
    units,
    isPinned,
    value,
    transport,
    net: value - transport,
    km,
    transitDays: transit_days,
    fromOnHand: source?.on_hand ?? 0,
    fromFloor: source?.floor ?? 0,
    fromCoverDays: coverDays(state, fromRow),
    toOnHand: target?.on_hand ?? 0,
    toCoverDays: coverDays(state, toRow),
    receiverSales: units * Math.max(0, got.odds - oddsOf(state, toRow, delay)),
    sourceSales: -units * gave.odds,
    receiverDemand: target?.demand_mean ?? 0,
    sourceDemand: source?.demand_mean ?? 0,
    runnerUp: runnerUp(state, transfer, toRow, lane, got.value),
    stop: isPinned ? { cause: 'pinned', earns: null, costs: null } : stopOf(state, lane, fromRow, toRow),
  }
}

/** Mean value of the first `units` units, and the mean odds that they are sold. */
function mean(
  state: PlanState,
  row: number,
  units: number,
  at: (state: PlanState, row: number, t: number) => number | null,
): { value: number; odds: number } {
  let value = 0
  let odds = 0
  for (let t = 0; t < units; t++) {
    const one = at(state, row, t) ?? 0
    value += one
    odds += soldOdds(state, row, one)
  }
  return { value: value / Math.max(1, units), odds: odds / Math.max(1, units) }
}

/** Part of a sale that a loss of money stands for. */
function oddsOf({ instance }: PlanState, row: number, money: number): number {
  const sku = instance.case.skus[instance.rowSku[row] ?? 0]
  const perSale = (sku?.value_per_sale ?? 0) + (sku?.holding_per_leftover ?? 0)
  return perSale > 0 ? money / perSale : 0
}

/** The same units at the destination, from another source with what the plan leaves there. */
function runnerUp(
  state: PlanState,
  { sku, units }: PlanTransfer,
  toRow: number,
  usedLane: number,
  gain: number,
): ExplainedTransfer['runnerUp'] {
  const { instance, lanesInto } = state
  const target = instance.rowLocation[toRow] ?? 0
  let best: ExplainedTransfer['runnerUp'] = null
  for (let i = lanesInto.start[target] ?? 0, end = lanesInto.start[target + 1] ?? 0; i < end; i++) {
    const lane = lanesInto.order[i] ?? 0
    const source = instance.laneFrom[lane] ?? 0
    const row = lane === usedLane ? -1 : state.rowOf(sku, source)
    if (row < 0 || instance.isForbidden(lane, instance.rowSku[toRow] ?? 0)) continue
    const sendable =
      (instance.case.locations[source]?.send_capacity_units ?? Infinity) - (state.sent[source] ?? 0)
    const cost = unitCost(state, lane, toRow)
    let net = (state.laneUnits[lane] ?? 0) > 0 ? 0 : -(instance.case.lanes[lane]?.fixed_cost ?? 0)
    let moved = 0
    for (; moved < Math.min(units, sendable); moved++) {
      const loss = lossAt(state, row, (state.unitsOut[row] ?? 0) + moved)
      if (loss === null || gain - loss - cost <= 0) break
      net += gain - loss - cost
    }
    if (moved > 0 && net > (best?.net ?? 0)) {
      best = { from: instance.case.locations[source]?.id ?? '', units: moved, net }
    }
  }
  return best
}

/** What a further unit on the lane would meet. */
export function stopOf(state: PlanState, lane: number, fromRow: number, toRow: number): StopCause {
  const { instance } = state
  const earns = gainAt(state, toRow, state.unitsIn[toRow] ?? 0)
  const given = state.unitsOut[fromRow] ?? 0
  const loss = lossAt(state, fromRow, given)
  const costs = loss === null ? null : loss + unitCost(state, lane, toRow)
  const source = instance.laneFrom[lane] ?? 0
  const target = instance.laneTo[lane] ?? 0
  const { locations, stock } = instance.case
  const cause = (): StopCause['cause'] => {
    if (earns === null) return 'noUse'
    if (costs !== null && earns <= costs) return 'value'
    if ((state.received[target] ?? 0) >= (locations[target]?.receive_capacity_units ?? Infinity)) {
      return 'receiveCapacity'
    }
    if ((state.sent[source] ?? 0) >= (locations[source]?.send_capacity_units ?? Infinity))
      return 'sendCapacity'
    if (costs !== null) return 'gap'
    const { on_hand = 0, floor = 0 } = stock[fromRow] ?? {}
    return given >= on_hand - floor ? 'floor' : 'mostUnits'
  }
  return { cause: cause(), earns, costs }
}
