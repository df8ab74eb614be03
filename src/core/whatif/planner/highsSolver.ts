/** Owns how a region or category with lane charges is planned: the heuristic first, then HiGHS on what its prices leave open. */
import { repairCapacities } from './capacityRepair.ts'
import { runLaneModel, type LaneRunResult } from './highsLaneRun.ts'
import { LANE_CLOSED, LANE_FREE, LANE_OPEN } from './highsLaneModel.ts'
import type { Highs } from './highsLoad.ts'
import { chargesOf, flowOf } from './laneChargePlan.ts'
import { openLaneChargeSolver } from './laneChargeSolver.ts'
import {
  gapOf,
  type PlanProgress,
  type PlanSolver,
  type Problem,
  type SolverContext,
  type SolverPlan,
} from './problem.ts'

/** From the first step on. */
export const EXACT_SECONDS_MAX = 30
/** The heuristic may take so much of it. */
const HEURISTIC_SHARE = 0.2

/**
 * A step in which HiGHS runs takes as long as HiGHS does, at most `secondsMax` in all; being stopped ends it.
 * @param secondsMax from the first step on
 */
export function openHighsSolver(
  problem: Problem,
  context: SolverContext,
  highs: Highs,
  secondsMax: number = EXACT_SECONDS_MAX,
): PlanSolver {
  const heuristic = openLaneChargeSolver(problem, context)
  let endsAt = Infinity
  let runs = false
  let best: SolverPlan | null = null
  let result: LaneRunResult | null = null

  /** HiGHS may know nothing better than the plan that it was begun with. */
  const boundNow = (objective: number, highsBound: number): number =>
    Math.max(objective, Math.min(heuristic.progress().bound, highsBound))

  function progress(): PlanProgress {
    if (!runs) return heuristic.progress()
    const objective = best?.objective ?? heuristic.progress().objective
    const bound = boundNow(objective, result?.bound ?? Infinity)
    return { phase: 'branch and bound', share: null, objective, bound, gap: gapOf(objective, bound) }
  }

  /** A lane whose being open, or closed, would cost more than the gap is in no better plan. */
  function settle(objective: number): Uint8Array {
    const missing = heuristic.prices.bound() - objective
    const surplus = heuristic.prices.surplus()
    return Uint8Array.from(surplus, (of) =>
      of < -missing ? LANE_CLOSED : of > missing ? LANE_OPEN : LANE_FREE,
    )
  }

  function take(units: Int32Array): void {
    const possible = repairCapacities(problem, flowOf(problem, units))
    const objective = possible.objective - chargesOf(problem, possible.edges)
    if (!best || objective <= best.objective) return
    best = { ...best, edges: possible.edges, units: possible.units, objective }
  }

  function branchAndBound(): void {
    runs = true
    best = heuristic.plan()
    const open = heuristic.openLanes()
    let reportedAt = context.now()
    const secondsLeft = (endsAt - context.now()) / 1000
    result = runLaneModel(highs, problem, settle(best.objective), open, context.gap, secondsLeft, {
      isOver(_, bound) {
        const at = context.now()
        if (at - reportedAt > REPORT_MS) {
          reportedAt = at
          const objective = best?.objective ?? 0
          const told = boundNow(objective, bound)
          context.report({
            phase: 'branch and bound',
            share: null,
            objective,
            bound: told,
            gap: gapOf(objective, told),
          })
        }
        return context.isStopped() || at >= endsAt
      },
      onPlan: take,
    })
  }

  function step(budgetMs: number): boolean {
    if (runs) return true
    if (endsAt === Infinity) endsAt = context.now() + secondsMax * 1000
    const heuristicEndsAt = endsAt - secondsMax * 1000 * (1 - HEURISTIC_SHARE)
    const isDone = heuristic.step(budgetMs)
    if (context.isStopped() || heuristic.progress().gap <= context.gap) return true
    if (!isDone && context.now() < heuristicEndsAt) return false
    branchAndBound()
    return true
  }

  function plan(): SolverPlan {
    const known = heuristic.plan()
    if (!best || !result) return known
    const bound = boundNow(best.objective, result.bound)
    if (bound >= known.bound)
      return { ...best, bound: Math.max(known.bound, best.objective), proof: known.proof }
    return {
      ...best,
      bound,
      method: 'lane charge, HiGHS',
      proof: { kind: 'solver', solver: result.solver, status: result.status, bound, prices: prices(known) },
    }
  }

  return { step, progress, plan }
}

const REPORT_MS = 200

function prices(plan: SolverPlan) {
  return plan.proof.kind === 'solver' ? plan.proof.prices : plan.proof
}
