/** Owns the reading of sums of 28 days for very many positions, in one pass. */
import type { Reader } from '../../ledger/types.ts'
import type { Window } from './calendar.ts'
import { PERIOD_DAYS, type PeriodSums } from './periodDays.ts'
import type { Positions } from './positions.ts'

const MICROUNITS = 1_000_000

export interface PeriodSource {
  of(position: number): PeriodSums[]
}

const PERIODS_SQL = `
SELECT location_id AS location, sku_id AS sku, period, sold, left_days AS leftDays FROM position_periods
WHERE period BETWEEN ? AND ?`

interface Row {
  location: number
  sku: number
  period: number
  sold: number
  leftDays: number
}

/** Kept in columns of position × period. */
export function readPeriods(reader: Reader, positions: Positions, window: Window): PeriodSource {
  const first = Math.floor(window.firstDay / PERIOD_DAYS)
  const count = Math.floor(window.lastDay / PERIOD_DAYS) - first + 1
  const sold = new Float64Array(positions.length * count)
  const leftDays = new Uint32Array(positions.length * count)
  for (const row of reader.iterate<Row>(PERIODS_SQL, [first, first + count - 1])) {
    const position = positions.of(row.location, row.sku)
    if (position < 0) continue
    const place = position * count + row.period - first
    sold[place] = row.sold / MICROUNITS
    leftDays[place] = row.leftDays
  }
  return {
    of(position) {
      const sums: PeriodSums[] = []
      for (let period = 0; period < count; period += 1) {
        const place = position * count + period
        if (leftDays[place] === 0 && sold[place] === 0) continue
        sums.push({ period: first + period, sold: sold[place]!, leftDays: leftDays[place]! })
      }
      return sums
    },
  }
}
