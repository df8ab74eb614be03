/** Owns the hour of the week that an instant falls in, in local time. */
import { HOUR_MS, wallClockAt } from '../../shared/timeZone.ts'

const WEEK_HOURS = 168
/** 1970 began on a Thursday: three days into a week. */
const FIRST_HOUR = 72
/** @returns 0 for Monday 0:00 to 1:00, up to 167; in UTC where the zone is not known */
export function weekHourOf(at: number, timeZone: string | null): number {
  const hour = Math.floor(wallClockAt(at, timeZone ?? 'UTC') / HOUR_MS) + FIRST_HOUR
  return ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS
}
