/** Owns the case that asks a plan anew for some places only: what leads to other places stays as it was planned. */
import type { PlanCase } from '../../../shared/planCase.ts'
import { gapOf, type PlanAnswer, type PlanTransfer } from './problem.ts'

/**
 * What leads to one of the places may be planned anew, from wherever; all other transfers are pinned, and nothing is
 * added to their lanes.
 * @param places ids of locations
 */
export function regionCase(
  given: PlanCase,
  transfers: readonly PlanTransfer[],
  places: ReadonlySet<string>,
): PlanCase {
  const elsewhere = transfers.filter(({ to }) => !places.has(to))
  const laneOf = ({ from, to }: { from: string; to: string }) => JSON.stringify([from, to])
  const used = new Set(elsewhere.map(laneOf))
  const lanes = given.lanes.filter((lane) => places.has(lane.to) || used.has(laneOf(lane)))
  return {
    ...given,
    lanes,
    pinned: [...elsewhere, ...(given.pinned ?? []).filter(({ to }) => places.has(to))],
    forbidden: [
      ...(given.forbidden ?? []),
      ...lanes.filter(({ to }) => !places.has(to)).map(({ from, to }) => ({ from, to })),
    ],
  }
}

/** The better of both plans of the same case; the bound of the whole holds for either, the region's only for itself. */
export function refined(whole: PlanAnswer, region: PlanAnswer): PlanAnswer {
  const seconds = whole.seconds + region.seconds
  if (region.objective <= whole.objective) return { ...whole, seconds }
  const bound = Math.max(whole.bound, region.objective)
  const gap = gapOf(region.objective, bound)
  return {
    ...whole,
    transfers: region.transfers,
    objective: region.objective,
    bound,
    gap: gap < Infinity ? gap : null,
    seconds,
  }
}
