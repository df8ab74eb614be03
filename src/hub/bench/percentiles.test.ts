/** Proves the summing up of times against a plain count. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { percentile, rounded, summarize } from './percentiles.ts'

it('takes the smallest value that the share of values do not exceed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0.01, max: 1, noNaN: true }),
      (values, share) => {
        const sorted = Float64Array.from(values).sort()
        const found = percentile(sorted, share)
        const reached = (limit: number) => sorted.filter((value) => value <= limit).length / sorted.length
        expect(reached(found)).toBeGreaterThanOrEqual(share - 1e-12)
        for (const smaller of sorted) if (smaller < found) expect(reached(smaller)).toBeLessThan(share)
      },
    ),
  )
})

it('sums up values in any order', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index)
  expect(summarize(values)).toEqual({ p50: 50, p99: 99, max: 100 })
  expect(summarize([7])).toEqual({ p50: 7, p99: 7, max: 7 })
  expect(summarize([])).toEqual({ p50: Number.NaN, p99: Number.NaN, max: Number.NaN })
})

it('rounds for reading', () => {
  expect(rounded(1.25)).toBe(1.3)
  expect(rounded(0.004, 2)).toBe(0)
  expect(rounded(20_000.4, 0)).toBe(20_000)
})
