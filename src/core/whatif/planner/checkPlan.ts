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
  const wayOf = (source: number, target: number) => source * given.locations.length + target
  const lanes = new Map(
    given.lanes.map(({ from, to }, lane) => [
      wayOf(locations.get(from) ?? -1, locations.get(to) ?? -1),
      lane,
    ]),
  )
  const skus = new Map(given.skus.map(({ id }, i) => [id, i]))
  const rowOf = rowFinder(instance)
  const unitsIn = new Int32Array(given.stock.length)
  const unitsOut = new Int32Array(given.stock.length)
  const received = new Float64Array(given.locations.length)
  const sent = new Float64Array(given.locations.length)
  const isOpen = new Uint8Array(given.lanes.length)
  const moved = new Map<number, number>()
  let objective = 0
  const pinned = new Map(
    instance.pins.map(({ lane, fromRow, units }) => [keyOf(lane, instance.rowSku[fromRow] ?? 0), units]),
  )
  function keyOf(lane: number, sku: number): number {
    return sku * given.lanes.length + lane
  }
  for (const { sku, from, to, units } of transfers) {
    const name = () => `${units} × ${sku} from ${from} to ${to}`
    const skuIndex = skus.get(sku) ?? -1
    const source = locations.get(from) ?? -1
    const target = locations.get(to) ?? -1
    const lane = lanes.get(wayOf(source, target))
    const fromRow = rowOf(skuIndex, source)
    const toRow = rowOf(skuIndex, target)
    if (lane === undefined || fromRow < 0 || toRow < 0) {
      violations.push(`${name()}: no such lane or stock`)
      continue
    }
    if (!Number.isInteger(units) || units <= 0)
      violations.push(`${name()}: units are to be whole and above 0`)
    const key = keyOf(lane, skuIndex)
    if (moved.has(key)) violations.push(`${name()}: is listed twice`)
    if (!pinned.has(key) && instance.isForbidden(lane, skuIndex)) violations.push(`${name()}: is forbidden`)
    moved.set(key, units)
    objective -= units * ((given.lanes[lane]?.unit_cost ?? 0) + instance.delayCost(lane, toRow))
    if (isOpen[lane] === 0) objective -= given.lanes[lane]?.fixed_cost ?? 0
    isOpen[lane] = 1
    unitsIn[toRow] = (unitsIn[toRow] ?? 0) + units
    unitsOut[fromRow] = (unitsOut[fromRow] ?? 0) + units
    received[target] = (received[target] ?? 0) + units
    sent[source] = (sent[source] ?? 0) + units
  }
  const prefix = (
    start: Int32Array,
    values: Float64Array,
    row: number,
    units: number,
    does: string,
  ): number => {
    const first = start[row] ?? 0
    const most = (start[row + 1] ?? 0) - first
    if (units > most) {
      violations.push(`${given.stock[row]?.loc} ${does} ${units} × ${given.stock[row]?.sku}, at most ${most}`)
    }
    let sum = 0
    for (let t = 0; t < Math.min(units, most); t++) sum += values[first + t] ?? NaN
    return sum
  }
  for (let row = 0; row < unitsIn.length; row++) {
    const got = unitsIn[row] ?? 0
    const gave = unitsOut[row] ?? 0
    if (got > 0) objective += prefix(gainStart, gains, row, got, 'receives')
    if (gave > 0) objective -= prefix(lossStart, losses, row, gave, 'gives')
  }
  given.locations.forEach(({ id, receive_capacity_units: most, send_capacity_units: mostSent }, i) => {
    if ((received[i] ?? 0) > (most ?? Infinity)) {
      violations.push(`${id} receives ${received[i]} units, its capacity is ${most}`)
    }
    if ((sent[i] ?? 0) > (mostSent ?? Infinity)) {
      violations.push(`${id} sends ${sent[i]} units, its capacity is ${mostSent}`)
    }
  })
  for (const { lane, fromRow, units } of instance.pins) {
    if (moved.get(keyOf(lane, instance.rowSku[fromRow] ?? 0)) === units) continue
    const { from, to } = given.lanes[lane] ?? { from: '', to: '' }
    violations.push(`pinned ${units} × ${given.stock[fromRow]?.sku} from ${from} to ${to} is not in the plan`)
  }
  return { objective, violations }
}

/** Fast where questions about one SKU come together. @returns −1 where the location does not carry the SKU */
function rowFinder({
  case: given,
  rowsBySku,
  rowLocation,
}: Instance): (sku: number, location: number) => number {
  const rowAt = new Int32Array(given.locations.length)
  const skuAt = new Int32Array(given.locations.length).fill(-1)
  let laidOut = -1
  return (sku, location) => {
    if (sku < 0 || location < 0) return -1
    if (sku !== laidOut) {
      for (let i = rowsBySku.start[sku] ?? 0; i < (rowsBySku.start[sku + 1] ?? 0); i++) {
        const row = rowsBySku.order[i] ?? 0
        rowAt[rowLocation[row] ?? 0] = row
        skuAt[rowLocation[row] ?? 0] = sku
      }
      laidOut = sku
    }
    return skuAt[location] === sku ? (rowAt[location] ?? -1) : -1
  }
}
