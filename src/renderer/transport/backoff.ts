/** Owns how long to wait before trying to connect again. */

const FIRST_MS = 250
const LARGEST_MS = 10_000

/**
 * Doubles from a quarter of a second up to ten seconds; half of it is random, so that many screens do not
 * come back in one wave.
 * @param attempt 0 for the first try after a loss
 * @param random a number in [0, 1)
 */
export function backoffMs(attempt: number, random: number): number {
  const full = Math.min(LARGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(full / 2 + (full / 2) * random)
}
