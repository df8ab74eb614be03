/** Owns a position's days as its entries tell them: units sold, and the share of each day's selling hours with stock. */
import { DAY_MS, daysOf, type Window } from './calendar.ts'
import { netReturns } from './history.ts'
import { shareBefore, type Hours } from './hours.ts'

/** What an entry is: a move, a sale or a return from a customer, a count. */
export const ENTRY = { move: 0, sale: 1, count: 2 } as const

export interface StockEntry {
  at: number
  kind: number
  /** Signed change of a move; figure of a count. */
  units: number
}

export interface StockDays {
  units: Float64Array
  exposure: Float64Array
  /** Days, and parts of days, without stock since the position began. */
  censoredDays: number
}

/** Less than this is nothing: a millionth is the smallest quantity. */
const LEAST_UNITS = 5e-7

/** Stock at the beginning of the window: what is there now, or was counted first, less what moved meanwhile. */
function stockBefore(entries: readonly StockEntry[], stockNow: number): number {
  const firstCount = entries.findIndex(({ kind }) => kind === ENTRY.count)
  const known = firstCount < 0 ? stockNow : entries[firstCount]!.units
  const moves = firstCount < 0 ? entries : entries.slice(0, firstCount)
  return moves.reduce((stock, { units }) => stock - units, known)
}

/**
 * Goes through the entries of a window.
 * @param entries in order of time; all from the window's first day to now
 * @param began whether the position's first entry of all is among them: before it there was no position
 */
export function stockDays(
  entries: readonly StockEntry[],
  stockNow: number,
  began: boolean,
  window: Window,
  hours: Hours,
): StockDays {
  const count = daysOf(window)
  const start = window.firstDay * DAY_MS
  const end = (window.lastDay + 1) * DAY_MS
  const units = new Float64Array(count)
  const exposure = new Float64Array(count)
  /** Days on which something sold that was not there by the books: the books were wrong, it could sell. */
  let wronglyEmpty: number[] | null = null
  /** Since when the books have been known to be wrong: the last such sale, or less than nothing at the beginning. */
  let wrongSince: number | null = null
  let hasReturns = false
  /** Of one day, from and until in milliseconds since 1970. */
  const share = (place: number, from: number, until: number) => {
    const midnight = start + place * DAY_MS
    exposure[place]! += shareBefore(hours, until - midnight) - shareBefore(hours, from - midnight)
  }
  const expose = (since: number, to: number) => {
    const from = Math.max(since, start)
    const until = Math.min(to, end)
    if (from >= until) return
    const first = Math.floor((from - start) / DAY_MS)
    const last = Math.floor((until - start) / DAY_MS)
    if (first === last) {
      share(first, from, until)
      return
    }
    share(first, from, start + (first + 1) * DAY_MS)
    if (last > first + 1) exposure.fill(1, first + 1, last)
    if (last < count) share(last, start + last * DAY_MS, until)
  }
  let stock = began ? 0 : stockBefore(entries, stockNow)
  if (stock < -LEAST_UNITS) wrongSince = start
  let since = start
  const begin = began && entries.length > 0 ? Math.max(start, entries[0]!.at) : start
  for (const { at, kind, units: change } of entries) {
    if (stock > LEAST_UNITS) expose(since, at)
    since = at
    const place = Math.floor(at / DAY_MS) - window.firstDay
    if (kind === ENTRY.sale && place >= 0 && place < count) {
      units[place]! -= change
      hasReturns ||= change > 0
      if (change < 0 && stock <= LEAST_UNITS) {
        ;(wronglyEmpty ??= []).push(place)
        // Between two such sales it could sell too, else a place without any count would seem to sell every day.
        if (wrongSince !== null) expose(wrongSince, at)
        wrongSince = at
      }
    }
    stock = kind === ENTRY.count ? change : stock + change
    if (kind === ENTRY.count || stock >= -LEAST_UNITS) wrongSince = null
  }
  if (stock > LEAST_UNITS) expose(since, end)
  for (const place of wronglyEmpty ?? []) exposure[place] = 1
  let exposed = 0
  for (let place = 0; place < count; place += 1) exposed += exposure[place]!
  return {
    units: hasReturns ? netReturns(units) : units,
    exposure,
    censoredDays: Math.max(0, (end - Math.min(begin, end)) / DAY_MS - exposed),
  }
}
