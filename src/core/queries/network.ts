/** Owns the map's figures: one roll-up a location, read without touching positions. */
import type { InputOf } from '../../shared/contract.ts'
import type { LocationKind } from '../../shared/events.ts'
import type { LocationRow, NetworkSnapshot, NetworkTotals } from '../../shared/readModels/network.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { isStale, type QueryContext } from './context.ts'
import { locatePostalCode } from './places.ts'

const DAY_MS = 86_400_000
/** Days whose sales make the mean behind days of cover. */
export const SALES_WINDOW_DAYS = 28

interface RollupRow {
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

export type Scope = Pick<InputOf<'network.locations'>, 'region' | 'country' | 'category'>

const ROLLUP_SQL = `
SELECT rollups.location_id AS locationId, location, locations.name, kind, city, region, country,
  postal_code AS postalCode, latitude, longitude, time_zone AS timeZone, on_hand AS onHand, sellable, safety, positions,
  stockouts, negatives, last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt, feeds.name AS feed,
  changed_at_position AS changedAt
FROM rollups JOIN locations USING (location_id) JOIN feeds ON feeds.feed_number = rollups.last_feed`

/**
 * The same columns for the SKUs of one category: summed from their positions, found through the index by SKU, so that
 * positions of other categories are never looked at. Locations that never held the category have no row.
 */
const categorySql = (named: boolean) => `
SELECT sums.location_id AS locationId, location, locations.name, kind, city, region, country,
  postal_code AS postalCode, latitude, longitude, time_zone AS timeZone, sums.onHand, sums.sellable, sums.safety,
  sums.positions, sums.stockouts, sums.negatives, sums.lastOccurredAt, last_recorded_at AS lastRecordedAt,
  feeds.name AS feed, NULL AS changedAt
FROM (
  SELECT b.location_id, count(*) AS positions, sum(b.microunits) AS sellable, sum(b.microunits <= 0) AS stockouts,
    sum(b.microunits < 0) AS negatives, max(b.latest_at) AS lastOccurredAt,
    sum(b.microunits + coalesce((SELECT sum(o.microunits) FROM balances AS o
      WHERE o.location_id = b.location_id AND o.sku_id = b.sku_id AND o.disposition > 0), 0)) AS onHand,
    sum(coalesce((SELECT f.microunits FROM safety_stocks AS f
      WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0)) AS safety
  FROM skus AS s CROSS JOIN balances AS b INDEXED BY balances_by_sku
  WHERE s.category = ? AND b.sku_id = s.sku_id AND b.disposition = 0${
    named
      ? ' AND b.location_id IN (SELECT location_id FROM locations WHERE location IN (SELECT value FROM json_each(?)))'
      : ''
  }
  GROUP BY b.location_id
) AS sums JOIN rollups USING (location_id) JOIN locations USING (location_id)
  JOIN feeds ON feeds.feed_number = rollups.last_feed`

function scopeCondition(scope: Scope): { sql: string; parameters: SqlValue[] } {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  if (scope.region) {
    parts.push('region = ?')
    parameters.push(scope.region)
  }
  if (scope.country) {
    parts.push('country = ?')
    parameters.push(scope.country)
  }
  return { sql: parts.length ? ` AND ${parts.join(' AND ')}` : '', parameters }
}

function toLocationRow(context: QueryContext, row: RollupRow): LocationRow {
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
    location, name, kind, city, region, country, timeZone,
    latitude: row.latitude ?? area?.latitude ?? null,
    longitude: row.longitude ?? area?.longitude ?? null,
    onHandUnits,
    sellableUnits: toUnits(row.sellable),
    atpUnits: toUnits(row.sellable - row.safety),
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
  } // prettier-ignore
}

/** Rows of all locations in scope; only those changed after a ledger position where one is given. */
export function networkRows(context: QueryContext, scope: Scope, changedAfter = -1): LocationRow[] {
  const { sql, parameters } = scopeCondition(scope)
  if (scope.category) {
    return context.reader
      .all<RollupRow>(`${categorySql(false)} WHERE changed_at_position > ?${sql}`, [
        scope.category,
        changedAfter,
        ...parameters,
      ])
      .map((row) => toLocationRow(context, row))
  }
  return context.reader
    .all<RollupRow>(`${ROLLUP_SQL} WHERE changed_at_position > ? AND ${OF_NETWORK_SQL}${sql}`, [
      changedAfter,
      ...parameters,
    ])
    .map((row) => toLocationRow(context, row))
}

