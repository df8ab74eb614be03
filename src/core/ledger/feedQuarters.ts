/** Owns how many records of each feed happened in each quarter of an hour: what a source's own count is held against. */
import type { CanonicalEvent } from '../../shared/events.ts'
import type { Writer } from './types.ts'

const QUARTER_MS = 900_000
/** Records that are older than this when they come are no more held against anything. */
const KEPT_MS = 14 * 86_400_000
const KEPT_QUARTERS = KEPT_MS / QUARTER_MS

/** What a source says about its own sending is none of the records that it counts. */
const OWN_WORDS: ReadonlySet<CanonicalEvent['type']> = new Set(['ControlTotalTold', 'FeedSequenceTold'])

export interface FeedQuarters {
  /** Counts a record that came for the first time. */
  note(
    events: readonly CanonicalEvent[],
    source: { feedNumber: number; recordedAt: number; occurredAt: number },
  ): void
  flush(): void
  discard(): void
}

export function openFeedQuarters(writer: Writer): FeedQuarters {
  /** Records by quarter, by feed. */
  let counts = new Map<number, Map<number, number>>()
  /** The latest quarter for which old ones of a feed were removed. */
  const pruned = new Map<number, number>()
  return {
    note(events, { feedNumber, recordedAt, occurredAt }) {
      if (recordedAt - occurredAt > KEPT_MS || events.every(({ type }) => OWN_WORDS.has(type))) return
      const quarter = Math.floor(occurredAt / QUARTER_MS)
      const ofFeed = counts.get(feedNumber) ?? new Map<number, number>()
      counts.set(feedNumber, ofFeed.set(quarter, (ofFeed.get(quarter) ?? 0) + 1))
    },
    flush() {
      for (const [feedNumber, quarters] of counts) {
        for (const [quarter, records] of quarters) {
          writer.run(
            `INSERT INTO feed_quarters (feed_number, quarter, records) VALUES (?, ?, ?)
             ON CONFLICT (feed_number, quarter) DO UPDATE SET records = records + excluded.records`,
            [feedNumber, quarter, records],
          )
        }
        const oldest = Math.max(...quarters.keys()) - KEPT_QUARTERS
        if (oldest - (pruned.get(feedNumber) ?? 0) < 4) continue
        pruned.set(feedNumber, oldest)
        writer.run('DELETE FROM feed_quarters WHERE feed_number = ? AND quarter < ?', [feedNumber, oldest])
      }
      counts = new Map()
    },
    discard() {
      counts = new Map()
    },
  }
}
