/** Owns working time: when a place is open in its own time zone, how much of that lies between two instants, and what comes after so much of it. */
import { DAY_MS, HOUR_MS, instantOfWall, isoDateOf, isTimeZone, localDayAt, weekdayOf } from './timeZone.ts'

/** A stretch of a day in minutes since its local midnight, the end not included; 1440 is the midnight at its end. */
export interface OpenHours {
  fromMinute: number
  untilMinute: number
}

export interface WorkingCalendar {
  timeZone: string
  /** Open hours of each weekday, Monday first, in order and not overlapping. An empty list: closed. */
  week: readonly (readonly OpenHours[])[]
  /** Local dates without work, as `2026-12-25`. */
  closedOn: ReadonlySet<string>
}

/** A stretch of time, the end not included. */
export interface Stretch {
  from: number
  until: number
}

/** Working time further away than this is not sought: ten years. */
export const HORIZON_DAYS = 3_660

/** `15:30` as minutes since midnight; `24:00` is the midnight at the end. */
export function minuteOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return hour * 60 + minute
}

/** True where the place works at all on the local day. */
export function isWorkingDay({ week, closedOn }: WorkingCalendar, day: number): boolean {
  return (week[weekdayOf(day) - 1]?.length ?? 0) > 0 && (closedOn.size === 0 || !closedOn.has(isoDateOf(day)))
}

/** Days of a calendar are asked for again and again; beyond so many they are worked out anew. */
const KEPT_DAYS = 20_000
const known = new WeakMap<WorkingCalendar, Map<number, Stretch[]>>()

/** When the place is open on a local day. A change of clocks while it is open makes the stretch an hour shorter or longer. */
export function openStretches(calendar: WorkingCalendar, day: number): readonly Stretch[] {
  let days = known.get(calendar)
  if (!days || days.size >= KEPT_DAYS) known.set(calendar, (days = new Map()))
  let stretches = days.get(day)
  if (!stretches) days.set(day, (stretches = stretchesOf(calendar, day)))
  return stretches
}

function stretchesOf(calendar: WorkingCalendar, day: number): Stretch[] {
  if (!isWorkingDay(calendar, day)) return []
  return (calendar.week[weekdayOf(day) - 1] ?? [])
    .map(({ fromMinute, untilMinute }) => ({
      from: instantOfWall(day, fromMinute, calendar.timeZone),
      until: instantOfWall(day, untilMinute, calendar.timeZone),
    }))
    .filter(({ from, until }) => from < until)
}

/**
 * Working milliseconds between two instants; less than zero where the second is the earlier one.
 * @returns null where they are more than ten years apart, or the zone is unknown
 */
export function businessMsBetween(calendar: WorkingCalendar, from: number, until: number): number | null {
  if (until < from) {
    const back = businessMsBetween(calendar, until, from)
    return back === null ? null : 0 - back
  }
  if (!isTimeZone(calendar.timeZone) || until - from > HORIZON_DAYS * DAY_MS) return null
  let sum = 0
  const last = localDayAt(until, calendar.timeZone)
  for (let day = localDayAt(from, calendar.timeZone); day <= last; day += 1) {
    for (const stretch of openStretches(calendar, day)) {
      sum += Math.max(0, Math.min(until, stretch.until) - Math.max(from, stretch.from))
    }
  }
  return sum
}

/** The same in hours. */
export function businessHoursBetween(calendar: WorkingCalendar, from: number, until: number): number | null {
  const ms = businessMsBetween(calendar, from, until)
  return ms === null ? null : ms / HOUR_MS
}

/**
 * The first instant at which so much working time has passed. Without any (0 or less) it is the first instant from
 * `from` on at which the place is open: work that takes no time is done as soon as somebody is there.
 * @returns null where the place is not open for so long within ten years, or the zone is unknown
 */
export function addBusinessTime(calendar: WorkingCalendar, from: number, durationMs: number): number | null {
  if (!isTimeZone(calendar.timeZone)) return null
  let left = Math.max(0, durationMs)
  const first = localDayAt(from, calendar.timeZone)
  for (let day = first; day <= first + HORIZON_DAYS; day += 1) {
    for (const stretch of openStretches(calendar, day)) {
      const start = Math.max(from, stretch.from)
      if (start >= stretch.until) continue
      if (left <= stretch.until - start) return start + left
      left -= stretch.until - start
    }
  }
  return null
}

/** The first working day from a local day on; null where there is none within ten years. */
export function workingDayFrom(calendar: WorkingCalendar, day: number): number | null {
  for (let one = day; one <= day + HORIZON_DAYS; one += 1) if (isWorkingDay(calendar, one)) return one
  return null
}
