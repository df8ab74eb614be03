/** Owns the choice of the smoothing constants: those that would have erred least on a sample of the history itself. */
import type { SkuHistory } from './history.ts'
import { classOf, methodOf, smooth, smoothSeldom, startOf, sumLevel } from './level.ts'
import { liftedWeights } from './promotions.ts'

export interface SmoothingConstants {
  /** Of what sells on most days. */
  often: number
  /** Of what sells on few. */
  seldom: number
}

const CANDIDATES = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2]
const DEFAULT_CONSTANT = 0.02
/** The first third is what smoothing begins with; of fewer days in all nothing can be told. */
const LEAST_DAYS = 42
/** Positions of a method of which fewer say nothing. */
const LEAST_POSITIONS = 20

/** Chooses by squared errors of the next day, each position by its own mean, so that large ones do not decide alone. */
export function chooseConstants(sample: readonly SkuHistory[], lift: number): SmoothingConstants {
  const errors = { often: new Float64Array(CANDIDATES.length), seldom: new Float64Array(CANDIDATES.length) }
  const counts = { often: 0, seldom: 0 }
  for (const history of sample) {
    for (const [index, { units, exposure }] of history.positions.entries()) {
      const first = Math.floor(units.length / 3)
      if (units.length < LEAST_DAYS) continue
      const weights = liftedWeights(history, index, lift)
      const sums = sumLevel(units, weights)
      const kind = classOf(
        sums,
        exposure.reduce((sum, share) => sum + share, 0),
      )
      if (kind === 'thin') continue
      const before = sumLevel(units.subarray(0, first), weights.subarray(0, first))
      if (before.daysWithSales === 0) continue
      const start = startOf(before, { size: 0, incidence: 0 })
      const later = units.subarray(first)
      const laterWeights = weights.subarray(first)
      const often = methodOf(kind) === 'smoothing'
      const into = often ? 'often' : 'seldom'
      const mean = sums.units / sums.days
      counts[into] += 1
      for (const [place, constant] of CANDIDATES.entries()) {
        const note = (error: number) => {
          errors[into][place]! += error ** 2 / (mean * later.length)
        }
        if (often) smooth(later, laterWeights, start.incidence * start.size, constant, note)
        else smoothSeldom(later, laterWeights, start, constant, note)
      }
    }
  }
  const best = (of: 'often' | 'seldom') =>
    counts[of] < LEAST_POSITIONS ? DEFAULT_CONSTANT : CANDIDATES[errors[of].indexOf(Math.min(...errors[of]))]!
  return { often: best('often'), seldom: best('seldom') }
}
