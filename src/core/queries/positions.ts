/** Owns positions: filtered, sorted and paged in the store; each row carries what its figures are made of. */
import type { InputOf } from '../../shared/contract.ts'
import type { PositionPage, PositionRow } from '../../shared/readModels/inventory.ts'
import { toUnits } from '../../shared/units.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'
import { isStale } from '../../shared/staleness.ts'
import { ledgerPosition, type QueryContext } from './context.ts'
import { SALES_WINDOW_DAYS } from './locationRow.ts'

const DAY_MS = 86_400_000
/** Matches are counted up to here; beyond, the total is a lower bound. */
const COUNTED_MATCHES = 100_000
/** Entries that the sales rate of one position looks back over at most. */
const RATE_ENTRIES = 1_000

type Input = InputOf<'inventory.positions'>

interface StoredPosition {
  locationId: number
  skuId: number
  location: string
  locationName: string | null
  sku: string
  skuName: string | null
  category: string | null
  sellable: number
  safety: number
  claimed: number
  /** Claims and allocations together. */
  held: number
  anchorAt: number | null
  latestAt: number
  latestEntry: number | null
  other: number
  recordedAt: number | null
  /** Latest time that any record of the location names. */
  locationAsOf: number | null
  feed: string | null
}

const FROM_SQL = `
FROM balances AS b JOIN locations AS l USING (location_id) JOIN skus AS s USING (sku_id)
WHERE b.disposition = 0`

/**
 * The same positions, walked by name: the order of the joins is fixed, so that the indexes give the rows in their
 * order and a page needs no sorting of the whole network.
 */
const WALK_SQL = {
  location: `
FROM locations AS l INDEXED BY locations_by_name
  CROSS JOIN balances AS b ON b.location_id = l.location_id CROSS JOIN skus AS s ON s.sku_id = b.sku_id
WHERE b.disposition = 0`,
  sku: `
FROM skus AS s INDEXED BY skus_by_name
  CROSS JOIN balances AS b INDEXED BY balances_by_sku ON b.sku_id = s.sku_id
  CROSS JOIN locations AS l ON l.location_id = b.location_id
WHERE b.disposition = 0`,
} as const

const SELECT_SQL = `
SELECT b.location_id AS locationId, b.sku_id AS skuId, l.location, l.name AS locationName, s.sku, s.name AS skuName,
  s.category, b.microunits AS sellable,
  coalesce((SELECT microunits FROM safety_stocks AS f WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0) AS safety,
  coalesce((SELECT h.claimed FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0) AS claimed,
  coalesce((SELECT h.held FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0) AS held,
  b.anchor_at AS anchorAt, b.latest_at AS latestAt, b.latest_entry AS latestEntry,
  coalesce((SELECT sum(microunits) FROM balances AS o WHERE o.location_id = b.location_id AND o.sku_id = b.sku_id
     AND o.disposition > 0), 0) AS other,
  (SELECT last_recorded_at FROM rollups AS r WHERE r.location_id = b.location_id) AS recordedAt,
  (SELECT last_occurred_at FROM rollups AS r WHERE r.location_id = b.location_id) AS locationAsOf,
  (SELECT feeds.name FROM rollups AS r JOIN feeds ON feed_number = last_feed WHERE r.location_id = b.location_id) AS feed`

const SAFETY_SQL =
  'coalesce((SELECT microunits FROM safety_stocks AS f WHERE f.location_id = b.location_id AND f.sku_id = b.sku_id), 0)'

const HELD_SQL =
  'coalesce((SELECT h.held FROM position_holds AS h WHERE h.location = l.location AND h.sku = s.sku), 0)'

const STATE_SQL: Record<NonNullable<Input['state']>, string> = {
  stockout: 'b.microunits <= 0',
  negative: 'b.microunits < 0',
  unsellable:
    'EXISTS (SELECT 1 FROM balances AS o WHERE o.location_id = b.location_id AND o.sku_id = b.sku_id AND o.disposition > 0 AND o.microunits <> 0)',
  belowSafetyStock: `b.microunits - ${HELD_SQL} < ${SAFETY_SQL}`,
}

