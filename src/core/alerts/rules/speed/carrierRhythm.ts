/** Owns a carrier's own rhythm: what each hour of the week brings, and how little chance explains that it brought nothing. */
import { DAY_MS, HOUR_MS, isoDateOf } from '../../../../shared/timeZone.ts'
import type { RuleContext } from '../../rule.ts'

const WEEK_HOURS = 168
/** Weeks of the past that the rhythm is learned from. */
const LEARNED_WEEKS = 4
/** Less of the past, or fewer steps, tell no rhythm. */
const HISTORY_MS_MIN = 36 * HOUR_MS
/** From here on each hour of the week has a rhythm of its own; before, hours of working days are taken together. */
const WEEKLY_FROM_MS = 14 * DAY_MS
const STEPS_MIN = 50
/** A silence is followed no further into the future. */
const HORIZON_HOURS = 14 * 24
/** Hours are comparable whose means differ by no more than this factor. */
const ALIKE = 2

export interface Rhythm {
  /**
   * How much each hour of the week tells by being empty, in powers of ten: 3 where one such hour in a thousand is.
   * Thursday 0:00 UTC first, as hours are counted from 1970.
   */
  byWeekHour: readonly number[]
  /** Dates on which the carrier does not work, by its agreements. */
  closedOn: ReadonlySet<string>
}

const weekHour = (hour: number) => ((hour % WEEK_HOURS) + WEEK_HOURS) % WEEK_HOURS

/** An hour of the week, as an hour of its kind of day: a working day, a Saturday, a Sunday. The week begins on a Thursday. */
function dayHour(place: number): number {
  const day = Math.floor(place / 24)
  return (day === 2 ? 24 : day === 3 ? 48 : 0) + (place % 24)
}

/** Days on which any agreement says that the carrier does not work. */
function closedDates(reader: RuleContext['reader'], carrier: string): Set<string> {
  const rows = reader.all<{ closedOn: string | null }>(
    `SELECT DISTINCT terms -> '$.closedOn' AS closedOn FROM lane_transits WHERE carrier = ?`,
    [carrier],
  )
  return new Set(rows.flatMap(({ closedOn }) => (closedOn ? (JSON.parse(closedOn) as string[]) : [])))
}

const kept = new WeakMap<object, Map<string, { until: number; rhythm: Rhythm | null }>>()

/**
 * The rhythm of the four weeks before a silence began, learned once for each hour of the last word: the silence itself is no part of it.
 * @returns null where too little is known
 */
export function rhythmOf(
  { reader }: Pick<RuleContext, 'reader'>,
  carrier: string,
  lastAt: number,
): Rhythm | null {
  let carriers = kept.get(reader)
  if (!carriers) kept.set(reader, (carriers = new Map()))
  const until = Math.floor(lastAt / HOUR_MS)
  const known = carriers.get(carrier)
  if (known?.until === until) return known.rhythm
  const rhythm = learn(reader, carrier, lastAt)
  carriers.set(carrier, { until, rhythm })
  return rhythm
}

/** @param lastAt the last step that the carrier told */
function learn(reader: RuleContext['reader'], carrier: string, lastAt: number): Rhythm | null {
  const until = Math.floor(lastAt / HOUR_MS)
  const from = until - LEARNED_WEEKS * WEEK_HOURS
  const rows = reader.all<{ hour: number; steps: number }>(
    'SELECT hour, steps FROM carrier_hours WHERE carrier = ? AND hour >= ? AND hour < ? AND steps > 0 ORDER BY hour',
    [carrier, from, until],
  )
  const [first] = rows
  const total = rows.reduce((sum, { steps }) => sum + steps, 0)
  if (!first || total < STEPS_MIN || lastAt - first.hour * HOUR_MS < HISTORY_MS_MIN) return null
  const closedOn = closedDates(reader, carrier)
  const isWeekly = lastAt - first.hour * HOUR_MS >= WEEKLY_FROM_MS
  const placeOf = (hour: number) => (isWeekly ? weekHour(hour) : dayHour(weekHour(hour)))
  // Whole weeks back from the silence, so that each hour of the week is counted as often as any other.
  const weeks = Math.min(LEARNED_WEEKS, Math.floor((until - first.hour) / WEEK_HOURS))
  const start = isWeekly ? until - weeks * WEEK_HOURS : first.hour
  const counts = new Map(rows.map(({ hour, steps }) => [hour, steps]))
  const hours: SeenHour[] = []
  for (let hour = start; hour < until; hour += 1) {
    if (!isClosed(closedOn, hour)) hours.push({ place: placeOf(hour), steps: counts.get(hour) ?? 0 })
  }
  const byPlace = surprises(hours)
  const byWeekHour = Array.from({ length: WEEK_HOURS }, (_none, hour) => byPlace[placeOf(hour)] ?? 0)
  return { byWeekHour, closedOn }
}

const isClosed = (closedOn: ReadonlySet<string>, hour: number) =>
  closedOn.size > 0 && closedOn.has(isoDateOf(Math.floor(hour / 24)))

interface SeenHour {
  /** Which hours it is one of. */
  place: number
  steps: number
}

/**
 * What an empty hour tells: by Poisson's law the mean of its steps; and no more than the share of comparable hours that were
 * empty before (by Krichevsky and Trofimov's estimate), because steps come together and no law says how.
 */
function surprises(hours: readonly SeenHour[]): number[] {
  const sums = Array.from({ length: WEEK_HOURS }, () => ({ steps: 0, hours: 0 }))
  for (const { place, steps } of hours) {
    const sum = sums[place] as { steps: number; hours: number }
    sum.steps += steps
    sum.hours += 1
  }
  const means = sums.map((sum) => (sum.hours === 0 ? 0 : sum.steps / sum.hours))
  return means.map((mean) => {
    if (mean === 0) return 0
    const alike = hours.filter(({ place }) => {
      const other = means[place] ?? 0
      return other >= mean / ALIKE && other <= mean * ALIKE
    })
    const empty = alike.filter(({ steps }) => steps === 0).length
    const byShare = -Math.log((empty + 0.5) / (alike.length + 1))
    return Math.min(mean, byShare) / Math.LN10
  })
}

/** The whole hours of a silence: that of the last step is not empty, the present one is not over. */
const wholeHours = (lastAt: number, until: number): [from: number, until: number] => [
  Math.floor(lastAt / HOUR_MS) + 1,
  Math.floor(until / HOUR_MS),
]

/** How little chance has brought a silence, in powers of ten: 5 where it does so once in 100,000 times. */
export function surprise({ byWeekHour, closedOn }: Rhythm, lastAt: number, until: number): number {
  const [from, end] = wholeHours(lastAt, until)
  let sum = 0
  for (let hour = from; hour < end; hour += 1) {
    if (!isClosed(closedOn, hour)) sum += byWeekHour[weekHour(hour)] ?? 0
  }
  return sum
}

/** When a silence will be more surprising than that; null where it takes more than two weeks. */
export function surprisingAt(
  { byWeekHour, closedOn }: Rhythm,
  lastAt: number,
  wanted: number,
): number | null {
  const [from] = wholeHours(lastAt, lastAt)
  let sum = 0
  for (let hour = from; hour < from + HORIZON_HOURS; hour += 1) {
    if (!isClosed(closedOn, hour)) sum += byWeekHour[weekHour(hour)] ?? 0
    if (sum > wanted) return (hour + 1) * HOUR_MS
  }
  return null
}
