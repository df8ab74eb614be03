/** Owns the check of an answer: the plan's value and feasibility recomputed from its transfers, the bound from its prices. It shares no code with what solves. */
import { TowerError } from '../../../shared/errors.ts'
import type { Instance } from './instance.ts'
import { boundOf } from './checkBound.ts'
import type { CheckableProof, PlanTransfer } from './problem.ts'

export interface CheckedPlan {
  /** Of the listed transfers, pinned ones included. */
  objective: number
  /** What the prices prove; null where there are none. */
  bound: number | null
  /** What makes the plan impossible, a sentence each; empty where it is feasible. */
  violations: string[]
}

/** Sums of so many figures are not exact. */
const TOLERANCE = 1e-6

/** @throws TowerError `internal` where a bound lies below what the plan is worth: then one of the two is wrong */
export function expectProof(objective: number, bound: number): void {
  if (!(bound >= objective - TOLERANCE - 1e-12 * Math.abs(objective))) {
    throw new TowerError(
      'internal',
      `The planner's bound ${bound} lies below its plan of ${objective}: its proof is wrong, and the plan is withheld.`,
      { objective, bound },
    )
  }
}

/** @param proof as in a `PlanAnswer`: by row of the case's stock, not by pair */
export function checkPlan(
  instance: Instance,
  transfers: readonly PlanTransfer[],
  proof: CheckableProof | null,
): CheckedPlan {
  return { ...checkTransfers(instance, transfers), bound: proof && boundOf(instance, proof) }
}

function checkTransfers(instance: Instance, transfers: readonly PlanTransfer[]) {
  const { case: given, gainStart, gains, lossStart, losses } = instance
  const violations: string[] = []
  const locations = new Map(given.locations.map(({ id }, i) => [id, i]))
  const skus = new Map(given.skus.map(({ id }, i) => [id, i]))
  const width = given.locations.length
  const lanes = new Map(
    given.lanes.map(({ from, to }, i) => [(locations.get(from) ?? 0) * width + (locations.get(to) ?? 0), i]),
  )
  const rowAt = new Map<number, number>()
  for (let row = 0; row < instance.rowSku.length; row++) {
    rowAt.set((instance.rowSku[row] ?? 0) * width + (instance.rowLocation[row] ?? 0), row)
  }
  const unitsIn = new Map<number, number>()
  const unitsOut = new Map<number, number>()
  const received = new Float64Array(width)
  const sent = new Float64Array(width)
  const opened = new Set<number>()
  const moved = new Map<string, number>()
  let objective = 0
  for (const { sku, from, to, units } of transfers) {
    const name = `${units} × ${sku} from ${from} to ${to}`
    const source = locations.get(from) ?? NaN
    const target = locations.get(to) ?? NaN
    const lane = lanes.get(source * width + target)
    const skuIndex = skus.get(sku) ?? NaN
    const fromRow = rowAt.get(skuIndex * width + source)
    const toRow = rowAt.get(skuIndex * width + target)
    if (lane === undefined || fromRow === undefined || toRow === undefined) {
      violations.push(`${name}: no such lane or stock`)
      continue
    }
    if (!Number.isInteger(units) || units <= 0) violations.push(`${name}: units are to be whole and above 0`)
    const key = `${lane}/${skuIndex}`
    if (moved.has(key)) violations.push(`${name}: is listed twice`)
    moved.set(key, units)
    objective -= units * ((given.lanes[lane]?.unit_cost ?? 0) + instance.delayCost(lane, toRow))
    if (!opened.has(lane)) objective -= given.lanes[lane]?.fixed_cost ?? 0
    opened.add(lane)
    unitsIn.set(toRow, (unitsIn.get(toRow) ?? 0) + units)
    unitsOut.set(fromRow, (unitsOut.get(fromRow) ?? 0) + units)
    received[target] = (received[target] ?? 0) + units
    sent[source] = (sent[source] ?? 0) + units
  }
  const prefix = (start: Int32Array, values: Float64Array, row: number, units: number, what: string) => {
    const first = start[row] ?? 0
    const most = (start[row + 1] ?? 0) - first
    const { sku, loc } = given.stock[row] ?? { sku: '', loc: '' }
    if (units > most) violations.push(`${loc} ${what} ${units} × ${sku}, at most ${most}`)
    return values.subarray(first, first + Math.min(units, most)).reduce((sum, value) => sum + value, 0)
  }
  for (const [row, units] of unitsIn) objective += prefix(gainStart, gains, row, units, 'receives')
  for (const [row, units] of unitsOut) objective -= prefix(lossStart, losses, row, units, 'gives')
  given.locations.forEach(({ id, receive_capacity_units, send_capacity_units }, i) => {
    if ((received[i] ?? 0) > (receive_capacity_units ?? Infinity))
      violations.push(`${id} receives ${received[i]} units, its capacity is ${receive_capacity_units}`)
    if ((sent[i] ?? 0) > (send_capacity_units ?? Infinity))
      violations.push(`${id} sends ${sent[i]} units, its capacity is ${send_capacity_units}`)
  })
  const pinned = new Map(
    instance.pins.map(({ lane, fromRow, units }) => [`${lane}/${instance.rowSku[fromRow]}`, units]),
  )
  for (const [key, units] of pinned) {
    if (moved.get(key) !== units)
      violations.push(`pinned transfer ${key} is not in the plan with ${units} units`)
  }
  for (const key of moved.keys()) {
    const [lane = 0, sku = 0] = key.split('/').map(Number)
    if (!pinned.has(key) && instance.isForbidden(lane, sku)) violations.push(`${key} is forbidden`)
  }
  return { objective, violations }
}
