/** Owns how ratings go with lateness: by bins of hours, on time against late, and by each further day late. */
import type { InputOf } from '../../shared/contract.ts'
import { LATE_BOUNDS_HOURS } from '../../shared/lateness.ts'
import type { Estimate, RatingByLateness } from '../../shared/readModels/experience.ts'
import type { RatingScale } from '../../shared/vocabulary.ts'
import type { QueryContext } from './context.ts'
import { boundedMeanOf, differenceOf, shareOf, slopeOf } from './experienceIntervals.ts'
import { scopeOf } from './experienceScope.ts'

const BOUNDS: Record<RatingScale, readonly [number, number]> = { stars: [1, 5], csat: [1, 5], nps: [0, 10] }

/** Lateness in minutes is `x`; the rating is `y`. */
interface BinRow {
  bin: number
  count: number
  sum: number
  squares: number
  poor: number
  x: number
  xx: number
  xy: number
}

const NOTHING: BinRow = { bin: 0, count: 0, sum: 0, squares: 0, poor: 0, x: 0, xx: 0, xy: 0 }
const DAY_MINUTES = 1_440

export function experienceRatings(
  context: QueryContext,
  { scale = 'stars', ...scope }: InputOf<'experience.ratings'>,
): RatingByLateness {
  const { reader } = context
  return reader.snapshot(() => {
    const { window, cells } = scopeOf(context, scope)
    const found = reader.all<BinRow>(
      `SELECT bin, sum(answers) AS count, sum(sum) AS sum, sum(squares) AS squares, sum(poor) AS poor, sum(x) AS x,
         sum(xx) AS xx, sum(xy) AS xy
       FROM rating_cells WHERE scale = ? AND ${cells.where} GROUP BY bin`,
      [scale, ...cells.parameters],
    )
    const together = (is: (bin: number) => boolean): BinRow =>
      found
        .filter(({ bin }) => is(bin))
        .reduce((sums, row) => {
          const names = ['count', 'sum', 'squares', 'poor', 'x', 'xx', 'xy'] as const
          return {
            bin: 0,
            ...Object.fromEntries(names.map((name) => [name, sums[name] + row[name]])),
          } as BinRow
        }, NOTHING)
    const lateFrom = LATE_BOUNDS_HOURS.indexOf(0) + 1
    const inTime = together((bin) => bin >= 0 && bin < lateFrom)
    const tooLate = together((bin) => bin >= lateFrom)
    const difference = differenceOf(inTime, tooLate)
    const slopePerDay = slopeOf({
      count: tooLate.count,
      y: tooLate.sum,
      yy: tooLate.squares,
      x: tooLate.x / DAY_MINUTES,
      xx: tooLate.xx / DAY_MINUTES ** 2,
      xy: tooLate.xy / DAY_MINUTES,
    })
    return {
      ...window,
      scale,
      bins: Array.from({ length: LATE_BOUNDS_HOURS.length + 1 }, (_, bin) => {
        const sums = together((one) => one === bin)
        return {
          fromHours: LATE_BOUNDS_HOURS[bin - 1] ?? null,
          untilHours: LATE_BOUNDS_HOURS[bin] ?? null,
          rating: boundedMeanOf(sums, BOUNDS[scale]),
          poor: shareOf(sums.poor, sums.count),
        }
      }),
      onTime: boundedMeanOf(inTime, BOUNDS[scale]),
      late: boundedMeanOf(tooLate, BOUNDS[scale]),
      difference,
      slopePerDay,
      rated: inTime.count + tooLate.count,
      statement: statementOf(difference, slopePerDay, together((bin) => bin < 0).count),
    }
  })
}

const figure = (value: number) => Math.abs(value).toFixed(2)
/** With a true minus, as figures read on the screen. */
const signed = (value: number) => value.toFixed(2).replace('-', '−')
const span = ({ low, high }: Estimate) =>
  low === null || high === null
    ? 'too few answers for an interval'
    : `95 % interval ${signed(low)} to ${signed(high)}`

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
    parts.push(
      `${unknown} answers are left out: their orders have no promise, or did not come into the customer’s hands.`,
    )
  }
  parts.push('This is an association: late orders may differ from others in more than their lateness.')
  return parts.join(' ')
}
