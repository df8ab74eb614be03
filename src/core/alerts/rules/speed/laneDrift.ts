/** Owns the detection of a change in how long a lane takes: a one-sided CUSUM over days of shipping, against the lane's own past. */
import { HOUR_MS } from '../../../../shared/timeZone.ts'

/** One parcel: the day on which it was shipped (in the origin's calendar), and its way. */
export interface Parcel {
  day: number
  /** Monday is 1. */
  weekday: number
  shippedAt: number
  /** Of one under way: until when it is known not to have arrived. */
  arrivedAt: number
  isUnderWay?: boolean
}

/** What is learned of a lane's past. */
export interface Baseline {
  parcels: number
  /** Median of the logarithm of hours, by weekday of shipping, Monday first. */
  byWeekday: readonly number[]
  median: number
  /** Spread of one parcel about its weekday's median, in logarithms. */
  spread: number
}

/** A day's parcels as one observation: what delays one of them on its truck delays all. */
export interface DayScore {
  day: number
  parcels: number
  /** Those of them that have not arrived. */
  underWay: number
  /** Whether too few have arrived to tell the median: hours and score are what it is at least. */
  isAtLeast: boolean
  /** Standard deviations slower than usual; negative: faster. */
  score: number
  /** Median of hours. */
  hours: number
  /** Logarithm of how much slower than usual. */
  slower: number
  /** When the last of them arrived; of a day that is at least so slow: until when that is known. */
  knownAt: number
}

/** Slack per day, in standard deviations: changes of twice as much are found fastest (Page 1954; Montgomery, ch. 9). */
export const SLACK = 0.5
/** No day counts for more: one late truck cannot raise the alarm. */
const SCORE_MAX = 3
/** Parcels of one day go alike: this much of their spread is common to all. */
const COMMON_SHARE = 0.3
/** A spread below this is a lane by the clock; differences of some minutes are no news. */
const SPREAD_MIN = 0.08
/** So many days in a row back to the usual end a drift. */
const DAYS_BACK = 3
const DAY_BACK_BELOW = 0.5
/** A weekday with fewer parcels is drawn towards the lane's median by as many. */
const WEEKDAY_PARCELS = 8

const logHours = ({ shippedAt, arrivedAt }: Parcel) =>
  Math.log(Math.max(0.1, (arrivedAt - shippedAt) / HOUR_MS))

function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1)
  const low = Math.floor(place)
  const from = sorted[low] ?? 0
  return from + ((sorted[low + 1] ?? from) - from) * (place - low)
}

const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b)
export const median = (values: readonly number[]): number => quantile(sorted(values), 0.5)

/** Learns a lane's past: medians by weekday, and a spread that a heavy tail widens. */
export function baselineOf(parcels: readonly Parcel[]): Baseline {
  const all = median(parcels.map(logHours))
  const byWeekday = [1, 2, 3, 4, 5, 6, 7].map((weekday) => {
    const own = parcels.filter((parcel) => parcel.weekday === weekday).map(logHours)
    if (own.length === 0) return all
    return (own.length * median(own) + WEEKDAY_PARCELS * all) / (own.length + WEEKDAY_PARCELS)
  })
  const residuals = sorted(parcels.map((parcel) => logHours(parcel) - (byWeekday[parcel.weekday - 1] ?? all)))
  const centre = quantile(residuals, 0.5)
  const deviations = sorted(residuals.map((residual) => Math.abs(residual - centre)))
  // Of a normal law both are its standard deviation; of one with a tail the second is more, and it counts.
  const spread = Math.max(
    1.4826 * quantile(deviations, 0.5),
    (quantile(residuals, 0.9) - centre) / 1.2816,
    SPREAD_MIN,
  )
  return { parcels: parcels.length, byWeekday, median: all, spread }
}

/**
 * Scores the days of shipping after the baseline, the oldest first. A parcel under way takes at least as long as it is
 * under way (censored; Kaplan and Meier 1958), so that a day's median is known once more than half have arrived, and
 * before that it is at least what it would be if all came now. A day of which that says nothing yet is left out.
 */
export function scoreDays(baseline: Baseline, parcels: readonly Parcel[]): DayScore[] {
  const days = new Map<number, Parcel[]>()
  for (const parcel of parcels) days.set(parcel.day, [...(days.get(parcel.day) ?? []), parcel])
  return [...days]
    .sort(([a], [b]) => a - b)
    .flatMap(([day, own]): DayScore[] => {
      const usual = baseline.byWeekday[(own[0]?.weekday ?? 1) - 1] ?? baseline.median
      const slower = median(own.map(logHours)) - usual
      const spread = baseline.spread * Math.sqrt((1 + COMMON_SHARE * (own.length - 1)) / own.length)
      const score = Math.max(-SCORE_MAX, Math.min(SCORE_MAX, slower / spread))
      const arrived = own.filter(({ isUnderWay }) => !isUnderWay)
      const isAtLeast = 2 * arrived.length <= own.length
      if (isAtLeast && score <= DAY_BACK_BELOW) return []
      const known = isAtLeast ? own : arrived
      return [
        {
          day,
          parcels: own.length,
          underWay: own.length - arrived.length,
          isAtLeast,
          score,
          hours: median(own.map(({ shippedAt, arrivedAt }) => (arrivedAt - shippedAt) / HOUR_MS)),
          slower,
          knownAt: Math.max(...known.map(({ arrivedAt }) => arrivedAt)),
        },
      ]
    })
}

export interface Drift {
  /** The sum as it stands. */
  sum: number
  /** Days since the sum left zero. */
  run: readonly DayScore[]
  /** When the sum passed the threshold; null where it has not. */
  passedAt: number | null
}

/**
 * Page's cumulative sum: each day adds its score less the slack, and the sum is never below zero. It is held at
 * twice the threshold, and begins anew once the lane has been back to its usual for three days in a row.
 */
export function driftOf(days: readonly DayScore[], threshold: number): Drift {
  let sum = 0
  let run: DayScore[] = []
  let passedAt: number | null = null
  let back = 0
  for (const day of days) {
    back = day.score <= DAY_BACK_BELOW ? back + 1 : 0
    sum = back >= DAYS_BACK ? 0 : Math.max(0, Math.min(2 * threshold, sum + day.score - SLACK))
    run = sum === 0 ? [] : [...run, day]
    if (sum <= threshold) passedAt = null
    else passedAt ??= Math.max(...run.map(({ knownAt }) => knownAt))
  }
  return { sum, run, passedAt }
}

/**
 * How many days of shipping pass on average until an unchanged lane raises an alarm: Siegmund's approximation (1985)
 * for normal scores.
 */
export function daysToFalseAlarm(threshold: number): number {
  const b = 2 * SLACK * (threshold + 1.166)
  return (Math.exp(b) - b - 1) / (2 * SLACK ** 2)
}
