/** Owns the accounting of what came: messages, refusals, and the totals by feed (received = accepted + duplicates + quarantined). */
import type { AppendOutcome, Writer } from './types.ts'
import type { PackedBatch, PackedRefusal } from './packing.ts'

const MINUTE_MS = 60_000
/** Minutes of rate that are kept per feed. */
const KEPT_MINUTES = 120

/** Whether the same raw text of the same format was refused before; resending it is a duplicate. */
export function findRefusal(writer: Writer, rawHash: string): number | undefined {
  return writer.get<{ n: number }>('SELECT quarantine_number AS n FROM quarantine WHERE raw_hash = ?', [
    Buffer.from(rawHash, 'hex'),
  ])?.n
}

/** Puts a refused record into quarantine; returns its number. */
export function noteRefusal(
  writer: Writer,
  refusal: PackedRefusal,
  batch: PackedBatch,
  feedNumber: number,
  messageNumber: number,
): number {
  const made = writer.get<{ n: number }>(
    `INSERT INTO quarantine (message_number, feed_number, format, reason, field, received_at, raw_hash, raw, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open') RETURNING quarantine_number AS n`,
    [messageNumber, feedNumber, batch.format, refusal.reason, refusal.field, batch.recordedAt,
      Buffer.from(refusal.rawHash, 'hex'), refusal.raw],
  ) // prettier-ignore
  if (!made) throw new Error('quarantine gave no number')
  return made.n
}

/**
 * Writes a message's receipt and adds it to its feed's totals. A replay takes the one quarantined record out of the
 * totals and puts in what it became, so that received = accepted + duplicates + quarantined goes on to hold.
 */
export function noteMessage(
  writer: Writer,
  messageNumber: number,
  feedNumber: number,
  batch: PackedBatch,
  outcome: AppendOutcome,
): void {
  const isReplay = batch.replays !== null && closeReplayed(writer, batch.replays, batch.recordedAt)
  const received = outcome.received - Number(isReplay)
  const quarantined = outcome.quarantined - Number(isReplay)
  writer.run(
    `INSERT INTO messages (message_number, feed_number, transport, format, document_name, recorded_at, received, accepted,
       duplicates, quarantined, replays, raw, mapping) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [messageNumber, feedNumber, batch.transport, batch.format, batch.documentName, batch.recordedAt, received,
      outcome.accepted, outcome.duplicates, quarantined, batch.replays, outcome.accepted > 0 ? batch.rawPack : null,
      batch.mapping],
  ) // prettier-ignore
  const latest = batch.records.reduce(
    (at, record) => ('reason' in record ? at : Math.max(at, record.occurredAt)),
    -Infinity,
  )
  addToFeed(
    writer,
    feedNumber,
    batch,
    { ...outcome, received, quarantined },
    Number.isFinite(latest) ? latest : null,
  )
  const minute = Math.floor(batch.recordedAt / MINUTE_MS)
  writer.run(
    `INSERT INTO feed_minutes (feed_number, minute, records) VALUES (?, ?, ?)
     ON CONFLICT (feed_number, minute) DO UPDATE SET records = records + excluded.records`,
    [feedNumber, minute, received],
  )
  writer.run('DELETE FROM feed_minutes WHERE feed_number = ? AND minute < ?', [
    feedNumber,
    minute - KEPT_MINUTES,
  ])
}

/** False where another replay closed the record first: what comes now is then a record of its own. */
function closeReplayed(writer: Writer, quarantineNumber: number, at: number): boolean {
  const closed = writer.get(
    `UPDATE quarantine SET state = 'replayed', closed_at = ? WHERE quarantine_number = ? AND state = 'open'
     RETURNING quarantine_number`,
    [at, quarantineNumber],
  )
  return closed !== undefined
}

function addToFeed(
  writer: Writer,
  feedNumber: number,
  batch: PackedBatch,
  counts: Pick<AppendOutcome, 'received' | 'accepted' | 'duplicates' | 'quarantined'>,
  latestOccurredAt: number | null,
): void {
  const lagMs = latestOccurredAt === null ? null : batch.recordedAt - latestOccurredAt
  writer.run(
    `INSERT INTO feed_totals (feed_number, received, accepted, duplicates, quarantined, last_received_at,
       last_occurred_at, last_lag_ms, formats, transports) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (feed_number) DO UPDATE SET received = received + excluded.received,
       accepted = accepted + excluded.accepted, duplicates = duplicates + excluded.duplicates,
       quarantined = quarantined + excluded.quarantined, last_received_at = excluded.last_received_at,
       last_occurred_at = max(coalesce(last_occurred_at, excluded.last_occurred_at), coalesce(excluded.last_occurred_at, last_occurred_at)),
       last_lag_ms = coalesce(excluded.last_lag_ms, last_lag_ms),
       formats = CASE WHEN instr(' ' || formats || ' ', ' ' || excluded.formats || ' ') > 0 THEN formats
         ELSE formats || ' ' || excluded.formats END,
       transports = CASE WHEN instr(' ' || transports || ' ', ' ' || excluded.transports || ' ') > 0 THEN transports
         ELSE transports || ' ' || excluded.transports END`,
    [feedNumber, counts.received, counts.accepted, counts.duplicates, counts.quarantined, batch.recordedAt,
      latestOccurredAt, lagMs, batch.format, batch.transport],
  ) // prettier-ignore
}
