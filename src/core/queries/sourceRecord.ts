/** Owns the way back from an entry to the text that was sent. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent, EventType } from '../../shared/events.ts'
import type { SourceRecord } from '../../shared/readModels/inventory.ts'
import type { QueryContext } from './context.ts'
import { shownEvent, withoutPeople } from './people.ts'

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

/**
 * Events of stock and master data: a record with no others came from no text about people. All others may have, whatever
 * the events keep of it: names and addresses stand in the texts of orders, parcels, their steps and what was only seen.
 */
const OF_THINGS: ReadonlySet<EventType> = new Set([
  'StockMoved',
  'StockCounted',
  'SafetyStockSet',
  'LocationDescribed',
  'SkuDescribed',
  'SkuAliased',
  'CategoryNamed',
  'PostalAreaLocated',
  'LocationScheduleSet',
  'LaneTransitSet',
  'ControlTotalTold',
  'FeedSequenceTold',
])

/**
 * @param mayReadRaw false: texts that may be about people are withheld; the events name nobody either way
 * @throws TowerError `notFound` where nothing came under the identity.
 */
export function sourceRecord(context: QueryContext, identity: string, mayReadRaw: boolean): SourceRecord {
  const { reader, log } = context
  const versions = log
    .eventNumbers(identity)
    .map((eventNumber) => reader.get<VersionRow>(VERSION_SQL, [eventNumber]))
    .filter((row) => row !== undefined)
  const standing = versions.find((row) => row.counts === 1) ?? versions[0]
  if (!standing) throw new TowerError('notFound', `No record came under the identity ${identity}.`)
  const eventsOf = (row: VersionRow) => JSON.parse(row.body) as CanonicalEvent[]
  const isOfThings = (event: CanonicalEvent) =>
    OF_THINGS.has(event.type) &&
    shownEvent(context, event) === event &&
    withoutPeople(context, event) === event
  const withheld = !mayReadRaw && !versions.every((row) => eventsOf(row).every(isOfThings))
  const raw = (row: VersionRow) => (row.pack && !withheld ? log.rawText(row.pack, row.rawIndex) : '')
  const counts = (row: VersionRow) => row.counts !== 0 && row.retracted === 0
  const { feed, format, transport, documentName, occurredAt, recordedAt } = standing
  return {
    identity,
    feed,
    format,
    transport,
    documentName,
    occurredAt,
    recordedAt,
    retracted: standing.retracted === 1,
    counts: counts(standing),
    events: eventsOf(standing).map((event) => shownEvent(context, event)),
    raw: raw(standing),
    withheld,
    conflicts: versions
      .filter((row) => row !== standing)
      .map((row) => ({ recordedAt: row.recordedAt, feed: row.feed, counts: counts(row), raw: raw(row) })),
  }
}
