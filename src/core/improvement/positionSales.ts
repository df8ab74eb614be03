/** Owns the reading of a position's sales by day and of its stock at a time, from the entries of its chain. */
import type { Reader } from '../ledger/types.ts'
import { MICROUNITS_PER_UNIT } from '../../shared/units.ts'
import type { PositionSales } from './outcomeTypes.ts'

const DAY_MS = 86_400_000
/** Number of a count among the kinds of entries. */
const COUNT = 1
const MOST_ENTRIES = 5_000

export interface SalesWindow {
  /** Whole days before the plan. */
  beforeDays: number
  plannedAt: number
  horizonEndsAt: number
}

/** Whole days from the plan to its horizon, at least one. */
export const daysAfter = ({ plannedAt, horizonEndsAt }: SalesWindow) =>
  Math.max(1, Math.round((horizonEndsAt - plannedAt) / DAY_MS))

const CHAIN_SQL = `
WITH RECURSIVE chain AS (
  SELECT e.*, 1 AS step FROM balances AS b JOIN entries AS e ON e.entry_number = b.latest_entry
  WHERE b.location_id = ? AND b.sku_id = ? AND b.disposition = 0
  UNION ALL
  SELECT older.*, step + 1 FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
  WHERE step < ${MOST_ENTRIES} AND older.latest_at >= ?
)
SELECT kind, microunits, occurred_at AS at, counterpart IS 'customer' AS ofCustomer FROM chain
WHERE occurred_at >= ? AND void = 0 ORDER BY occurred_at, entry_number`
const STOCK_SQL = 'SELECT microunits FROM balances WHERE location_id = ? AND sku_id = ? AND disposition = 0'

interface EntryRow {
  kind: number
  microunits: number
  at: number
  ofCustomer: number
}

/** @returns null where the position has no balance */
export function readPosition(
  reader: Reader,
  ids: { location: number; sku: number },
  names: { location: string; sku: string },
  window: SalesWindow,
): PositionSales | null {
  const stockNow = reader.get<{ microunits: number }>(STOCK_SQL, [ids.location, ids.sku])?.microunits
  if (stockNow === undefined) return null
  const from = window.plannedAt - window.beforeDays * DAY_MS
  const rows = reader.all<EntryRow>(CHAIN_SQL, [ids.location, ids.sku, from, from])
  const before = Array.from({ length: window.beforeDays }, () => 0)
  const after = Array.from({ length: daysAfter(window) }, () => 0)
  for (const { kind, microunits, at, ofCustomer } of rows) {
    if (kind === COUNT || ofCustomer !== 1) continue
    const isBefore = at < window.plannedAt
    const days = isBefore ? before : after
    const day = Math.floor((at - (isBefore ? from : window.plannedAt)) / DAY_MS)
    // Returns into sellable stock take away what was sold.
    if (day < days.length) days[day] = (days[day] ?? 0) - microunits / MICROUNITS_PER_UNIT
  }
  return { ...names, before, after, stockUnits: stockAt(rows, stockNow, window.plannedAt) }
}

/** Units there at a time: as the first count after it says, or as is there now, less what moved in between. */
function stockAt(rows: readonly EntryRow[], stockNow: number, at: number): number {
  const later = rows.filter((row) => row.at >= at)
  const firstCount = later.findIndex(({ kind }) => kind === COUNT)
  const known = later[firstCount]?.microunits ?? stockNow
  const moves = firstCount < 0 ? later : later.slice(0, firstCount)
  const stock = moves.reduce((sum, { microunits }) => sum - microunits, known)
  return Math.max(0, stock / MICROUNITS_PER_UNIT)
}
