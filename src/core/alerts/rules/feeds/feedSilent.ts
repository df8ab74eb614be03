/** Owns the rule that a feed, or one of its locations, is silent for longer than its own past makes probable. */
import type { Reader } from '../../../ledger/types.ts'
import { subjectKey, subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import { allowedByCalendar, WHOLE_FEED } from './cadences.ts'
import {
  DAY_MS,
  feedLink,
  feedNames,
  lengthOf,
  livingFeed,
  openFeed,
  MINUTE_MS,
  placeName,
  type Feed,
} from './feeds.ts'

/** A feed of one location is judged as a feed. */
const LOCATIONS_MIN = 2

interface Cadence {
  locationId: number
  lastAt: number
  /** From when on silence is improbable, were nothing to come after `lastAt`. */
  silentAt: number | null
}

const CADENCE_SQL = 'location_id AS locationId, last_at AS lastAt, silent_at AS silentAt'

/** Feeds that only somebody's own hand fills are waited for by nobody. */
const isSentByItself = ({ transports }: Feed): boolean => transports !== 'command'

/** Silent time as a multiple of what is allowed. Only where it is too long, calendars are asked. */
function silence(
  { reader, now }: RuleContext,
  { feedNumber }: Feed,
  cadence: Cadence,
  heardAt: number,
  until: number,
): { figure: number; allowedMs: number } {
  const silentMs = Math.max(0, until - heardAt)
  const learnedMs = (cadence.silentAt ?? Number.POSITIVE_INFINITY) - cadence.lastAt
  const byCalendar =
    silentMs > learnedMs ? allowedByCalendar(reader, feedNumber, cadence.locationId, now) : 'unknown'
  const allowedMs = byCalendar === 'unknown' ? learnedMs : (byCalendar ?? Number.POSITIVE_INFINITY)
  return { figure: silentMs / allowedMs, allowedMs }
}

function measureFeed(context: RuleContext, feed: Feed): Measurement | undefined {
  const { reader, now, settings } = context
  const cadence = reader.get<Cadence>(
    `SELECT ${CADENCE_SQL} FROM feed_cadences WHERE feed_number = ? AND location_id = ${WHOLE_FEED}`,
    [feed.feedNumber],
  )
  if (!cadence || cadence.silentAt === null || !isSentByItself(feed)) return undefined
  const labels = { feed: feed.feed }
  const heardAt = Math.max(cadence.lastAt, feed.lastReceivedAt)
  const { figure, allowedMs } = silence(context, feed, cadence, heardAt, now)
  const dueAt = Math.min(heardAt + Math.ceil(settings(labels).threshold * allowedMs) + 1, now + DAY_MS)
  return {
    subject: feed.feed,
    labels,
    figure,
    since: heardAt,
    dataAsOf: feed.lastOccurredAt ?? heardAt,
    lookAgainAt: dueAt > now ? dueAt : now + MINUTE_MS,
  }
}

interface Place extends Cadence {
  location: string
  kind: string | null
  region: string | null
  country: string | null
  heardAt: number | null
  dataAsOf: number | null
  lastFeed: number | null
}

const PLACE_SQL = `
SELECT ${CADENCE_SQL}, location, kind, region, country, last_recorded_at AS heardAt, last_occurred_at AS dataAsOf,
  last_feed AS lastFeed
FROM locations JOIN feed_cadences USING (location_id) LEFT JOIN rollups USING (location_id)
WHERE feed_number = ? AND location = ?`

const hasLocations = (reader: Reader, feedNumber: number): boolean =>
  reader.all(
    `SELECT 1 FROM feed_cadences WHERE feed_number = ? AND location_id <> ${WHOLE_FEED} LIMIT ${LOCATIONS_MIN}`,
    [feedNumber],
  ).length === LOCATIONS_MIN

/** Whether another feed began to speak of the location when this one ended: it has moved, and is not silent. */
const wasTakenOver = (reader: Reader, feedNumber: number, { locationId, lastAt }: Cadence): boolean =>
  reader.get(
    `SELECT 1 FROM feeds CROSS JOIN feed_cadences USING (feed_number)
     WHERE location_id = ? AND feed_number <> ? AND first_at > ?`,
    [locationId, feedNumber, lastAt - DAY_MS],
  ) !== undefined

/** A location's silence is counted only while others of its feed speak: a silent feed says nothing of each location. */
function measurePlace(context: RuleContext, feed: Feed, location: string): Measurement | undefined {
  const { reader, now } = context
  const place = reader.get<Place>(PLACE_SQL, [feed.feedNumber, location])
  if (!place || place.silentAt === null || place.kind === 'customer') return undefined
  if (!hasLocations(reader, feed.feedNumber)) return undefined
  const isLast = place.lastFeed === feed.feedNumber
  const heardAt = Math.max(place.lastAt, (isLast ? place.heardAt : null) ?? 0)
  const { figure } = silence(context, feed, place, heardAt, Math.min(now, feed.lastReceivedAt))
  if (figure <= 1 || wasTakenOver(reader, feed.feedNumber, place)) return undefined
  const { region, country } = place
  return {
    subject: subjectKey(feed.feed, location),
    labels: {
      feed: feed.feed,
      location,
      ...(region === null ? {} : { region }),
      ...(country === null ? {} : { country }),
    },
    figure,
    since: heardAt,
    dataAsOf: place.dataAsOf ?? heardAt,
    lookAgainAt: now + MINUTE_MS,
  }
}

/** Of who is gone for longer than is judged nothing is known; that is not the end of its silence. */
function gone(reader: Reader, name: string, subject: string, location: string | undefined): Measurement[] {
  const feed = openFeed(reader, name)
  if (!feed) return []
  const labels = { feed: name, ...(location === undefined ? {} : { location }) }
  const since = feed.lastReceivedAt
  return [{ subject, labels, figure: null, since, dataAsOf: feed.lastOccurredAt ?? since }]
}

const DUE_SQL = `
SELECT location FROM feed_cadences JOIN locations USING (location_id)
WHERE feed_number = ? AND silent_at IS NOT NULL AND silent_at <= ? AND silent_at > ? LIMIT 1000`

/** Who fell silent longer ago is gone. */
const GONE_MS = 7 * 86_400_000

export const feedSilent: Rule = {
  rule: 'feedSilent',
  area: 'feeds',
  title: 'Feed silent',
  definition:
    'Nothing came from a feed, or from one of its locations, for longer than its own past makes probable.',
  subjectKind: 'feed',
  figure: 'silence as a multiple of what is allowed',
  unit: '× allowed',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 1, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  inhibits: [
    {
      rules: [
        'stockout',
        'projectedStockout',
        'phantomStock',
        'overstock',
        'ageingStock',
        'bufferBreached',
        'transitOverdue',
        'negativeLedger',
        'locationBacklog',
        'pickupNotReady',
        'carrierSilent',
      ],
      equal: ['location'],
    },
    {
      rules: [
        'stockout',
        'projectedStockout',
        'phantomStock',
        'overstock',
        'ageingStock',
        'bufferBreached',
        'transitOverdue',
        'negativeLedger',
        'channelStockOld',
        'carrierSilent',
        'locationBacklog',
        'promiseAtRisk',
        'pickupNotReady',
        'collectedLate',
        'returnNotGraded',
        'sequenceGap',
        'reconciliationDifference',
      ],
      equal: ['feed'],
      without: ['location'],
    },
  ],
  restMs: 2_000,
  groupBy: ['feed'],
  *touchedBy(touched, { reader, now }) {
    for (const name of touched.feeds) {
      yield name
      const feed = livingFeed(reader, name, now)
      if (!feed) continue
      for (const { location } of reader.all<{ location: string }>(DUE_SQL, [
        feed.feedNumber,
        feed.lastReceivedAt,
        now - GONE_MS,
      ]))
        yield subjectKey(name, location)
    }
  },
  timed: ({ reader }) => feedNames(reader),
  measure: (context, subjects) =>
    subjects.flatMap((subject) => {
      const [name = '', location] = subjectParts(subject)
      const feed = livingFeed(context.reader, name, context.now)
      if (!feed) return gone(context.reader, name, subject, location)
      return (
        (location === undefined ? measureFeed(context, feed) : measurePlace(context, feed, location)) ?? []
      )
    }),
  explain({ reader, now }, { subject, labels, since, figure }) {
    const [feed = '', location] = subjectParts(subject)
    const silent = lengthOf(now - since)
    const allowed = lengthOf((now - since) / Math.max(figure ?? 1, 1e-9))
    const who = location === undefined ? `Feed ${feed}` : placeName(reader, location)
    return {
      summary:
        location === undefined
          ? `${who} has been silent for ${silent}.`
          : `${who} has been silent for ${silent}, while others of feed ${labels['feed'] ?? ''} speak.`,
      evidence: [
        { text: `Last heard ${silent} ago`, at: since, link: feedLink(feed) },
        { text: `By its own past, silence beyond ${allowed} is improbable at this time of the week` },
      ],
      impact: {},
      action:
        location === undefined
          ? { text: 'See whether its sender runs and reaches the tower', link: feedLink(feed) }
          : {
              text: 'Ask the location whether its system and its line work',
              link: `/network/location/${encodeURIComponent(location)}`,
            },
    }
  },
}
