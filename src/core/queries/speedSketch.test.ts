/** Proves that quantiles are exact for few values and within the stated error for many. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { UNKNOWN_SECONDS } from '../../shared/speedPack.ts'
import { EXACT_VALUES, QUANTILE_RELATIVE_ERROR, quantilesOf } from './speedSketch.ts'

const QUANTILES = [0, 0.1, 0.5, 0.9, 1]

/** Seconds of all sizes, from a minute to decades. */
const seconds = fc
  .double({ min: Math.log(60), max: Math.log(2_147_483_647), noNaN: true })
  .map((x) => Math.max(60, Math.floor(Math.exp(x))))

const nearest = (values: readonly number[], quantile: number) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)] ?? 0
}

it('few values: the very one', () => {
  fc.assert(
    fc.property(fc.array(seconds, { minLength: 1, maxLength: EXACT_VALUES }), (values) => {
      const part = { groups: new Int32Array(values.length), seconds: Int32Array.from(values) }
      const found = quantilesOf([part], 1, QUANTILES)
      expect(found.all).toEqual(found.groups[0])
      expect(found.groups[0]).toEqual(QUANTILES.map((quantile) => nearest(values, quantile)))
    }),
  )
})

it('many values, in any number of parts and beside other groups: within the error', () => {
  fc.assert(
    fc.property(
      fc.array(seconds, { minLength: EXACT_VALUES + 1, maxLength: 600 }),
      fc.integer({ min: 1, max: 50 }),
      (values, size) => {
        const parts = []
        for (let at = 0; at < values.length; at += size) {
          const own = values.slice(at, at + size)
          // Each value is followed by one of another group, one of none, and one that is not known.
          parts.push({
            groups: Int32Array.from(own.flatMap(() => [1, 0, -1, 1])),
            seconds: Int32Array.from(own.flatMap((value, place) => [value, 60 + place, 77, UNKNOWN_SECONDS])),
          })
        }
        const found = quantilesOf(parts, 3, QUANTILES)
        expect(found.groups[2]).toEqual(QUANTILES.map(() => null))
        const all = [...values, ...values.map((_, place) => 60 + (place % size))]
        QUANTILES.forEach((quantile, place) => {
          const exact = nearest(values, quantile)
          expect(Math.abs((found.groups[1]?.[place] ?? 0) - exact)).toBeLessThanOrEqual(
            exact * QUANTILE_RELATIVE_ERROR,
          )
          const ofAll = nearest(all, quantile)
          expect(Math.abs((found.all[place] ?? 0) - ofAll)).toBeLessThanOrEqual(
            ofAll * QUANTILE_RELATIVE_ERROR,
          )
        })
      },
    ),
    { numRuns: 300 },
  )
})

it('what came before its order counts as at once', () => {
  const part = { groups: new Int32Array(3), seconds: Int32Array.from([-50, -3, 7]) }
  expect(quantilesOf([part], 1, [0.5, 1]).groups).toEqual([[0, 7]])
})
