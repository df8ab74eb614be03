/** Owns where comparisons are looked for: places of the same kind with the SKU, that no transfer of it touched around the plan. */
import type { Reader } from '../ledger/types.ts'
import type { PositionSales, PredictedLine } from './outcomeTypes.ts'
import { readPosition, type SalesWindow } from './positionSales.ts'

const DAY_MS = 86_400_000
/** Days of sales before a plan that are compared. */
const BEFORE_DAYS = 28
const PERIOD_MS = 28 * DAY_MS
/** Positions whose days are read: those whose sums by 28 days are nearest to the receiver's. */
const READ_MOST = 25
/** SKUs of the category that stand in where too few places have the SKU. */
const CATEGORY_SKUS_MOST = 20

export interface LineSales {
  receiver: PositionSales
  sameSku: PositionSales[]
  /** Read where they are asked for. */
  sameCategory(): PositionSales[]
}

interface Candidate {
  locationId: number
  skuId: number
  location: string
  sku: string
}

const POSITIONS_SQL = `
SELECT b.location_id AS locationId, b.sku_id AS skuId, l.location, s.sku
FROM skus AS s JOIN balances AS b ON b.sku_id = s.sku_id AND b.disposition = 0 JOIN locations AS l USING (location_id)
WHERE s.sku = ? AND l.kind IS (SELECT kind FROM locations WHERE location = ?)`
const TOUCHED_SQL = `
SELECT t.origin, t.destination FROM transfer_lines AS l JOIN transfers AS t USING (transfer)
WHERE l.sku = ? AND l.approved > 0 AND t.approved_at <= ? AND t.changed_at >= ?`
const PERIODS_SQL = `
SELECT coalesce(sum(sold), 0) AS sold FROM position_periods
WHERE location_id = ? AND sku_id = ? AND period BETWEEN ? AND ?`
const CATEGORY_SQL = `
SELECT sku FROM skus WHERE category IS NOT NULL AND category = (SELECT category FROM skus WHERE sku = ?) AND sku <> ?
ORDER BY sku LIMIT ${CATEGORY_SKUS_MOST}`

/** @returns null where the receiver has never had the SKU */
export function readLineSales(reader: Reader, line: PredictedLine): LineSales | null {
  const { plannedAt, horizonEndsAt } = line
  const window: SalesWindow = { beforeDays: BEFORE_DAYS, plannedAt, horizonEndsAt }
  const positions = reader.all<Candidate>(POSITIONS_SQL, [line.sku, line.to])
  const own = positions.find(({ location }) => location === line.to)
  const receiver = own && readCandidate(reader, own, window)
  if (!own || !receiver) return null
  const sold = soldBefore(reader, own, window)
  const nearest = (candidates: readonly Candidate[]) =>
    candidates
      .map((candidate) => ({
        candidate,
        apart: Math.abs(Math.log((soldBefore(reader, candidate, window) + 1) / (sold + 1))),
      }))
      .toSorted((left, right) => left.apart - right.apart)
      .slice(0, READ_MOST)
      .flatMap(({ candidate }) => readCandidate(reader, candidate, window) ?? [])
  return {
    receiver,
    sameSku: nearest(untouched(reader, line.sku, positions, window)),
    sameCategory: () =>
      nearest(
        reader
          .all<{ sku: string }>(CATEGORY_SQL, [line.sku, line.sku])
          .flatMap(({ sku }) =>
            untouched(reader, sku, reader.all<Candidate>(POSITIONS_SQL, [sku, line.to]), window),
          ),
      ),
  }
}

function untouched(
  reader: Reader,
  sku: string,
  positions: readonly Candidate[],
  { plannedAt, horizonEndsAt, beforeDays }: SalesWindow,
): Candidate[] {
  const touched = new Set(
    reader
      .all<{ origin: string; destination: string }>(TOUCHED_SQL, [
        sku,
        horizonEndsAt,
        plannedAt - beforeDays * DAY_MS,
      ])
      .flatMap(({ origin, destination }) => [origin, destination]),
  )
  return positions.filter(({ location }) => !touched.has(location))
}

const readCandidate = (
  reader: Reader,
  { locationId, skuId, location, sku }: Candidate,
  window: SalesWindow,
) => readPosition(reader, { location: locationId, sku: skuId }, { location, sku }, window)

/** Units of the 28-day periods that the days before the plan lie in: near enough to choose whom to look at. */
function soldBefore(reader: Reader, { locationId, skuId }: Candidate, window: SalesWindow): number {
  const last = Math.floor(window.plannedAt / PERIOD_MS)
  const { sold = 0 } = reader.get<{ sold: number }>(PERIODS_SQL, [locationId, skuId, last - 1, last]) ?? {}
  return sold / 1e6
}
