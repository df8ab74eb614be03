/** Owns the 95 % intervals of means, their differences and slopes: Student's t, Welch, least squares. */
import type { Estimate, Share } from '../../shared/readModels/experience.ts'
import { THIN_BELOW } from '../../shared/readModels/experience.ts'
import { wilson } from './speedFigures.ts'

/** Sums that a mean and its spread follow from. */
export interface Sums {
  count: number
  sum: number
  squares: number
}

/** Sums that a line by least squares follows from. */
export interface PairSums {
  count: number
  x: number
  xx: number
  y: number
  yy: number
  xy: number
}

/** z of a two-sided 95 % interval. */
const Z95 = 1.959_963_984_540_054

/**
 * Student's t of a two-sided 95 % interval. Exact for one and two degrees of freedom, else the asymptotic expansion of
 * Hill (1970), Algorithm 396, Communications of the ACM 13(10): within 1e-4 of the tables from three degrees on.
 * @param freedom degrees of freedom, above 0; need not be whole (Welch)
 */
export function t95(freedom: number): number {
  const tail = 0.05
  if (freedom === 1) return 1 / Math.tan((tail * Math.PI) / 2)
  if (freedom === 2) return Math.sqrt(2 / (tail * (2 - tail)) - 2)
  const a = 1 / (freedom - 0.5)
  const b = (48 / a) * (1 / a)
  let c = (((20_700 * a) / b - 98) * a - 16) * a + 96.36
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * freedom
  let y = (d * tail) ** (2 / freedom)
  if (y > 0.05 + a) {
    const x = -Z95
    y = x * x
    if (freedom < 5) c += 0.3 * (freedom - 4.5) * (x + 0.6)
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x
    y = Math.expm1(a * y * y)
  } else {
    y =
      (((1 / (((freedom + 6) / (freedom * y) - 0.089 * d - 0.822) * (freedom + 2) * 3) +
        0.5 / (freedom + 4)) *
        y -
        1) *
        (freedom + 1)) /
        (freedom + 2) +
      1 / y
  }
  return Math.sqrt(freedom * y)
}

export function shareOf(hits: number, of: number): Share | null {
  const within = wilson(hits, of)
  return within && { value: hits / of, ...within, of, thin: of < THIN_BELOW }
}

/** Variance of a sample from its sums; never below 0 by rounding. */
const varianceOf = ({ count, sum, squares }: Sums) =>
  Math.max(0, (squares - (sum * sum) / count) / (count - 1))

function estimate(value: number, half: number | null, of: number): Estimate {
  return {
    value,
    low: half === null ? null : value - half,
    high: half === null ? null : value + half,
    of,
    thin: of < THIN_BELOW,
  }
}

/** A mean with its interval by Student's t; one value has no interval. */
export function meanOf(sums: Sums): Estimate | null {
  const { count, sum } = sums
  if (count === 0) return null
  const half = count < 2 ? null : t95(count - 1) * Math.sqrt(varianceOf(sums) / count)
  return estimate(sum / count, half, count)
}

/** A mean within bounds, such as those of a rating's scale: its interval is cut off there. */
export function boundedMeanOf(sums: Sums, [least, most]: readonly [number, number]): Estimate | null {
  const mean = meanOf(sums)
  if (!mean || mean.low === null || mean.high === null) return mean
  return { ...mean, low: Math.max(least, mean.low), high: Math.min(most, mean.high) }
}

/** `second` less `first` with Welch's interval, which asks for no equal spread; null where either is empty. */
export function differenceOf(first: Sums, second: Sums): Estimate | null {
  if (first.count === 0 || second.count === 0) return null
  const value = second.sum / second.count - first.sum / first.count
  const of = first.count + second.count
  if (first.count < 2 || second.count < 2) return estimate(value, null, of)
  const a = varianceOf(first) / first.count
  const b = varianceOf(second) / second.count
  if (a + b === 0) return estimate(value, 0, of)
  const freedom = (a + b) ** 2 / (a ** 2 / (first.count - 1) + b ** 2 / (second.count - 1))
  return estimate(value, t95(freedom) * Math.sqrt(a + b), of)
}

/** The slope of y over x by least squares; null with fewer than three pairs, or where all x are one. */
export function slopeOf({ count, x, xx, y, yy, xy }: PairSums): Estimate | null {
  const spreadX = xx - (x * x) / count
  if (count < 3 || !(spreadX > 1e-9)) return null
  const together = xy - (x * y) / count
  const value = together / spreadX
  const left = Math.max(0, yy - (y * y) / count - value * together)
  return estimate(value, t95(count - 2) * Math.sqrt(left / (count - 2) / spreadX), count)
}
