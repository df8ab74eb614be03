/** Owns days as rules about stock count them: days of UTC, in periods of 28 whose days are bits. */

export const DAY_MS = 86_400_000
export const PERIOD_DAYS = 28
/** Periods that rates are learned from: the one that runs, and the two before it. */
export const FLOW_PERIODS = 3

export const dayOf = (at: number): number => Math.floor(at / DAY_MS)

export function bitCount(bits: number): number {
  let left = bits
  let count = 0
  for (; left !== 0; count += 1) left &= left - 1
  return count
}

/** The last day on which any left, counted from 1970; null where none did. */
export function lastLeftDay({
  periods,
}: {
  periods: readonly { period: number; leftDays: number }[]
}): number | null {
  for (let place = periods.length - 1; place >= 0; place -= 1) {
    const { period, leftDays } = periods[place]!
    if (leftDays !== 0) return period * PERIOD_DAYS + 31 - Math.clz32(leftDays)
  }
  return null
}

/** All marked days, ascending, of periods that are. */
export function markedDays(marks: readonly { period: number; days: number }[]): number[] {
  const found: number[] = []
  for (const { period, days } of marks) {
    for (let left = days; left !== 0; left &= left - 1) {
      found.push(period * PERIOD_DAYS + 31 - Math.clz32(left & -left))
    }
  }
  return found
}

/** How many days after `after` and before `before` are marked. */
export function markedBetween(marks: ReadonlyMap<number, number>, after: number, before: number): number {
  let count = 0
  for (const [period, days] of marks) {
    const first = period * PERIOD_DAYS
    if (first >= before || first + PERIOD_DAYS <= after) continue
    let bits = days
    if (after >= first) bits &= -1 << (after - first + 1)
    if (before < first + PERIOD_DAYS) bits &= (1 << (before - first)) - 1
    count += bitCount(bits & ((1 << PERIOD_DAYS) - 1))
  }
  return count
}
