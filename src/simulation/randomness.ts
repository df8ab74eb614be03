/** Owns the simulator's dice: one independent stream for each purpose, all from one seed. */
import { seededRandom, type Random } from '../core/platform.ts'

/** A stream of its own for one purpose, so that a change in one kind of behaviour leaves the others as they were. */
export function randomStream(seed: number, purpose: string): Random {
  let hash = 0x811c9dc5
  for (const letter of `${seed}/${purpose}`) {
    hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    hash ^= hash >>> 13
  }
  return seededRandom(hash)
}

/** A whole number from `low` to `high`, both included. */
export function integerBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random.next() * (high - low + 1))
}

export function numberBetween(random: Random, low: number, high: number): number {
  return low + random.next() * (high - low)
}

export function happens(random: Random, probability: number): boolean {
  return probability > 0 && random.next() < probability
}

/** @throws RangeError for an empty list. */
export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random.next() * values.length)]
  if (value === undefined) throw new RangeError('cannot pick from an empty list')
  return value
}

/** How many arrivals a Poisson process has where `mean` are expected. Exact below 30, rounded normal above. */
export function poisson(random: Random, mean: number): number {
  if (mean <= 0) return 0
  if (mean > 30) {
    const angle = 2 * Math.PI * random.next()
    const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * radius * Math.cos(angle)))
  }
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.next(); product > limit; product *= random.next()) count++
  return count
}

/** The place in a rising list of running totals that a uniform draw falls on. */
export function pickByTotals(random: Random, totals: Float64Array): number {
  const last = totals.length - 1
  const target = random.next() * (totals[last] ?? 0)
  let low = 0
  let high = last
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((totals[middle] ?? 0) > target) high = middle
    else low = middle + 1
  }
  return low
}
