/** Owns when a delivery is tried again, and when it is given up. */
import type { Random } from '../platform.ts'

const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** Waits after each failed attempt; after the last one it is given up: about two days. */
export const RETRY_WAITS_MS: readonly number[] = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
  16 * HOUR_MS,
  16 * HOUR_MS,
]

/**
 * When to try next; null: never.
 * @param attempts that failed, this one included
 * @param retryAfterMs what the receiver asked for
 */
export function nextAttemptAt(
  attempts: number,
  now: number,
  random: Pick<Random, 'next'>,
  retryAfterMs = 0,
): number | null {
  const wait = RETRY_WAITS_MS[attempts - 1]
  if (wait === undefined) return null
  // A tenth more or less, so that many receivers that failed together are not tried together.
  return now + Math.max(retryAfterMs, Math.round(wait * (0.9 + 0.2 * random.next())))
}
