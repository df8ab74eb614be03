/** Owns what is learned of when somebody speaks: by hour of the week and by gaps, and from when on silence is improbable. */

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000
const HOURS_OF_WEEK = 168
const HOURS_OF_DAY = 24

/** A share of an hour is kept as a byte: this much is all of it. */
const WHOLE = 250
const UNKNOWN = 255
/** However regular it looked: a slot is silent with at least this chance, because little was seen of it. */
const SHARE_MAX = 0.98

/** False alarms that are put up with, for each that is waited for, in a year. */
export const FALSE_ALARMS_PER_YEAR = 0.2
/** By how much silence must exceed what has been. */
const BEYOND_GAPS = 1.25
const MARGIN_MS = HOUR_MS
/** Nobody is waited for before it was heard over this time, in so many different hours. */
export const LEARNED_MS = DAY_MS
export const LEARNED_HOURS = 12
/** Gaps alone are judged by once a weekend has been seen. */
const GAPS_LEARNED_MS = 8 * DAY_MS
const ALIKE_GAPS = 4
const SILENCE_MIN_MS = 15 * MINUTE_MS
export const FEED_SLOT_MS = 5 * MINUTE_MS
export const LOCATION_SLOT_MS = 10 * MINUTE_MS
/** Who is silent for longer is gone. */
export const SILENCE_MAX_MS = 7 * DAY_MS
const GAPS_KEPT_MS = 35 * DAY_MS
const GAPS_KEPT = 6

export interface Gap {
  /** When it ended. */
  at: number
  minutes: number
  /** How improbable it was: minus the logarithm of its chance. */
  hazard: number
}

export interface Cadence {
  firstAt: number
  /** The first record of the last slot in which there was one. */
  lastAt: number
  /** The hour of `lastAt`, counted from 1970, and slots in it with records. */
  hour: number
  active: number
  /** Different hours with records. */
  activeHours: number
  /** For each hour of the week (UTC), the share of its slots with records. */
  shares: Uint8Array
  /** The longest and the least probable ones. */
  gaps: Gap[]
}

export const newCadence = (at: number): Cadence => ({
  firstAt: at,
  lastAt: at,
  hour: Math.floor(at / HOUR_MS),
  active: 1,
  activeHours: 1,
  shares: new Uint8Array(HOURS_OF_WEEK).fill(UNKNOWN),
  gaps: [],
})

/** Of a week that was not seen whole: as at the same hour on the other days. */
function known({ shares }: Cadence, hourOfWeek: number): number {
  const own = shares[hourOfWeek] ?? UNKNOWN
  if (own !== UNKNOWN) return own / WHOLE
  let sum = 0
  let days = 0
  for (let hour = hourOfWeek % HOURS_OF_DAY; hour < HOURS_OF_WEEK; hour += HOURS_OF_DAY) {
    const share = shares[hour] ?? UNKNOWN
    if (share === UNKNOWN) continue
    sum += share / WHOLE
    days += 1
  }
  // What was never seen may be quiet.
  return days === 0 ? 0 : sum / days
}

/**
 * The share that is counted on in an hour: the least of it and its neighbours, so that who opens later or closes earlier
 * by an hour, as at a change to summer time, is not called silent.
 */
function countedOn(cadence: Cadence, hour: number): number {
  const at = (one: number) => known(cadence, ((one % HOURS_OF_WEEK) + HOURS_OF_WEEK) % HOURS_OF_WEEK)
  return Math.min(SHARE_MAX, at(hour - 1), at(hour), at(hour + 1))
}

/** Whether anything is to be expected in the hour that begins then. */
export type Expected = (at: number) => boolean

/** Walks the slots after the one that holds `from`, with how improbable silence has become by the end of each. */
function* silence(
  cadence: Cadence,
  from: number,
  slotMs: number,
  isExpected: Expected = () => true,
): Generator<{ end: number; hazard: number }> {
  let slot = Math.floor(from / slotMs) + 1
  let hour = Number.NaN
  let step = 0
  let hazard = 0
  for (; slot * slotMs <= from + SILENCE_MAX_MS; slot += 1) {
    const own = Math.floor((slot * slotMs) / HOUR_MS)
    if (own !== hour) {
      hour = own
      step = isExpected(hour * HOUR_MS) ? -Math.log(1 - countedOn(cadence, hour)) : 0
    }
    hazard += step
    yield { end: (slot + 1) * slotMs, hazard }
  }
}

