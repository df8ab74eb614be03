/** Owns the state of the feeds: totals that must balance, rate, lag, and what lies in quarantine. */
import type { InputOf } from '../../shared/contract.ts'
import { TowerError } from '../../shared/errors.ts'
import type {
  FeedAuthentication,
  FeedRow,
  QuarantinePage,
  QuarantineRow,
} from '../../shared/readModels/feeds.ts'
import { STALE_AFTER_MS } from '../../shared/staleness.ts'
import type { QueryContext } from './context.ts'

const MINUTE_MS = 60_000
const SHOWN_MINUTES = 60
/** A feed is live while it spoke within this time. */
const LIVE_WITHIN_MS = 60_000
/** Raw text shown in a list; the record's own page shows all. */
const LISTED_RAW_CHARACTERS = 4_000

interface StoredFeed {
  feedNumber: number
  name: string
  authentication: FeedAuthentication
  enabled: number
  createdAt: number
  received: number | null
  accepted: number | null
  duplicates: number | null
  quarantined: number | null
  lastReceivedAt: number | null
  lastOccurredAt: number | null
  lagMs: number | null
  formats: string | null
  transports: string | null
}

function stateOf(lastReceivedAt: number | null, now: number): FeedRow['state'] {
  if (lastReceivedAt === null) return 'never'
  const silenceMs = now - lastReceivedAt
  if (silenceMs <= LIVE_WITHIN_MS) return 'live'
  return silenceMs <= STALE_AFTER_MS ? 'quiet' : 'silent'
}

/** All feeds, by name. */
export function feedList({ reader, clock, forgedOf }: QueryContext): { feeds: FeedRow[] } {
  const now = clock.now()
  const thisMinute = Math.floor(now / MINUTE_MS)
  const minutes = new Map<string, number>()
  for (const row of reader.all<{ feedNumber: number; minute: number; records: number }>(
    'SELECT feed_number AS feedNumber, minute, records FROM feed_minutes WHERE minute > ?',
    [thisMinute - SHOWN_MINUTES],
  )) {
    minutes.set(`${row.feedNumber} ${row.minute}`, row.records)
  }
  const feeds = reader.all<StoredFeed>(
    `SELECT feeds.feed_number AS feedNumber, name, authentication, enabled, created_at AS createdAt, received, accepted,
       duplicates, quarantined, last_received_at AS lastReceivedAt, last_occurred_at AS lastOccurredAt,
       last_lag_ms AS lagMs, formats, transports
     FROM feeds LEFT JOIN feed_totals USING (feed_number) ORDER BY name`,
  )
  return {
    feeds: feeds.map((feed) => {
      const recordsByMinute = Array.from(
        { length: SHOWN_MINUTES },
        (_, index) => minutes.get(`${feed.feedNumber} ${thisMinute - SHOWN_MINUTES + 1 + index}`) ?? 0,
      )
      const intoMinute = (now % MINUTE_MS) / MINUTE_MS
      const lastMinute = (recordsByMinute.at(-1) ?? 0) + (recordsByMinute.at(-2) ?? 0) * (1 - intoMinute)
      return {
        feed: feed.name,
        formats: feed.formats?.split(' ').filter(Boolean) ?? [],
        transports: feed.transports?.split(' ').filter(Boolean) ?? [],
        authentication: feed.authentication,
        enabled: feed.enabled === 1,
        received: feed.received ?? 0,
        accepted: feed.accepted ?? 0,
        duplicates: feed.duplicates ?? 0,
        quarantined: feed.quarantined ?? 0,
        recordsPerSecond: lastMinute / 60,
        recordsByMinute,
        lagMs: feed.lagMs,
        lastEventAt: feed.lastOccurredAt,
        lastReceivedAt: feed.lastReceivedAt,
        // Nobody is waited for where nothing is decided: the tower's own silence is none.
        state: feed.name === 'tower' ? 'live' : stateOf(feed.lastReceivedAt, now),
        createdAt: feed.createdAt,
        forged: forgedOf?.(feed.name).count ?? 0,
        lastForgedAt: forgedOf?.(feed.name).lastAt ?? null,
      }
    }),
  }
}

const QUARANTINE_SQL = `
SELECT quarantine_number AS id, feeds.name AS feed, quarantine.format, reason, field, received_at AS receivedAt, state,
  document_name AS documentName`
const QUARANTINE_FROM_SQL =
  'FROM quarantine JOIN feeds USING (feed_number) JOIN messages USING (message_number)'

/** Refused records, the latest first; open ones unless asked for all. */
export function quarantinePage({ reader }: QueryContext, input: InputOf<'quarantine.list'>): QuarantinePage {
  const where = `WHERE (? OR quarantine.state = 'open') AND (? IS NULL OR feeds.name = ?)`
  const parameters = [Number(input.includeClosed ?? false), input.feed ?? null, input.feed ?? null]
  return {
    rows: reader.all<QuarantineRow>(
      `${QUARANTINE_SQL}, substr(quarantine.raw, 1, ${LISTED_RAW_CHARACTERS}) AS raw ${QUARANTINE_FROM_SQL} ${where}
       ORDER BY quarantine_number DESC LIMIT ? OFFSET ?`,
      [...parameters, input.limit ?? 100, input.offset ?? 0],
    ),
    total:
      reader.get<{ n: number }>(`SELECT count(*) AS n ${QUARANTINE_FROM_SQL} ${where}`, parameters)?.n ?? 0,
  }
}

/** One refused record with its whole raw text. @throws TowerError `notFound` */
export function quarantineRow({ reader }: QueryContext, id: number): QuarantineRow {
  const row = reader.get<QuarantineRow>(
    `${QUARANTINE_SQL}, quarantine.raw ${QUARANTINE_FROM_SQL} WHERE quarantine_number = ?`,
    [id],
  )
  if (!row) throw new TowerError('notFound', `Nothing in quarantine has the number ${id}.`)
  return row
}

/** The CSV mapping that was named for the message of a refused record, if one was. */
export function quarantineMapping({ reader }: QueryContext, id: number): string | undefined {
  const row = reader.get<{ mapping: string | null }>(
    'SELECT mapping FROM quarantine JOIN messages USING (message_number) WHERE quarantine_number = ?',
    [id],
  )
  return row?.mapping ?? undefined
}
