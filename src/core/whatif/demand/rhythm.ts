/** Owns the rhythm of places: how each weekday sells against the mean, which days were not told, how large a place is. */

/** What one place sold altogether on each day of the history; units. */
export interface PlaceDays {
  /** Places of one kind are alike. */
  kind: string | null
  units: Float64Array
}

export interface PlaceRhythm {
  kind: string | null
  /** By weekday of UTC, Sunday first; their mean is 1. */
  weekday: Float64Array
  /** 1: the place was told of on that day, or is shut on such weekdays; 0: it had not begun, or fell silent. */
  told: Uint8Array
  /** Sales a day against the mean of its kind. */
  size: number
}

const WEEK = 7
/** A place's own weekday counts half once so many units were sold on it; before, its kind's counts more. */
const WEEKDAY_PRIOR_UNITS = 30
/** A day without any sale says nothing of demand where so many units were to be expected: it was not told. */
const SILENT_UNITS = 7
/** So large a share of such weekdays without any sale and the place is shut on them. */
const SHUT_SHARE = 2 / 3

/** Weekday of a day counted from 1970, Sunday first. */
export const weekdayOf = (day: number): number => (((day + 4) % WEEK) + WEEK) % WEEK

interface Sums {
  units: Float64Array
  days: Float64Array
}

const emptySums = (): Sums => ({ units: new Float64Array(WEEK), days: new Float64Array(WEEK) })

/** Days that were told: not before the first sale, and not silent where the place sells on such weekdays. */
function toldDays({ units }: PlaceDays, firstDay: number): Uint8Array {
  const told = new Uint8Array(units.length)
  const begin = units.findIndex((sold) => sold > 0)
  if (begin < 0) return told
  const days = new Float64Array(WEEK)
  const silent = new Float64Array(WEEK)
  let total = 0
  let living = 0
  for (let at = begin; at < units.length; at += 1) {
    const weekday = weekdayOf(firstDay + at)
    days[weekday]! += 1
    if (units[at]! > 0) {
      total += units[at]!
      living += 1
    } else silent[weekday]! += 1
  }
  const isBusy = total / Math.max(1, living) >= SILENT_UNITS
  for (let at = begin; at < units.length; at += 1) {
    const weekday = weekdayOf(firstDay + at)
    // One such weekday says nothing of whether the place is shut on them.
    const isShut = days[weekday]! > 1 && silent[weekday]! >= days[weekday]! * SHUT_SHARE
    told[at] = Number(units[at]! > 0 || !isBusy || isShut)
  }
  return told
}

function sumsOf({ units }: PlaceDays, told: Uint8Array, firstDay: number): Sums {
  const sums = emptySums()
  for (let at = 0; at < units.length; at += 1) {
    if (told[at] === 0) continue
    const weekday = weekdayOf(firstDay + at)
    sums.units[weekday]! += Math.max(0, units[at]!)
    sums.days[weekday]! += 1
  }
  return sums
}

/** Ratios to the mean, drawn to the prior where little was sold. */
function factorsOf({ units, days }: Sums, prior: ArrayLike<number>): Float64Array {
  const total = units.reduce((sum, value) => sum + value, 0)
  const count = days.reduce((sum, value) => sum + value, 0)
  const perDay = count > 0 ? total / count : 0
  const factors = Float64Array.from(units, (sold, weekday) => {
    const flat = perDay * days[weekday]!
    return (sold + WEEKDAY_PRIOR_UNITS * prior[weekday]!) / (flat + WEEKDAY_PRIOR_UNITS)
  })
  const mean = factors.reduce((sum, value) => sum + value, 0) / WEEK
  return factors.map((factor) => factor / mean)
}

/**
 * Learns the rhythm of all places. Ratio to the mean by weekday, a place's own drawn to that of its kind.
 * @param firstDay day from 1970 of the first element of each place's units
 */
export function learnRhythm(places: readonly PlaceDays[], firstDay: number): PlaceRhythm[] {
  const told = places.map((place) => toldDays(place, firstDay))
  const own = places.map((place, index) => sumsOf(place, told[index]!, firstDay))
  const kinds = new Map<string | null, Sums & { perDay: number; places: number }>()
  for (const [index, { kind }] of places.entries()) {
    const sums = kinds.get(kind) ?? { ...emptySums(), perDay: 0, places: 0 }
    kinds.set(kind, sums)
    for (let weekday = 0; weekday < WEEK; weekday += 1) {
      sums.units[weekday]! += own[index]!.units[weekday]!
      sums.days[weekday]! += own[index]!.days[weekday]!
    }
    const perDay = perDayOf(own[index]!)
    if (perDay > 0) {
      sums.perDay += perDay
      sums.places += 1
    }
  }
  const flat = new Float64Array(WEEK).fill(1)
  const pooled = new Map([...kinds].map(([kind, sums]) => [kind, factorsOf(sums, flat)]))
  return places.map(({ kind }, index) => {
    const sums = kinds.get(kind)!
    const perDay = perDayOf(own[index]!)
    return {
      kind,
      weekday: factorsOf(own[index]!, pooled.get(kind)!),
      told: told[index]!,
      size: perDay > 0 && sums.places > 0 ? perDay / (sums.perDay / sums.places) : 1,
    }
  })
}

function perDayOf({ units, days }: Sums): number {
  const count = days.reduce((sum, value) => sum + value, 0)
  return count > 0 ? units.reduce((sum, value) => sum + value, 0) / count : 0
}
