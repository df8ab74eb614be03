/** Owns the dice of a replay: each draw is a function of its name, so that one transfer more never shifts another draw. */

/** What a draw is for; part of its name. */
export const PURPOSES = {
  walkIn: 1,
  online: 2,
  laneDelay: 3,
  reachDelay: 4,
  networkShock: 5,
  skuShock: 6,
  placeShock: 7,
} as const
export type Purpose = (typeof PURPOSES)[keyof typeof PURPOSES]

/** A name's number: FNV-1a, then mixed. Not for anything that an adversary could gain from. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return mix(hash)
}

/** The finalizer of MurmurHash3 (public domain): every bit of the input changes each bit of the output half of the time. */
export function mix(value: number): number {
  let mixed = value ^ (value >>> 16)
  mixed = Math.imul(mixed, 0x85ebca6b)
  mixed ^= mixed >>> 13
  mixed = Math.imul(mixed, 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Goes on from a number with another part of the name. The order of the parts matters. */
export const extend = (hash: number, part: number) =>
  mix(Math.imul(hash ^ Math.imul(part, 0x9e3779b1), 0x85ebca77) + 0x165667b1)

/** What the draws of one SKU at one place, or of one lane, begin with. */
export const subjectKey = (seed: number, first: string, second: string) =>
  keyOfHashes(seed, hashText(first), hashText(second))

/** The same of names whose numbers are known. */
export const keyOfHashes = (seed: number, first: number, second: number) =>
  extend(extend(mix(seed), first), second)

/** A number above 0 and below 1. */
export function uniform(subject: number, replication: number, day: number, purpose: Purpose): number {
  const high = extend(extend(extend(subject, replication), day), purpose)
  // 32 bits are enough for quantiles, and half a step keeps off both ends.
  return (high + 0.5) / 4_294_967_296
}

/**
 * The inverse of the normal distribution, by Acklam's rational approximation (relative error below 1.2e-9).
 * @param probability above 0 and below 1
 */
export function normalQuantile(probability: number): number {
  if (probability < 0.02425) return tail(Math.sqrt(-2 * Math.log(probability)))
  if (probability > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - probability)))
  const q = probability - 0.5
  const r = q * q
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  )
}

function tail(q: number): number {
  return (
    (((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) *
      q +
      4.374664141464968) *
      q +
      2.938163982698783) /
    ((((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q +
      1)
  )
}

/** Above this mean the normal distribution, rounded, stands in. */
const LARGE_MEAN = 400

/**
 * How many units are asked for: the quantile of the Poisson distribution, or of the negative binomial with
 * variance mean + mean² / dispersion. A greater mean never gives less from the same number.
 * @param dispersion Infinity for Poisson
 */
export function demandQuantile(probability: number, mean: number, dispersion: number): number {
  if (mean <= 0) return 0
  const isPoisson = dispersion === Infinity
  if (mean > LARGE_MEAN) {
    const deviation = Math.sqrt(isPoisson ? mean : mean + (mean * mean) / dispersion)
    return Math.max(0, Math.round(mean + deviation * normalQuantile(probability)))
  }
  const step = isPoisson ? mean : mean / (dispersion + mean)
  let term = isPoisson ? Math.exp(-mean) : Math.exp(dispersion * Math.log(dispersion / (dispersion + mean)))
  let total = term
  let units = 0
  // The end guards against terms that vanish before the total reaches a probability very near 1.
  while (total < probability && units < 100_000) {
    term *= isPoisson ? step / (units + 1) : (step * (dispersion + units)) / (units + 1)
    units++
    total += term
    if (term < 1e-17 && units > mean) break
  }
  return units
}
