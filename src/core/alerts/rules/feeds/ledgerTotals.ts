/** Owns the ledger's own figure for what a source counted: units sold, units on hand, records that happened. */
import type { Reader } from '../../../ledger/types.ts'
import { MICROUNITS_PER_UNIT } from '../../../../shared/units.ts'
import { DAY_MS } from './feeds.ts'

export interface ControlTotal {
  key: string
  system: string
  measure: string
  location: string
  sku: string
  fromAt: number | null
  untilAt: number
  total: number
  identity: string
  toldAt: number
  recordedAt: number
  feed: string
  feedNumber: number
}

/** Older records are not counted by when they happened. */
const QUARTERS_KEPT_MS = 14 * DAY_MS
const QUARTER_MS = 900_000

const POSITIONS = `
SELECT balances.microunits, latest_entry AS latestEntry, latest_at AS latestAt, anchor_at AS anchorAt FROM balances
WHERE location_id = (SELECT location_id FROM locations WHERE location = ?)
  AND (? = '' OR sku_id = (SELECT sku_id FROM skus WHERE sku = coalesce((SELECT sku FROM sku_aliases WHERE alias = ?), ?)))`

/** Entries of a position from a time on, back along its chain: none older is read than where all are older. */
const CHAIN = `
WITH RECURSIVE chain AS (
  SELECT * FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.* FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry WHERE older.latest_at >= ?
)`

const SOLD_SQL = `${CHAIN}
SELECT -coalesce(sum(microunits), 0) AS n FROM chain
WHERE void = 0 AND kind = 0 AND microunits < 0 AND counterpart = 'customer' AND occurred_at >= ? AND occurred_at < ?`

const MOVED_SQL = `${CHAIN}
SELECT coalesce(sum(microunits), 0) AS n FROM chain WHERE void = 0 AND kind = 0 AND occurred_at >= ?`

interface Position {
  microunits: number
  latestEntry: number | null
  latestAt: number
  anchorAt: number | null
}

const positionsOf = (reader: Reader, { location, sku }: ControlTotal): Position[] =>
  reader.all<Position>(POSITIONS, [location, sku, sku, sku])

function sold(reader: Reader, total: ControlTotal): number | null {
  const { fromAt, untilAt } = total
  if (total.location === '' || fromAt === null) return null
  let microunits = 0
  for (const { latestEntry, latestAt } of positionsOf(reader, total)) {
    if (latestEntry === null || latestAt < fromAt) continue
    microunits += reader.get<{ n: number }>(SOLD_SQL, [latestEntry, fromAt, fromAt, untilAt])?.n ?? 0
  }
  return microunits / MICROUNITS_PER_UNIT
}

/** Null where a position was counted since: what it stood at before is then explained by the count. */
function onHand(reader: Reader, total: ControlTotal): number | null {
  const { untilAt } = total
  if (total.location === '') return null
  let microunits = 0
  for (const position of positionsOf(reader, total)) {
    microunits += position.microunits
    if (position.latestEntry === null || position.latestAt < untilAt) continue
    if (position.anchorAt !== null && position.anchorAt >= untilAt) return null
    microunits -= reader.get<{ n: number }>(MOVED_SQL, [position.latestEntry, untilAt, untilAt])?.n ?? 0
  }
  return microunits / MICROUNITS_PER_UNIT
}

/** Records are counted by quarters of an hour: a period that begins or ends between them cannot be compared. */
function records(reader: Reader, total: ControlTotal): number | null {
  const { fromAt, untilAt, system, feedNumber } = total
  if (fromAt === null || total.location !== '' || total.sku !== '') return null
  if (fromAt % QUARTER_MS !== 0 || untilAt % QUARTER_MS !== 0) return null
  if (fromAt < total.recordedAt - QUARTERS_KEPT_MS) return null
  // Who counts may speak of another feed than the one it speaks over.
  const named = reader.get<{ n: number }>('SELECT feed_number AS n FROM feeds WHERE name = ?', [system])?.n
  return (
    reader.get<{ n: number }>(
      `SELECT coalesce(sum(records), 0) AS n FROM feed_quarters
       WHERE feed_number = ? AND quarter >= ? AND quarter < ?`,
      [named ?? feedNumber, fromAt / QUARTER_MS, untilAt / QUARTER_MS],
    )?.n ?? 0
  )
}

/** The ledger's figure; null where it cannot be compared. */
export function ledgerTotal(reader: Reader, total: ControlTotal): number | null {
  if (total.measure === 'soldUnits') return sold(reader, total)
  return total.measure === 'onHandUnits' ? onHand(reader, total) : records(reader, total)
}
