/** Owns feeds as subjects of users' rules: what each sent, and when. */
import { list, type OwnSubjectKind } from './ownSubject.ts'

const MINUTE_MS = 60_000

interface Row {
  feed: string
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  lastReceivedAt: number
  lastOccurredAt: number | null
  lagMs: number | null
  lastHour: number
}

const ROWS_SQL = `
SELECT name AS feed, received, accepted, duplicates, quarantined, last_received_at AS lastReceivedAt,
  last_occurred_at AS lastOccurredAt, last_lag_ms AS lagMs,
  coalesce((SELECT sum(records) FROM feed_minutes AS m WHERE m.feed_number = feeds.feed_number AND m.minute > ?), 0) AS lastHour
FROM feeds JOIN feed_totals USING (feed_number)
WHERE name IN (SELECT value FROM json_each(?)) AND name <> 'tower' AND enabled = 1`

export const feedSubject: OwnSubjectKind = {
  kind: 'feed',
  area: 'feeds',
  title: 'a feed',
  figures: [
    { name: 'feed', type: 'text', title: 'name of the feed' },
    { name: 'received', type: 'number', title: 'records received, ever' },
    { name: 'accepted', type: 'number', title: 'of them accepted' },
    { name: 'duplicates', type: 'number', title: 'of them sent before' },
    { name: 'quarantined', type: 'number', title: 'of them refused' },
    { name: 'quarantinedShare', type: 'number', title: 'refused of those received, per cent' },
    { name: 'recordsLastHour', type: 'number', title: 'records in the last 60 minutes', ages: true },
    { name: 'lagSeconds', type: 'number', title: 'recorded less occurred of the latest record, in seconds' },
    { name: 'silentMinutes', type: 'number', title: 'since it sent anything, in minutes', ages: true },
  ],
  read: ({ reader, now }, subjects) =>
    reader.all<Row>(ROWS_SQL, [Math.floor(now / MINUTE_MS) - 60, list(subjects)]).map((row) => ({
      subject: row.feed,
      labels: { feed: row.feed },
      name: `feed ${row.feed}`,
      dataAsOf: row.lastOccurredAt ?? row.lastReceivedAt,
      values: {
        feed: row.feed,
        received: row.received,
        accepted: row.accepted,
        duplicates: row.duplicates,
        quarantined: row.quarantined,
        quarantinedShare: row.received === 0 ? null : (100 * row.quarantined) / row.received,
        recordsLastHour: row.lastHour,
        lagSeconds: row.lagMs === null ? null : row.lagMs / 1000,
        silentMinutes: Math.max(0, now - row.lastReceivedAt) / MINUTE_MS,
      },
    })),
  touchedBy: ({ feeds }) => feeds,
  *everything({ reader }) {
    for (const { feed } of reader.all<{ feed: string }>(
      `SELECT name AS feed FROM feeds WHERE name <> 'tower' AND enabled = 1`,
    )) {
      yield feed
    }
  },
  link: ({ feed = '' }) => `/feeds/feed/${encodeURIComponent(feed)}`,
}
