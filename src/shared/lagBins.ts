/** Owns counts of lags (from when something happened to when we heard of it) in steps of a fifth, early ones below zero. */

/** Records by step, as it stands in JSON. */
export type LagCounts = Record<string, number>

const STEPS_PER_DOUBLING = 4
const SECOND_MS = 1_000
/** A record that is older than this when it comes is history, and no sign of how fast a feed is. */
export const HISTORY_MS = 7 * 86_400_000

function stepOf(lagMs: number): number {
  return Math.sign(lagMs) * Math.round(STEPS_PER_DOUBLING * Math.log2(1 + Math.abs(lagMs) / SECOND_MS))
}

/** Middle of a step, in milliseconds. */
function lagOf(step: number): number {
  return Math.sign(step) * (2 ** (Math.abs(step) / STEPS_PER_DOUBLING) - 1) * SECOND_MS
}

export function addLag(counts: LagCounts, lagMs: number): void {
  if (lagMs > HISTORY_MS) return
  const step = stepOf(lagMs)
  counts[step] = (counts[step] ?? 0) + 1
}

export function addLags(counts: LagCounts, more: LagCounts): void {
  for (const [step, records] of Object.entries(more)) counts[step] = (counts[step] ?? 0) + records
}

export const lagRecords = (counts: LagCounts): number =>
  Object.values(counts).reduce((sum, records) => sum + records, 0)

/** The lag in milliseconds that a share of the records does not exceed; null where there are none. */
export function lagQuantile(counts: LagCounts, share: number): number | null {
  const steps = Object.entries(counts)
    .map(([step, records]) => ({ step: Number(step), records }))
    .sort((a, b) => a.step - b.step)
  let left = share * steps.reduce((sum, { records }) => sum + records, 0)
  for (const { step, records } of steps) {
    left -= records
    if (left <= 0) return lagOf(step)
  }
  return null
}
