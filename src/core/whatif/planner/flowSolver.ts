/** Owns how a case without lane charges is solved step by step: SKU by SKU to the optimum, then what exceeds capacities. */
import { openCapacityFlow, type CapacityFlow } from './capacityFlow.ts'
import {
  gapOf,
  type PlanProgress,
  type PlanSolver,
  type Problem,
  type SolverContext,
  type SolverPlan,
} from './problem.ts'
import { emptyFlow, makeSkuFlow, valueOfSku } from './skuFlow.ts'

/** SKUs that are solved between two looks at the clock; each takes a fraction of a millisecond. */
const SKUS_AT_ONCE = 8

/** The SKUs with the most to gain come first, so that the gap closes fast. */
export function openFlowSolver(problem: Problem, context: SolverContext): PlanSolver {
  const flow = emptyFlow(problem)
  const solve = makeSkuFlow(problem, flow)
  const bounds = new Float64Array(problem.skuCount)
  let bound = 0
  let objective = 0
  for (let sku = 0; sku < problem.skuCount; sku++) {
    bounds[sku] = valueOfSku(problem, flow, sku).bound
    bound += bounds[sku] ?? 0
  }
  const order = [...bounds.keys()].sort((a, b) => (bounds[b] ?? 0) - (bounds[a] ?? 0))
  let next = 0
  let capacities: CapacityFlow | null = null

  function progress(): PlanProgress {
    if (capacities) return { phase: 'capacities', ...capacities.progress() }
    const share = order.length === 0 ? 1 : next / order.length
    // Before capacities are seen to, nothing that is planned may be counted on.
    const sure = problem.hasCapacities ? 0 : objective
    return { phase: 'exact flow', share, objective: sure, bound, gap: gapOf(sure, bound) }
  }

  function step(budgetMs: number): boolean {
    const until = context.now() + budgetMs
    const isOver = () => context.isStopped() || context.now() >= until
    while (next < order.length) {
      for (const last = Math.min(order.length, next + SKUS_AT_ONCE); next < last; next++) {
        const sku = order[next] ?? 0
        solve(sku)
        const solved = valueOfSku(problem, flow, sku)
        objective += solved.objective
        bound += solved.bound - (bounds[sku] ?? 0)
      }
      if (next < order.length && isOver()) return false
    }
    if (!problem.hasCapacities) return true
    capacities ??= openCapacityFlow(problem, flow)
    return capacities.run(isOver, context.gap)
  }

  function plan(): SolverPlan {
    if (problem.hasCapacities) return (capacities ?? openCapacityFlow(problem, flow)).plan()
    const edges = Int32Array.from(used(flow.units))
    return {
      edges,
      units: edges.map((edge) => flow.units[edge] ?? 0),
      objective,
      bound: Math.max(bound, objective),
      method: 'min-cost flow by SKU',
      proof: {
        kind: 'prices',
        receiverPrice: flow.receiverPrice.slice(),
        donorPrice: flow.donorPrice.slice(),
        receiveCapacityPrice: new Float64Array(problem.locationCount),
        sendCapacityPrice: new Float64Array(problem.locationCount),
      },
    }
  }

  return { step, progress, plan }
}

function* used(units: Int32Array): Generator<number> {
  for (let edge = 0; edge < units.length; edge++) if ((units[edge] ?? 0) > 0) yield edge
}
