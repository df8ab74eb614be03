/** Owns the hour of the week that an instant falls in, in local time. */
import { offsetMs } from './promises.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const WEEK_HOURS = 168
/** 1970 began on a Thursday: three days into a week. */
const FIRST_HOUR = 72
/** Days whose offsets may be kept in memory. */
const KEPT_DAYS = 50_000

/** Offset of a zone throughout a day; null where the clocks change in it. */
let offsets = new Map<string, number | null>()

function offsetAt(timeZone: string, at: number): number {
  const day = Math.floor(at / DAY_MS)
  const key = `${timeZone} ${day}`
  let offset = offsets.get(key)
  if (offset === undefined) {
    const first = offsetMs(timeZone, day * DAY_MS)
    offset = first === offsetMs(timeZone, (day + 1) * DAY_MS) ? first : null
    if (offsets.size >= KEPT_DAYS) offsets = new Map()
    offsets.set(key, offset)
  }
  return offset ?? offsetMs(timeZone, at)
}

/** @returns 0 for Monday 0:00 to 1:00, up to 167; in UTC where the zone is not known */
export function weekHourOf(at: number, timeZone: string | null): number {
  let offset = 0
  try {
    if (timeZone !== null) offset = offsetAt(timeZone, at)
  } catch {
    // A zone that is none.
  }
  const hour = Math.floor((at + offset) / HOUR_MS) + FIRST_HOUR
  return ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS
}
