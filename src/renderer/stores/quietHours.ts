/** Owns the hours in which this device is quiet. */
import { wallClockAt } from '../../shared/timeZone.ts'
import { minuteOf } from '../../shared/workingCalendar.ts'

export interface QuietHours {
  quiet: boolean
  /** `22:00`. */
  quietFrom: string
  /** At or before the beginning: on the day after. */
  quietUntil: string
}

const DAY_MINUTES = 1_440
const MINUTE_MS = 60_000

/** @param timeZone IANA name; empty: the device's */
export function isQuiet({ quiet, quietFrom, quietUntil }: QuietHours, at: number, timeZone: string): boolean {
  if (!quiet) return false
  const zone = timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone
  const minute = Math.floor(wallClockAt(at, zone) / MINUTE_MS) % DAY_MINUTES
  const from = minuteOf(quietFrom)
  const until = minuteOf(quietUntil)
  return from < until ? minute >= from && minute < until : minute >= from || minute < until
}
