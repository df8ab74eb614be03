/** Owns the way between instants and the calendar days and wall clocks of a time zone, exactly across changes of clocks. */

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

/** Zones and days beyond these are read anew each time, so that hostile names and dates cannot fill memory. */
const KEPT_ZONES = 2_000
const KEPT_DAYS = 200_000

const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  let format: Intl.DateTimeFormat | null = null
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    format = null
  }
  if (formats.size < KEPT_ZONES) formats.set(timeZone, format)
  return format
}

/** True for a name of the IANA time zone database that this machine knows, and for `UTC`. */
export function isTimeZone(name: string): boolean {
  return name.length > 0 && name.length <= 64 && formatOf(name) !== null
}

/** What the zone's clocks are ahead of UTC at an instant, in milliseconds; 0 where the zone is unknown. */
export function offsetMsAt(instant: number, timeZone: string): number {
  const format = formatOf(timeZone)
  if (!format) return 0
  const parts: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(instant)) parts[type] = value
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year'])
  const date = new Date(0)
  date.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']))
  date.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return date.getTime() - Math.floor(instant / 1000) * 1000
}

/** What the clocks do around a day: the offset until `changesAt`, and the one from then on. */
interface DayClocks {
  before: number
  after: number
  changesAt: number
}

const clocks = new Map<string, Map<number, DayClocks>>()
let keptDays = 0

/** The clocks from a day before to a day after a local day. */
function clocksAround(day: number, timeZone: string): DayClocks {
  if (keptDays > KEPT_DAYS) {
    clocks.clear()
    keptDays = 0
  }
  const days = clocks.get(timeZone) ?? new Map<number, DayClocks>()
  clocks.set(timeZone, days)
  const known = days.get(day)
  if (known) return known
  const from = (day - 1) * DAY_MS
  const until = (day + 2) * DAY_MS
  const before = offsetMsAt(from, timeZone)
  const after = offsetMsAt(until, timeZone)
  const changesAt = before === after ? until : changeBetween(from, until, before, timeZone)
  const found = { before, after, changesAt }
  days.set(day, found)
  keptDays += 1
  return found
}

/** The first whole second at which the offset is another one. Zones change their clocks at most once in three days. */
function changeBetween(from: number, until: number, before: number, timeZone: string): number {
  let [low, high] = [from / 1000, until / 1000]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetMsAt(middle * 1000, timeZone) === before) low = middle
    else high = middle
  }
  return high * 1000
}

/** What the zone's clocks show at an instant, as if they were in UTC. Quick where a day is asked for often. */
export function wallClockAt(instant: number, timeZone: string): number {
  const { before, after, changesAt } = clocksAround(Math.floor(instant / DAY_MS), timeZone)
  return instant + (instant < changesAt ? before : after)
}

/** The number of a calendar day, counted from 1970-01-01 as day 0, that the zone's calendar shows at an instant. */
export function localDayAt(instant: number, timeZone: string): number {
  return Math.floor(wallClockAt(instant, timeZone) / DAY_MS)
}

/**
 * The first instant from which the zone's clocks show the reading, or a later one, on that day. So a reading that comes
 * twice (clocks set back) is the first of the two, one that never comes (clocks set forward) is the moment of the change,
 * and a later reading is never an earlier instant.
 * @param minute of the day; 1440 is the midnight at its end
 */
export function instantOfWall(day: number, minute: number, timeZone: string): number {
  const { before, after, changesAt } = clocksAround(day, timeZone)
  const wall = day * DAY_MS + minute * MINUTE_MS
  return wall - before < changesAt ? wall - before : Math.max(changesAt, wall - after)
}

/** Monday is 1, Sunday 7: ISO 8601. */
export const weekdayOf = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1

/** `2026-03-12`, for years from 0000 to 9999. */
export const isoDateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** The number of a day, or null where no calendar has such a date. */
export function dayOfIsoDate(date: string): number | null {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? null : at / DAY_MS
}
