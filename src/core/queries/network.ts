/** Owns the map's figures: one roll-up a location, read without touching positions. */
import type { InputOf } from '../../shared/contract.ts'
import type { LocationRow, NetworkSnapshot, NetworkTotals } from '../../shared/readModels/network.ts'
import { jsonBytes, rememberJson } from '../../shared/writtenJson.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'
import { isOfNetwork, keptNetwork } from './keptNetwork.ts'
import { ROLLUP_SQL, toLocationRow, type RollupRow } from './locationRow.ts'

export type Scope = Pick<InputOf<'network.locations'>, 'region' | 'country' | 'category'>

/**
 * The same columns for the SKUs of one category: summed from their positions, found through the index by SKU, so that
 * positions of other categories are never looked at. Locations that never held the category have no row.
 */
const categorySql = (named: boolean) => `
SELECT sums.location_id AS locationId, location, locations.name, kind, city, region, country,
  postal_code AS postalCode, latitude, longitude, time_zone AS timeZone, sums.onHand, sums.sellable, sums.safety,
  coalesce((SELECT sum(h.held) FROM position_holds AS h JOIN skus AS held_skus ON held_skus.sku = h.sku
    WHERE h.location = locations.location AND held_skus.category = sums.category), 0) AS held,
  sums.positions, sums.stockouts, sums.negatives, sums.lastOccurredAt, last_recorded_at AS lastRecordedAt,
  feeds.name AS feed, NULL AS changedAt
FROM (
  SELECT b.location_id, min(s.category) AS category, count(*) AS positions, sum(b.microunits) AS sellable, sum(b.microunits <= 0) AS stockouts,
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
  return inScope(context, scope)
    .filter(({ rollup }) => (rollup.changedAt ?? 0) > changedAfter)
    .map(({ row }) => row)
}

/** Locations that hold stock or could, in scope: a customer's address is a location too, but not one of the network's. */
function inScope(context: QueryContext, { region, country }: Scope) {
  return [...keptNetwork(context).values()].filter(
    ({ rollup }) =>
      isOfNetwork(rollup) &&
      (region === undefined || rollup.region === region) &&
      (country === undefined || rollup.country === country),
  )
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

/** Sums over all locations in scope, from their roll-ups. */
export function networkTotals(
  context: QueryContext,
  scope: Scope,
  locations = inScope(context, scope),
): NetworkTotals {
  const { reader } = context
  const transit = reader.get<{ shipments: number; microunits: number | null }>(
    'SELECT count(*) AS shipments, sum(microunits) AS microunits FROM shipments WHERE moving = 1',
  )
  const totals: NetworkTotals = {
    locations: 0,
    unplacedLocations: 0,
    onHandUnits: 0,
    atpUnits: 0,
    stockoutCount: 0,
    skuCount:
      reader.get<{ n: number | null }>(
        'SELECT max(sku_id) - (SELECT count(*) FROM sku_aliases) AS n FROM skus',
      )?.n ?? 0,
    inTransitShipments: transit?.shipments ?? 0,
    inTransitUnits: toUnits(transit?.microunits ?? 0),
  }
  let onHand = 0
  let atp = 0
  for (const { row, rollup } of locations) {
    totals.locations += 1
    totals.unplacedLocations += Number(row.latitude === null)
    totals.stockoutCount += row.stockoutCount
    onHand += rollup.onHand
    atp += rollup.sellable - rollup.held - rollup.safety
  }
  return { ...totals, onHandUnits: toUnits(onHand), atpUnits: toUnits(atp) }
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
    locations: 0,
    unplacedLocations: 0,
    onHandUnits: 0,
    atpUnits: 0,
    stockoutCount: 0,
    skuCount:
      reader.get<{ n: number }>('SELECT count(*) AS n FROM skus WHERE category = ?', [category])?.n ?? 0,
    inTransitShipments: transit?.shipments ?? 0,
    inTransitUnits: transit?.units ?? 0,
  }
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
  if (scope.category) {
    const rows = networkRows(context, scope)
    return { rows, totals: categoryTotals(context.reader, scope.category, rows) }
  }
  const kept = inScope(context, scope)
  const snapshot = { rows: kept.map(({ row }) => row), totals: networkTotals(context, scope, kept) }
  // Most rows were written before: the answer's text is put together from theirs.
  return rememberJson(snapshot, () => [
    START,
    ...kept.flatMap((one, place) => (place === 0 ? [one.json()] : [COMMA, one.json()])),
    TOTALS,
    jsonBytes(snapshot.totals),
    END,
  ])
}

const encoder = new TextEncoder()
const START = encoder.encode('{"rows":[')
const COMMA = encoder.encode(',')
const TOTALS = encoder.encode('],"totals":')
const END = encoder.encode('}')

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
