/** Owns how a plan that exceeds capacities is made possible at once: units that earn the least are left where they are. */
import { makeHeap } from './minHeap.ts'
import type { Problem } from './problem.ts'
import type { Flow } from './skuFlow.ts'

export interface RepairedPlan {
  edges: Int32Array
  units: Int32Array
  objective: number
}

/** @param flow is left as it is */
export function repairCapacities(problem: Problem, flow: Flow): RepairedPlan {
  const { edgeFrom, edgeTo, edgeCost, pairLocation, gainStart, gains, lossStart, losses } = problem
  const units = flow.units.slice()
  const unitsIn = flow.unitsIn.slice()
  const unitsOut = flow.unitsOut.slice()
  const received = new Float64Array(problem.locationCount)
  const sent = new Float64Array(problem.locationCount)
  const source = (edge: number) => pairLocation[edgeFrom[edge] ?? 0] ?? 0
  const target = (edge: number) => pairLocation[edgeTo[edge] ?? 0] ?? 0
  units.forEach((count, edge) => {
    if (count === 0) return
    received[target(edge)] = (received[target(edge)] ?? 0) + count
    sent[source(edge)] = (sent[source(edge)] ?? 0) + count
  })
  const isTooMuch = (edge: number) =>
    (received[target(edge)] ?? 0) > (problem.receiveCapacity[target(edge)] ?? 0) ||
    (sent[source(edge)] ?? 0) > (problem.sendCapacity[source(edge)] ?? 0)
  /** What the last unit on the edge earns; it only rises while units are taken away. */
  const earned = (edge: number) => {
    const from = edgeFrom[edge] ?? 0
    const to = edgeTo[edge] ?? 0
    return (
      (gains[(gainStart[to] ?? 0) + (unitsIn[to] ?? 0) - 1] ?? 0) -
      (losses[(lossStart[from] ?? 0) + (unitsOut[from] ?? 0) - 1] ?? 0) -
      (edgeCost[edge] ?? 0)
    )
  }
  const heap = makeHeap()
  const keys = new Float64Array(units.length)
  const consider = (edge: number) => {
    keys[edge] = earned(edge)
    heap.push(edge, keys[edge] ?? 0)
  }
  if (problem.hasCapacities) {
    units.forEach((count, edge) => {
      if (count > 0 && isTooMuch(edge)) consider(edge)
    })
  }
  for (let edge = heap.pop(); edge >= 0; edge = heap.pop()) {
    if ((units[edge] ?? 0) === 0 || !isTooMuch(edge)) continue
    if (earned(edge) > (keys[edge] ?? 0) + 1e-12) {
      consider(edge)
      continue
    }
    units[edge] = (units[edge] ?? 0) - 1
    unitsIn[edgeTo[edge] ?? 0] = (unitsIn[edgeTo[edge] ?? 0] ?? 0) - 1
    unitsOut[edgeFrom[edge] ?? 0] = (unitsOut[edgeFrom[edge] ?? 0] ?? 0) - 1
    received[target(edge)] = (received[target(edge)] ?? 0) - 1
    sent[source(edge)] = (sent[source(edge)] ?? 0) - 1
    if ((units[edge] ?? 0) > 0) consider(edge)
  }
  const edges: number[] = []
  let objective = 0
  units.forEach((count, edge) => {
    if (count === 0) return
    edges.push(edge)
    objective -= count * (edgeCost[edge] ?? 0)
  })
  for (let pair = 0; pair < unitsIn.length; pair++) {
    for (let t = 0; t < (unitsIn[pair] ?? 0); t++) objective += gains[(gainStart[pair] ?? 0) + t] ?? 0
    for (let t = 0; t < (unitsOut[pair] ?? 0); t++) objective -= losses[(lossStart[pair] ?? 0) + t] ?? 0
  }
  return {
    edges: Int32Array.from(edges),
    units: Int32Array.from(edges, (edge) => units[edge] ?? 0),
    objective,
  }
}
