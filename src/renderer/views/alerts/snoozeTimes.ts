/** Owns the times that an alert can be put off until, in the zone that times are shown in. */
import { DAY_MS, HOUR_MS, instantOfWall, localDayAt, weekdayOf } from '../../../shared/timeZone.ts'

export interface SnoozeChoice {
  word: string
  until: number
}

/** The hour at which a day's work begins. */
const MORNING_MINUTE = 8 * 60
const MONDAY = 1

/** @param timeZone IANA name; empty: the device's */
export function snoozeChoices(now: number, timeZone: string): SnoozeChoice[] {
  const zone = timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone
  const today = localDayAt(now, zone)
  const morning = (day: number) => instantOfWall(day, MORNING_MINUTE, zone)
  const untilMonday = (7 + MONDAY - weekdayOf(today)) % 7 || 7
  return [
    { word: '1 hour', until: now + HOUR_MS },
    { word: '4 hours', until: now + 4 * HOUR_MS },
    { word: 'Tomorrow, 8:00', until: morning(today + 1) },
    { word: 'Monday, 8:00', until: morning(today + untilMonday) },
    { word: '7 days', until: now + 7 * DAY_MS },
  ]
}
