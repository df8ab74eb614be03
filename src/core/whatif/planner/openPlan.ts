/** Owns the way from a case to a plan: the mode is chosen, its solver is driven step by step, the answer is checked. */
import type { PlanCase } from '../../../shared/planCase.ts'
import { compile } from './compile.ts'
import { openFlowSolver } from './flowSolver.ts'
import { openHighsSolver } from './highsSolver.ts'
import { readInstance, type Instance } from './instance.ts'
import { openLaneChargeSolver } from './laneChargeSolver.ts'
import { toAnswer } from './planAnswer.ts'
import type { PlanAnswer, PlanMode, PlanProgress, PlanSolver, Problem, SolverContext } from './problem.ts'

/** SKUs on lanes up to which a case with lane charges is left to the mixed-integer solver. */
const EXACT_CHARGES_EDGES_MAX = 20_000

export interface PlanRun {
  mode: PlanMode
  instance: Instance
  problem: Problem
  /** Works for about so long. True when the gap is reached or no more can be done. */
  step(budgetMs: number): boolean
  /** With what is pinned; cheap. */
  progress(): PlanProgress
  /** The best plan so far, checked. @throws TowerError `internal` where the check fails */
  answer(): PlanAnswer
}

/** What users read of a mode. */
export const MODE_NAMES: Readonly<Record<PlanMode, string>> = {
  perSku: 'Each SKU on its own, exact',
  capacities: 'All SKUs within capacities, exact',
  laneChargeExact: 'Lane charges, mixed-integer (HiGHS)',
  laneChargeNetwork: 'Lane charges, whole network',
}

export function chooseMode(problem: Problem): PlanMode {
  if (!problem.hasFixed) return problem.hasCapacities ? 'capacities' : 'perSku'
  return problem.edgeLane.length <= EXACT_CHARGES_EDGES_MAX ? 'laneChargeExact' : 'laneChargeNetwork'
}

/**
 * @param given as `checkPlanCase` lets pass
 * @throws TowerError `invalid` where a pinned transfer cannot be
 */
export async function openPlan(given: PlanCase, context: SolverContext, wanted?: PlanMode): Promise<PlanRun> {
  const beganAt = context.now()
  const instance = readInstance(given)
  const problem = compile(instance)
  const mode = wanted && problem.hasFixed ? wanted : chooseMode(problem)
  const withPins = (progress: PlanProgress): PlanProgress => ({
    ...progress,
    objective: progress.objective + problem.offset,
    bound: progress.bound + problem.offset,
  })
  const solver = await openSolver(mode, problem, {
    ...context,
    report: (progress) => context.report(withPins(progress)),
  })
  return {
    mode,
    instance,
    problem,
    step: (budgetMs) => solver.step(budgetMs),
    progress: () => withPins(solver.progress()),
    answer: () => toAnswer(instance, problem, solver.plan(), (context.now() - beganAt) / 1000),
  }
}

async function openSolver(mode: PlanMode, problem: Problem, context: SolverContext): Promise<PlanSolver> {
  switch (mode) {
    case 'perSku':
    case 'capacities':
      return openFlowSolver(problem, context)
    case 'laneChargeExact':
      return openHighsSolver(problem, context, context.secondsMax)
    case 'laneChargeNetwork':
      return openLaneChargeSolver(problem, context)
  }
}
