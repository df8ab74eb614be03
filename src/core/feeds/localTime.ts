/** Owns the way from a wall clock's reading in a time zone to an instant, exactly across daylight saving. */
import { DAY_MS, isTimeZone, offsetMsAt } from '../../shared/timeZone.ts'

/** A wall clock's reading; `month` from 1. */
export interface WallClock {
  year: number
  month: number
  day: number
  hour?: number
  minute?: number
  second?: number
  millisecond?: number
}

/** About ten years in fifty zones; the cache starts anew beyond it, so that hostile dates cannot fill memory. */
const CACHED_DAYS = 200_000

const constantOffsets = new Map<string, Map<number, number | null>>()
let cachedDays = 0

/** The reading taken as UTC, milliseconds since 1970; undefined where no calendar has such a date or time. */
export function utcOf(wall: WallClock): number | undefined {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = wall
  const inRange =
    year >= 0 &&
    year <= 9999 &&
    hour <= 24 &&
    minute <= 59 &&
    second <= 60 &&
    (hour < 24 || minute + second === 0)
  if (!inRange) return undefined
  const midnight = Date.UTC(2000, month - 1, day)
  const date = new Date(midnight)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond
}

/** The one offset that holds from the day before to the day after, or null where a change lies between. */
function offsetAround(day: number, timeZone: string): number | null {
  let days = constantOffsets.get(timeZone)
  if (!days || cachedDays > CACHED_DAYS) {
    if (cachedDays > CACHED_DAYS) constantOffsets.clear()
    cachedDays = constantOffsets.size === 0 ? 0 : cachedDays
    days = new Map()
    constantOffsets.set(timeZone, days)
  }
  const known = days.get(day)
  if (known !== undefined) return known
  const before = offsetMsAt((day - 1) * DAY_MS, timeZone)
  const constant = before === offsetMsAt((day + 2) * DAY_MS, timeZone) ? before : null
  days.set(day, constant)
  cachedDays += 1
  return constant
}

/**
 * The instant at which clocks in the zone showed this reading.
 * A reading that came twice (clocks set back) is the first of the two; one that never came (clocks set forward)
 * is moved on by the gap: the rule of RFC 5545, section 3.3.5.
 * @returns milliseconds since 1970, or undefined where there is no such date or time, or the zone is unknown.
 */
export function instantOf(wall: WallClock, timeZone: string): number | undefined {
  const asUtc = utcOf(wall)
  if (asUtc === undefined || timeZone === 'UTC') return asUtc
  if (!isTimeZone(timeZone)) return undefined
  const constant = offsetAround(Math.floor(asUtc / DAY_MS), timeZone)
  if (constant !== null) return asUtc - constant
  const before = offsetMsAt(asUtc - DAY_MS, timeZone)
  const after = offsetMsAt(asUtc + DAY_MS, timeZone)
  for (const offset of before > after ? [before, after] : [after, before]) {
    if (offsetMsAt(asUtc - offset, timeZone) === offset) return asUtc - offset
  }
  return asUtc - before
}

const ISO_INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|z|[+-]\d{2}(?::?\d{2})?)?)?$/

/**
 * Reads an ISO 8601 / RFC 3339 date and time. Without an offset it is a local time of `timeZone`.
 * @returns milliseconds since 1970, or undefined where the text is no such time or has neither offset nor zone.
 */
export function instantOfIso(text: string, timeZone?: string): number | undefined {
  const found = ISO_INSTANT.exec(text)
  if (!found) return undefined
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '0', offset] = found
  const wall: WallClock = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    millisecond: Number(fraction.padEnd(3, '0').slice(0, 3)),
  }
  if (offset === undefined) return timeZone === undefined ? undefined : instantOf(wall, timeZone)
  const asUtc = utcOf(wall)
  if (asUtc === undefined || offset === 'Z' || offset === 'z') return asUtc
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(3).replace(':', '') || '0')
  if (hours > 23 || minutes > 59) return undefined
  const ahead = (hours * 60 + minutes) * 60_000
  return offset.startsWith('-') ? asUtc + ahead : asUtc - ahead
}
