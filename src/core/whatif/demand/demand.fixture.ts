/** Owns histories for tests: seeded draws from known distributions, with days without stock and promotions. */
import { seededRandom } from '../../platform.ts'
import type { DayHistory, SkuHistory } from './history.ts'
import { drawDemand } from './negativeBinomial.ts'
import { learnPools } from './pools.ts'

export const positionOf = (units: ArrayLike<number>, exposure?: ArrayLike<number>): DayHistory => ({
  units: Float64Array.from(units),
  exposure: exposure ? Float64Array.from(exposure) : new Float64Array(units.length).fill(1),
  rhythm: new Float64Array(units.length).fill(1),
  size: 1,
  kind: 'store',
  censoredDays: 0,
})

export const historyOf = (positions: DayHistory[], promoted?: ArrayLike<number>): SkuHistory => ({
  positions,
  promoted: promoted ? Float64Array.from(promoted) : new Float64Array(positions[0]?.units.length ?? 0),
})

/** Draws of each day of so many positions. @param r of a day; null: Poisson */
export function drawn(
  seed: number,
  positions: number,
  days: number,
  mean: number,
  r: number | null,
): number[][] {
  const random = seededRandom(seed)
  return Array.from({ length: positions }, () =>
    Array.from({ length: days }, () => drawDemand(mean, r, random)),
  )
}

export const NO_POOLS = learnPools([])
