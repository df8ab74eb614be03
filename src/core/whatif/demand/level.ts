/** Owns the level of demand: classification, smoothing of days that could sell, and the pooled level of what is thin. */
import type { DemandClass, DemandMethod } from './demand.ts'
import { THIN } from './demand.ts'

/** Borders of Syntetos, Boylan & Croston (2005): mean days between days with sales, and squared variation of their sizes. */
const ADI_BORDER = 1.32
const CV2_BORDER = 0.49
/** A place sells a SKU at a rate that is drawn from a gamma distribution of this shape about the pooled rate. */
export const PLACE_SHAPE = 2
/** So many days with sales of the pooled size are added to a position's own. */
const SIZE_PRIOR_DAYS = 3

/** What is the same of a SKU at all similar places: units of a day that sells, and such days by effective day. */
export interface PooledLevel {
  size: number
  incidence: number
}

export interface LevelSums {
  /** Sum of the weights: effective days. */
  days: number
  units: number
  daysWithSales: number
  squares: number
}

export function sumLevel(units: Float64Array, weights: Float64Array): LevelSums {
  const sums = { days: 0, units: 0, daysWithSales: 0, squares: 0 }
  for (let at = 0; at < units.length; at += 1) {
    if (weights[at]! <= 0) continue
    sums.days += weights[at]!
    if (units[at]! <= 0) continue
    sums.units += units[at]!
    sums.squares += units[at]! ** 2
    sums.daysWithSales += 1
  }
  return sums
}

/** @param exposedDays days on which it could have sold */
export function classOf(
  { units, daysWithSales, squares }: LevelSums,
  exposedDays: number,
): Exclude<DemandClass, 'none'> {
  if (exposedDays < THIN.days || daysWithSales < THIN.daysWithSales) return 'thin'
  const meanSize = units / daysWithSales
  const variation = Math.max(0, squares / daysWithSales / meanSize ** 2 - 1)
  const isSeldom = exposedDays / daysWithSales >= ADI_BORDER
  if (variation >= CV2_BORDER) return isSeldom ? 'lumpy' : 'erratic'
  return isSeldom ? 'intermittent' : 'smooth'
}

/** The level of the whole history, drawn to the pooled one: days that sell by a gamma prior, their size by a few more days. */
export function startOf(sums: LevelSums, pooled: PooledLevel): PooledLevel {
  const { size, incidence } = pooled
  if (!(incidence > 0) || !(size > 0)) {
    return sums.daysWithSales > 0
      ? { size: sums.units / sums.daysWithSales, incidence: sums.daysWithSales / sums.days }
      : { size: 0, incidence: 0 }
  }
  return {
    size: (size * SIZE_PRIOR_DAYS + sums.units) / (SIZE_PRIOR_DAYS + sums.daysWithSales),
    incidence: (PLACE_SHAPE + sums.daysWithSales) / (PLACE_SHAPE / incidence + sums.days),
  }
}

/** Each day's error by the level before it, for whoever chooses the constant. */
export type OnError = (error: number, weight: number) => void

/**
 * Simple exponential smoothing of units per effective day. A day that could sell only in part moves the level by that
 * part, one that could not moves it not at all.
 */
export function smooth(
  units: Float64Array,
  weights: Float64Array,
  start: number,
  constant: number,
  onError?: OnError,
): number {
  let level = start
  for (let at = 0; at < units.length; at += 1) {
    const weight = weights[at]!
    if (weight <= 0) continue
    const error = units[at]! - weight * level
    onError?.(error, weight)
    level += Math.min(constant, 1 / weight) * error
  }
  return Math.max(0, level)
}

/** Teunter, Syntetos & Babai (2011): odds of a sale smoothed each day, size on days with sales. */
export function smoothSeldom(
  units: Float64Array,
  weights: Float64Array,
  start: PooledLevel,
  constant: number,
  onError?: OnError,
): number {
  let { size, incidence } = start
  for (let at = 0; at < units.length; at += 1) {
    const weight = weights[at]!
    if (weight <= 0) continue
    const sold = units[at]!
    onError?.(sold - weight * incidence * size, weight)
    incidence += Math.min(constant, 1 / weight) * (Number(sold > 0) - weight * incidence)
    if (sold > 0) size += constant * (sold - size)
  }
  return Math.max(0, incidence * size)
}

export const methodOf = (kind: Exclude<DemandClass, 'none'>): Exclude<DemandMethod, 'none'> =>
  kind === 'thin' ? 'pooled' : kind === 'smooth' || kind === 'erratic' ? 'smoothing' : 'tsb'
