/** Owns the map's figures: one roll-up a location, read without touching positions. */
import type { InputOf } from '../../shared/contract.ts'
import type { LocationKind } from '../../shared/events.ts'
import type {
  LocationRow,
  NetworkSnapshot,
  NetworkTotals,
  TransitArc,
} from '../../shared/readModels/network.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { STALE_AFTER_MS, type QueryContext } from './context.ts'
import { locatePlace, locatePostalCode } from './places.ts'

const DAY_MS = 86_400_000
/** Days whose sales make the mean behind days of cover. */
export const SALES_WINDOW_DAYS = 28
/** Arcs that one answer may hold: the busiest. */
const LISTED_ARCS = 1_000

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
  sold: number
  soldDays: number
}

type Scope = Pick<InputOf<'network.locations'>, 'region' | 'country' | 'category'>

const ROLLUP_SQL = `
SELECT rollups.location_id AS locationId, location, locations.name, kind, city, region, country,
  postal_code AS postalCode, latitude, longitude, time_zone AS timeZone, on_hand AS onHand, sellable, safety, positions,
  stockouts, negatives, last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt, feeds.name AS feed,
  (SELECT coalesce(sum(microunits), 0) FROM sold_days WHERE sold_days.location_id = rollups.location_id
     AND day > rollups.last_occurred_at / ${DAY_MS} - ${SALES_WINDOW_DAYS}) AS sold,
  (SELECT min(${SALES_WINDOW_DAYS}, 1 + rollups.last_occurred_at / ${DAY_MS} - min(day)) FROM sold_days
     WHERE sold_days.location_id = rollups.location_id) AS soldDays
FROM rollups JOIN locations USING (location_id) JOIN feeds ON feeds.feed_number = rollups.last_feed`

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

/** Mean units sold a day, over the window or as long as sales are known. */
function soldPerDay(row: RollupRow): number {
  return row.soldDays > 0 ? toUnits(row.sold) / row.soldDays : 0
}

function toLocationRow({ reader, clock }: QueryContext, row: RollupRow): LocationRow {
  const area =
    row.latitude === null && row.postalCode
      ? locatePostalCode(reader, row.country, row.postalCode)
      : undefined
  const soldUnitsPerDay = soldPerDay(row)
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
    daysOfCover: soldUnitsPerDay > 0 ? Math.max(0, onHandUnits) / soldUnitsPerDay : null,
    freshness: {
      dataAsOf: row.lastOccurredAt > 0 ? row.lastOccurredAt : null,
      recordedAt: row.lastRecordedAt,
      stale: clock.now() - row.lastRecordedAt > STALE_AFTER_MS,
      feed: row.feed,
    },
  } // prettier-ignore
}

/** Rows of all locations in scope; only those changed after a ledger position where one is given. */
export function networkRows(context: QueryContext, scope: Scope, changedAfter = -1): LocationRow[] {
  const { sql, parameters } = scopeCondition(scope)
  return context.reader
    .all<RollupRow>(`${ROLLUP_SQL} WHERE changed_at_position > ? AND ${OF_NETWORK_SQL}${sql}`, [
      changedAfter,
      ...parameters,
    ])
    .map((row) => toLocationRow(context, row))
}

/** Rows of the named locations that have stock figures. */
export function namedLocationRows(context: QueryContext, locations: readonly string[]): LocationRow[] {
  return context.reader
    .all<RollupRow>(`${ROLLUP_SQL} WHERE location IN (SELECT value FROM json_each(?))`, [
      JSON.stringify(locations),
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

/** The whole map: all locations in scope, and the network's totals. */
export function networkLocations(context: QueryContext, scope: Scope): NetworkSnapshot {
  return { rows: networkRows(context, scope), totals: networkTotals(context.reader, scope) }
}

/** Shipments under way, joined into one arc per pair of places. */
export function networkTransit({ reader, clock }: QueryContext): { arcs: TransitArc[]; unplaced: number } {
  const arcs = new Map<string, TransitArc>()
  let unplaced = 0
  const rows = reader.all<{
    shipment: string
    status: string
    origin: string | null
    destination: string | null
    microunits: number
    promisedAt: number | null
  }>(
    `SELECT shipment, status, origin, destination, microunits, promised_at AS promisedAt FROM shipments
     WHERE moving = 1 ORDER BY last_milestone_at DESC LIMIT 20000`,
  )
  const points = new Map<string, ReturnType<typeof locatePlace>>()
  const locate = (place: string | null) => {
    const key = place ?? ''
    if (!points.has(key)) points.set(key, place ? locatePlace(reader, JSON.parse(place)) : undefined)
    return points.get(key)
  }
  for (const row of rows) {
    const origin = locate(row.origin)
    const destination = locate(row.destination)
    if (!origin || !destination) {
      unplaced += 1
      continue
    }
    const key = `${origin.latitude} ${origin.longitude} ${destination.latitude} ${destination.longitude}`
    const arc = arcs.get(key) ?? { origin, destination, shipments: 0, units: 0, troubled: 0, sample: [] }
    arc.shipments += 1
    arc.units += toUnits(row.microunits)
    arc.troubled += Number((row.promisedAt ?? Infinity) < clock.now() || TROUBLED.has(row.status))
    if (arc.sample.length < 5) arc.sample.push(row.shipment)
    arcs.set(key, arc)
  }
  const busiest = [...arcs.values()].sort((a, b) => b.shipments - a.shipments).slice(0, LISTED_ARCS)
  return { arcs: busiest, unplaced }
}

const TROUBLED: ReadonlySet<string> = new Set([
  'delayed',
  'held',
  'exception',
  'damaged',
  'returning',
  'deliveryAttempted',
])

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
