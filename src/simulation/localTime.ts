/** Owns local time: what a place's clock and UTC offset show at an instant, summer time included. */

const HOUR_MS = 3_600_000

export interface ZoneClock {
  timeZone: string
  /** Milliseconds to add to UTC. */
  offsetAt(at: number): number
  /** `2026-03-08T03:15:00.000-04:00`. */
  stamp(at: number): string
  /** `-04:00`. */
  offsetText(at: number): string
  /** Hour of the local day, 0 to 23. */
  hourAt(at: number): number
  /** 0 is Sunday. */
  weekdayAt(at: number): number
}

const clocks = new Map<string, ZoneClock>()

/** The clock of an IANA time zone. Offsets change on whole UTC hours in every zone of the sample network. */
export function zoneClock(timeZone: string): ZoneClock {
  const known = clocks.get(timeZone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const offsets = new Map<number, number>()
  let lastHour = Number.NaN
  let lastOffset = 0
  const offsetAt = (at: number) => {
    const hour = Math.floor(at / HOUR_MS)
    if (hour === lastHour) return lastOffset
    let offset = offsets.get(hour)
    if (offset === undefined) {
      if (offsets.size > 20_000) offsets.clear()
      offset = readOffset(format, hour * HOUR_MS)
      offsets.set(hour, offset)
    }
    lastHour = hour
    lastOffset = offset
    return offset
  }
  const offsetText = (at: number) => writeOffset(offsetAt(at))
  const clock: ZoneClock = {
    timeZone,
    offsetAt,
    offsetText,
    stamp: (at) => new Date(at + offsetAt(at)).toISOString().slice(0, -1) + offsetText(at),
    hourAt: (at) => Math.floor((((at + offsetAt(at)) % (24 * HOUR_MS)) + 24 * HOUR_MS) / HOUR_MS) % 24,
    weekdayAt: (at) => new Date(at + offsetAt(at)).getUTCDay(),
  }
  clocks.set(timeZone, clock)
  return clock
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT'
  const parts = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name)
  if (!parts) return 0
  const minutes = Number(parts[2]) * 60 + Number(parts[3])
  return (parts[1] === '-' ? -minutes : minutes) * 60_000
}

function writeOffset(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / 60_000
  const two = (value: number) => String(value).padStart(2, '0')
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** `20260308` and `0315` as the clock of a zone shows them; X12 writes its dates and times so. */
export function compactLocal(clock: ZoneClock, at: number): { date: string; time: string } {
  const text = new Date(at + clock.offsetAt(at)).toISOString()
  return { date: text.slice(0, 10).replaceAll('-', ''), time: text.slice(11, 13) + text.slice(14, 16) }
}
