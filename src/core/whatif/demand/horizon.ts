/** Owns the days ahead: effective days between two times, by weekday and planned promotions. */
import { DAY_MS, promotedMs, type Promotion } from './calendar.ts'
import { weekdayOf } from './rhythm.ts'

/** Effective days, and the sum of the squares of each day's. */
export interface Ahead {
  sum: number
  squares: number
}

/**
 * @param weekday factors by weekday, Sunday first
 * @param from times in milliseconds since 1970
 */
export function daysAhead(
  weekday: ArrayLike<number>,
  from: number,
  until: number,
  promotions: readonly Promotion[] = [],
  lift = 1,
): Ahead {
  const ahead = { sum: 0, squares: 0 }
  for (let at = from; at < until;) {
    const day = Math.floor(at / DAY_MS)
    const end = Math.min(until, (day + 1) * DAY_MS)
    const promoted = promotions.length === 0 ? 0 : promotedMs(promotions, at, end)
    const days = (weekday[weekdayOf(day)]! * (end - at + (lift - 1) * promoted)) / DAY_MS
    ahead.sum += days
    ahead.squares += days * days
    at = end
  }
  return ahead
}
