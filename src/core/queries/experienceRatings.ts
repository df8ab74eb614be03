/** Owns how ratings go with lateness: by bins of hours, on time against late, and by each further day late. */
import type { InputOf } from '../../shared/contract.ts'
import type { Estimate, RatingByLateness } from '../../shared/readModels/experience.ts'
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { QueryContext } from './context.ts'
import { boundedMeanOf, differenceOf, shareOf, slopeOf, type Sums } from './experienceIntervals.ts'
import { scopeOf } from './experienceScope.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Bounds of the bins, in hours after the promise. An order that comes in the very moment of its promise is in time. */
const BOUNDS_HOURS = [-168, -72, -24, 0, 24, 72, 168, 336] as const
const BOUNDS: Record<RatingScale, readonly [number, number]> = { stars: [1, 5], csat: [1, 5], nps: [0, 10] }

interface BinRow {
  bin: number
  count: number
  sum: number
  squares: number
  poor: number
}

interface LateRow {
  count: number
  x: number
  xx: number
  y: number
  yy: number
  xy: number
}

/** The last place of a bound that lies below the lateness; bins are open at their start and closed at their end. */
const BIN_SQL = BOUNDS_HOURS.map((hours) => `(e.late_ms > ${hours * HOUR_MS})`).join(' + ')

export function experienceRatings(
  context: QueryContext,
  { scale = 'stars', ...scope }: InputOf<'experience.ratings'>,
): RatingByLateness {
  const { reader } = context
  return reader.snapshot(() => {
    const { window, where, parameters } = scopeOf(context, scope)
    const found = reader.all<BinRow>(
      `SELECT ${BIN_SQL} AS bin, sum(e.${scale}) AS count, sum(e.${scale}_sum) AS sum, sum(e.${scale}_squares) AS squares,
         sum(e.${scale}_poor) AS poor
       FROM order_experience AS e WHERE ${where} AND e.${scale} > 0 AND e.late_ms IS NOT NULL GROUP BY bin`,
      parameters,
    )
    const days = `(e.late_ms / ${DAY_MS}.0)`
    const late = reader.get<LateRow>(
      `SELECT coalesce(sum(e.${scale}), 0) AS count, sum(${days} * e.${scale}) AS x, sum(${days} * ${days} * e.${scale}) AS xx,
         sum(e.${scale}_sum) AS y, sum(e.${scale}_squares) AS yy, sum(${days} * e.${scale}_sum) AS xy
       FROM order_experience AS e WHERE ${where} AND e.${scale} > 0 AND e.late_ms > 0`,
      parameters,
    )
    const unknown = reader.get<{ n: number | null }>(
      `SELECT sum(e.${scale}) AS n FROM order_experience AS e WHERE ${where} AND e.${scale} > 0 AND e.late_ms IS NULL`,
      parameters,
    )?.n ?? 0
    const together = (is: (bin: number) => boolean): Sums & { poor: number } =>
      found.filter(({ bin }) => is(bin)).reduce(
        (sums, { count, sum, squares, poor }) => ({
          count: sums.count + count, sum: sums.sum + sum, squares: sums.squares + squares, poor: sums.poor + poor,
        }),
        { count: 0, sum: 0, squares: 0, poor: 0 },
      )
    const lateFrom = BOUNDS_HOURS.indexOf(0) + 1
    const inTime = together((bin) => bin < lateFrom)
    const tooLate = together((bin) => bin >= lateFrom)
    const difference = differenceOf(inTime, tooLate)
    const slopePerDay = late ? slopeOf(late) : null
    return {
      ...window,
      scale,
      bins: Array.from({ length: BOUNDS_HOURS.length + 1 }, (_, bin) => {
        const sums = together((one) => one === bin)
        return {
          fromHours: BOUNDS_HOURS[bin - 1] ?? null,
          untilHours: BOUNDS_HOURS[bin] ?? null,
          rating: boundedMeanOf(sums, BOUNDS[scale]),
          poor: shareOf(sums.poor, sums.count),
        }
      }),
      onTime: boundedMeanOf(inTime, BOUNDS[scale]),
      late: boundedMeanOf(tooLate, BOUNDS[scale]),
      difference,
      slopePerDay,
      rated: inTime.count + tooLate.count,
      statement: statementOf(difference, slopePerDay, unknown),
    }
  })
} // prettier-ignore

const figure = (value: number) => Math.abs(value).toFixed(2)
const span = ({ low, high }: Estimate) =>
  low === null || high === null
    ? 'too few answers for an interval'
    : `95 % interval ${low.toFixed(2)} to ${high.toFixed(2)}`

/** What the figures say, and what they do not. */
function statementOf(difference: Estimate | null, slope: Estimate | null, unknown: number): string {
  const parts = [
    difference
      ? `Orders that came late are rated ${figure(difference.value)} ${difference.value < 0 ? 'lower' : 'higher'} than those in time (${span(difference)}).`
      : 'There are not both: rated orders in time and rated orders that came late.',
  ]
  if (slope) {
    parts.push(
      `Among late orders, each further day goes with ${figure(slope.value)} ${slope.value < 0 ? 'less' : 'more'} (${span(slope)}).`,
    )
  }
  if (unknown > 0) {
    parts.push(`${unknown} answers are left out: their orders have no promise, or did not come into the customer’s hands.`)
  }
  parts.push('This is an association: late orders may differ from others in more than their lateness.')
  return parts.join(' ')
} // prettier-ignore
