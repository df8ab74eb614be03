/** Owns working hours as questions ask for them: of a location, between two instants, by the schedules in force meanwhile. */
import { calendarOf, type LocationSchedule } from '../../shared/locationSchedule.ts'
import { HOUR_MS } from '../../shared/timeZone.ts'
import { businessMsBetween, type WorkingCalendar } from '../../shared/workingCalendar.ts'
import type { PromiseTime } from '../../shared/readModels/orders.ts'
import type { Reader } from '../ledger/types.ts'

interface Period {
  validFrom: number
  calendar: WorkingCalendar | null
}

/**
 * Working hours of a location from one instant until another; less than zero where the second is the earlier one. Each
 * stretch is counted by the schedule in force in it; the latest one holds for the future.
 * @returns null where the location is not known, or no schedule or time zone of it tells its hours for the whole time
 */
export type BusinessHours = (location: string | null, from: number, until: number) => number | null

/** Reads each location's schedules once; make one for each question, not one for all time. */
export function businessHoursOf(reader: Reader): BusinessHours {
  const known = new Map<string, Period[]>()
  const periodsOf = (location: string): Period[] => {
    const zone =
      reader.get<{ zone: string | null }>('SELECT time_zone AS zone FROM locations WHERE location = ?', [
        location,
      ])?.zone ?? null
    return reader
      .all<{ validFrom: number; terms: string }>(
        'SELECT valid_from AS validFrom, terms FROM location_schedules WHERE location = ? ORDER BY valid_from',
        [location],
      )
      .map(({ validFrom, terms }) => ({
        validFrom,
        calendar: calendarOf(JSON.parse(terms) as LocationSchedule, zone),
      }))
  }
  return (location, from, until) => {
    if (location === null) return null
    const periods = known.get(location) ?? periodsOf(location)
    known.set(location, periods)
    const ms = until < from ? negated(workingMs(periods, until, from)) : workingMs(periods, from, until)
    return ms === null ? null : ms / HOUR_MS
  }
}

const negated = (ms: number | null) => (ms === null ? null : 0 - ms)

function workingMs(periods: readonly Period[], from: number, until: number): number | null {
  const first = periods.findLastIndex(({ validFrom }) => validFrom <= from)
  if (first < 0) return null
  let sum = 0
  for (let place = first; place < periods.length; place += 1) {
    const { validFrom, calendar } = periods[place] as Period
    if (validFrom >= until && place > first) break
    const end = Math.min(until, periods[place + 1]?.validFrom ?? until)
    const ms = calendar === null ? null : businessMsBetween(calendar, Math.max(from, validFrom), end)
    if (ms === null) return null
    sum += ms
  }
  return sum
}

/** How an order or a line of it stands in time. */
export interface Timed {
  placedAt: number | null
  handedOverAt: number | null
  promisedAt: number | null
  open: boolean
  location: string | null
}

/** Elapsed and remaining time, by the clock and in working hours of the location. */
export function promiseTime(hours: BusinessHours, timed: Timed, now: number): PromiseTime {
  const { placedAt, handedOverAt, promisedAt, open, location } = timed
  const end = handedOverAt ?? (open ? now : null)
  const isElapsed = placedAt !== null && end !== null
  const remains = open && promisedAt !== null
  return {
    elapsedHours: isElapsed ? (end - placedAt) / HOUR_MS : null,
    elapsedBusinessHours: isElapsed ? hours(location, placedAt, end) : null,
    remainingHours: remains ? (promisedAt - now) / HOUR_MS : null,
    remainingBusinessHours: remains ? hours(location, now, promisedAt) : null,
  }
}
