/** Owns the measuring of an effect: difference in differences against matched places that nothing was sent to. */
import type { Effect, PositionSales } from './outcomeTypes.ts'

/** Fewer comparisons than these say nothing. */
export const LEAST_COMPARISONS = 3
const MOST_COMPARISONS = 10
/** How far a comparison's sales before, and its stock, may be from the receiver's: a factor. */
const CALIPER = Math.log(2.5)

const sumOf = (days: readonly number[]) => days.reduce((sum, units) => sum + units, 0)
/** One is added so that nothing and one unit are near each other. */
const distance = (left: number, right: number) => Math.abs(Math.log((left + 1) / (right + 1)))

/**
 * Comparisons of a receiver, the nearest first: untouched positions that sold alike before and had as much stock when the
 * plan was made. Stock has to be alike too: what a transfer is for is to spare the receiver the empty shelf that the
 * comparison shows.
 */
export function matched(receiver: PositionSales, untouched: readonly PositionSales[]): PositionSales[] {
  const sold = sumOf(receiver.before)
  return untouched
    .map((position) => ({
      position,
      sales: distance(sold, sumOf(position.before)),
      stock: distance(receiver.stockUnits, position.stockUnits),
    }))
    .filter(({ sales, stock }) => sales <= CALIPER && stock <= CALIPER)
    .toSorted((left, right) => left.sales + left.stock - (right.sales + right.stock))
    .slice(0, MOST_COMPARISONS)
    .map(({ position }) => position)
}

/**
 * Units sold more at the receiver than its comparisons would have it: its change from before to after, less their mean
 * change. The variance is that of a further place's change around the mean of the comparisons (a prediction's variance), at
 * least that of Poisson sales.
 * @returns null where there are too few comparisons
 */
export function measureEffect(
  receiver: PositionSales,
  comparisons: readonly PositionSales[],
  kind: Effect['with'],
): Effect | null {
  const count = comparisons.length
  if (count < LEAST_COMPARISONS || receiver.before.length === 0) return null
  const scale = receiver.after.length / receiver.before.length
  const changes = comparisons.map(({ before, after }) => sumOf(after) - scale * sumOf(before))
  const mean = sumOf(changes) / count
  const spread = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (count - 1)
  const poisson =
    comparisons.reduce((sum, { before, after }) => sum + sumOf(after) + scale * scale * sumOf(before), 0) /
    count
  return {
    units: sumOf(receiver.after) - scale * sumOf(receiver.before) - mean,
    variance: Math.max(spread, poisson, scale) * (1 + 1 / count),
    degrees: count - 1,
    comparisons: count,
    with: kind,
  }
}

const ADI_BORDER = 1.32
const CV2_BORDER = 0.49
const LEAST_DAYS_WITH_SALES = 5

/** Class of a demand by its days (Syntetos, Boylan & Croston 2005): how seldom it comes, and how much its sizes differ. */
export function demandClassOf(days: readonly number[]): string {
  const sizes = days.filter((units) => units > 0)
  if (sizes.length === 0) return 'none'
  if (sizes.length < LEAST_DAYS_WITH_SALES) return 'thin'
  const interval = days.length / sizes.length
  const mean = sumOf(sizes) / sizes.length
  const variance = sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / (sizes.length - 1)
  const isUneven = variance / (mean * mean) >= CV2_BORDER
  if (interval < ADI_BORDER) return isUneven ? 'erratic' : 'smooth'
  return isUneven ? 'lumpy' : 'intermittent'
}
