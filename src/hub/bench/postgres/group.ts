/** Owns one commit on PostgreSQL: what waits together becomes a few statements over arrays. */
import type { Client } from 'pg'
import { type CanonicalEvent } from '../../../shared/events.ts'
import { STOCK_DISPOSITIONS } from '../../../shared/vocabulary.ts'
import type { PackedBatch, PackedRecord } from '../../../core/ledger/packing.ts'
import type { AppendOutcome } from '../../../core/ledger/types.ts'
import { APPLY_LINES, INSERT_EVENTS, MADE_EVENTS, NOTE_MESSAGES, SEPARATOR } from './statements.ts'
import type { StoreNames } from './names.ts'

const MICROUNITS = 1_000_000

/** The next numbers that the single writer gives out. */
export interface Counters {
  event: number
  entry: number
  message: number
}

interface Numbered {
  record: PackedRecord
  eventNumber: number
  messageNumber: number
}

/** An array as PostgreSQL reads it; for values that need no quoting. */
const list = (values: readonly (string | number | boolean | null)[]) => `{${values.join(',')}}`
const orNull = (value: number | null) => value ?? 'NULL'
/** An array of texts that come from a sender. */
const quoted = (values: readonly (string | null)[]) =>
  list(values.map((value) => (value === null ? 'NULL' : `"${value.replaceAll(/["\\]/g, '\\$&')}"`)))
const bytes = (values: readonly (Uint8Array | null)[]) =>
  list(
    values.map((value) =>
      value === null
        ? 'NULL'
        : `"\\\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}"`,
    ),
  )

/**
 * Writes the batches in one transaction. It knows the plain case: sales and other moves after a position's count, and
 * records sent twice. @throws where a batch holds anything else
 */
export async function commitGroup(
  client: Client,
  names: StoreNames,
  counters: Counters,
  batches: readonly PackedBatch[],
): Promise<AppendOutcome[]> {
  const firstEvent = counters.event
  const numbered = batches.map((batch): Numbered[] => {
    const messageNumber = counters.message++
    return batch.records.map((record) => {
      if ('reason' in record) throw new Error('a refused record is not of the plain case')
      return { record, eventNumber: counters.event++, messageNumber }
    })
  })
  await client.query('BEGIN')
  const made = await insertEvents(client, numbered.flat(), firstEvent)
  const accepted = numbered.map((records) => records.filter(({ eventNumber }) => made(eventNumber)))
  const first = batches[0] as PackedBatch
  const feed = await names.feed(first.feed)
  await applyLines(client, names, counters, accepted.flat(), first.recordedAt, feed)
  await noteMessages(client, batches, numbered, accepted, feed)
  await client.query('COMMIT')
  return batches.map((batch, index) => ({
    position: counters.event - 1,
    received: batch.records.length,
    accepted: accepted[index]?.length ?? 0,
    duplicates: batch.records.length - (accepted[index]?.length ?? 0),
    quarantined: 0,
    outcomes: (numbered[index] ?? []).map(({ eventNumber }) =>
      made(eventNumber) ? 'accepted' : 'duplicate',
    ),
    quarantineIds: [],
  }))
}

async function insertEvents(
  client: Client,
  all: readonly Numbered[],
  firstEvent: number,
): Promise<(eventNumber: number) => boolean> {
  const values = [
    list(all.map((one) => one.eventNumber)),
    list(all.map((one) => one.messageNumber)),
    list(all.map((one) => one.record.identityNumber)),
    list(all.map((one) => one.record.rawIndex)),
    list(all.map((one) => one.record.occurredAt)),
    list(all.map((one) => orNull(one.record.recordTime))),
    list(all.map((one) => one.record.retracted)),
    list(all.map((one) => one.record.contentHash)),
    all.map((one) => one.record.identity).join(SEPARATOR),
    all.map((one) => one.record.body).join(SEPARATOR),
  ]
  const { rows } = await client.query<{ made: number }>({ name: 'events', text: INSERT_EVENTS, values })
  if (rows[0]?.made === all.length) return () => true
  const found = await client.query<{ n: number }>({ name: 'made', text: MADE_EVENTS, values: [firstEvent] })
  const numbers = new Set(found.rows.map(({ n }) => n))
  return (eventNumber) => numbers.has(eventNumber)
}

