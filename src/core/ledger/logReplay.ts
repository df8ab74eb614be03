/** Owns reading the log's events back, in any order, as the records that they came as. */
import type { CanonicalEvent } from '../../shared/events.ts'
import { identityNumber } from './contentHash.ts'
import type { PackedRecord } from './packing.ts'
import type { Reader } from './types.ts'

/** A record on its way into the state: new, or from the log. */
export interface StandingRecord extends Pick<
  PackedRecord,
  'identity' | 'identityNumber' | 'contentHash' | 'recordTime' | 'retracted' | 'occurredAt'
> {
  events: CanonicalEvent[]
}

/** Reads events of the log in the given order and hands each to `take`. */
export function replayEvents(
  connection: Pick<Reader, 'get'>,
  eventNumbers: Iterable<number>,
  take: (record: StandingRecord, feedNumber: number, recordedAt: number, eventNumber: number) => void,
): void {
  for (const eventNumber of eventNumbers) {
    const row = connection.get<
      Record<string, number> & {
        identity: string
        body: string
        contentHash: string
        recordTime: number | null
      }
    >(
      `SELECT identity, lower(hex(content_hash)) AS contentHash, occurred_at AS occurredAt, record_time AS recordTime,
         retracted, body, feed_number AS feedNumber, recorded_at AS recordedAt
       FROM events JOIN messages USING (message_number) WHERE event_number = ?`,
      [eventNumber],
    )
    if (!row) throw new Error(`event ${eventNumber} is not in the log`)
    const record: StandingRecord = {
      identity: row.identity,
      identityNumber: identityNumber(row.identity),
      contentHash: row.contentHash,
      occurredAt: row.occurredAt ?? 0,
      recordTime: row.recordTime,
      retracted: row.retracted === 1,
      events: JSON.parse(row.body) as CanonicalEvent[],
    }
    take(record, row.feedNumber ?? 0, row.recordedAt ?? 0, eventNumber)
  }
}