/** Whole-network orders that an index serves come first; the others look at every match. */
const ORDER_SQL: Record<NonNullable<Input['sort']>, (direction: string) => string> = {
  location: (d) => `coalesce(l.name, l.location) ${d}, l.location_id ${d}, b.sku_id ${d}`,
  sku: (d) => `coalesce(s.name, s.sku) ${d}, s.sku_id ${d}, b.location_id ${d}`,
  onHandUnits: (d) => `b.microunits + other ${d}, b.location_id, b.sku_id`,
  sellableUnits: (d) => `b.microunits ${d}, b.location_id, b.sku_id`,
  atpUnits: (d) => `b.microunits - held - safety ${d}, b.location_id, b.sku_id`,
  lastEventAt: (d) => `b.latest_at ${d}, b.location_id, b.sku_id`,
}

/** The input's filters as SQL; every value is bound. */
function conditions(input: Input): { sql: string; parameters: SqlValue[] } {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  const add = (sql: string, ...values: SqlValue[]) => {
    parts.push(sql)
    parameters.push(...values)
  }
  if (input.location)
    add('b.location_id = (SELECT location_id FROM locations WHERE location = ?)', input.location)
  if (input.sku)
    add(
      'b.sku_id = (SELECT sku_id FROM skus WHERE sku = coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE alias = ?), ?))',
      input.sku,
      input.sku,
    )
  if (input.region) add('l.region = ?', input.region)
  if (input.country) add('l.country = ?', input.country)
  if (input.category) add('s.category = ?', input.category)
  if (input.state) add(STATE_SQL[input.state])
  for (const word of (input.text ?? '').split(/\s+/).filter(Boolean)) {
    // A word matches an id from its start (with or without its scheme), a name from the start of any word.
    const pattern = word.replaceAll(/[\\%_]/g, String.raw`\$&`)
    const starts = [`${pattern}%`, `%:${pattern}%`, `${pattern}%`, `% ${pattern}%`]
    add(
      String.raw`(b.location_id IN (SELECT location_id FROM locations WHERE kind IS NOT 'customer' AND (location LIKE ? ESCAPE '\' OR location LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'))
       OR b.sku_id IN (SELECT sku_id FROM skus WHERE sku LIKE ? ESCAPE '\' OR sku LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\' OR name LIKE ? ESCAPE '\'))`,
      ...starts,
      ...starts,
    )
  }
  return { sql: parts.map((part) => ` AND ${part}`).join(''), parameters }
}

const RATE_SQL = `
WITH RECURSIVE chain (entry_number, previous_entry, microunits, occurred_at, counterpart, void, step) AS (
  SELECT entry_number, previous_entry, microunits, occurred_at, counterpart, void, 1 FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT e.entry_number, e.previous_entry, e.microunits, e.occurred_at, e.counterpart, e.void, step + 1
  FROM chain JOIN entries AS e ON e.entry_number = chain.previous_entry WHERE step < ${RATE_ENTRIES}
)
SELECT coalesce(-sum(CASE counterpart WHEN 'customer' THEN microunits END), 0) AS sold, coalesce(-sum(microunits), 0) AS leaving,
  min(occurred_at) AS since
FROM chain WHERE (counterpart = 'customer' OR (counterpart = 'inTransit' AND microunits < 0)) AND void = 0 AND occurred_at > ?`

