/** Owns what a replay says: three columns with their intervals, the plan's gain by paired differences, and its stress. */
import type { Comparison, Sensitivity, WorldFigures } from '../../../shared/readModels/whatif.ts'
import type { Interval } from '../../../shared/readModels/transfers.ts'
import { NO_STRESS, type Stress } from './demandDraws.ts'
import { worthOf, type RunFigures } from './playing.ts'
import type { Replay, ReplayOptions } from './replay.ts'
import { add, containsZero, intervalOf, newTally, varianceOf } from '../../../shared/tally.ts'

/** Minor units in one unit of the currency. */
const MINOR = 100

/**
 * What a replay has found so far. Intervals are at 95 %, by Student's t over the replications.
 * @param minorPerUnit minor units of the currency in the world's unit of money
 * @returns undefined before two replications
 */
export function comparisonOf(replay: Replay, minorPerUnit = MINOR): Comparison | undefined {
  const { base, scenario, withPlan } = replay.record()
  const { money, units } = replay.gain()
  if (money.count < 2) return undefined
  const planGain = intervalOf(money)
  return {
    base: figuresOf(base, minorPerUnit),
    scenario: figuresOf(scenario, minorPerUnit),
    withPlan: figuresOf(withPlan, minorPerUnit),
    planGainMinor: scaled(planGain, minorPerUnit),
    planGainUnits: intervalOf(units),
    replications: money.count,
    isProven: !containsZero(planGain),
    varianceRatio: varianceRatioOf(scenario, withPlan, varianceOf(money)),
    sample: null,
  }
}

/** Variance of the difference if both runs had their own draws, over its variance on common ones. Null: no difference. */
export function varianceRatioOf(
  without: readonly RunFigures[],
  withPlan: readonly RunFigures[],
  paired: number,
): number | null {
  if (paired <= 0) return null
  return (spreadOf(without) + spreadOf(withPlan)) / paired
}

function spreadOf(runs: readonly RunFigures[]): number {
  const tally = newTally()
  for (const run of runs) add(tally, worthOf(run))
  return varianceOf(tally)
}

function figuresOf(runs: readonly RunFigures[], minorPerUnit: number): WorldFigures {
  const over = (figure: (run: RunFigures) => number | null): Interval | null => {
    const tally = newTally()
    for (const run of runs) {
      const value = figure(run)
      if (value !== null) add(tally, value)
    }
    return tally.count === 0 ? null : intervalOf(tally)
  }
  const none: Interval = { mean: 0, low: 0, high: 0 }
  const always = (figure: (run: RunFigures) => number) => over(figure) ?? none
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
  return {
    fillRate: over(({ soldUnits, demandUnits }) => share(soldUnits, demandUnits)) ?? {
      mean: 1,
      low: 1,
      high: 1,
    },
    lostSalesUnits: always(({ demandUnits, soldUnits }) => demandUnits - soldUnits),
    lostSalesMinor: always(({ lostMoney }) => lostMoney * minorPerUnit),
    costMinor: always(({ transportMoney, onlineMoney }) => (transportMoney + onlineMoney) * minorPerUnit),
    promiseKeptOfShipped: over(({ onTimeUnits, shippedUnits }) => share(onTimeUnits, shippedUnits)),
    promiseKeptOfDemanded: over(({ onTimeUnits, onlineUnits }) => share(onTimeUnits, onlineUnits)),
    leftoverUnits: always(({ leftoverUnits }) => leftoverUnits),
  }
}

const scaled = ({ mean, low, high }: Interval, factor: number): Interval => ({
  mean: mean * factor,
  low: low * factor,
  high: high * factor,
})

/** Demand 20 % below and above what is expected, and factors that all, a SKU's or a place's customers share. */
export const STRESSES: readonly Stress[] = [
  { ...NO_STRESS, demandFactor: 0.8 },
  { ...NO_STRESS, demandFactor: 1.2 },
  { demandFactor: 1, networkShock: 0.15, skuShock: 0.25, placeShock: 0.15 },
]

/** The options of a replay under stress: the difference that the plan makes is all that it is for. */
export const underStress = (options: ReplayOptions, stress: Stress): ReplayOptions => ({
  ...options,
  base: options.scenario,
  stress,
  restReplications: 0,
  mostReplications: options.leastReplications ?? 50,
})

/** @returns undefined before two replications */
export function sensitivityOf(stress: Stress, replay: Replay, minorPerUnit = MINOR): Sensitivity | undefined {
  const { money } = replay.gain()
  if (money.count < 2) return undefined
  return {
    demandFactor: stress.demandFactor,
    hasShocks: stress.networkShock + stress.skuShock + stress.placeShock > 0,
    gainMinor: scaled(intervalOf(money), minorPerUnit),
  }
}

/** The stress under which the plan does worst: the lowest end of an interval. */
export function worstOf(sensitivities: readonly Sensitivity[]): Sensitivity | undefined {
  return sensitivities.toSorted((left, right) => left.gainMinor.low - right.gainMinor.low)[0]
}