/** One side of a move at a location. */
interface Line {
  entryNumber: number
  eventNumber: number
  locationId: number
  skuId: number
  disposition: number
  microunits: number
  occurredAt: number
  line: number
  counterpart: string
  previousEntry: number | null
}

interface OuterLine {
  skuId: number
  account: string
  microunits: number
}

async function applyLines(
  client: Client,
  names: StoreNames,
  counters: Counters,
  accepted: readonly Numbered[],
  recordedAt: number,
  feed: number,
): Promise<void> {
  const lines: Line[] = []
  const outer: OuterLine[] = []
  const latest = new Map<string, number>()
  for (const { record, eventNumber } of accepted) {
    for (const [line, event] of (JSON.parse(record.body) as CanonicalEvent[]).entries()) {
      if (event.type !== 'StockMoved') throw new Error(`${event.type} is not of the plain case`)
      const skuId = names.knownSku(event.sku) ?? (await names.sku(event.sku))
      const microunits = Math.round(event.units * MICROUNITS)
      for (const [side, other, sign] of [
        [event.from, event.to, -1],
        [event.to, event.from, 1],
      ] as const) {
        if (typeof side === 'string') {
          outer.push({ skuId, account: side, microunits: sign * microunits })
          continue
        }
        const locationId = names.knownLocation(side.location) ?? (await names.location(side.location))
        const disposition = STOCK_DISPOSITIONS.indexOf(side.disposition)
        const key = `${locationId} ${skuId} ${disposition}`
        const entryNumber = counters.entry++
        lines.push({
          entryNumber,
          eventNumber,
          locationId,
          skuId,
          disposition,
          line,
          microunits: sign * microunits,
          occurredAt: record.occurredAt,
          counterpart: typeof other === 'string' ? other : `${other.location} ${other.disposition}`,
          previousEntry: latest.get(key) ?? null,
        })
        latest.set(key, entryNumber)
      }
    }
  }
  const values = [
    list(lines.map((one) => one.entryNumber)),
    list(lines.map((one) => one.eventNumber)),
    list(lines.map((one) => one.locationId)),
    list(lines.map((one) => one.skuId)),
    list(lines.map((one) => one.disposition)),
    list(lines.map((one) => one.microunits)),
    list(lines.map((one) => one.occurredAt)),
    list(lines.map((one) => one.line)),
    quoted(lines.map((one) => one.counterpart)),
    list(lines.map((one) => orNull(one.previousEntry))),
    list(outer.map((one) => one.skuId)),
    list(outer.map((one) => one.account)),
    list(outer.map((one) => one.microunits)),
    'customer',
    recordedAt,
    feed,
    counters.event - 1,
  ]
  await client.query({ name: 'lines', text: APPLY_LINES, values })
}

async function noteMessages(
  client: Client,
  batches: readonly PackedBatch[],
  numbered: readonly (readonly Numbered[])[],
  accepted: readonly (readonly Numbered[])[],
  feed: number,
): Promise<void> {
  const received = numbered.reduce((sum, records) => sum + records.length, 0)
  const taken = accepted.reduce((sum, records) => sum + records.length, 0)
  const latestAt = numbered.flat().reduce((at, { record }) => Math.max(at, record.occurredAt), 0)
  const values = [
    list(numbered.map((records) => records[0]?.messageNumber ?? 0)),
    feed,
    quoted(batches.map((batch) => batch.transport)),
    quoted(batches.map((batch) => batch.format)),
    quoted(batches.map((batch) => batch.documentName)),
    list(batches.map((batch) => batch.recordedAt)),
    list(numbered.map((records) => records.length)),
    list(accepted.map((records) => records.length)),
    bytes(batches.map((batch, index) => (accepted[index]?.length ? batch.rawPack : null))),
    received,
    taken,
    batches.at(-1)?.recordedAt ?? 0,
    latestAt,
  ]
  await client.query({ name: 'messages', text: NOTE_MESSAGES, values })
}
