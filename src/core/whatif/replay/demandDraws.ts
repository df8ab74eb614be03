/** Owns the demand of one replication: how many units of each row are asked for on each day. */
import { demandQuantile, extend, normalQuantile, PURPOSES, uniform, type Purpose } from './draws.ts'
import type { DemandRows } from './scene.ts'

/** How a replay's demand differs from what the world expects. */
export interface Stress {
  /** 1: as expected. */
  demandFactor: number
  /** Deviations (of the logarithm) of factors that all rows, all rows of a SKU, all rows of a place share. */
  networkShock: number
  skuShock: number
  placeShock: number
}

export const NO_STRESS: Stress = { demandFactor: 1, networkShock: 0, skuShock: 0, placeShock: 0 }

/** Rows between two looks at whether to stop. */
const SLICE = 4096

/**
 * A row's days are independent, and sum to the distribution of its horizon.
 * @returns by row and day: units; undefined where it was stopped
 */
export function drawDemand(
  rows: DemandRows,
  purpose: Purpose,
  horizonDays: number,
  replication: number,
  stress: Stress,
  isStopped: () => boolean = () => false,
): Int32Array | undefined {
  const count = rows.mean.length
  const drawn = new Int32Array(count * horizonDays)
  const network = shockFactor(stress.networkShock, 1, replication, PURPOSES.networkShock)
  for (let row = 0; row < count; row++) {
    if (row % SLICE === 0 && isStopped()) return undefined
    const mean =
      (rows.mean[row] ?? 0) *
      stress.demandFactor *
      network *
      shockFactor(stress.skuShock, rows.skuKey[row] ?? 0, replication, PURPOSES.skuShock) *
      shockFactor(stress.placeShock, rows.placeKey[row] ?? 0, replication, PURPOSES.placeShock)
    if (mean <= 0) continue
    const factors = rows.factors[row]
    const total = factors ? factors.reduce((sum, factor) => sum + factor, 0) : horizonDays
    if (total <= 0) continue
    const dispersion = rows.dispersion[row] ?? Infinity
    const key = extend(rows.key[row] ?? 0, replication)
    for (let day = 0; day < horizonDays; day++) {
      const factor = factors?.[day] ?? 1
      // Splitting the dispersion as the mean is split makes the sum of the days follow the horizon's own distribution.
      drawn[row * horizonDays + day] = demandQuantile(
        uniform(key, replication, day, purpose),
        (mean * factor) / horizonDays,
        (dispersion * factor) / total,
      )
    }
  }
  return drawn
}

/** A lognormal factor with mean 1. */
function shockFactor(deviation: number, subject: number, replication: number, purpose: Purpose): number {
  if (deviation === 0) return 1
  const normal = normalQuantile(uniform(subject, replication, 0, purpose))
  return Math.exp(deviation * normal - (deviation * deviation) / 2)
}
