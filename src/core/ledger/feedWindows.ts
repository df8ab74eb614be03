/** Owns what each feed sent by minute and by hour: records, what became of them, and how long they had been under way. */
import { addLag, type LagCounts } from '../../shared/lagBins.ts'
import type { PackedBatch } from './packing.ts'
import type { AppendOutcome, Writer } from './types.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** Minutes and hours that are kept per feed. */
const KEPT_MINUTES = 360
const KEPT_HOURS = 28 * 24

interface Window {
  feedNumber: number
  /** Number of the minute or hour from 1970. */
  unit: number
  records: number
  accepted: number
  duplicates: number
  quarantined: number
  lags: LagCounts
  /** The latest record of it, and the latest that the store has, by our time. */
  at: number
  writtenAt: number
}

interface Span {
  table: string
  unit: string
  unitMs: number
  kept: number
  /** While it goes on, it is written no more often than this: nobody reads it before it is over. */
  writtenEveryMs: number
}

const SPANS: readonly Span[] = [
  { table: 'feed_minutes', unit: 'minute', unitMs: MINUTE_MS, kept: KEPT_MINUTES, writtenEveryMs: 0 },
  { table: 'feed_hours', unit: 'hour', unitMs: HOUR_MS, kept: KEPT_HOURS, writtenEveryMs: MINUTE_MS },
]

export interface FeedWindows {
  note(feedNumber: number, batch: PackedBatch, outcome: AppendOutcome): void
  flush(): void
  discard(): void
}

export function openFeedWindows(writer: Writer): FeedWindows {
  const spans = SPANS.map((span) => openSpan(writer, span))
  return {
    note(feedNumber, batch, outcome) {
      for (const span of spans) span.note(feedNumber, batch, outcome)
    },
    flush() {
      for (const span of spans) span.flush()
    },
    discard() {
      for (const span of spans) span.discard()
    },
  }
}

function openSpan(writer: Writer, { table, unit, unitMs, kept, writtenEveryMs }: Span): FeedWindows {
  /** The window of each feed that was written to last. */
  const current = new Map<number, Window>()
  const changed = new Set<Window>()

  function read(feedNumber: number, of: number): Window {
    const row = writer.get<Omit<Window, 'lags' | 'at' | 'writtenAt'> & { lags: string }>(
      `SELECT feed_number AS feedNumber, ${unit} AS unit, records, accepted, duplicates, quarantined, lags
       FROM ${table} WHERE feed_number = ? AND ${unit} = ?`,
      [feedNumber, of],
    )
    const times = { at: of * unitMs, writtenAt: -Infinity }
    if (row) return { ...row, ...times, lags: JSON.parse(row.lags) as LagCounts }
    const nothing = { records: 0, accepted: 0, duplicates: 0, quarantined: 0, lags: {} }
    return { feedNumber, unit: of, ...nothing, ...times }
  }

  function write(window: Window): void {
    writer.run(
      `INSERT OR REPLACE INTO ${table} (feed_number, ${unit}, records, accepted, duplicates, quarantined, lags)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [
        window.feedNumber,
        window.unit,
        window.records,
        window.accepted,
        window.duplicates,
        window.quarantined,
        JSON.stringify(window.lags),
      ],
    )
    window.writtenAt = window.at
  }

  function windowOf(feedNumber: number, of: number): Window {
    const before = current.get(feedNumber)
    if (before?.unit === of) return before
    if (before && changed.delete(before)) write(before)
    const window = read(feedNumber, of)
    current.set(feedNumber, window)
    writer.run(`DELETE FROM ${table} WHERE feed_number = ? AND ${unit} < ?`, [feedNumber, of - kept])
    return window
  }

  return {
    note(feedNumber, batch, outcome) {
      const window = windowOf(feedNumber, Math.floor(batch.recordedAt / unitMs))
      window.at = batch.recordedAt
      window.records += outcome.received
      window.accepted += outcome.accepted
      window.duplicates += outcome.duplicates
      window.quarantined = Math.max(0, window.quarantined + outcome.quarantined)
      batch.records.forEach((record, place) => {
        if ('reason' in record || outcome.outcomes[place] !== 'accepted') return
        addLag(window.lags, batch.recordedAt - record.occurredAt)
      })
      changed.add(window)
    },
    flush() {
      for (const window of changed) {
        if (window.at - window.writtenAt < writtenEveryMs) continue
        write(window)
        changed.delete(window)
      }
    },
    discard() {
      changed.clear()
      current.clear()
    },
  }
}
