/** Owns what one more or one less unit at a location is worth: gains and losses from the demand, and what days on the road take off. */
import { fillOdds, type Demand } from './demandOdds.ts'

/** So many units at most are received or given for one SKU at one location, where a case does not say otherwise. */
export const GAINS_MAX = 24
export const LOSSES_MAX = 40

export interface Worth {
  /** Of a sale that is made instead of lost. */
  perSale: number
  /** Cost of a unit left over. */
  perLeftover: number
}

const odds = new Float64Array(4096)

/**
 * Values of units onHand + 1, onHand + 2, …: m(y) = v · P(D ≥ y) − h · P(D ≤ y − 1), while above 0.
 * @param least so many are given also where they are not above 0 (a pinned transfer is valued truthfully)
 * @returns how many were written into `values`
 */
export function fillGains(
  worth: Worth,
  demand: Demand,
  onHand: number,
  values: Float64Array,
  least: number,
  most: number = GAINS_MAX,
): number {
  return asFarAsWanted(Math.max(most, least), Math.max(GAINS_MAX, least), (count) => {
    const chances = count > odds.length ? new Float64Array(count) : odds
    fillOdds(demand, onHand + 1, count, chances)
    return keepPositive(worth, chances, values, count, least)
  })
}

/** Most places want few units: the odds of more are reckoned only where the first ones all pay. */
function asFarAsWanted(most: number, first: number, fill: (count: number) => number): number {
  for (let count = Math.min(first, most); ; count = Math.min(count * 4, most)) {
    const filled = fill(count)
    if (filled < count || count === most) return filled
  }
}

function keepPositive(
  { perSale, perLeftover }: Worth,
  chances: Float64Array,
  values: Float64Array,
  count: number,
  least: number,
): number {
  for (let t = 0; t < count; t++) {
    const value = (perSale + perLeftover) * (chances[t] ?? 0) - perLeftover
    if (t >= least && !(value > 0)) return t
    values[t] = value
  }
  return count
}

/** Values of units onHand, onHand − 1, …, which are lost by giving them. */
export function fillLosses(
  { perSale, perLeftover }: Worth,
  demand: Demand,
  onHand: number,
  count: number,
  values: Float64Array,
): void {
  const chances = count > odds.length ? new Float64Array(count) : odds
  fillOdds(demand, onHand - count + 1, count, chances)
  for (let t = 0; t < count; t++) {
    values[t] = (perSale + perLeftover) * (chances[count - 1 - t] ?? 0) - perLeftover
  }
}

/**
 * Gains of units that arrive after a part of the demand has passed. The t-th of them is sold when what is asked for
 * after its arrival exceeds what is left of the stock by then: D(after) ≥ max(0, onHand − D(before)) + t. Demand before
 * and after are independent and add up to the demand (the dispersion is split in proportion to the mean).
 * @param before the part of the demand that passes before they arrive, 0 to 1
 */
export function fillLateGains(
  worth: Worth,
  demand: Demand,
  onHand: number,
  before: number,
  values: Float64Array,
  least: number,
  most: number = GAINS_MAX,
): number {
  if (before <= 0) return fillGains(worth, demand, onHand, values, least, most)
  const early = part(demand, before)
  const late = part(demand, 1 - before)
  const spread = Math.sqrt(early.mean + (early.dispersion ? early.mean ** 2 / early.dispersion : 0))
  // Beyond so many, P(D ≥ y) is below 1e-9 for any dispersion that is met in practice; the rest counts as "all sold".
  const kept = Math.min(onHand, Math.ceil(early.mean + 12 * spread) + 30)
  const least0 = onHand - kept
  const earlyOdds = new Float64Array(kept + 2)
  fillOdds(early, 0, kept + 2, earlyOdds)
  return asFarAsWanted(Math.max(most, least), Math.max(GAINS_MAX, least), (count) => {
    const chances = new Float64Array(count)
    const lateOdds = new Float64Array(kept + count + 1)
    fillOdds(late, least0, kept + count + 1, lateOdds)
    for (let d = 0; d <= kept; d++) {
      const chance = (earlyOdds[d] ?? 0) - (d === kept ? 0 : (earlyOdds[d + 1] ?? 0))
      if (chance < 1e-15) continue
      for (let t = 0; t < count; t++) {
        chances[t] = (chances[t] ?? 0) + chance * (lateOdds[kept - d + t + 1] ?? 0)
      }
    }
    return keepPositive(worth, chances, values, count, least)
  })
}

function part({ mean, dispersion }: Demand, share: number): Demand {
  return { mean: mean * share, dispersion: dispersion === null ? null : Math.max(1e-9, dispersion * share) }
}
