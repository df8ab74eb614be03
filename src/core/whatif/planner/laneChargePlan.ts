/** Owns what units by edge amount to: the flows of pairs that they make, and the charges of the lanes that they use. */
import type { Problem } from './problem.ts'
import type { Flow } from './skuFlow.ts'

/** Without prices, which nobody asks of a plan. */
export function flowOf(problem: Problem, units: Int32Array): Flow {
  const pairs = problem.pairRow.length
  const unitsIn = new Int32Array(pairs)
  const unitsOut = new Int32Array(pairs)
  units.forEach((count, edge) => {
    unitsIn[problem.edgeTo[edge]!]! += count
    unitsOut[problem.edgeFrom[edge]!]! += count
  })
  const none = new Float64Array(0)
  return { units, unitsIn, unitsOut, donorPrice: none, receiverPrice: none }
}

/** @param edges those that carry units */
export function chargesOf(problem: Problem, edges: Int32Array): number {
  const lanes = new Set(Array.from(edges, (edge) => problem.edgeLane[edge]!))
  let charges = 0
  for (const lane of lanes) charges += problem.laneFixed[lane]!
  return charges
}
