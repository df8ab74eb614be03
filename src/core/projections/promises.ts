/** Owns the instant at which a delivery promise is broken. */
import type { DeliveryPromise } from '../../shared/eventParts.ts'
import { DAY_MS, instantOfWall, isTimeZone } from '../../shared/timeZone.ts'

/**
 * The last millisecond in which a promise is kept. A date is kept until the end of that day at the destination;
 * without a known time zone the day is read in UTC.
 */
export function promiseDeadline({ at, date, timeZone }: DeliveryPromise): number | null {
  if (at !== undefined) return at
  const midnight = date === undefined ? Number.NaN : Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(midnight)) return null
  const zone = timeZone !== undefined && isTimeZone(timeZone) ? timeZone : 'UTC'
  return instantOfWall(midnight / DAY_MS + 1, 0, zone) - 1
}
