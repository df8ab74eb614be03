/** Owns for which alerts nobody is called: what matches, when a silence holds, and what mutes an alert at a time. */
import { instantOfWall, isTimeZone, localDayAt, weekdayOf } from './timeZone.ts'
import type { AlertMute } from './readModels/alerts.ts'
import { minuteOf } from './workingCalendar.ts'

export interface AlertMatcher {
  /** A label, or `rule`, `severity`, `area`. */
  label: string
  values: readonly string[]
}

export interface WeeklyHours {
  /** Monday is 1. */
  weekday: number
  from: string
  /** At or before `from`: on the day after. */
  until: string
}

export interface SilenceTimes {
  from: number
  /** The first instant at which it holds no more; null: until it is ended. */
  until: number | null
  weekly: readonly WeeklyHours[] | null
  timeZone: string | null
  ended: boolean
}

/** What matchers look at. */
export interface Matchable {
  rule: string
  severity: string
  area: string
  labels: Readonly<Record<string, string>>
}

const valueOf = (label: string, one: Matchable): string | undefined =>
  label === 'rule' || label === 'severity' || label === 'area' ? one[label] : one.labels[label]

/** Whether all matchers hold; no matcher: every alert. */
export function matchesAll(matchers: readonly AlertMatcher[], one: Matchable): boolean {
  return matchers.every(({ label, values }) => {
    const value = valueOf(label, one)
    return value !== undefined && values.includes(value)
  })
}

/**
 * Whether hours of the week hold at an instant, by the clocks of the zone: a window that falls into the hour that clocks
 * skip begins with the change, and one that ends in the hour that comes twice ends in the first of the two.
 */
export function isWithinWeekly(weekly: readonly WeeklyHours[], timeZone: string, at: number): boolean {
  const today = localDayAt(at, timeZone)
  return weekly.some(({ weekday, from, until }) => {
    const begin = minuteOf(from)
    const end = minuteOf(until)
    const overnight = end <= begin
    // A window of yesterday may reach into today.
    return [today, today - 1].some((day) => {
      if (weekdayOf(day) !== weekday || (day !== today && !overnight)) return false
      const start = instantOfWall(day, begin, timeZone)
      const stop = instantOfWall(overnight ? day + 1 : day, end, timeZone)
      return at >= start && at < stop
    })
  })
}

/** Whether a silence holds at an instant. In a zone that nobody knows it holds at no hour of the week. */
export function isSilenceActive(silence: SilenceTimes, at: number): boolean {
  const { from, until, weekly, ended } = silence
  if (ended || at < from || (until !== null && at >= until)) return false
  if (!weekly) return true
  const timeZone = silence.timeZone ?? 'UTC'
  return isTimeZone(timeZone) && isWithinWeekly(weekly, timeZone, at)
}

/** Whether a snooze still holds: it ends by itself. */
export const isSnoozed = (snoozedUntil: number | null, at: number): boolean =>
  snoozedUntil !== null && at < snoozedUntil

interface Mutable {
  snoozedUntil: number | null
  inhibitedBy: string | null
}

/** Why nobody is called for an alert; null: somebody is. Whether it is silenced is asked last, as it costs most. */
export function muteWhere(one: Mutable, at: number, isSilenced: () => boolean): AlertMute | null {
  if (isSnoozed(one.snoozedUntil, at)) return 'snoozed'
  if (one.inhibitedBy !== null) return 'inhibited'
  return isSilenced() ? 'silenced' : null
}

/**
 * Why nobody is called for an alert; null: somebody is.
 * @param active the matchers of each silence that holds now
 */
export const muteOf = (
  one: Matchable & Mutable,
  active: readonly (readonly AlertMatcher[])[],
  at: number,
): AlertMute | null => muteWhere(one, at, () => active.some((matchers) => matchesAll(matchers, one)))
