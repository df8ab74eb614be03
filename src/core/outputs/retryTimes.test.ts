/** Proves when a delivery is tried again. */
import { describe, expect, it } from 'vitest'
import { nextAttemptAt, RETRY_WAITS_MS } from './retryTimes.ts'

describe('the next attempt', () => {
  it('is a tenth earlier or later, and not before the receiver wants it', () => {
    expect(nextAttemptAt(1, 0, { next: () => 0 })).toBe(4_500)
    expect(nextAttemptAt(1, 0, { next: () => 0 }, 60_000)).toBe(60_000)
    expect(nextAttemptAt(RETRY_WAITS_MS.length + 1, 0, { next: () => 0 })).toBeNull()
  })
})
