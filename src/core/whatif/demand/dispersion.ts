/** Owns the dispersion of demand: moments of days and of weeks, pooled and shrunk, and r over a horizon. */

/** Days of a block by which lasting swings are told from those of single days. */
const BLOCK_DAYS = 7
/** Blocks of which less than this could sell do not count. */
const LEAST_BLOCK_DAYS = 2
/** Excess of variance over the mean, against the mean, from which on demand is not Poisson. */
const POISSON_EXCESS = 0.05
/** Spread of the dispersions of a pool's members, against the pool's own. */
const MEMBER_SPREAD = 0.5
const LEAST_SPREAD = 0.05

/** Σ((y − μ)² − μ) and Σμ² of blocks of one length: their ratio is 1/r of a block (method of moments). */
export interface Moments {
  excess: number
  squares: number
  /** Σμ. */
  mean: number
}

export interface DispersionMoments {
  days: Moments
  blocks: Moments
}

/** What a variance is beyond Poisson, over the squared mean: what lasts, and what each day has of its own. */
export interface Overdispersion {
  lasting: number
  daily: number
}

export const noMoments = (): DispersionMoments => ({
  days: { excess: 0, squares: 0, mean: 0 },
  blocks: { excess: 0, squares: 0, mean: 0 },
})

export function addMoments(sum: DispersionMoments, one: DispersionMoments): void {
  for (const length of ['days', 'blocks'] as const) {
    sum[length].excess += one[length].excess
    sum[length].squares += one[length].squares
    sum[length].mean += one[length].mean
  }
}

/**
 * Moments of a position about its own mean.
 * @param weights effective days of each day: exposure × weekday × promotion
 */
export function momentsOf(units: Float64Array, weights: Float64Array, perDay: number): DispersionMoments {
  const blocks: { units: number; weight: number }[] = []
  const days: { units: number; weight: number }[] = []
  for (let first = units.length; first > 0; first -= BLOCK_DAYS) {
    const block = { units: 0, weight: 0 }
    for (let at = Math.max(0, first - BLOCK_DAYS); at < first; at += 1) {
      if (weights[at]! <= 0) continue
      days.push({ units: units[at]!, weight: weights[at]! })
      block.units += units[at]!
      block.weight += weights[at]!
    }
    if (block.weight >= LEAST_BLOCK_DAYS) blocks.push(block)
  }
  return { days: sumUp(days, perDay), blocks: sumUp(blocks, perDay) }
}

function sumUp(parts: readonly { units: number; weight: number }[], perDay: number): Moments {
  if (parts.length < 2) return { excess: 0, squares: 0, mean: 0 }
  let deviation = 0
  let squares = 0
  let mean = 0
  for (const { units, weight } of parts) {
    const expected = perDay * weight
    deviation += (units - expected) ** 2
    squares += expected ** 2
    mean += expected
  }
  // The mean was found from the same figures.
  return { excess: (deviation * parts.length) / (parts.length - 1) - mean, squares, mean }
}

/** The pool's own 1/r, drawn to the wider pool's by how little it knows (weights: inverse variances under the wider one). */
function shrunk({ excess, squares, mean }: Moments, wider: number): number {
  if (squares <= 0) return wider
  const raw = excess / squares
  const factor = 1 + (wider * squares) / Math.max(mean, 1e-12)
  const noise = ((2 * squares + mean) * factor ** 2) / squares ** 2
  const spread = (MEMBER_SPREAD * wider) ** 2 + LEAST_SPREAD ** 2
  return Math.max(0, wider + (spread / (spread + noise)) * (raw - wider))
}

/** Overdispersion of moments, drawn to that of a wider pool; without one, of the moments alone. */
export function overdispersionOf(moments: DispersionMoments, wider: Overdispersion | null): Overdispersion {
  const whole = wider ? wider.lasting + wider.daily : rawOf(moments.days)
  const ofBlock = wider ? wider.lasting + wider.daily / BLOCK_DAYS : rawOf(moments.blocks)
  const day = shrunk(moments.days, whole)
  const block = shrunk(moments.blocks, ofBlock)
  const lasting = Math.max(0, ((block - day / BLOCK_DAYS) * BLOCK_DAYS) / (BLOCK_DAYS - 1))
  return { lasting, daily: Math.max(0, day - lasting) }
}

const rawOf = ({ excess, squares }: Moments) => (squares > 0 ? Math.max(0, excess / squares) : 0)

/**
 * r over a horizon.
 * @param weights sum and sum of squares of the horizon's effective days
 * @param doubt squared coefficient of variation of the mean's own estimate, which widens what is to be expected
 * @returns null where the variance is no more than 5 % above the mean: Poisson
 */
export function dispersionOver(
  { lasting, daily }: Overdispersion,
  weights: { sum: number; squares: number },
  doubt: number,
  mean: number,
): number | null {
  if (!(weights.sum > 0) || !(mean > 0)) return null
  const inverse = lasting + (daily * weights.squares) / weights.sum ** 2 + doubt
  return mean * inverse < POISSON_EXCESS ? null : 1 / inverse
}
