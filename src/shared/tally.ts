/** Owns what is said of many values: running means and variances, and 95 % intervals by Student's t. */
import type { Interval } from './readModels/transfers.ts'

/** A running mean and variance (Welford). */
export interface Tally {
  count: number
  mean: number
  squares: number
}

export const newTally = (): Tally => ({ count: 0, mean: 0, squares: 0 })

export function add(tally: Tally, value: number): void {
  tally.count++
  const before = value - tally.mean
  tally.mean += before / tally.count
  tally.squares += before * (value - tally.mean)
}

/** Of the sample; 0 for fewer than two values. */
export const varianceOf = ({ count, squares }: Tally) => (count < 2 ? 0 : squares / (count - 1))

/** Half of the width of the 95 % interval of the mean; Infinity for fewer than two values. */
export function halfWidth(tally: Tally): number {
  if (tally.count < 2) return Infinity
  return studentQuantile(tally.count - 1) * Math.sqrt(varianceOf(tally) / tally.count)
}

/** The mean with its 95 % interval by Student's t. With fewer than two values the interval is the mean itself. */
export function intervalOf(tally: Tally): Interval {
  const half = tally.count < 2 ? 0 : halfWidth(tally)
  return { mean: tally.mean, low: tally.mean - half, high: tally.mean + half }
}

export const containsZero = ({ low, high }: Interval) => low <= 0 && high >= 0

const Z = 1.959963984540054
const EXACT = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306, 2.2622, 2.2281]

/** Student's t at 97.5 %: tabled up to 10 degrees of freedom, then by the Cornish–Fisher expansion (error below 1e-4). */
export function studentQuantile(degrees: number): number {
  const exact = EXACT[degrees - 1]
  if (exact !== undefined) return exact
  const z2 = Z * Z
  return (
    Z *
    (1 +
      (z2 + 1) / (4 * degrees) +
      ((5 * z2 + 16) * z2 + 3) / (96 * degrees ** 2) +
      (((3 * z2 + 19) * z2 + 17) * z2 - 15) / (384 * degrees ** 3))
  )
}