/** Rows of the named locations that have stock figures, and are in scope. */
export function namedLocationRows(
  context: QueryContext,
  locations: readonly string[],
  scope: Scope = {},
): LocationRow[] {
  const { sql, parameters } = scopeCondition(scope)
  const names = JSON.stringify(locations)
  if (scope.category) {
    return context.reader
      .all<RollupRow>(`${categorySql(true)} WHERE true${sql}`, [scope.category, names, ...parameters])
      .map((row) => toLocationRow(context, row))
  }
  return context.reader
    .all<RollupRow>(`${ROLLUP_SQL} WHERE location IN (SELECT value FROM json_each(?))${sql}`, [
      names,
      ...parameters,
    ])
    .map((row) => toLocationRow(context, row))
}

/** Locations that hold stock or could: a customer's address is a location too, but not one of the network's. */
const OF_NETWORK_SQL = `(kind IS NOT 'customer' OR positions > 0)`

/** Sums over all locations in scope, from their roll-ups. */
export function networkTotals(reader: Reader, scope: Scope): NetworkTotals {
  const { sql, parameters } = scopeCondition(scope)
  const sums = reader.get<Record<'locations' | 'unplaced' | 'onHand' | 'atp' | 'stockouts', number | null>>(
    `SELECT count(*) AS locations, sum(on_hand) AS onHand, sum(sellable - safety) AS atp, sum(stockouts) AS stockouts,
       sum(latitude IS NULL AND NOT EXISTS (SELECT 1 FROM postal_areas AS p WHERE p.country = coalesce(locations.country, 'US')
         AND p.postal_code IN (upper(locations.postal_code), substr(upper(locations.postal_code), 1, 5)))) AS unplaced
     FROM rollups JOIN locations USING (location_id) WHERE ${OF_NETWORK_SQL}${sql}`,
    parameters,
  )
  const transit = reader.get<{ shipments: number; microunits: number | null }>(
    'SELECT count(*) AS shipments, sum(microunits) AS microunits FROM shipments WHERE moving = 1',
  )
  return {
    locations: sums?.locations ?? 0,
    unplacedLocations: sums?.unplaced ?? 0,
    onHandUnits: toUnits(sums?.onHand ?? 0),
    atpUnits: toUnits(sums?.atp ?? 0),
    skuCount: reader.get<{ n: number | null }>('SELECT max(sku_id) AS n FROM skus')?.n ?? 0,
    stockoutCount: sums?.stockouts ?? 0,
    inTransitShipments: transit?.shipments ?? 0,
    inTransitUnits: toUnits(transit?.microunits ?? 0),
  }
}

/** The totals of one category, from the rows of all locations in scope. */
export function categoryTotals(reader: Reader, category: string, rows: Iterable<LocationRow>): NetworkTotals {
  const transit = reader.get<{ shipments: number; units: number | null }>(
    `SELECT count(DISTINCT shipment) AS shipments, sum(line.value ->> 'units') AS units
     FROM shipments, json_each(detail, '$.lines') AS line JOIN skus ON skus.sku = line.value ->> 'sku'
     WHERE moving = 1 AND category = ?`,
    [category],
  )
  const totals: NetworkTotals = {
    locations: 0, unplacedLocations: 0, onHandUnits: 0, atpUnits: 0, stockoutCount: 0,
    skuCount: reader.get<{ n: number }>('SELECT count(*) AS n FROM skus WHERE category = ?', [category])?.n ?? 0,
    inTransitShipments: transit?.shipments ?? 0,
    inTransitUnits: transit?.units ?? 0,
  } // prettier-ignore
  for (const row of rows) {
    totals.locations += 1
    totals.unplacedLocations += Number(row.latitude === null)
    totals.onHandUnits += row.onHandUnits
    totals.atpUnits += row.atpUnits
    totals.stockoutCount += row.stockoutCount
  }
  return totals
}

/** The whole map: all locations in scope, and the network's totals. */
export function networkLocations(context: QueryContext, scope: Scope): NetworkSnapshot {
  const rows = networkRows(context, scope)
  const totals = scope.category
    ? categoryTotals(context.reader, scope.category, rows)
    : networkTotals(context.reader, scope)
  return { rows, totals }
}

/** What the scope can be set to. */
export function networkRegions({ reader }: QueryContext) {
  const column = (sql: string) => reader.all<{ v: string }>(sql).map((row) => row.v)
  return {
    regions: column(
      'SELECT DISTINCT region AS v FROM locations WHERE region IS NOT NULL ORDER BY 1 LIMIT 1000',
    ),
    countries: column(
      'SELECT DISTINCT country AS v FROM locations WHERE country IS NOT NULL ORDER BY 1 LIMIT 500',
    ),
    categories: column(
      'SELECT DISTINCT category AS v FROM skus WHERE category IS NOT NULL ORDER BY 1 LIMIT 500',
    ),
  }
}
