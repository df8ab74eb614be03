/** Owns the judgement whether a clock is off, by the least time that each stretch of its records took to come. */

/** A clock may be off by so much before anybody is told. */
export const CLOCK_TOLERANCE_MS = 120_000
/** Stretches in a row by which a clock is ahead, or behind. */
const AHEAD_STRETCHES = 2
const BEHIND_STRETCHES = 3
const ALIKE_MS = 60_000
const ALIKE_SHARE = 0.1

/**
 * How far a clock is off, in milliseconds: above zero it is behind (its records seem old when they come), below zero ahead.
 * Null where it is right, or where nothing can be said: records that are late by differing times, or that have always come
 * late, tell of a slow way and not of a clock.
 * @param offsets least time from happening to hearing in each stretch, the oldest first
 */
export function clockOffset(offsets: readonly number[]): number | null {
  const ahead = offsets.slice(-AHEAD_STRETCHES)
  if (ahead.length === AHEAD_STRETCHES && ahead.every((one) => one < -CLOCK_TOLERANCE_MS))
    return Math.round(Math.max(...ahead))
  const behind = offsets.slice(-BEHIND_STRETCHES)
  const least = Math.min(...behind)
  const isAlike = Math.max(...behind) - least <= Math.max(ALIKE_MS, ALIKE_SHARE * least)
  const wasRight = offsets.some((one) => Math.abs(one) <= CLOCK_TOLERANCE_MS)
  if (behind.length === BEHIND_STRETCHES && least > CLOCK_TOLERANCE_MS && isAlike && wasRight)
    return Math.round(least)
  return null
}
