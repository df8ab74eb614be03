/** Proves that a trend's line has gaps where nothing is known, and stays on its scale. */
import { expect, test } from 'vitest'
import { trendPath } from './TrendLine.tsx'

test('a value that is not known parts the line', () => {
  expect(trendPath([0, 1, null, 0.5, 0.5], 0, 1, 40, 10)).toBe('M0.0 10.0L10.0 0.0M30.0 5.0L40.0 5.0')
})

test('a value alone is a short dash', () => {
  expect(trendPath([null, 0.5, null], 0, 1, 20, 10)).toBe('M8.5 5.0h3')
})

test('what lies beyond the scale is drawn at its end', () => {
  expect(trendPath([-1, 2], 0, 1, 10, 10)).toBe('M0.0 10.0L10.0 0.0')
})
