/** Owns the search over sets of open lanes: what a set is worth, and whether one lane less or more is worth more. */
import { flowSolver, flowValue, type Flows, type FlowSolver } from './laneChargeFlow.ts'
import type { Problem } from './problem.ts'

/** SKUs between two chances to stop. */
const SKUS_AT_ONCE = 32
const WORTHWHILE = 1e-7

export interface LaneSearch {
  flows: Flows
  solver: FlowSolver
  /** Units by lane. */
  carried: Int32Array
  /** Value of the flows less the charges of the lanes that carry something. */
  value(): number
  /** Finds every SKU's flow anew over `flows.open` at `flows.cost`; closes what then carries nothing, if asked. */
  flowAll(closeIdle: boolean): Generator<void>
  /** Closes an open lane, or opens a closed one, if that is worth more. @returns whether it was done */
  change(lane: number): boolean
  /** Opens lanes whatever they cost; those that then carry nothing are closed again. */
  openAll(lanes: readonly number[]): void
  /** @returns what brings everything back to how it is now */
  save(): () => void
}

interface Kept {
  sku: number
  units: Int32Array
  unitsIn: Int32Array
  unitsOut: Int32Array
  value: number
}

export function openLaneSearch(problem: Problem, flows: Flows): LaneSearch {
  const { skuEdges, skuPairs, edgeLane, edgeFrom, edgeTo, edgeMax, laneFixed, laneCount, skuCount } = problem
  const solver = flowSolver(problem, flows)
  const carried = new Int32Array(laneCount)
  const valueOf = new Float64Array(skuCount)
  const { start, order } = edgesByLane(problem)
  const skuOf = new Int32Array(edgeLane.length)
  for (let sku = 0; sku < skuCount; sku++) skuOf.fill(sku, skuEdges[sku], skuEdges[sku + 1])
  let value = 0

  function* flowAll(closeIdle: boolean): Generator<void> {
    flows.units.fill(0)
    flows.unitsIn.fill(0)
    flows.unitsOut.fill(0)
    carried.fill(0)
    value = 0
    for (let sku = 0; sku < skuCount; sku++) {
      solver.solve(sku)
      valueOf[sku] = flowValue(problem, flows, sku)
      value += valueOf[sku]!
      for (let edge = skuEdges[sku]!; edge < skuEdges[sku + 1]!; edge++)
        carried[edgeLane[edge]!]! += flows.units[edge]!
      if (sku % SKUS_AT_ONCE === 0) yield
    }
    for (let lane = 0; lane < laneCount; lane++) {
      if (carried[lane]! > 0) value -= laneFixed[lane]!
      else if (closeIdle) flows.open[lane] = 0
    }
  }

  const keep = (sku: number): Kept => ({
    sku,
    units: flows.units.slice(skuEdges[sku], skuEdges[sku + 1]),
    unitsIn: flows.unitsIn.slice(skuPairs[sku], skuPairs[sku + 1]),
    unitsOut: flows.unitsOut.slice(skuPairs[sku], skuPairs[sku + 1]),
    value: valueOf[sku]!,
  })

  const undo = (kept: Kept): void => {
    flows.units.set(kept.units, skuEdges[kept.sku])
    flows.unitsIn.set(kept.unitsIn, skuPairs[kept.sku])
    flows.unitsOut.set(kept.unitsOut, skuPairs[kept.sku])
    valueOf[kept.sku] = kept.value
  }

  /** Units that have come to lanes and left them; lanes that carry nothing any more save their charge. */
  const settle = (changed: Kept[]): void => {
    for (const { sku, units } of changed) {
      const first = skuEdges[sku]!
      for (let at = 0; at < units.length; at++) {
        const more = flows.units[first + at]! - units[at]!
        if (more !== 0) carried[edgeLane[first + at]!]! += more
      }
    }
    for (const { sku, units } of changed) {
      const first = skuEdges[sku]!
      for (let at = 0; at < units.length; at++) {
        const lane = edgeLane[first + at]!
        if (units[at] === 0 || carried[lane]! > 0 || flows.open[lane] === 0) continue
        flows.open[lane] = 0
        value += laneFixed[lane]!
      }
    }
  }

  /** What the lane may add to a SKU at most, at the prices of its flow. */
  const promise = (edge: number): number => {
    const to = edgeTo[edge]!
    const price = Math.min(solver.receiverPrice[to]!, problem.gains[problem.gainStart[to]!]!)
    const donor = solver.donorPrice[edgeFrom[edge]!]!
    const due = donor < Infinity ? donor : problem.losses[problem.lossStart[edgeFrom[edge]!]!]!
    return price - due - flows.cost[edge]!
  }

  function change(lane: number): boolean {
    const opens = flows.open[lane] === 0
    const edges: number[] = []
    let promised = 0
    for (let at = start[lane]!; at < start[lane + 1]!; at++) {
      const edge = order[at]!
      if (!opens) {
        if (flows.units[edge]! > 0) edges.push(edge)
        continue
      }
      const each = promise(edge)
      if (each <= WORTHWHILE) continue
      promised += each * edgeMax[edge]!
      edges.push(edge)
    }
    if (opens && promised <= laneFixed[lane]!) return false
    flows.open[lane] = opens ? 1 : 0
    let worth = opens ? -laneFixed[lane]! : laneFixed[lane]!
    const changed: Kept[] = []
    for (const edge of edges) {
      const sku = skuOf[edge]!
      changed.push(keep(sku))
      solver.solve(sku)
      const now = flowValue(problem, flows, sku)
      worth += now - valueOf[sku]!
      valueOf[sku] = now
      if (!opens && worth <= WORTHWHILE) break
    }
    if (worth <= WORTHWHILE) {
      for (const kept of changed) undo(kept)
      flows.open[lane] = opens ? 0 : 1
      return false
    }
    value += worth
    settle(changed)
    return true
  }

  function openAll(lanes: readonly number[]): void {
    const skus = new Set<number>()
    for (const lane of lanes) {
      flows.open[lane] = 1
      for (let at = start[lane]!; at < start[lane + 1]!; at++)
        if (promise(order[at]!) > WORTHWHILE) skus.add(skuOf[order[at]!]!)
    }
    const changed: Kept[] = []
    for (const sku of skus) {
      changed.push(keep(sku))
      solver.solve(sku)
      const now = flowValue(problem, flows, sku)
      value += now - valueOf[sku]!
      valueOf[sku] = now
    }
    settle(changed)
    for (const lane of lanes) {
      if (carried[lane]! > 0) value -= laneFixed[lane]!
      else flows.open[lane] = 0
    }
  }

  function save(): () => void {
    const kept = [flows.units, flows.unitsIn, flows.unitsOut, carried].map((of) => of.slice())
    const open = flows.open.slice()
    const values = valueOf.slice()
    const worth = value
    return () => {
      ;[flows.units, flows.unitsIn, flows.unitsOut, carried].forEach((of, at) => of.set(kept[at]!))
      flows.open.set(open)
      valueOf.set(values)
      value = worth
    }
  }

  return { flows, solver, carried, value: () => value, flowAll, change, openAll, save }
}

function edgesByLane({ edgeLane, laneCount }: Problem): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(laneCount + 1)
  for (const lane of edgeLane) start[lane + 1]!++
  for (let lane = 0; lane < laneCount; lane++) start[lane + 1]! += start[lane]!
  const next = start.slice()
  const order = new Int32Array(edgeLane.length)
  for (let edge = 0; edge < edgeLane.length; edge++) order[next[edgeLane[edge]!]!++] = edge
  return { start, order }
}
