/** Owns how a solver's plan becomes an answer in the words of the case: pins put back, value and bound checked. */
import { TowerError } from '../../../shared/errors.ts'
import { checkPlan, expectProof } from './checkPlan.ts'
import type { Instance } from './instance.ts'
import {
  gapOf,
  type CheckableProof,
  type PlanAnswer,
  type PlanProof,
  type PlanTransfer,
  type Problem,
  type SolverPlan,
} from './problem.ts'

/** In the order of SKUs, then lanes, as the case lists them. */
export function transfersOf(instance: Instance, problem: Problem, plan: SolverPlan): PlanTransfer[] {
  const { case: given, rowSku } = instance
  const moves = instance.pins.map(({ lane, fromRow, units }) => ({ sku: rowSku[fromRow] ?? 0, lane, units }))
  plan.edges.forEach((edge, i) => {
    const row = problem.pairRow[problem.edgeFrom[edge] ?? 0] ?? 0
    moves.push({ sku: rowSku[row] ?? 0, lane: problem.edgeLane[edge] ?? 0, units: plan.units[i] ?? 0 })
  })
  moves.sort((a, b) => a.sku - b.sku || a.lane - b.lane)
  return moves.map(({ sku, lane, units }) => ({
    sku: given.skus[sku]?.id ?? '',
    from: given.lanes[lane]?.from ?? '',
    to: given.lanes[lane]?.to ?? '',
    units,
  }))
}

/** From pairs and what is left of gains and losses to rows and all gains and losses. */
export function proofByRow(instance: Instance, problem: Problem, proof: CheckableProof): CheckableProof {
  const { gainStart, gains, lossStart, losses } = instance
  const { pairRow } = problem
  if (proof.kind === 'unitPrices') {
    const gainPrice = new Float64Array(gains.length)
    const lossPrice = new Float64Array(losses.length)
    pairRow.forEach((row, pair) => {
      const gainEnd = gainStart[row + 1] ?? 0
      const lossEnd = lossStart[row + 1] ?? 0
      const gainPrices = proof.gainPrice.subarray(problem.gainStart[pair], problem.gainStart[pair + 1])
      const lossPrices = proof.lossPrice.subarray(problem.lossStart[pair], problem.lossStart[pair + 1])
      // What is pinned comes first in a row and has no price.
      gainPrice.set(gainPrices, gainEnd - gainPrices.length)
      lossPrice.set(lossPrices, lossEnd - lossPrices.length)
    })
    return { ...proof, gainPrice, lossPrice }
  }
  // Where nothing can move, a price at which nobody takes or gives anything.
  const rows = instance.rowSku.length
  const receiverPrice = new Float64Array(rows)
  const donorPrice = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    // The start of an empty row is another's, or beyond the end: any number does there.
    receiverPrice[row] = gains[gainStart[row] ?? 0] ?? 0
    donorPrice[row] = losses[lossStart[row] ?? 0] ?? 0
  }
  pairRow.forEach((row, pair) => {
    receiverPrice[row] = proof.receiverPrice[pair] ?? NaN
    donorPrice[row] = proof.donorPrice[pair] ?? NaN
  })
  return { ...proof, receiverPrice, donorPrice }
}

/**
 * Value and bound are what the check finds, not what the solver says; of a solver's bound that prices cannot reach, its
 * word is taken and `proof` tells so.
 * @throws TowerError `internal` where the plan is not feasible, or worth another sum, or worth more than its bound
 */
export function toAnswer(
  instance: Instance,
  problem: Problem,
  plan: SolverPlan,
  seconds: number,
): PlanAnswer {
  const transfers = transfersOf(instance, problem, plan)
  const prices = plan.proof.kind === 'solver' ? plan.proof.prices : plan.proof
  const byRow = prices && proofByRow(instance, problem, prices)
  const checked = checkPlan(instance, transfers, byRow)
  const { objective, violations } = checked
  if (violations.length > 0) {
    throw new TowerError(
      'internal',
      `The planner's plan is not feasible and is withheld: ${violations[0]}.`,
      {
        violations: violations.slice(0, 20),
      },
    )
  }
  const said = plan.objective + problem.offset
  if (!(Math.abs(objective - said) <= 1e-6 + 1e-9 * Math.abs(said))) {
    throw new TowerError('internal', `The planner's plan is worth ${objective}, not ${said} as it says.`)
  }
  let bound = checked.bound ?? Infinity
  if (checked.bound !== null) expectProof(objective, checked.bound)
  let proof: PlanProof = byRow ?? plan.proof
  if (plan.proof.kind === 'solver') {
    const told = plan.proof.bound + problem.offset
    expectProof(objective, told)
    if (told < bound) proof = { ...plan.proof, prices: byRow }
    bound = Math.min(bound, told)
  }
  // Within rounding the two are alike.
  bound = Math.max(bound, objective)
  const gap = gapOf(objective, bound)
  return {
    transfers,
    objective,
    bound,
    gap: gap < Infinity ? gap : null,
    seconds,
    method: plan.method,
    proof,
  }
}
