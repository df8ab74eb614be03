/** Owns the calendar of demand: what each place sold on each day, and when promotions ran and will run. */
import type { Reader } from '../../ledger/types.ts'
import { netReturns } from './history.ts'
import type { Place } from './positions.ts'
import type { PlaceDays } from './rhythm.ts'

export const DAY_MS = 86_400_000
const MICROUNITS = 1_000_000

/** Days of UTC from 1970, the last one included. */
export interface Window {
  firstDay: number
  lastDay: number
}

export const daysOf = ({ firstDay, lastDay }: Window): number => lastDay - firstDay + 1

const SOLD_SQL =
  'SELECT day, microunits FROM sold_days WHERE location_id = ? AND day BETWEEN ? AND ? ORDER BY day'

/** What places sold by day, all SKUs together. */
export function readPlaceDays(reader: Reader, places: readonly Place[], window: Window): PlaceDays[] {
  return places.map(({ number, kind }) => {
    const units = new Float64Array(daysOf(window))
    for (const { day, microunits } of reader.all<{ day: number; microunits: number }>(SOLD_SQL, [
      number,
      window.firstDay,
      window.lastDay,
    ])) {
      units[day - window.firstDay] = microunits / MICROUNITS
    }
    return { kind, units: netReturns(units) }
  })
}

export interface Promotion {
  startsAt: number
  endsAt: number
}

const PROMOTIONS_SQL = `
SELECT DISTINCT s.sku, p.starts_at AS startsAt, p.ends_at AS endsAt
FROM promotions AS p JOIN promotion_skus AS s USING (promotion)
WHERE p.cancelled = 0 AND p.ends_at > ? AND p.starts_at < ? ORDER BY s.sku, p.starts_at`

/** Promotions by SKU, past and planned, in order; those that overlap are one. */
export function readPromotions(reader: Reader, from: number, until: number): Map<string, Promotion[]> {
  const found = new Map<string, Promotion[]>()
  for (const { sku, startsAt, endsAt } of reader.all<Promotion & { sku: string }>(PROMOTIONS_SQL, [
    from,
    until,
  ])) {
    const known = found.get(sku) ?? []
    found.set(sku, known)
    const last = known.at(-1)
    if (last && startsAt <= last.endsAt) last.endsAt = Math.max(last.endsAt, endsAt)
    else known.push({ startsAt, endsAt })
  }
  return found
}

/** Milliseconds between two times on which a promotion runs. */
export function promotedMs(promotions: readonly Promotion[], from: number, until: number): number {
  let sum = 0
  for (const { startsAt, endsAt } of promotions) {
    sum += Math.max(0, Math.min(until, endsAt) - Math.max(from, startsAt))
  }
  return sum
}

/** Share of each day of a window on which a promotion ran. */
export function promotedShares(promotions: readonly Promotion[], window: Window): Float64Array {
  const shares = new Float64Array(daysOf(window))
  if (promotions.length === 0) return shares
  return shares.map((_, at) => {
    const begin = (window.firstDay + at) * DAY_MS
    return promotedMs(promotions, begin, begin + DAY_MS) / DAY_MS
  })
}