function close(cadence: Cadence, hour: number, share: number): void {
  const place = hour % HOURS_OF_WEEK
  const before = cadence.shares[place] ?? UNKNOWN
  const now = Math.round(share * WHOLE)
  cadence.shares[place] = before === UNKNOWN ? now : Math.round((before + now) / 2)
}

function noteGap(cadence: Cadence, at: number, slotMs: number): void {
  let hazard = 0
  for (const one of silence(cadence, cadence.lastAt, slotMs)) {
    if (one.end > at) break
    hazard = one.hazard
  }
  const gap = { at, minutes: (at - cadence.lastAt) / MINUTE_MS, hazard }
  const gaps = [...cadence.gaps, gap].filter((one) => one.at > at - GAPS_KEPT_MS)
  const longest = [...gaps].sort((a, b) => b.minutes - a.minutes).slice(0, GAPS_KEPT)
  const rarest = [...gaps].sort((a, b) => b.hazard - a.hazard).slice(0, GAPS_KEPT)
  cadence.gaps = gaps.filter((one) => longest.includes(one) || rarest.includes(one))
}

/**
 * Learns that something came.
 * @param slotMs length of a slot: a part of an hour
 * @returns whether it is the first of its slot; others teach nothing
 */
export function noteHeard(cadence: Cadence, at: number, slotMs: number): boolean {
  const slots = Math.floor(at / slotMs) - Math.floor(cadence.lastAt / slotMs)
  if (slots <= 0) return false
  if (slots > 2) noteGap(cadence, at, slotMs)
  const hour = Math.floor(at / HOUR_MS)
  if (hour > cadence.hour) {
    close(cadence, cadence.hour, cadence.active / (HOUR_MS / slotMs))
    const last = Math.min(hour - 1, cadence.hour + HOURS_OF_WEEK)
    for (let quiet = cadence.hour + 1; quiet <= last; quiet += 1) close(cadence, quiet, 0)
    cadence.hour = hour
    cadence.active = 0
    cadence.activeHours += 1
  }
  cadence.active += 1
  cadence.lastAt = at
  return true
}

/** How improbable silence must be: so that the false alarms of a year are few, and beyond what has been. */
function hazardAllowed(cadence: Cadence, slotMs: number): number {
  const perWeek = cadence.shares.reduce((sum, share) => sum + (share === UNKNOWN ? 0 : share / WHOLE), 0)
  const perYear = Math.max(50, perWeek * (HOUR_MS / slotMs) * 52)
  const weeks = Math.floor((cadence.lastAt - cadence.firstAt) / (7 * DAY_MS))
  const rarest = cadence.gaps.map(({ hazard }) => hazard).sort((a, b) => b - a)
  // One gap in each week may have been trouble itself.
  const usual = rarest[Math.min(1 + weeks, GAPS_KEPT - 1)] ?? 0
  return Math.max(Math.log(perYear / FALSE_ALARMS_PER_YEAR), BEYOND_GAPS * usual)
}

/**
 * From when on silence is improbable, if nothing comes until then; null: too little is known, or nothing is expected.
 * @param isExpected by another's word, such as a calendar; absent: the past alone says
 */
export function silentFrom(cadence: Cadence, slotMs: number, isExpected?: Expected): number | null {
  const heardMs = cadence.lastAt - cadence.firstAt
  let at = Number.POSITIVE_INFINITY
  if (heardMs >= LEARNED_MS && cadence.activeHours >= LEARNED_HOURS) {
    const allowed = hazardAllowed(cadence, slotMs)
    for (const { end, hazard } of silence(cadence, cadence.lastAt, slotMs, isExpected)) {
      if (hazard <= allowed) continue
      at = end
      break
    }
  }
  const longest = Math.max(0, ...cadence.gaps.map(({ minutes }) => minutes))
  const alike = cadence.gaps.filter(({ minutes }) => minutes >= longest / 2).length
  if (heardMs >= GAPS_LEARNED_MS && alike >= ALIKE_GAPS) {
    at = Math.min(at, cadence.lastAt + BEYOND_GAPS * longest * MINUTE_MS + MARGIN_MS)
  }
  const isShut = (time: number) => isExpected !== undefined && !isExpected(time)
  while (at < cadence.lastAt + SILENCE_MAX_MS && isShut(at)) at += HOUR_MS
  if (at > cadence.lastAt + SILENCE_MAX_MS) return null
  return Math.round(Math.max(at, cadence.lastAt + SILENCE_MIN_MS))
}
