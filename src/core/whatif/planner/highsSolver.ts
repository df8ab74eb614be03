/** Owns how a region or category with lane charges is planned: the heuristic first, then HiGHS on what its prices leave open. */
import { repairCapacities } from './capacityRepair.ts'
import { LANE_CLOSED, LANE_FREE, LANE_OPEN } from './highsLaneModel.ts'
import { boundOf, makeShared, planSince, statusOf, waitForEnd, type HighsShared } from './highsShared.ts'
import { beginHighs, type HighsRun } from './highsWorker.ts'
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

export const EXACT_SECONDS_MAX = 30
/** The heuristic may take so much of it. */
const HEURISTIC_SHARE = 0.2
/** A stop is looked for so often while HiGHS runs on its own thread. */
const LOOK_MS = 20

/** @param secondsMax from the first step on */
export function openHighsSolver(
  problem: Problem,
  context: SolverContext,
  secondsMax: number = EXACT_SECONDS_MAX,
): PlanSolver {
  const heuristic = openLaneChargeSolver(problem, context)
  const shared: HighsShared = makeShared(problem.edgeLane.length)
  let endsAt = Infinity
  let run: HighsRun | null = null
  let best: SolverPlan | null = null
  let version = 0
  let isOver = false
  let isSearched = false

  /** HiGHS searches for better plans only: of those that are worth less it says nothing. */
  function boundNow(): number {
    const { bound, objective } = heuristic.progress()
    return Math.max(best?.objective ?? 0, objective, Math.min(bound, boundOf(shared)))
  }

  function progress(): PlanProgress {
    if (!run) return heuristic.progress()
    takeNewest()
    const objective = Math.max(best?.objective ?? 0, heuristic.progress().objective)
    const bound = boundNow()
    return { phase: 'branch and bound', share: null, objective, bound, gap: gapOf(objective, bound) }
  }

  /** A lane whose being open, or closed, would cost more than the gap is in no better plan. */
  function settle(objective: number): Uint8Array {
    const missing = heuristic.prices.bound() - objective + 1e-9 * Math.abs(objective)
    const surplus = heuristic.prices.surplus()
    return Uint8Array.from(surplus, (of) =>
      of < -missing ? LANE_CLOSED : of > missing ? LANE_OPEN : LANE_FREE,
    )
  }

  function takeNewest(): void {
    const found = planSince(shared, version)
    if (!found || !best) return
    version = found.version
    const possible = repairCapacities(problem, flowOf(problem, found.units))
    const objective = possible.objective - chargesOf(problem, possible.edges)
    if (objective > best.objective)
      best = { ...best, edges: possible.edges, units: possible.units, objective }
  }

  function begin(): HighsRun {
    best = heuristic.plan()
    return beginHighs({
      problem,
      settled: settle(best.objective),
      open: heuristic.openLanes(),
      gap: context.gap,
      secondsMax: (endsAt - context.now()) / 1000,
      shared,
    })
  }

  function step(budgetMs: number): boolean {
    if (isOver) return true
    const began = context.now()
    if (endsAt === Infinity) endsAt = began + secondsMax * 1000
    if (!run) {
      const heuristicEndsAt = endsAt - secondsMax * 1000 * (1 - HEURISTIC_SHARE)
      isSearched = heuristic.step(budgetMs)
      if (context.isStopped() || heuristic.progress().gap <= context.gap) return true
      if (!isSearched && context.now() < heuristicEndsAt) return false
      run = begin()
    }
    const until = Math.min(endsAt, began + budgetMs)
    do {
      // This thread has nothing else to do than to search on.
      isSearched ||= heuristic.step(LOOK_MS)
      const waitMs = isSearched ? Math.min(LOOK_MS, until - context.now()) : 0
      isOver = waitForEnd(shared, waitMs) || context.now() >= endsAt || progress().gap <= context.gap
    } while (!isOver && !context.isStopped() && context.now() < until)
    isOver ||= context.isStopped()
    if (!isOver) return false
    takeNewest()
    run.end()
    return true
  }

  function plan(): SolverPlan {
    const known = heuristic.plan()
    takeNewest()
    if (!run || !best || known.proof.kind === 'solver') return known
    const bound = boundNow()
    const isKnown = best.objective <= known.objective
    if (isKnown && boundOf(shared) >= known.bound) return known
    const plan: SolverPlan = { ...(isKnown ? known : best), bound, method: 'lane charge, HiGHS' }
    if (boundOf(shared) >= known.bound) return { ...plan, proof: known.proof }
    const [solver, status = 'stopped before its end'] = statusOf(shared).split(': ')
    return {
      ...plan,
      proof: { kind: 'solver', solver: solver || 'HiGHS', status, bound, prices: known.proof },
    }
  }

  return { step, progress, plan }
}
