/** Owns the way back from an entry to the text that was sent. */
import { TowerError } from '../../shared/errors.ts'
import type { CanonicalEvent, EventType } from '../../shared/events.ts'
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

/** Events whose source texts may tell who a customer is, beside the id: names and addresses of orders and parcels. */
const ABOUT_PEOPLE: ReadonlySet<EventType> = new Set([
  'OrderPlaced',
  'PaymentTaken',
  'FeedbackGiven',
  'CustomerTouched',
  'CustomerContacted',
  'ShipmentDescribed',
])

/**
 * @param mayReadRaw false: the texts of records about people are withheld; the events name customers by pseudonyms either way
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
  const withheld =
    !mayReadRaw && versions.some((row) => eventsOf(row).some(({ type }) => ABOUT_PEOPLE.has(type)))
  const raw = (row: VersionRow) => (row.pack && !withheld ? log.rawText(row.pack, row.rawIndex) : '')
  const counts = (row: VersionRow) => row.counts !== 0 && row.retracted === 0
  const { feed, format, transport, documentName, occurredAt, recordedAt } = standing
  return {
    identity, feed, format, transport, documentName, occurredAt, recordedAt,
    retracted: standing.retracted === 1,
    counts: counts(standing),
    events: eventsOf(standing).map((event) => pseudonymous(context, event)),
    raw: raw(standing),
    withheld,
    conflicts: versions
      .filter((row) => row !== standing)
      .map((row) => ({ recordedAt: row.recordedAt, feed: row.feed, counts: counts(row), raw: raw(row) })),
  } // prettier-ignore
}

function pseudonymous<E extends CanonicalEvent>({ pseudonymOf }: QueryContext, event: E): E {
  return 'customer' in event && typeof event.customer === 'string'
    ? { ...event, customer: pseudonymOf(event.customer) }
    : event
}
