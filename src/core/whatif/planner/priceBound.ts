/** Owns the bound of prices that no edge can earn anything at: what the ends keep, and what the capacities are worth. */
import type { PriceProof, Problem } from './problem.ts'

/** Gains above what a unit costs there, losses below what it brings, capacities at their price. */
export function priceBound(problem: Problem, proof: PriceProof): number {
  const { gainStart, gains, lossStart, losses } = problem
  let sum = 0
  for (let pair = 0; pair < problem.pairRow.length; pair++) {
    const receiverPrice = proof.receiverPrice[pair] ?? 0
    const donorPrice = proof.donorPrice[pair] ?? 0
    for (let i = gainStart[pair] ?? 0; i < (gainStart[pair + 1] ?? 0); i++) {
      sum += Math.max(0, (gains[i] ?? 0) - receiverPrice)
    }
    for (let i = lossStart[pair] ?? 0; i < (lossStart[pair + 1] ?? 0); i++) {
      sum += Math.max(0, donorPrice - (losses[i] ?? 0))
    }
  }
  for (let i = 0; i < problem.locationCount; i++) {
    const receive = proof.receiveCapacityPrice[i] ?? 0
    const send = proof.sendCapacityPrice[i] ?? 0
    if (receive > 0) sum += receive * (problem.receiveCapacity[i] ?? 0)
    if (send > 0) sum += send * (problem.sendCapacity[i] ?? 0)
  }
  return sum
}
