/** Owns what promotions do to sales: the lift of a SKU, drawn to that of all promotions. */
import type { SkuHistory } from './history.ts'

/** A SKU's own lift counts half once so many sales were to be expected on its promoted days. */
const LIFT_PRIOR_SALES = 20
const LEAST_LIFT = 0.5
const MOST_LIFT = 10

/** What promoted days sold, and what they would have sold without; units. */
export interface LiftSums {
  /** Sold beyond the plain expectation. */
  beyond: number
  /** Plain expectation of the promoted parts of days. */
  expected: number
  /** Days with sales that were to be expected in them. */
  incidents: number
}

export const noLift = (): LiftSums => ({ beyond: 0, expected: 0, incidents: 0 })

/** Effective days with the lift in them. */
export function liftedWeights(history: SkuHistory, position: number, lift: number): Float64Array {
  const { exposure, rhythm } = history.positions[position]!
  const weights = new Float64Array(exposure.length)
  for (let at = 0; at < weights.length; at += 1) {
    weights[at] = exposure[at]! * rhythm[at]! * (1 + (lift - 1) * history.promoted[at]!)
  }
  return weights
}

/** Sums a SKU's promoted days at all its places, each against its own plain level. */
export function sumLift(history: SkuHistory, into: LiftSums): void {
  if (!history.promoted.some((share) => share > 0)) return
  for (const { units, exposure, rhythm } of history.positions) {
    let sold = 0
    let days = 0
    let withSales = 0
    for (let at = 0; at < units.length; at += 1) {
      const weight = exposure[at]! * rhythm[at]!
      if (weight <= 0 || history.promoted[at]! > 0) continue
      days += weight
      sold += units[at]!
      withSales += Number(units[at]! > 0)
    }
    if (days <= 0) continue
    for (let at = 0; at < units.length; at += 1) {
      const share = history.promoted[at]!
      const weight = exposure[at]! * rhythm[at]!
      if (share <= 0 || weight <= 0) continue
      const plain = (sold / days) * weight
      into.beyond += units[at]! - plain
      into.expected += plain * share
      into.incidents += Math.min(1, (withSales / days) * weight) * share
    }
  }
}

/** Sales of a promoted day against a plain one. @param wider the lift of all promotions; 1 where nothing is known */
export function liftOf({ beyond, expected, incidents }: LiftSums, wider: number): number {
  if (!(expected > 0)) return wider
  const share = incidents / (incidents + LIFT_PRIOR_SALES)
  const own = 1 + beyond / expected
  return Math.min(MOST_LIFT, Math.max(LEAST_LIFT, share * own + (1 - share) * wider))
}
