/** Owns the estimate of a SKU's demand at all its places: lift, level and dispersion, each pooled where it is thin. */
import type { DemandClass, DemandMethod } from './demand.ts'
import {
  addMoments,
  momentsOf,
  noMoments,
  overdispersionOf,
  type DispersionMoments,
  type Overdispersion,
} from './dispersion.ts'
import type { SkuHistory } from './history.ts'
import {
  classOf,
  methodOf,
  PLACE_SHAPE,
  smooth,
  smoothSeldom,
  startOf,
  sumLevel,
  type LevelSums,
  type PooledLevel,
} from './level.ts'
import { liftedWeights, liftOf, noLift, sumLift } from './promotions.ts'
import type { SmoothingConstants } from './constants.ts'

/** What all SKUs have in common. */
export interface Pools {
  lift: number
  overdispersion: Overdispersion
  constants: SmoothingConstants
}

export interface PositionEstimate {
  /** Units of an effective day: a weekday of factor 1 without a promotion. */
  perDay: number
  /** Squared coefficient of variation of `perDay`. */
  doubt: number
  overdispersion: Overdispersion
  class: DemandClass
  method: DemandMethod
  days: number
  daysWithSales: number
  censoredDays: number
  promotedDays: number
  units: number
}

export interface SkuEstimate {
  lift: number
  overdispersion: Overdispersion
  positions: PositionEstimate[]
}

interface Weighed {
  weights: Float64Array
  sums: LevelSums
}

export function weigh(history: SkuHistory, lift: number): Weighed[] {
  return history.positions.map(({ units }, index) => {
    const weights = liftedWeights(history, index, lift)
    return { weights, sums: sumLevel(units, weights) }
  })
}

/** The level of a SKU at a place of mean size, by kind of place. */
function pooledLevels(history: SkuHistory, weighed: readonly Weighed[]): Map<string | null, PooledLevel> {
  const sums = new Map<string | null, { days: number; units: number; withSales: number }>()
  for (const [index, { kind, size }] of history.positions.entries()) {
    const of = sums.get(kind) ?? { days: 0, units: 0, withSales: 0 }
    sums.set(kind, of)
    const own = weighed[index]!.sums
    of.days += own.days * size
    of.units += own.units
    of.withSales += own.daysWithSales
  }
  return new Map(
    [...sums].map(([kind, { days, units, withSales }]) => [
      kind,
      withSales > 0 && days > 0
        ? { size: units / withSales, incidence: withSales / days }
        : { size: 0, incidence: 0 },
    ]),
  )
}

const levelAt = (pooled: PooledLevel, size: number): PooledLevel => ({
  size: pooled.size,
  incidence: pooled.incidence * size,
})

/** Moments of a SKU at all its places, each about its own mean. */
export function skuMoments(history: SkuHistory, weighed: readonly Weighed[]): DispersionMoments[] {
  return history.positions.map(({ units }, index) => {
    const { weights, sums } = weighed[index]!
    return sums.days > 0 && sums.units > 0 ? momentsOf(units, weights, sums.units / sums.days) : noMoments()
  })
}

/** Estimates one SKU at all its places. */
export function estimateSku(history: SkuHistory, pools: Pools): SkuEstimate {
  const liftSums = noLift()
  if (!history.isSpread) sumLift(history, liftSums)
  const lift = liftOf(liftSums, pools.lift)
  const weighed = weigh(history, lift)
  const pooled = pooledLevels(history, weighed)
  const moments = history.isSpread ? [] : skuMoments(history, weighed)
  const together = noMoments()
  for (const one of moments) addMoments(together, one)
  const ofSku = overdispersionOf(together, pools.overdispersion)
  const promotedDays = history.promoted.reduce((sum, share) => sum + Number(share > 0), 0)
  const positions = history.positions.map((position, index) => {
    const { exposure, units } = position
    const { weights, sums } = weighed[index]!
    let exposed = 0
    for (let at = 0; at < exposure.length; at += 1) exposed += exposure[at]!
    const start = startOf(sums, levelAt(pooled.get(position.kind)!, position.size))
    const isUnknown = !(start.incidence > 0)
    const kind = classOf(sums, exposed)
    const method = methodOf(kind)
    const constant = method === 'tsb' ? pools.constants.seldom : pools.constants.often
    const perDay =
      method === 'pooled'
        ? start.incidence * start.size
        : method === 'smoothing'
          ? smooth(units, weights, start.incidence * start.size, constant)
          : smoothSeldom(units, weights, start, constant)
    const own = overdispersionOf(moments[index] ?? noMoments(), ofSku)
    const overdispersion = {
      lasting: ofSku.lasting,
      daily: Math.max(0, own.lasting + own.daily - ofSku.lasting),
    }
    return {
      perDay,
      doubt: doubtOf(perDay, overdispersion, sums, method === 'pooled', constant),
      overdispersion,
      class: isUnknown ? ('none' as const) : kind,
      method: isUnknown ? ('none' as const) : method,
      days: exposed,
      daysWithSales: sums.daysWithSales,
      censoredDays: position.censoredDays,
      promotedDays,
      units: sums.units,
    }
  })
  return { lift, overdispersion: ofSku, positions }
}

/** How little the level itself is known: by the days that smoothing remembers, or by the gamma prior. */
function doubtOf(
  perDay: number,
  { lasting, daily }: Overdispersion,
  sums: LevelSums,
  isPooled: boolean,
  constant: number,
): number {
  if (!(perDay > 0)) return 0
  if (isPooled) return 1 / (PLACE_SHAPE + sums.daysWithSales)
  const remembered = Math.min(sums.days, (2 - constant) / constant)
  return (1 + perDay * (lasting + daily)) / (perDay * remembered)
}