/** Mean units a day, sold and leaving, over the window before the latest event, or as long as units are known to have left. */
function ratesOf(
  { reader, clock }: QueryContext,
  position: StoredPosition,
): { sold: number; leaving: number } {
  // A record that is dated in the future must not move the window away from the sales.
  const latestAt = Math.min(position.latestAt, clock.now())
  const windowStart = latestAt - SALES_WINDOW_DAYS * DAY_MS
  const sales = reader.get<{ sold: number; leaving: number; since: number | null }>(RATE_SQL, [
    position.latestEntry,
    windowStart,
  ])
  if (!sales || sales.since === null) return { sold: 0, leaving: 0 }
  const days = Math.min(SALES_WINDOW_DAYS, Math.max(1, (latestAt - sales.since) / DAY_MS))
  const perDay = (microunits: number) => Math.max(0, toUnits(microunits) / days)
  return { sold: perDay(sales.sold), leaving: perDay(sales.leaving) }
}

function toRow(context: QueryContext, position: StoredPosition): PositionRow {
  const { clock } = context
  const { sold: soldUnitsPerDay, leaving: leavingUnitsPerDay } = ratesOf(context, position)
  const sellableUnits = toUnits(position.sellable)
  const { location, locationName, sku, skuName, category } = position
  const lastEventAt = position.latestAt > 0 ? position.latestAt : null
  return {
    location,
    locationName,
    sku,
    skuName,
    category,
    sellableUnits,
    soldUnitsPerDay,
    leavingUnitsPerDay,
    lastEventAt,
    onHandUnits: toUnits(position.sellable + position.other),
    unsellableUnits: toUnits(position.other),
    safetyStockUnits: toUnits(position.safety),
    claimedUnits: toUnits(position.claimed),
    allocatedUnits: toUnits(position.held - position.claimed),
    atpUnits: toUnits(position.sellable - position.held - position.safety),
    daysOfCover: leavingUnitsPerDay > 0 ? Math.max(0, sellableUnits) / leavingUnitsPerDay : null,
    lastCountedAt: position.anchorAt,
    freshness: {
      dataAsOf: lastEventAt,
      recordedAt: position.recordedAt,
      stale:
        position.recordedAt !== null &&
        isStale(clock.now(), position.recordedAt, position.locationAsOf ?? position.recordedAt),
      feed: position.feed,
    },
  }
}

function countMatches(reader: Reader, sql: string, parameters: SqlValue[]): number {
  if (sql === '') return reader.get<{ n: number | null }>('SELECT sum(positions) AS n FROM rollups')?.n ?? 0
  return (
    reader.get<{ n: number }>(
      `SELECT count(*) AS n FROM (SELECT 1 ${FROM_SQL}${sql} LIMIT ${COUNTED_MATCHES + 1})`,
      parameters,
    )?.n ?? 0
  )
}

/** One page of positions. */
export function positionPage(context: QueryContext, input: Input): PositionPage {
  const { reader } = context
  const { sql, parameters } = conditions(input)
  const sort = input.sort ?? 'location'
  const order = ORDER_SQL[sort](input.descending ? 'DESC' : 'ASC')
  // One location's or one SKU's positions are few: the filter leads, and they are sorted.
  const isNarrow = input.location !== undefined || input.sku !== undefined
  const from = !isNarrow && (sort === 'location' || sort === 'sku') ? WALK_SQL[sort] : FROM_SQL
  return reader.snapshot(() => {
    const total = countMatches(reader, sql, parameters)
    const rows = reader.all<StoredPosition>(
      `${SELECT_SQL} ${from}${sql} ORDER BY ${order} LIMIT ? OFFSET ?`,
      [...parameters, input.limit ?? 100, input.offset ?? 0],
    )
    const isBound = sql !== '' && total > COUNTED_MATCHES
    return {
      rows: rows.map((row) => toRow(context, row)),
      total: isBound ? COUNTED_MATCHES : total,
      totalIsLowerBound: isBound,
      position: ledgerPosition(reader),
    }
  })
}

/** The named positions that exist. */
export function namedPositions(
  context: QueryContext,
  names: readonly { location: string; sku: string }[],
): PositionRow[] {
  return names.flatMap(({ location, sku }) =>
    context.reader
      .all<StoredPosition>(`${SELECT_SQL} ${FROM_SQL} AND l.location = ? AND s.sku = ?`, [location, sku])
      .map((row) => toRow(context, row)),
  )
}
