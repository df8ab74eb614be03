/** Owns the file of feeds and their counts. */
import type { FeedRow } from '../../../shared/readModels/feeds.ts'
import { csvText, isoTime, saveText, stampedName } from '../../components/csv.ts'

const HEADER = [
  'feed',
  'state',
  'enabled',
  'formats',
  'transports',
  'authentication',
  'received',
  'accepted',
  'duplicates',
  'quarantined',
  'recordsPerSecond',
  'lagMs',
  'lastEventAt',
  'lastReceivedAt',
  'createdAt',
  'forged',
  'lastForgedAt',
]

export function feedsCsv(feeds: readonly FeedRow[]): string {
  return csvText(
    HEADER,
    feeds.map((feed) => [
      feed.feed,
      feed.state,
      String(feed.enabled),
      feed.formats.join(' '),
      feed.transports.join(' '),
      feed.authentication,
      feed.received,
      feed.accepted,
      feed.duplicates,
      feed.quarantined,
      feed.recordsPerSecond,
      feed.lastEventAt ? feed.lagMs : null,
      // Master data without a time of its own is recorded at the beginning of time.
      isoTime(feed.lastEventAt || null),
      isoTime(feed.lastReceivedAt),
      isoTime(feed.createdAt),
      feed.forged,
      isoTime(feed.lastForgedAt),
    ]),
  )
}

export function saveFeeds(feeds: readonly FeedRow[]): void {
  saveText(stampedName('feeds', 'csv'), 'text/csv', feedsCsv(feeds))
}
