/** Owns a position's days at a glance: from sums of 28 days and the days on which anything left. */
import { DAY_MS, daysOf, type Window } from './calendar.ts'
import type { StockDays } from './stockDays.ts'

/** Days of a period, as the ledger sums them; a day's mark is a bit. */
export const PERIOD_DAYS = 28

export interface PeriodSums {
  period: number
  /** To customers, less what came straight back; units. */
  sold: number
  leftDays: number
}

/** What is known of the position besides. */
export interface PositionNow {
  stock: number
  latestAt: number
  now: number
}

/** Periods that cover so many days before a time; the last of them runs. */
export function periodWindow(now: number, historyDays: number): Window {
  const today = Math.floor(now / DAY_MS)
  const first = Math.floor(today / PERIOD_DAYS) - Math.max(1, Math.ceil(historyDays / PERIOD_DAYS)) + 1
  return { firstDay: first * PERIOD_DAYS, lastDay: today }
}

/**
 * Units are spread evenly over the days on which any left. Stock is taken to have been there on every day, except where
 * there is none now: then since the position was last spoken of. Earlier days without stock cannot be told here.
 */
export function periodDays(periods: readonly PeriodSums[], position: PositionNow, window: Window): StockDays {
  const count = daysOf(window)
  const units = new Float64Array(count)
  for (const { period, sold, leftDays } of periods) {
    let marks = 0
    for (let bits = leftDays; bits !== 0; bits &= bits - 1) marks += 1
    if (marks === 0 || sold <= 0) continue
    for (let bits = leftDays; bits !== 0; bits &= bits - 1) {
      const place = period * PERIOD_DAYS + 31 - Math.clz32(bits & -bits) - window.firstDay
      if (place >= 0 && place < count) units[place]! += sold / marks
    }
  }
  const exposure = new Float64Array(count).fill(1)
  const today = position.now / DAY_MS - window.lastDay
  exposure[count - 1] = Math.min(1, Math.max(0, today))
  let censoredDays = 0
  if (position.stock <= 0) {
    const emptySince = position.latestAt / DAY_MS - window.firstDay
    for (let place = Math.max(0, Math.floor(emptySince)); place < count; place += 1) {
      const kept = Math.min(exposure[place]!, Math.max(0, emptySince - place))
      censoredDays += exposure[place]! - kept
      exposure[place] = kept
    }
  }
  return { units, exposure, censoredDays }
}
