/** Owns the instant at which a delivery promise is broken. */
import type { DeliveryPromise } from '../../shared/eventParts.ts'

const formats = new Map<string, Intl.DateTimeFormat>()

/** Milliseconds that a time zone is ahead of UTC at an instant. @throws RangeError where it is none */
export function offsetMs(timeZone: string, at: number): number {
  let format = formats.get(timeZone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric',
      hour: 'numeric', minute: 'numeric', second: 'numeric',
    }) // prettier-ignore
    formats.set(timeZone, format)
  }
  const parts = Object.fromEntries(format.formatToParts(at).map((part) => [part.type, Number(part.value)]))
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

/**
 * The last millisecond in which a promise is kept. A date is kept until the end of that day at the destination;
 * without a known time zone the day is read in UTC.
 */
export function promiseDeadline(promise: DeliveryPromise): number | null {
  if (promise.at !== undefined) return promise.at
  if (promise.date === undefined) return null
  const utcEnd = Date.parse(`${promise.date}T00:00:00Z`) + 86_400_000
  if (Number.isNaN(utcEnd)) return null
  if (!promise.timeZone) return utcEnd - 1
  try {
    // Two rounds settle the offset where the day ends near a change of clocks.
    const guess = utcEnd - offsetMs(promise.timeZone, utcEnd)
    return utcEnd - offsetMs(promise.timeZone, guess) - 1
  } catch {
    return utcEnd - 1
  }
}
