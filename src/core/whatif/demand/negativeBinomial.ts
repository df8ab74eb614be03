/** Owns the two distributions of demand: their quantiles, and draws from them by a seeded source. */
import type { Random } from '../../platform.ts'

/** Beyond such a mean the normal distribution stands for both. */
const NORMAL_MEAN = 5_000

/** Odds of exactly n, n + 1, … in turn, until `stop` says so. */
function walk(mean: number, r: number | null, visit: (n: number, odds: number) => boolean): void {
  if (mean <= 0) {
    visit(0, 1)
    return
  }
  const ratio = r === null ? 0 : mean / (r + mean)
  let odds = r === null ? Math.exp(-mean) : Math.exp(r * Math.log1p(-ratio))
  // So small odds of none are lost to rounding: begin where they can be told, by their logarithm.
  let log = r === null ? -mean : r * Math.log1p(-ratio)
  for (let n = 0; ; n += 1) {
    if (visit(n, odds)) return
    const factor = r === null ? mean / (n + 1) : ((r + n) / (n + 1)) * ratio
    log += Math.log(factor)
    odds = odds > 1e-290 ? odds * factor : Math.exp(log)
  }
}

/** Smallest n with P(D ≤ n) ≥ share. @param r null: Poisson */
export function demandQuantile(mean: number, r: number | null, share: number): number {
  if (mean > NORMAL_MEAN) {
    const deviation = Math.sqrt(mean + (r === null ? 0 : (mean * mean) / r))
    return Math.max(0, Math.ceil(mean + normalQuantile(share) * deviation))
  }
  let sum = 0
  let found = 0
  walk(mean, r, (n, odds) => {
    sum += odds
    found = n
    return sum >= share || n > mean * 50 + 1_000
  })
  return found
}

/** One draw, by inversion. */
export function drawDemand(mean: number, r: number | null, random: Random): number {
  return demandQuantile(mean, r, Math.min(1 - 1e-12, random.next()))
}

/** Acklam's rational approximation of the normal quantile, relative error below 1.15e-9. */
function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p))
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    )
  }
  const q = p - 0.5
  const s = q * q
  return (
    ((((((-39.69683028665376 * s + 220.9460984245205) * s - 275.9285104469687) * s + 138.357751867269) * s -
      30.66479806614716) *
      s +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * s + 161.5858368580409) * s - 155.6989798598866) * s + 66.80131188771972) * s -
      13.28068155288572) *
      s +
      1)
  )
}
