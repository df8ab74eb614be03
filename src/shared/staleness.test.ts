/** Proves when figures are called stale. */
import { expect, it } from 'vitest'
import { isStale } from './staleness.ts'

const NOW = Date.UTC(2026, 5, 1)
const MINUTE_MS = 60_000

it.each([
  ['heard of just now, of now', 1, 1, false],
  ['heard of just now, of this morning', 1, 600, false],
  ['silent for a quarter of an hour', 16, 16, true],
  ['heard of just now, of last year', 1, 500_000, true],
])('%s', (_, minutesSinceHeard, minutesSinceDated, expected) => {
  expect(isStale(NOW, NOW - minutesSinceHeard * MINUTE_MS, NOW - minutesSinceDated * MINUTE_MS)).toBe(
    expected,
  )
})
