/** Owns the forecast of published weekly sales of 45 stores by rolling origin. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { dispersionOver } from '../../core/whatif/demand/dispersion.ts'
import { estimateSku } from '../../core/whatif/demand/estimate.ts'
import type { SkuHistory } from '../../core/whatif/demand/history.ts'
import { learnPools } from '../../core/whatif/demand/pools.ts'
import { naiveScale, openErrors } from './demandErrors.ts'
import type { Figures } from './result.ts'

const FILE = 'sales-walmart45/Walmart_Store_sales.csv'
/** Weeks of a year: the season. */
const SEASON = 52
/** Weeks that an estimate must have; two years, so that the season can be compared. */
const FIRST_ORIGIN = 104
const HORIZON = 4
/** Dollars are counted by the thousand: a unit of demand. */
const UNIT = 1_000

interface Store {
  store: string
  sales: number[]
  holiday: number[]
}

function readStores(path: string): Store[] {
  const stores = new Map<string, Store>()
  for (const line of readFileSync(path, 'utf8').split(/\r?\n/).slice(1)) {
    const [store = '', , sales = '', holiday = ''] = line.split(',')
    if (store === '') continue
    const of = stores.get(store) ?? { store, sales: [], holiday: [] }
    stores.set(store, of)
    of.sales.push(Number(sales) / UNIT)
    of.holiday.push(Number(holiday))
  }
  return [...stores.values()]
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Each store is one place of one article; a week stands for a day, a week with a holiday for a promotion. Null: no file. */
export function forecastWeekly(corpus: string): Figures | null {
  const path = join(corpus, FILE)
  if (!existsSync(path)) return null
  const stores = readStores(path)
  const weeks = Math.min(...stores.map(({ sales }) => sales.length))
  const errors = openErrors()
  for (let origin = FIRST_ORIGIN; origin + HORIZON <= weeks; origin += 1) {
    const past: SkuHistory = {
      promoted: Float64Array.from(stores[0]!.holiday.slice(0, origin)),
      positions: stores.map(({ sales }) => ({
        units: Float64Array.from(sales.slice(0, origin)),
        exposure: new Float64Array(origin).fill(1),
        rhythm: new Float64Array(origin).fill(1),
        size: 1,
        kind: 'store',
        censoredDays: 0,
      })),
    }
    const estimate = estimateSku(past, learnPools([past]))
    const weights = stores[0]!.holiday
      .slice(origin, origin + HORIZON)
      .map((share) => 1 + (estimate.lift - 1) * share)
    const ahead = { sum: sum(weights), squares: sum(weights.map((weight) => weight ** 2)) }
    for (const [index, { store, sales }] of stores.entries()) {
      const one = estimate.positions[index]!
      const mean = one.perDay * ahead.sum
      errors.add({
        series: store,
        class: one.class,
        isThin: one.class === 'thin',
        actual: sum(sales.slice(origin, origin + HORIZON)),
        mean,
        dispersion: dispersionOver(one.overdispersion, ahead, one.doubt, mean),
        naive: sales[origin - 1]! * HORIZON,
        seasonalNaive: sum(sales.slice(origin - SEASON, origin - SEASON + HORIZON)),
        scale: naiveScale(sales.slice(0, origin), SEASON) * HORIZON,
      })
    }
  }
  return { weeks, horizonWeeks: HORIZON, ...errors.figures() }
}
