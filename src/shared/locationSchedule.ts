/** Owns what follows from a location's schedule: its working calendar, and until when an order is worked on the same day. */
import type { EventOf } from './events.ts'
import { instantOfWall, isTimeZone, weekdayOf } from './timeZone.ts'
import { isWorkingDay, minuteOf, type OpenHours, type WorkingCalendar } from './workingCalendar.ts'

/** A schedule as it is kept, without the name of its location. */
export type LocationSchedule = Omit<EventOf<'LocationScheduleSet'>, 'type' | 'location'>

/** Open hours by weekday, Monday first. */
function weekOf(schedule: LocationSchedule): OpenHours[][] {
  const { opensAt, closesAt, openWeekdays, hours = [] } = schedule
  return [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
    if (!openWeekdays.includes(weekday)) return []
    const own = hours.filter((one) => one.weekday === weekday)
    return (own.length > 0 ? own : [{ opensAt, closesAt }])
      .map((one) => ({ fromMinute: minuteOf(one.opensAt), untilMinute: minuteOf(one.closesAt) }))
      .sort((a, b) => a.fromMinute - b.fromMinute)
  })
}

/**
 * The schedule as a calendar.
 * @param locationZone of the location, for a schedule that names no zone
 * @returns null where no zone is known: hours of no clock tell nothing
 */
export function calendarOf(schedule: LocationSchedule, locationZone: string | null): WorkingCalendar | null {
  const timeZone = schedule.timeZone ?? locationZone
  if (timeZone === null || !isTimeZone(timeZone)) return null
  return { timeZone, week: weekOf(schedule), closedOn: new Set(schedule.closedOn) }
}

/**
 * The last instant of a local day at which an order's work still begins that day: the cutoff, or where the place closes
 * earlier on that weekday, its closing; null where nobody works that day.
 */
export function cutoffOn(schedule: LocationSchedule, calendar: WorkingCalendar, day: number): number | null {
  if (!isWorkingDay(calendar, day)) return null
  const closing = calendar.week[weekdayOf(day) - 1]?.at(-1)?.untilMinute ?? 0
  return instantOfWall(day, Math.min(minuteOf(schedule.cutoff), closing), calendar.timeZone)
}
