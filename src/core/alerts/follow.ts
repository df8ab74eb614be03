/** Owns the reading of the log from where it was judged up to: what a stretch of it touched. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Reader } from '../ledger/types.ts'
import { subjectKey } from './rule.ts'
import { gather, openGathering, type Gathering } from './touched.ts'

/** A place in the log: the last event and the last message that were read. */
export interface LogPlace {
  event: number
  message: number
}

export interface Stretch {
  touched: Gathering
  /** Where the next stretch begins. */
  place: LogPlace
  events: number
  /** Whether the log went on beyond it when it was read. */
  more: boolean
}

/** Findings of this engine; nothing is judged by them. */
const OWN_FINDINGS = 'tower:alert:'
/** The feed under whose name decisions stand in the log. */
const DECISIONS_FEED = 'tower'

/** Names of SKUs that may be kept before all are let go. */
const KEPT_NAMES = 100_000

interface EventRow {
  eventNumber: number
  messageNumber: number
  identity: string
  body: string
}

const EVENTS_SQL = `
SELECT event_number AS eventNumber, message_number AS messageNumber, identity, body FROM events
WHERE event_number > ? ORDER BY event_number LIMIT ?`

/** All versions of records of which another version came in the stretch: their effect may have been taken back. */
const VERSIONS_SQL = `
SELECT body FROM versions JOIN events USING (event_number)
WHERE first_event IN (SELECT first_event FROM versions WHERE event_number > ? AND event_number <= ?)`

const FEEDS_SQL = `
SELECT DISTINCT name FROM messages JOIN feeds USING (feed_number) WHERE message_number > ? AND message_number <= ?`

const ORDERS_OF_SHIPMENTS_SQL = `
SELECT DISTINCT order_id AS id FROM shipments
WHERE shipment IN (SELECT value FROM json_each(?)) AND order_id IS NOT NULL`

/** Where lines of orders are or were to be taken from, and what was claimed for them: what orders hold may have changed. */
const POSITIONS_OF_ORDERS_SQL = `
WITH touched AS MATERIALIZED (SELECT value AS order_id FROM json_each(?))
SELECT location, sku FROM touched CROSS JOIN order_lines USING (order_id) JOIN skus USING (sku_id)
  WHERE location IS NOT NULL
UNION ALL SELECT location, sku FROM touched CROSS JOIN order_holds USING (order_id)
UNION ALL SELECT location, sku FROM touched CROSS JOIN claims USING (order_id)`

const POSITIONS_OF_TRANSFERS_SQL = `
SELECT origin AS location,
  coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = line.sku), line.sku) AS sku
FROM transfers JOIN transfer_lines AS line USING (transfer)
WHERE transfer IN (SELECT value FROM json_each(?))`

const POSITIONS_OF_SKUS_SQL = `
SELECT location, sku FROM balances JOIN skus USING (sku_id) JOIN locations USING (location_id)
WHERE sku IN (SELECT value FROM json_each(?)) AND disposition = 0`

const lastOf = (reader: Reader, table: 'events' | 'messages', column: string) =>
  reader.get<{ n: number | null }>(`SELECT max(${column}) AS n FROM ${table}`)?.n ?? 0

/** The end of the log. */
export const endOfLog = (reader: Reader): LogPlace => ({
  event: lastOf(reader, 'events', 'event_number'),
  message: lastOf(reader, 'messages', 'message_number'),
})

const list = (values: Iterable<string>) => JSON.stringify([...values])

/** Keeps for what names stand, until a tie is told. */
export function openSkuNames(reader: Reader): { of(name: string): string; forget(): void } {
  const skus = new Map<string, string>()
  return {
    of(name) {
      let sku = skus.get(name)
      if (sku === undefined) {
        if (skus.size >= KEPT_NAMES) skus.clear()
        sku = reader.get<{ sku: string }>('SELECT sku FROM sku_aliases WHERE alias = ?', [name])?.sku ?? name
        skus.set(name, sku)
      }
      return sku
    },
    forget: () => skus.clear(),
  }
}

/**
 * Reads on from a place; to be called within a snapshot.
 * @param limit events at most
 * @param names kept from one stretch to the next
 */
export function readStretch(
  reader: Reader,
  from: LogPlace,
  limit: number,
  names = openSkuNames(reader),
): Stretch {
  const touched = openGathering()
  const rows = reader.all<EventRow>(EVENTS_SQL, [from.event, limit])
  const last = rows.at(-1)
  const event = last?.eventNumber ?? from.event
  // A tie holds for all that is read with it: what is there was booked by it.
  if (rows.some(({ body }) => body.includes('"SkuAliased"'))) names.forget()
  const take = (body: string) => {
    for (const one of JSON.parse(body) as CanonicalEvent[]) gather(touched, one, names.of)
  }
  for (const row of rows) if (!row.identity.startsWith(OWN_FINDINGS)) take(row.body)
  for (const row of reader.all<{ body: string }>(VERSIONS_SQL, [from.event, event])) take(row.body)
  const more = rows.length === limit
  const message = more && last ? last.messageNumber : lastOf(reader, 'messages', 'message_number')
  for (const { name } of reader.all<{ name: string }>(FEEDS_SQL, [from.message, message])) {
    if (name !== DECISIONS_FEED) touched.feeds.add(name)
  }
  reach(reader, touched)
  return { touched, place: { event, message }, events: rows.length, more }
}

/** Adds what follows from what was touched. */
function reach(reader: Reader, touched: Gathering): void {
  const addPositions = (sql: string, of: ReadonlySet<string>) => {
    if (of.size === 0) return
    for (const { location, sku } of reader.all<{ location: string; sku: string }>(sql, [list(of)])) {
      touched.positions.add(subjectKey(location, sku))
    }
  }
  if (touched.shipments.size > 0) {
    const orders = reader.all<{ id: string }>(ORDERS_OF_SHIPMENTS_SQL, [list(touched.shipments)])
    for (const { id } of orders) touched.orders.add(id)
  }
  addPositions(POSITIONS_OF_ORDERS_SQL, touched.orders)
  addPositions(POSITIONS_OF_TRANSFERS_SQL, touched.transfers)
  addPositions(POSITIONS_OF_SKUS_SQL, touched.tied)
}
