/** Owns the hours of a place's day: which share of a day's sales comes before a time of it. */

const HOURS = 24
const HOUR_MS = 3_600_000
export const HOUR_COUNT = HOURS
/** Fewer sales than these say nothing of a place's hours: all are alike then. */
const LEAST_SALES = 100

/** Share of a day's sales before each hour of UTC, and at the end 1. */
export type Hours = Float64Array

export const EVEN_HOURS: Hours = Float64Array.from({ length: HOURS + 1 }, (_, hour) => hour / HOURS)

/** @param counts sales in each hour of UTC */
export function hoursOf(counts: ArrayLike<number>): Hours {
  let total = 0
  for (let hour = 0; hour < HOURS; hour += 1) total += counts[hour]!
  if (total < LEAST_SALES) return EVEN_HOURS
  const hours = new Float64Array(HOURS + 1)
  for (let hour = 0; hour < HOURS; hour += 1) hours[hour + 1] = hours[hour]! + counts[hour]! / total
  hours[HOURS] = 1
  return hours
}

/** Share of a day's sales that comes before a time of it. @param ms since the day began */
export function shareBefore(hours: Hours, ms: number): number {
  const hour = Math.min(HOURS - 1, Math.max(0, Math.floor(ms / HOUR_MS)))
  const part = Math.min(1, Math.max(0, ms / HOUR_MS - hour))
  return hours[hour]! + part * (hours[hour + 1]! - hours[hour]!)
}
