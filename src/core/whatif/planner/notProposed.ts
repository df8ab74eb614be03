/** Owns why a plan leaves a need unmet: for each position that would likely sell one more, what keeps a unit from it. */
import type { PlanStock } from '../../../shared/planCase.ts'
import { fillLosses } from './marginalValue.ts'
import { coverDays, gainAt, lossAt, soldOdds, unitCost, type PlanState } from './planState.ts'
import { moneyText, type PlanNames } from './planWords.ts'

export type UnmetCause =
  | 'noLane'
  | 'negativeNet'
  | 'laneCharge'
  | 'capacity'
  | 'floor'
  | 'closed'
  | NonNullable<PlanStock['held']>
  | 'gap'

/** A unit that the plan does not bring, and the source that comes nearest to it. */
export interface UnmetNeed {
  cause: UnmetCause
  sku: string
  from: string | null
  to: string
  /** What the unit would earn at the destination. */
  earns: number
  /** What it would cost at the source and on the way; null where it cannot be. */
  costs: number | null
  /** What opening the lane would cost. */
  charge: number
  toOnHand: number
  toCoverDays: number | null
}

/** A need counts where the next unit is as likely sold as not. */
const NEED_ODDS = 0.5

/** Causes in the order in which a need is told of: what could be changed comes before what could not. */
const ORDER: readonly UnmetCause[] = [
  'gap',
  'capacity',
  'laneCharge',
  'closed',
  'stale',
  'claimed',
  'frozen',
  'floor',
  'negativeNet',
  'noLane',
]

/** Needs of all positions, one by one, in the order of the case's stock. */
export function* unmetNeeds(state: PlanState): Generator<UnmetNeed> {
  const { instance } = state
  for (let row = 0; row < instance.rowSku.length; row++) {
    const earns = gainAt(state, row, state.unitsIn[row] ?? 0)
    if (earns === null || soldOdds(state, row, earns) < NEED_ODDS) continue
    yield whyUnmet(state, row, earns)
  }
}

/** @param onlyLane asked about this lane alone */
export function whyUnmet(state: PlanState, row: number, earns: number, onlyLane?: number): UnmetNeed {
  const { instance, lanesInto } = state
  const { sku = '', loc = '', on_hand = 0 } = instance.case.stock[row] ?? {}
  const target = instance.rowLocation[row] ?? 0
  const need = { sku, to: loc, earns, toOnHand: on_hand, toCoverDays: coverDays(state, row) }
  let found: UnmetNeed = { ...need, cause: 'noLane', from: null, costs: null, charge: 0 }
  for (let i = lanesInto.start[target] ?? 0, end = lanesInto.start[target + 1] ?? 0; i < end; i++) {
    const lane = lanesInto.order[i] ?? 0
    if (onlyLane !== undefined && lane !== onlyLane) continue
    const source = instance.laneFrom[lane] ?? 0
    const fromRow = state.rowOf(sku, source)
    if (fromRow < 0) continue
    const { costs, cause, charge } = hindrance(state, lane, fromRow, row, earns)
    const isNearer =
      ORDER.indexOf(cause) < ORDER.indexOf(found.cause) ||
      (cause === found.cause && (costs ?? Infinity) + charge < (found.costs ?? Infinity) + found.charge)
    if (isNearer) found = { ...need, cause, from: instance.case.locations[source]?.id ?? '', costs, charge }
  }
  return found
}

function hindrance(
  state: PlanState,
  lane: number,
  fromRow: number,
  toRow: number,
  earns: number,
): { cause: UnmetCause; costs: number | null; charge: number } {
  const { instance } = state
  const { locations, lanes, stock } = instance.case
  const source = instance.laneFrom[lane] ?? 0
  const target = instance.laneTo[lane] ?? 0
  const way = unitCost(state, lane, toRow)
  const charge = (state.laneUnits[lane] ?? 0) > 0 ? 0 : (lanes[lane]?.fixed_cost ?? 0)
  const loss = lossAt(state, fromRow, state.unitsOut[fromRow] ?? 0)
  if (loss === null) {
    // What the source could give if it went below its floor, or if what is held were free.
    const beyond = lossBelowFloor(state, fromRow)
    if (beyond === null) return { cause: stock[fromRow]?.held ?? 'negativeNet', costs: null, charge }
    const costs = beyond + way
    return { cause: costs < earns ? (stock[fromRow]?.held ?? 'floor') : 'negativeNet', costs, charge }
  }
  const costs = loss + way
  if (costs >= earns) return { cause: 'negativeNet', costs, charge }
  if (instance.isForbidden(lane, instance.rowSku[toRow] ?? 0)) return { cause: 'closed', costs, charge }
  const isFull =
    (state.received[target] ?? 0) >= (locations[target]?.receive_capacity_units ?? Infinity) ||
    (state.sent[source] ?? 0) >= (locations[source]?.send_capacity_units ?? Infinity)
  if (isFull) return { cause: 'capacity', costs, charge }
  return { cause: charge > 0 ? 'laneCharge' : 'gap', costs, charge }
}

const one = new Float64Array(1)

function lossBelowFloor({ instance, unitsOut }: PlanState, row: number): number | null {
  const { case: given, rowSku } = instance
  const stock = given.stock[row]
  const sku = given.skus[rowSku[row] ?? 0]
  const left = (stock?.on_hand ?? 0) - (unitsOut[row] ?? 0)
  if (!stock || !sku || left <= 0) return null
  const worth = { perSale: sku.value_per_sale, perLeftover: sku.holding_per_leftover }
  fillLosses(worth, { mean: stock.demand_mean, dispersion: sku.dispersion_r }, left, 1, one)
  return one[0] ?? null
}

/** One sentence. */
export function unmetText(need: UnmetNeed, { placeName }: PlanNames): string {
  const to = `${placeName(need.to)} (stock ${need.toOnHand})`
  const from = need.from === null ? '' : placeName(need.from)
  const earns = moneyText(need.earns)
  const costs = moneyText(need.costs ?? 0)
  const words: Record<UnmetCause, () => string> = {
    noLane: () => `No lane leads from a place that carries it to ${to}.`,
    negativeNet: () =>
      need.costs === null
        ? `No source has a unit for ${to}.`
        : `A unit more at ${to} earns ${earns}; from ${from}, the nearest to it, it would cost ${costs}.`,
    laneCharge: () =>
      `A unit from ${from} to ${to} earns ${earns} and costs ${costs}, but what the lane could carry does not earn its charge of ${moneyText(need.charge)}.`,
    capacity: () =>
      `A unit from ${from} to ${to} would earn ${earns} and cost ${costs}; capacity is used up by better ones.`,
    floor: () => `${from} is at its floor; a unit from there to ${to} would earn ${earns} and cost ${costs}.`,
    closed: () =>
      `The lane from ${from} to ${to} may not be used; a unit on it would earn ${earns} and cost ${costs}.`,
    stale: () =>
      `What ${from} has is too old a figure to be planned with; ${to} would earn ${earns} with a unit of it.`,
    claimed: () => `What ${from} has is claimed; ${to} would earn ${earns} with a unit of it.`,
    frozen: () => `What ${from} has is frozen; ${to} would earn ${earns} with a unit of it.`,
    gap: () => `A unit from ${from} to ${to} earns ${earns} and costs ${costs}; a longer run may propose it.`,
  }
  return words[need.cause]()
}
