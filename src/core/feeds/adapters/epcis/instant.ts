/** Owns reading the instants of EPCIS: RFC 3339 with an offset, as the standard's dateTimeStamp. */

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:[Zz]|([+-])(\d\d):?(\d\d)?)$/
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function daysIn(year: number, month: number): number {
  if (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) return 29
  return DAYS[month - 1] ?? 0
}

/**
 * Milliseconds since 1970 of a date-time with an offset or Z; decimals of a second beyond the third are rounded,
 * a half upwards. @returns undefined where the text is none, or names a day or hour that does not exist.
 */
export function parseInstant(text: string): number | undefined {
  const match = INSTANT.exec(text)
  if (match === null) return undefined
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const [hour, minute, second] = [Number(match[4]), Number(match[5]), Number(match[6])]
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  const offsetHours = Number(match[9] ?? 0)
  const offsetMinutes = Number(match[10] ?? 0)
  if (offsetHours > 23 || offsetMinutes > 59) return undefined
  const offset = (offsetHours * 60 + offsetMinutes) * (match[8] === '-' ? -1 : 1)
  if (hour > 23 || minute > 59) return undefined
  // A leap second is the last second of a day in UTC, and no other.
  const utcMinutes = (((hour * 60 + minute - offset) % 1440) + 1440) % 1440
  if (second > 60 || (second === 60 && utcMinutes !== 1439)) return undefined
  const fraction = match[7] === undefined ? 0 : Math.round(Number(`0.${match[7].slice(0, 9)}`) * 1000)
  // Years below 100 would be read as 19xx by Date.UTC.
  const midnight =
    year < 100 ? new Date(0).setUTCFullYear(year, month - 1, day) : Date.UTC(year, month - 1, day)
  return midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000 + fraction
}
