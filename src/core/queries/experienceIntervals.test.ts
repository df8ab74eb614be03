/** Proves the intervals against worked examples that others have published. */
import { describe, expect, it } from 'vitest'
import {
  boundedMeanOf,
  differenceOf,
  meanOf,
  shareOf,
  slopeOf,
  t95,
  type Sums,
} from './experienceIntervals.ts'

const sumsOf = (values: readonly number[]): Sums => ({
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  squares: values.reduce((sum, value) => sum + value * value, 0),
})

describe('Student’s t', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, column 0.975.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [6, 2.447],
    [7, 2.365],
    [8, 2.306],
    [9, 2.262],
    [10, 2.228],
    [12, 2.179],
    [15, 2.131],
    [20, 2.086],
    [25, 2.06],
    [30, 2.042],
    [40, 2.021],
    [60, 2],
    [100, 1.984],
  ])('with %i degrees of freedom is %f', (freedom, t) => {
    expect(t95(freedom)).toBeCloseTo(t, 3)
  })
  it('comes down to the normal distribution', () => {
    expect(t95(1e7)).toBeCloseTo(1.959964, 5)
  })
})

describe('a share’s interval', () => {
  // Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %i in %i is %f to %f', (hits, of, low, high) => {
    const share = shareOf(hits, of)
    expect(share?.low).toBeCloseTo(low, 4)
    expect(share?.high).toBeCloseTo(high, 4)
  })
  it('is none of nothing', () => {
    expect(shareOf(0, 0)).toBeNull()
    expect(shareOf(3, 19)?.thin).toBe(true)
    expect(shareOf(3, 20)?.thin).toBe(false)
  })
})

describe('a mean’s interval', () => {
  it('is that of the NIST heat flow meter', () => {
    // NIST/SEMATECH e-Handbook, 1.3.5.2: N 195, mean 9.261460, standard deviation 0.022789, 95 % 9.258242 to 9.264679.
    const [count, mean, deviation] = [195, 9.26146, 0.022789]
    const squares = (count - 1) * deviation ** 2 + count * mean ** 2
    const found = meanOf({ count, sum: count * mean, squares })
    expect(found?.low).toBeCloseTo(9.258242, 5)
    expect(found?.high).toBeCloseTo(9.264679, 5)
  })
  it('is none of one value, and ends where its scale ends', () => {
    expect(meanOf(sumsOf([4]))).toMatchObject({ value: 4, low: null, high: null, thin: true })
    expect(meanOf(sumsOf([]))).toBeNull()
    expect(boundedMeanOf(sumsOf([5, 5, 4]), [1, 5])?.high).toBe(5)
  })
})

describe('a difference’s interval', () => {
  // Student (1908), The probable error of a mean; R's data set `sleep`, and what its t.test says of it: t = -1.8608,
  // df = 17.776, 95 % -3.3654832 to 0.2054832.
  const first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
  const second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
  it('is Welch’s', () => {
    const found = differenceOf(sumsOf(second), sumsOf(first))
    expect(found?.value).toBeCloseTo(-1.58, 10)
    expect(found?.low).toBeCloseTo(-3.3654832, 5)
    expect(found?.high).toBeCloseTo(0.2054832, 5)
  })
  it('is none where one side is empty, and has no width where nothing varies', () => {
    expect(differenceOf(sumsOf([]), sumsOf([1]))).toBeNull()
    expect(differenceOf(sumsOf([3]), sumsOf([1, 2]))).toMatchObject({ value: -1.5, low: null })
    expect(differenceOf(sumsOf([4, 4]), sumsOf([2, 2]))).toMatchObject({ value: -2, low: -2, high: -2 })
  })
})

describe('a slope’s interval', () => {
  it('is that of Anscombe’s first set', () => {
    // Anscombe (1973), Graphs in statistical analysis, The American Statistician 27: y = 3 + 0.5 x, standard error 0.118, n 11.
    const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
    const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
    const found = slopeOf({
      count: 11,
      x: sumsOf(x).sum,
      xx: sumsOf(x).squares,
      y: sumsOf(y).sum,
      yy: sumsOf(y).squares,
      xy: x.reduce((sum, one, place) => sum + one * (y[place] ?? 0), 0),
    })
    expect(found?.value).toBeCloseTo(0.5001, 4)
    expect(((found?.high ?? 0) - (found?.value ?? 0)) / t95(9)).toBeCloseTo(0.1179, 4)
  })
  it('is none of two pairs, or of one place', () => {
    expect(slopeOf({ count: 2, x: 3, xx: 5, y: 3, yy: 5, xy: 5 })).toBeNull()
    expect(slopeOf({ count: 4, x: 8, xx: 16, y: 4, yy: 6, xy: 8 })).toBeNull()
  })
})
