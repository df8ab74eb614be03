/** Owns the odds of demand: P(D ≥ y) of Poisson and negative binomial demand over a range of y, stable from means near 0 up to a million. */

/** Poisson where `dispersion` is null, else negative binomial with variance mean + mean² / dispersion. */
export interface Demand {
  mean: number
  dispersion: number | null
}

/** Up to this mean, P(D = 0) is far from the smallest number, and the sum from 0 is short. */
const SUMMED_FROM_ZERO_MEAN_MAX = 500
const ITERATIONS_MAX = 100_000
const EPSILON = 1e-16

/**
 * P(D ≥ y) for y = first … first + count − 1, into `odds` from 0 on. Absolute error below 1e-12.
 * @param first may be below 0, where the odds are 1
 */
export function fillOdds(demand: Demand, first: number, count: number, odds: Float64Array): void {
  const { mean, dispersion: r } = demand
  let index = 0
  while (index < count && first + index <= 0) odds[index++] = 1
  if (index === count) return
  if (!(mean > 0)) return void odds.fill(0, index, count)
  const start = first + index
  // P(D = y + 1) / P(D = y) = (y + shift) · ratio / (y + 1), where Poisson has mean instead of (y + shift) · ratio.
  const ratio = r === null ? mean : mean / (mean + r)
  let y = 0
  let chance: number
  let above = 1
  if (mean <= SUMMED_FROM_ZERO_MEAN_MAX) {
    chance = r === null ? Math.exp(-mean) : Math.exp(-r * Math.log1p(mean / r))
  } else {
    y = start
    chance = Math.exp(logChance(demand, start))
    above = r === null ? lowerGamma(start, mean) : incompleteBeta(start, r, mean / (mean + r))
  }
  for (; index < count; y++) {
    if (y === first + index) odds[index++] = above < 0 ? 0 : above
    // Past the mode and too small to count: nothing is left above.
    if (chance < 1e-20 && y > mean) return void odds.fill(0, index, count)
    above -= chance
    chance *= (r === null ? ratio : (y + r) * ratio) / (y + 1)
  }
}

/** log P(D = y). */
function logChance({ mean, dispersion: r }: Demand, y: number): number {
  if (r === null) return -mean + y * Math.log(mean) - logGamma(y + 1)
  return (
    logGamma(y + r) -
    logGamma(r) -
    logGamma(y + 1) -
    r * Math.log1p(mean / r) +
    y * Math.log(mean / (mean + r))
  )
}

/** Lanczos' approximation with g = 7 and nine terms (Godfrey); relative error near 1e-15 for x > 0.5. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
]

export function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x)
  const z = x - 1
  const sum = LANCZOS.reduce((total, term, i) => (i === 0 ? term : total + term / (z + i)), 0)
  const t = z + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum)
}

/** P(a, x), the regularised lower incomplete gamma function: P(Poisson(x) ≥ a). */
function lowerGamma(a: number, x: number): number {
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a))
  if (x < a + 1) {
    let term = 1 / a
    let sum = term
    for (let n = 1; n < ITERATIONS_MAX && term > sum * EPSILON; n++) {
      term *= x / (a + n)
      sum += term
    }
    return scale * sum
  }
  // P = 1 − Q, with Q by Lentz' continued fraction.
  const b = x + 1 - a
  const fraction = lentz(b, (n) => [-n * (n - a), b + 2 * n])
  return 1 - scale / fraction
}

/** I_x(a, b), the regularised incomplete beta function: P(negative binomial ≥ a) with x = mean / (mean + r), b = r. */
function incompleteBeta(a: number, b: number, x: number): number {
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  if (x < (a + 1) / (a + b + 2)) return scale / (a * betaFraction(a, b, x))
  return 1 - scale / (b * betaFraction(b, a, 1 - x))
}

function betaFraction(a: number, b: number, x: number): number {
  return lentz(1, (n) => {
    const m = Math.floor(n / 2)
    if (n % 2 === 0) return [(m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)), 1]
    return [(-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)), 1]
  })
}

/** b0 + a1 / (b1 + a2 / (b2 + …)), by the modified Lentz method. */
function lentz(b0: number, term: (n: number) => [a: number, b: number]): number {
  const tiny = 1e-300
  let fraction = b0 === 0 ? tiny : b0
  let c = fraction
  let d = 0
  for (let n = 1; n < ITERATIONS_MAX; n++) {
    const [a, b] = term(n)
    d = b + a * d
    c = b + a / c
    d = 1 / (d === 0 ? tiny : d)
    if (c === 0) c = tiny
    const change = c * d
    fraction *= change
    if (Math.abs(change - 1) < 1e-15) break
  }
  return fraction
}
