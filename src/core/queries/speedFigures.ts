/** Owns the figures of delivery speed: shares with their intervals, hours at a quantile. */
import type { SpeedFigures } from '../../shared/readModels/speed.ts'

export const HOUR_MS = 3_600_000

/** What a figure is made of. */
export interface SpeedCounts {
  /** Lines handed over; of these with a promise, and late. */
  lines: number
  promised: number
  late: number
  /** Open past the promise. */
  overdue: number
}

const Z95 = 1.959_963_984_540_054

/** Wilson's interval of a share, 95 %; null of nothing. */
export function wilson(hits: number, trials: number): { low: number; high: number } | null {
  if (trials === 0) return null
  const share = hits / trials
  const z2 = Z95 * Z95
  const middle = (share + z2 / (2 * trials)) / (1 + z2 / trials)
  const half =
    (Z95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials * trials))) / (1 + z2 / trials)
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}

/**
 * Place (from 0) of a quantile among sorted values: the smallest with at least that share of the values at or below it,
 * so a figure is always one that was observed.
 */
export const rankOf = (quantile: number, count: number): number =>
  Math.max(0, Math.ceil(quantile * count) - 1)

/** The value at a quantile of sorted values; null of none. */
export function quantileOf(sorted: ArrayLike<number>, quantile: number): number | null {
  return sorted[rankOf(quantile, sorted.length)] ?? null
}

export function figuresOf(
  { lines, promised, late, overdue }: SpeedCounts,
  hoursMedian: number | null,
  hoursP90: number | null,
): SpeedFigures {
  const onTime = wilson(promised - late, promised)
  const due = promised + overdue
  const kept = promised - late
  const keptWithin = wilson(kept, due)
  return {
    lines,
    promised,
    late,
    onTimeShare: promised === 0 ? null : kept / promised,
    onTimeLow: onTime?.low ?? null,
    onTimeHigh: onTime?.high ?? null,
    due,
    kept,
    keptShare: due === 0 ? null : kept / due,
    keptLow: keptWithin?.low ?? null,
    keptHigh: keptWithin?.high ?? null,
    hoursMedian,
    hoursP90,
  }
}

export const NO_FIGURES: SpeedFigures = figuresOf({ lines: 0, promised: 0, late: 0, overdue: 0 }, null, null)
