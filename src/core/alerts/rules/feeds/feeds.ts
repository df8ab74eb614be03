/** Owns what rules about feeds read of them: who they are, what they sent lately, and what they usually do. */
import { addLags, lagQuantile, lagRecords, type LagCounts } from '../../../../shared/lagBins.ts'
import type { Reader } from '../../../ledger/types.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 86_400_000

/** Under this name stands what was decided here; it is no feed that could fail. */
const OWN_FEED = 'tower'
/** What names only older things is no feed of today: it is not judged. */
export const LIVES_MS = 7 * DAY_MS
/** Trouble of the last day must not count as usual, where there is enough before it. */
const LATELY_HOURS = 24
const USUAL_HOURS = 28 * 24
const HOURS_BEFORE = 24
const RECORDS_FOR_USUAL = 100
const HOURS_FOR_USUAL = 3
const NEARLY_ALL = 0.95
const MOST_HOURS = 0.8

export interface Feed {
  feedNumber: number
  feed: string
  lastReceivedAt: number
  lastOccurredAt: number | null
  received: number
  formats: string
  transports: string
}

const FEED_SQL = `
SELECT feed_number AS feedNumber, name AS feed, last_received_at AS lastReceivedAt, last_occurred_at AS lastOccurredAt,
  received, formats, transports
FROM feeds JOIN feed_totals USING (feed_number)
WHERE enabled = 1 AND name <> '${OWN_FEED}'`

/** A feed that spoke; undefined where it is shut or never did. */
export const openFeed = (reader: Reader, name: string): Feed | undefined =>
  reader.get<Feed>(`${FEED_SQL} AND name = ?`, [name])

/** A feed that is to be judged; undefined also where it tells of long ago. */
export function livingFeed(reader: Reader, name: string, now: number): Feed | undefined {
  const feed = openFeed(reader, name)
  const latest = feed && (feed.lastOccurredAt ?? feed.lastReceivedAt)
  return latest !== undefined && latest > now - LIVES_MS ? feed : undefined
}

/** Names of all feeds that ever spoke. */
export const feedNames = (reader: Reader): string[] =>
  reader.all<{ feed: string }>(FEED_SQL).map(({ feed }) => feed)

export const feedLink = (feed: string): string => `/feeds/feed/${encodeURIComponent(feed)}`

export interface Sent {
  records: number
  accepted: number
  duplicates: number
  quarantined: number
  lags: LagCounts
}

interface SentRow extends Omit<Sent, 'lags'> {
  unit: number
  lags: string
}

const SENT_SQL = 'records, accepted, duplicates, quarantined, lags'

export interface Minute extends Sent {
  /** When it began. */
  at: number
}

/** Minutes in which the feed sent anything, the latest first. */
export function minutesOf(reader: Reader, feedNumber: number, from: number, limit: number): Minute[] {
  return reader
    .all<SentRow>(
      `SELECT minute AS unit, ${SENT_SQL} FROM feed_minutes WHERE feed_number = ? AND minute >= ?
       ORDER BY minute DESC LIMIT ?`,
      [feedNumber, Math.floor(from / MINUTE_MS), limit],
    )
    .map((row) => ({ ...row, at: row.unit * MINUTE_MS, lags: JSON.parse(row.lags) as LagCounts }))
}

/** What came in minutes since a time, the latest first, without lags. */
export const countsOf = (
  reader: Reader,
  feedNumber: number,
  from: number,
): (Omit<Sent, 'lags'> & { at: number })[] =>
  reader
    .all<Omit<SentRow, 'lags'>>(
      `SELECT minute AS unit, records, accepted, duplicates, quarantined FROM feed_minutes
       WHERE feed_number = ? AND minute >= ? ORDER BY minute DESC`,
      [feedNumber, Math.floor(from / MINUTE_MS)],
    )
    .map((row) => ({ ...row, at: row.unit * MINUTE_MS }))

export function sumOf(parts: readonly Sent[]): Sent {
  const sum: Sent = { records: 0, accepted: 0, duplicates: 0, quarantined: 0, lags: {} }
  for (const part of parts) {
    sum.records += part.records
    sum.accepted += part.accepted
    sum.duplicates += part.duplicates
    sum.quarantined += part.quarantined
    addLags(sum.lags, part.lags)
  }
  return sum
}

/** What a feed usually does, by its hours with records: an hour of trouble among many changes nothing of it. */
export interface Usual {
  records: number
  /** Nearly all records of nearly all hours kept to it; null: too little is known. */
  lagMs: number | null
  /** The median of the hours' medians; null: too little is known. */
  middleLagMs: number | null
  /** Shares that four hours in five did not exceed. */
  quarantined: number
  duplicates: number
}

const kept = new WeakMap<Reader, Map<number, { hour: number; usual: Usual }>>()

/** The value that a share of the values does not exceed; 0 of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0
}

function readUsual(reader: Reader, feedNumber: number, hour: number): Usual {
  const rows = reader
    .all<SentRow>(
      `SELECT hour AS unit, ${SENT_SQL} FROM feed_hours WHERE feed_number = ? AND hour >= ? AND hour < ?`,
      [feedNumber, hour - USUAL_HOURS, hour],
    )
    .map((row) => ({ ...row, lags: JSON.parse(row.lags) as LagCounts }))
  const before = rows.filter(({ unit }) => unit < hour - LATELY_HOURS)
  const hours = before.length >= HOURS_BEFORE ? before : rows
  const lags = hours.map((one) => one.lags).filter((one) => lagRecords(one) > 0)
  const known = lags.reduce((sum, one) => sum + lagRecords(one), 0)
  const overHours = (of: number, share: number) =>
    known < RECORDS_FOR_USUAL || lags.length < HOURS_FOR_USUAL
      ? null
      : quantile(
          lags.map((one) => lagQuantile(one, of) ?? 0),
          share,
        )
  const shareOf = (of: 'quarantined' | 'duplicates') =>
    hours.length < HOURS_FOR_USUAL
      ? 0
      : quantile(
          hours.map((one) => one[of] / Math.max(1, one.records)),
          MOST_HOURS,
        )
  return {
    records: hours.reduce((sum, { records }) => sum + records, 0),
    lagMs: overHours(NEARLY_ALL, MOST_HOURS),
    middleLagMs: overHours(0.5, 0.5),
    quarantined: shareOf('quarantined'),
    duplicates: shareOf('duplicates'),
  }
}

/**
 * What a feed did in the four weeks before this hour, without its last day where there is enough before. Hours that are over
 * do not change, so it is summed once an hour.
 */
export function usualOf(reader: Reader, feedNumber: number, now: number): Usual {
  const hour = Math.floor(now / HOUR_MS)
  const ofReader = kept.get(reader) ?? new Map<number, { hour: number; usual: Usual }>()
  kept.set(reader, ofReader)
  const known = ofReader.get(feedNumber)
  if (known?.hour === hour) return known.usual
  const usual = readUsual(reader, feedNumber, hour)
  ofReader.set(feedNumber, { hour, usual })
  return usual
}

/** Name of a location, or its id. */
export const placeName = (reader: Reader, location: string): string =>
  reader.get<{ name: string }>('SELECT coalesce(name, location) AS name FROM locations WHERE location = ?', [
    location,
  ])?.name ?? location

/** A length of time in words: `40 min`, `3 h`, `2.5 days`. */
export function lengthOf(ms: number): string {
  const seconds = Math.abs(ms) / 1_000
  const plain = (value: number) => String(Math.round(value * 10) / 10)
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  return seconds < 172_800 ? `${plain(seconds / 3_600)} h` : `${plain(seconds / 86_400)} days`
}

export const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`
