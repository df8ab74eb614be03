/** Owns the way back from an entry to the text that was sent. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import type { SourceRecord } from '../../shared/readModels/inventory.ts'
import type { QueryContext } from './context.ts'

interface VersionRow {
  eventNumber: number
  occurredAt: number
  recordedAt: number
  retracted: number
  body: string
  rawIndex: number
  pack: Uint8Array | null
  feed: string
  format: string
  transport: string
  documentName: string | null
  counts: number | null
}

const VERSION_SQL = `
SELECT events.event_number AS eventNumber, occurred_at AS occurredAt, recorded_at AS recordedAt, retracted, body,
  raw_index AS rawIndex, messages.raw AS pack, feeds.name AS feed, format, transport, document_name AS documentName,
  (SELECT counts FROM versions WHERE versions.event_number = events.event_number LIMIT 1) AS counts
FROM events JOIN messages USING (message_number) JOIN feeds USING (feed_number) WHERE event_number = ?`

/** @throws TowerError `notFound` where nothing came under the identity. */
export function sourceRecord({ reader, log }: QueryContext, identity: string): SourceRecord {
  const versions = log
    .eventNumbers(identity)
    .map((eventNumber) => reader.get<VersionRow>(VERSION_SQL, [eventNumber]))
    .filter((row) => row !== undefined)
  const standing = versions.find((row) => row.counts === 1) ?? versions[0]
  if (!standing) throw new TowerError('notFound', `No record came under the identity ${identity}.`)
  const raw = (row: VersionRow) => (row.pack ? log.rawText(row.pack, row.rawIndex) : '')
  const counts = (row: VersionRow) => row.counts !== 0 && row.retracted === 0
  const { feed, format, transport, documentName, occurredAt, recordedAt } = standing
  return {
    identity, feed, format, transport, documentName, occurredAt, recordedAt,
    retracted: standing.retracted === 1,
    counts: counts(standing),
    events: JSON.parse(standing.body) as CanonicalEvent[],
    raw: raw(standing),
    conflicts: versions
      .filter((row) => row !== standing)
      .map((row) => ({ recordedAt: row.recordedAt, feed: row.feed, counts: counts(row), raw: raw(row) })),
  } // prettier-ignore
}
