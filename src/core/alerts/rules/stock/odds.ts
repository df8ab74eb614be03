/** Owns the odds that rules about stock reckon with: demand by negative binomial, silence by beta and Bernoulli. */
import type { Demand } from './demand.ts'

/** So large a size is Poisson to all that is printed. */
const POISSON_SIZE = 1e6

/**
 * Size k of the negative binomial for the demand of a day, from the share of days without any (zero-class method:
 * (k / (k + mean))^k = share of zeros). Where there are no more zeros than Poisson has, it is Poisson.
 */
export function dispersionOf({ units, leavingDays, days }: Demand): number {
  const mean = units / days
  const zeros = (Math.max(0, days - leavingDays) + 0.5) / (days + 1)
  const wanted = Math.log(zeros)
  if (wanted <= -mean) return POISSON_SIZE
  let low = 1e-3
  let high = POISSON_SIZE
  for (let turn = 0; turn < 60; turn += 1) {
    const size = Math.sqrt(low * high)
    if (size * Math.log(size / (size + mean)) > wanted) low = size
    else high = size
  }
  return Math.sqrt(low * high)
}

/** Odds that at least `units` leave, of a negative binomial of this mean and size. */
export function oddsOfAtLeast(units: number, mean: number, size: number): number {
  const wanted = Math.ceil(units - 1e-9)
  if (wanted <= 0) return 1
  if (mean <= 0) return 0
  const logZero = size * Math.log(size / (size + mean))
  if (logZero < -700 || wanted > 20_000) {
    const deviation = Math.sqrt(mean + (mean * mean) / size)
    return normalTail((wanted - 0.5 - mean) / deviation)
  }
  let chance = Math.exp(logZero)
  let below = 0
  const ratio = mean / (size + mean)
  for (let n = 0; n < wanted; n += 1) {
    below += chance
    chance *= ((size + n) / (n + 1)) * ratio
  }
  return Math.max(0, 1 - below)
}

/** Upper tail of the normal distribution (Abramowitz and Stegun 26.2.17, error below 7.5e-8). */
function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series
}

/**
 * Odds that what is there is gone within so many living days. The rate is known no better than what was seen of it
 * allows (gamma posterior), which widens the distribution.
 */
export function oddsOfRunningOut(available: number, demand: Demand, livingDays: number): number {
  if (available <= 0) return 1
  if (demand.units <= 0 || demand.days <= 0 || livingDays <= 0) return 0
  const mean = (demand.units / demand.days) * livingDays
  const size = 1 / (1 / (dispersionOf(demand) * livingDays) + 1 / (demand.units + 0.5))
  return oddsOfAtLeast(available, mean, size)
}

/**
 * Odds that nothing leaves on so many living days in a row although it could: each day something leaves or not, with a
 * chance that is known by a beta posterior (Jeffreys prior) from the days that were seen.
 */
export function oddsOfSilence({ leavingDays, days }: Demand, silentDays: number): number {
  const some = leavingDays + 0.5
  let none = Math.max(0, days - leavingDays) + 0.5
  let odds = 1
  for (let day = 0; day < silentDays && odds > 1e-12; day += 1) {
    odds *= none / (some + none)
    none += 1
  }
  return odds
}

/**
 * Odds that stock which the books show is not there. Before the silence: that a spell between two days with sales begins
 * with the stock gone, at so many losses a year; after it, by Bayes.
 */
export function oddsOfPhantom(demand: Demand, silentDays: number, phantomsPerYear: number): number {
  const sellingShare = (demand.leavingDays + 0.5) / (demand.days + 1)
  const hazardPerDay = phantomsPerYear / 365
  const before = hazardPerDay / (hazardPerDay + sellingShare)
  const silence = oddsOfSilence(demand, silentDays)
  return before / (before + (1 - before) * silence)
}
