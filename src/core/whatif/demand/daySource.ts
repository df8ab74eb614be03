/** Owns where a position's days come from: its entries, or sums of 28 days where there are too many to be gone through. */
import type { Reader } from '../../ledger/types.ts'
import { DAY_MS, type Window } from './calendar.ts'
import { readChains, scanEntries, type EntrySource } from './entryRows.ts'
import { hoursOf, HOUR_COUNT, type Hours } from './hours.ts'
import { periodDays, PERIOD_DAYS, periodWindow, type PeriodSums } from './periodDays.ts'
import type { Positions } from './positions.ts'
import { stockDays, type StockDays } from './stockDays.ts'

/** Of so many positions or fewer each one's chain is followed. */
const FEW_POSITIONS = 2_000
/** A ledger of more entries is not gone through: its sums of 28 days are read. */
const MOST_ENTRIES = 6_000_000
const MICROUNITS = 1_000_000

export interface DaySource {
  kind: 'days' | 'periods'
  window: Window
  daysOf(position: number): StockDays
}

/** Chooses the source by the size of what is asked for and of the ledger. */
export function openDays(reader: Reader, positions: Positions, now: number, historyDays: number): DaySource {
  if (positions.length > FEW_POSITIONS && entriesIn(reader) > MOST_ENTRIES) {
    return byPeriods(reader, positions, now, historyDays)
  }
  const lastDay = Math.floor(now / DAY_MS) - 1
  const window = { firstDay: lastDay - Math.max(1, Math.floor(historyDays)) + 1, lastDay }
  const read = positions.length > FEW_POSITIONS ? scanEntries : readChains
  return byEntries(read(reader, positions, window, now), positions, window)
}

/** An upper bound, read from the last number. */
const entriesIn = (reader: Reader): number =>
  reader.get<{ last: number | null }>('SELECT max(entry_number) AS last FROM entries')?.last ?? 0

function byEntries(source: EntrySource, positions: Positions, window: Window): DaySource {
  const hours: Hours[] = positions.places.map((_, place) =>
    hoursOf(source.salesByHour.subarray(place * HOUR_COUNT, (place + 1) * HOUR_COUNT)),
  )
  return {
    kind: 'days',
    window,
    daysOf(position) {
      const { entries, began } = source.of(position)
      return stockDays(entries, positions.stock[position]!, began, window, hours[positions.place[position]!]!)
    },
  }
}

const PERIODS_SQL = `
SELECT location_id AS location, sku_id AS sku, period, sold, left_days AS leftDays
FROM position_periods WHERE period >= ?`
const OF_POSITION_SQL = `
SELECT period, sold, left_days AS leftDays FROM position_periods
WHERE location_id = ? AND sku_id = ? AND period >= ?`

function byPeriods(reader: Reader, positions: Positions, now: number, historyDays: number): DaySource {
  const window = periodWindow(now, historyDays)
  const first = window.firstDay / PERIOD_DAYS
  const found = new Map<number, PeriodSums[]>()
  const note = (position: number, { period, sold, leftDays }: PeriodSums) => {
    const own = found.get(position)
    const sums = { period, sold: sold / MICROUNITS, leftDays }
    if (own) own.push(sums)
    else found.set(position, [sums])
  }
  if (positions.length <= FEW_POSITIONS) {
    for (let position = 0; position < positions.length; position += 1) {
      const key = [
        positions.places[positions.place[position]!]!.number,
        positions.skuNumbers[positions.sku[position]!]!,
        first,
      ]
      for (const row of reader.all<PeriodSums>(OF_POSITION_SQL, key)) note(position, row)
    }
  } else {
    for (const row of reader.iterate<PeriodSums & { location: number; sku: number }>(PERIODS_SQL, [first])) {
      const position = positions.of(row.location, row.sku)
      if (position >= 0) note(position, row)
    }
  }
  return {
    kind: 'periods',
    window,
    daysOf: (position) =>
      periodDays(
        found.get(position) ?? [],
        { stock: positions.stock[position]!, latestAt: positions.latestAt[position]!, now },
        window,
      ),
  }
}
