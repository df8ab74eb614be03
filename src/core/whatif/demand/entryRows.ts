/** Owns the reading of entries for many positions: by their chains, or by one pass over all entries. */
import type { Reader } from '../../ledger/types.ts'
import { DAY_MS, type Window } from './calendar.ts'
import { HOUR_COUNT } from './hours.ts'
import type { Positions } from './positions.ts'
import { ENTRY, type StockEntry } from './stockDays.ts'

const MICROUNITS = 1_000_000
const HOUR_MS = 3_600_000
/** Entries of one position that are gone through at most. */
const MOST_ENTRIES = 5_000

export interface PositionEntries {
  entries: StockEntry[]
  /** Whether the position's first entry of all is among them. */
  began: boolean
}

export interface EntrySource {
  of(position: number): PositionEntries
  /** Sales by place and hour of UTC: place × 24 + hour. */
  salesByHour: Uint32Array
}

const COLUMNS = `entry_number AS number, kind, microunits, occurred_at AS at, counterpart IS 'customer' AS ofCustomer,
  previous_entry IS NULL AS isFirst`
const SCAN_SQL = `
SELECT location_id AS location, sku_id AS sku, ${COLUMNS}
FROM entries WHERE occurred_at BETWEEN ? AND ? AND disposition = 0 AND void = 0`
const CHAIN_SQL = `
WITH RECURSIVE chain AS (
  SELECT *, 1 AS step FROM entries WHERE entry_number = ?
  UNION ALL
  SELECT older.*, step + 1 FROM chain JOIN entries AS older ON older.entry_number = chain.previous_entry
  WHERE step < ${MOST_ENTRIES} AND older.latest_at >= ?
)
SELECT ${COLUMNS} FROM chain WHERE occurred_at BETWEEN ? AND ? AND void = 0`

interface Row {
  number: number
  kind: number
  microunits: number
  at: number
  ofCustomer: number
  isFirst: number
}

const kindOf = ({ kind, ofCustomer }: Row) =>
  kind === 1 ? ENTRY.count : ofCustomer === 1 ? ENTRY.sale : ENTRY.move

const hourOf = (at: number) => Math.floor((((at % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS)

/** By following each position's chain: for some positions of a large ledger. */
export function readChains(reader: Reader, positions: Positions, window: Window, now: number): EntrySource {
  const from = window.firstDay * DAY_MS
  const found = Array.from({ length: positions.length }, (_, position): PositionEntries => {
    const latest = positions.latestEntry[position]!
    if (Number.isNaN(latest)) return { entries: [], began: false }
    const rows = reader.all<Row>(CHAIN_SQL, [latest, from, from, now])
    rows.sort((a, b) => a.at - b.at || a.number - b.number)
    return {
      entries: rows.map((row) => ({ at: row.at, kind: kindOf(row), units: row.microunits / MICROUNITS })),
      began: rows.some(({ isFirst }) => isFirst === 1),
    }
  })
  const salesByHour = new Uint32Array(positions.places.length * HOUR_COUNT)
  for (const [position, { entries }] of found.entries()) {
    for (const { at, kind, units } of entries) {
      if (kind === ENTRY.sale && units < 0) {
        salesByHour[positions.place[position]! * HOUR_COUNT + hourOf(at)]! += 1
      }
    }
  }
  return { of: (position) => found[position]!, salesByHour }
}

/** By one pass over all entries of the ledger, kept in columns and looked up by position. */
export function scanEntries(reader: Reader, positions: Positions, window: Window, now: number): EntrySource {
  let room = 65_536
  let length = 0
  let columns = makeColumns(room)
  const counts = new Uint32Array(positions.length + 1)
  const began = new Uint8Array(positions.length)
  const salesByHour = new Uint32Array(positions.places.length * HOUR_COUNT)
  const from = window.firstDay * DAY_MS
  for (const row of reader.iterate<Row & { location: number; sku: number }>(SCAN_SQL, [from, now])) {
    const position = positions.of(row.location, row.sku)
    if (position < 0) continue
    if (length === room) {
      room *= 2
      columns = grown(columns, room)
    }
    const kind = kindOf(row)
    columns.position[length] = position
    columns.at[length] = row.at
    columns.units[length] = row.microunits / MICROUNITS
    columns.kind[length] = kind
    length += 1
    counts[position + 1]! += 1
    if (row.isFirst === 1) began[position] = 1
    if (kind === ENTRY.sale && row.microunits < 0) {
      salesByHour[positions.place[position]! * HOUR_COUNT + hourOf(row.at)]! += 1
    }
  }
  for (let position = 0; position < positions.length; position += 1)
    counts[position + 1]! += counts[position]!
  // Entries were read by their numbers, so those of a position stay in that order.
  const order = new Uint32Array(length)
  const next = counts.slice()
  for (let index = 0; index < length; index += 1) {
    const position = columns.position[index]!
    order[next[position]!] = index
    next[position]! += 1
  }
  return {
    salesByHour,
    of(position) {
      const entries: StockEntry[] = []
      for (let place = counts[position]!; place < counts[position + 1]!; place += 1) {
        const index = order[place]!
        entries.push({ at: columns.at[index]!, kind: columns.kind[index]!, units: columns.units[index]! })
      }
      entries.sort((a, b) => a.at - b.at)
      return { entries, began: began[position] === 1 }
    },
  }
}

function makeColumns(room: number) {
  return {
    position: new Uint32Array(room),
    at: new Float64Array(room),
    units: new Float64Array(room),
    kind: new Uint8Array(room),
  }
}

function grown(columns: ReturnType<typeof makeColumns>, room: number): ReturnType<typeof makeColumns> {
  const larger = makeColumns(room)
  larger.position.set(columns.position)
  larger.at.set(columns.at)
  larger.units.set(columns.units)
  larger.kind.set(columns.kind)
  return larger
}
