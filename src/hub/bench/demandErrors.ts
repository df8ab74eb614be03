/** Owns the errors of forecasts: MASE of an estimate and of two simple ones, and how often the interval held what came. */
import { demandQuantile } from '../../core/whatif/demand/negativeBinomial.ts'
import type { DemandClass } from '../../core/whatif/demand/demand.ts'
import { rounded } from './percentiles.ts'
import type { Figures } from './result.ts'

/** One forecast of one series from one origin. */
export interface Forecast {
  series: string
  class: DemandClass
  isThin: boolean
  actual: number
  mean: number
  /** Null: Poisson. */
  dispersion: number | null
  naive: number
  seasonalNaive: number
  /** Mean absolute error of the seasonal naive forecast within the history (Hyndman & Koehler 2006). */
  scale: number
}

interface Sums {
  forecasts: number
  series: Set<string>
  error: number
  naive: number
  seasonalNaive: number
  bias: number
  actual: number
  within: number
}

const emptySums = (): Sums => ({
  forecasts: 0,
  series: new Set(),
  error: 0,
  naive: 0,
  seasonalNaive: 0,
  bias: 0,
  actual: 0,
  within: 0,
})

export interface ErrorSums {
  add(forecast: Forecast): void
  figures(): Figures
}

/** A series whose history never changed has no scale: it is counted, and has no part in MASE. */
export function openErrors(): ErrorSums {
  const all = emptySums()
  const classes = new Map<DemandClass, Sums>()
  const thin = new Set<string>()
  let withoutScale = 0
  const note = (sums: Sums, one: Forecast) => {
    sums.series.add(one.series)
    sums.bias += one.mean - one.actual
    sums.actual += one.actual
    const low = demandQuantile(one.mean, one.dispersion, 0.025)
    const high = demandQuantile(one.mean, one.dispersion, 0.975)
    sums.within += Number(one.actual >= low && one.actual <= high)
    sums.forecasts += 1
    sums.error += Math.abs(one.mean - one.actual) / one.scale
    sums.naive += Math.abs(one.naive - one.actual) / one.scale
    sums.seasonalNaive += Math.abs(one.seasonalNaive - one.actual) / one.scale
  }
  const figuresOf = (sums: Sums): Figures => {
    const per = (value: number) => rounded(value / Math.max(1, sums.forecasts), 3)
    return {
      series: sums.series.size,
      forecasts: sums.forecasts,
      mase: per(sums.error),
      maseNaive: per(sums.naive),
      maseSeasonalNaive: per(sums.seasonalNaive),
      biasShare: rounded(sums.bias / Math.max(1e-9, sums.actual), 3),
      within95: per(sums.within),
    }
  }
  return {
    add(forecast) {
      if (forecast.isThin) thin.add(forecast.series)
      if (!(forecast.scale > 0)) {
        withoutScale += 1
        return
      }
      note(all, forecast)
      const own = classes.get(forecast.class) ?? emptySums()
      classes.set(forecast.class, own)
      note(own, forecast)
    },
    figures: () => ({
      ...figuresOf(all),
      thinSeries: thin.size,
      forecastsWithoutScale: withoutScale,
      byClass: Object.fromEntries([...classes].map(([name, sums]) => [name, figuresOf(sums)])),
    }),
  }
}

/** Mean absolute difference of values that lie `lag` apart. */
export function naiveScale(values: ArrayLike<number>, lag: number): number {
  let sum = 0
  let count = 0
  for (let at = lag; at < values.length; at += 1) {
    sum += Math.abs(values[at]! - values[at - lag]!)
    count += 1
  }
  return count === 0 ? 0 : sum / count
}
