/** Owns the figures of one location as the map shows them: from its roll-up, its sales by day, its postal area. */
import type { LocationKind } from '../../shared/vocabulary.ts'
import type { LocationRow } from '../../shared/readModels/network.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader } from '../ledger/types.ts'
import { isStale } from '../../shared/staleness.ts'
import type { QueryContext } from './context.ts'
import { locatePostalCode } from './places.ts'

const DAY_MS = 86_400_000
/** Days whose sales make the mean behind days of cover. */
export const SALES_WINDOW_DAYS = 28

export interface RollupRow {
  locationId: number
  location: string
  name: string | null
  kind: LocationKind | null
  city: string | null
  region: string | null
  country: string | null
  postalCode: string | null
  latitude: number | null
  longitude: number | null
  timeZone: string | null
  onHand: number
  sellable: number
  safety: number
  /** What orders hold: claims and allocations. */
  held: number
  positions: number
  stockouts: number
  negatives: number
  lastOccurredAt: number
  lastRecordedAt: number
  feed: string
  /** Ledger position at the last change; null where the figures are those of one category. */
  changedAt: number | null
}

interface Sales {
  sold: number
  dispatched: number
  /** Days that the sums cover: the window, or as long as units are known to have left. */
  days: number
}

const SALES_SQL = `
SELECT coalesce(sum(microunits), 0) AS sold, coalesce(sum(dispatched), 0) AS dispatched,
  min(${SALES_WINDOW_DAYS}, 1 + ? - (SELECT min(day) FROM sold_days WHERE location_id = ?)) AS days
FROM sold_days WHERE location_id = ? AND day > ? - ${SALES_WINDOW_DAYS}`

/** Sales as they stood at a location's last change: they can only be others after another one. */
const keptSales = new WeakMap<Reader, Map<number, Sales & { changedAt: number }>>()

/** What left a location; null for the figures of one category, because sales are kept by location, not by SKU. */
function salesOf(
  { reader, clock }: QueryContext,
  { locationId, lastOccurredAt, changedAt }: RollupRow,
): Sales | null {
  if (changedAt === null) return null
  let kept = keptSales.get(reader)
  if (!kept) keptSales.set(reader, (kept = new Map()))
  const known = kept.get(locationId)
  if (known?.changedAt === changedAt) return known
  // A record that is dated in the future must not move the window away from the sales.
  const lastDay = Math.floor(Math.min(lastOccurredAt, clock.now()) / DAY_MS)
  const sales = reader.get<{ sold: number; dispatched: number; days: number | null }>(SALES_SQL, [
    lastDay,
    locationId,
    locationId,
    lastDay,
  ])
  const { sold = 0, dispatched = 0 } = sales ?? {}
  const fresh = { sold, dispatched, days: sales?.days ?? 0, changedAt }
  kept.set(locationId, fresh)
  return fresh
}

/** Reads RollupRow of all locations; a condition may follow. */
export const ROLLUP_SQL = `
SELECT rollups.location_id AS locationId, location, locations.name, kind, city, region, country,
  postal_code AS postalCode, latitude, longitude, time_zone AS timeZone, on_hand AS onHand, sellable, safety,
  coalesce((SELECT h.held FROM location_holds AS h WHERE h.location = locations.location), 0) AS held, positions,
  stockouts, negatives, last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt, feeds.name AS feed,
  changed_at_position AS changedAt
FROM rollups JOIN locations USING (location_id) JOIN feeds ON feeds.feed_number = rollups.last_feed`

export function toLocationRow(context: QueryContext, row: RollupRow): LocationRow {
  const { reader, clock } = context
  const area =
    row.latitude === null && row.postalCode
      ? locatePostalCode(reader, row.country, row.postalCode)
      : undefined
  const sales = salesOf(context, row)
  const perDay = (microunits: number) =>
    sales && sales.days > 0 ? Math.max(0, toUnits(microunits) / sales.days) : 0
  const soldUnitsPerDay = sales && perDay(sales.sold)
  const leavingUnitsPerDay = sales && perDay(sales.sold + sales.dispatched)
  const onHandUnits = toUnits(row.onHand)
  const { location, name, kind, city, region, country, timeZone } = row
  return {
    location,
    name,
    kind,
    city,
    region,
    country,
    timeZone,
    latitude: row.latitude ?? area?.latitude ?? null,
    longitude: row.longitude ?? area?.longitude ?? null,
    onHandUnits,
    sellableUnits: toUnits(row.sellable),
    atpUnits: toUnits(row.sellable - row.held - row.safety),
    skuCount: row.positions,
    stockoutCount: row.stockouts,
    negativeCount: row.negatives,
    soldUnitsPerDay,
    leavingUnitsPerDay,
    daysOfCover:
      leavingUnitsPerDay !== null && leavingUnitsPerDay > 0
        ? Math.max(0, onHandUnits) / leavingUnitsPerDay
        : null,
    freshness: {
      dataAsOf: row.lastOccurredAt > 0 ? row.lastOccurredAt : null,
      recordedAt: row.lastRecordedAt,
      stale: isStale(clock.now(), row.lastRecordedAt, row.lastOccurredAt),
      feed: row.feed,
    },
  }
}
