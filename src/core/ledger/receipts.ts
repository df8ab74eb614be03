/** Owns the accounting of what came: messages, refusals, and the totals by feed (received = accepted + duplicates + quarantined). */
import type { AppendOutcome, Writer } from './types.ts'
import type { PackedBatch, PackedRefusal } from './packing.ts'
import { openBulkInsert } from './bulkInsert.ts'
import { DECISIONS_FEED } from './decisions.ts'
import { openFeedCadences, WHOLE_FEED } from './feedCadences.ts'
import { openFeedShapes } from './feedShapes.ts'
import { openFeedWindows } from './feedWindows.ts'

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
    [
      messageNumber,
      feedNumber,
      batch.format,
      refusal.reason,
      refusal.field,
      batch.recordedAt,
      Buffer.from(refusal.rawHash, 'hex'),
      refusal.raw,
    ],
  )
  if (!made) throw new Error('quarantine gave no number')
  return made.n
}

/** Counts of one feed in one format by one transport. */
interface FeedSums {
  feedNumber: number
  format: string
  transport: string
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  lastReceivedAt: number
  lastOccurredAt: number | null
  lastLagMs: number | null
}

/** Receipts of one transaction: messages gather, feeds' totals are summed, both are written at its end. */
export interface Receipts {
  /**
   * Notes a message's receipt and adds it to its feed's totals. A replay takes the one quarantined record out of the
   * totals and puts in what it became, so that received = accepted + duplicates + quarantined goes on to hold.
   */
  note(messageNumber: number, feedNumber: number, batch: PackedBatch, outcome: AppendOutcome): void
  flush(): void
  discard(): void
}

export function openReceipts(writer: Writer): Receipts {
  const messages = openBulkInsert(
    writer,
    `INSERT INTO messages (message_number, feed_number, transport, format, document_name, recorded_at, received, accepted,
       duplicates, quarantined, replays, raw, mapping)`,
    13,
  )
  /** In the order of the latest message. */
  const sums = new Map<string, FeedSums>()
  const windows = openFeedWindows(writer)
  const cadences = openFeedCadences(writer)
  const shapes = openFeedShapes(writer)

  function addToFeed(feedNumber: number, batch: PackedBatch, counts: Counts): void {
    const key = `${feedNumber} ${batch.format} ${batch.transport}`
    const before = sums.get(key)
    sums.delete(key)
    const latest = latestOccurredAt(batch)
    sums.set(key, {
      feedNumber,
      format: batch.format,
      transport: batch.transport,
      received: counts.received + (before?.received ?? 0),
      accepted: counts.accepted + (before?.accepted ?? 0),
      duplicates: counts.duplicates + (before?.duplicates ?? 0),
      quarantined: counts.quarantined + (before?.quarantined ?? 0),
      lastReceivedAt: batch.recordedAt,
      lastOccurredAt:
        latest === null
          ? (before?.lastOccurredAt ?? null)
          : Math.max(latest, before?.lastOccurredAt ?? latest),
      lastLagMs: latest === null ? (before?.lastLagMs ?? null) : batch.recordedAt - latest,
    })
  }

  return {
    note(messageNumber, feedNumber, batch, outcome) {
      const isReplay = batch.replays !== null && closeReplayed(writer, batch.replays, batch.recordedAt)
      const received = outcome.received - Number(isReplay)
      const quarantined = outcome.quarantined - Number(isReplay)
      messages.add([
        messageNumber,
        feedNumber,
        batch.transport,
        batch.format,
        batch.documentName,
        batch.recordedAt,
        received,
        outcome.accepted,
        outcome.duplicates,
        quarantined,
        batch.replays,
        outcome.accepted > 0 ? batch.rawPack : null,
        batch.mapping,
      ])
      addToFeed(feedNumber, batch, { ...outcome, received, quarantined })
      windows.note(feedNumber, batch, { ...outcome, received, quarantined })
      if (batch.feed === DECISIONS_FEED || isReplay) return
      cadences.heard(feedNumber, WHOLE_FEED, batch.recordedAt, null)
      shapes.note(feedNumber, batch)
    },
    flush() {
      messages.flush()
      for (const one of sums.values()) writeSums(writer, one)
      windows.flush()
      sums.clear()
    },
    discard() {
      messages.discard()
      for (const one of [windows, cadences, shapes]) one.discard()
      sums.clear()
    },
  }
}

type Counts = Pick<AppendOutcome, 'received' | 'accepted' | 'duplicates' | 'quarantined'>

function latestOccurredAt(batch: PackedBatch): number | null {
  const latest = batch.records.reduce(
    (at, record) => ('reason' in record ? at : Math.max(at, record.occurredAt)),
    -Infinity,
  )
  return Number.isFinite(latest) ? latest : null
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

function writeSums(writer: Writer, sums: FeedSums): void {
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
    [
      sums.feedNumber,
      sums.received,
      sums.accepted,
      sums.duplicates,
      sums.quarantined,
      sums.lastReceivedAt,
      sums.lastOccurredAt,
      sums.lastLagMs,
      sums.format,
      sums.transport,
    ],
  )
}
