/** Owns the rule that the clock of a feed, or of one of its locations, is off. */
import { CLOCK_TOLERANCE_MS } from '../../../../shared/clockOffset.ts'
import { lagQuantile, lagRecords } from '../../../../shared/lagBins.ts'
import { subjectKey, subjectParts, type Measurement, type Rule, type RuleContext } from '../../rule.ts'
import {
  feedLink,
  HOUR_MS,
  lengthOf,
  livingFeed,
  MINUTE_MS,
  minutesOf,
  placeName,
  sumOf,
  usualOf,
  type Feed,
  type Minute,
} from './feeds.ts'

const SECOND_MS = 1_000
const LOOKED_BACK_MS = 6 * HOUR_MS
const MINUTES_READ = 360
const MOST_MINUTES = 0.6
const LATEST_READ = 3
/** Steps of lag are a fifth wide: offsets within this of one another may be one. */
const ALIKE_SHARE = 0.45
const ALIKE_MS = MINUTE_MS
/** Where records wait, nothing comes for as long; a wrong clock holds nothing back. */
const HELD_BACK_SHARE = 1 / 3
const HELD_BACK_MS = 5 * MINUTE_MS
const BEHIND_MINUTES = 3

interface Offset {
  /** Above zero: the clock is behind. */
  offsetMs: number
  since: number
}

const median = ({ lags }: Pick<Minute, 'lags'>): number => lagQuantile(lags, 0.5) ?? 0

/** All records alike seem to come from the future, or from one and the same time ago, from one minute on. */
function offsetOf(feed: Feed, { reader, now }: RuleContext, minimumRecords: number): Offset | undefined {
  const read = (limit: number) =>
    minutesOf(reader, feed.feedNumber, now - LOOKED_BACK_MS, limit).filter(({ lags }) => lagRecords(lags) > 0)
  const [latest] = read(LATEST_READ)
  // Mostly the clock is right: then nothing else is read.
  if (!latest || Math.abs(median(latest)) <= CLOCK_TOLERANCE_MS) return undefined
  const minutes = read(MINUTES_READ)
  const isAhead = median(latest) < -CLOCK_TOLERANCE_MS
  const isOff = (minute: Minute) =>
    isAhead ? median(minute) < -CLOCK_TOLERANCE_MS : median(minute) > CLOCK_TOLERANCE_MS
  const rightFrom = minutes.findIndex((minute) => !isOff(minute))
  const off = rightFrom === -1 ? minutes : minutes.slice(0, rightFrom)
  const first = off.at(-1)
  const sum = sumOf(off)
  if (!first || lagRecords(sum.lags) < minimumRecords) return undefined
  const [low, middle, high] = [0.1, 0.5, 0.9].map((share) => lagQuantile(sum.lags, share) ?? 0)
  if (low === undefined || middle === undefined || high === undefined) return undefined
  if (isAhead) return high < 0 ? { offsetMs: middle, since: first.at } : undefined
  // What one of its places held back comes in one burst; a clock goes on to be wrong.
  if (off.length < BEHIND_MINUTES) return undefined
  const before = rightFrom === -1 ? undefined : minutes[rightFrom]
  const { middleLagMs } = usualOf(reader, feed.feedNumber, now)
  if (!before || middleLagMs === null) return undefined
  const offsetMs = middle - middleLagMs
  const isAlike = high - low <= Math.max(ALIKE_MS, ALIKE_SHARE * offsetMs)
  const wasHeldBack = first.at - before.at > Math.max(HELD_BACK_MS, HELD_BACK_SHARE * offsetMs)
  return offsetMs > CLOCK_TOLERANCE_MS && isAlike && !wasHeldBack ? { offsetMs, since: first.at } : undefined
}

/** Of a feed whose clock is off, or was lately, no place is a case of its own. */
function wasOff(feed: Feed, { reader, now }: RuleContext): boolean {
  const minutes = minutesOf(reader, feed.feedNumber, now - HOUR_MS, MINUTES_READ).filter(
    ({ lags }) => lagRecords(lags) > 0,
  )
  const off = minutes.filter((minute) => Math.abs(median(minute)) > CLOCK_TOLERANCE_MS)
  return off.length > minutes.length * MOST_MINUTES
}

function measureFeed(context: RuleContext, feed: Feed): Measurement | undefined {
  const labels = { feed: feed.feed }
  const minimum = context.settings(labels).parameters['minimumRecords'] ?? 0
  const offset = offsetOf(feed, context, minimum)
  if (!offset) return undefined
  return {
    subject: feed.feed,
    labels,
    figure: Math.abs(offset.offsetMs) / SECOND_MS,
    since: offset.since,
    dataAsOf: feed.lastOccurredAt ?? feed.lastReceivedAt,
    lookAgainAt: context.now + MINUTE_MS,
  }
}

interface Place {
  location: string
  kind: string | null
  skewMs: number
  lastAt: number
  dataAsOf: number | null
}

const PLACE_SQL = `
SELECT location, kind, skew_ms AS skewMs, last_at AS lastAt, last_occurred_at AS dataAsOf
FROM locations JOIN feed_cadences USING (location_id) LEFT JOIN rollups USING (location_id)
WHERE feed_number = ? AND location = ? AND skew_ms IS NOT NULL`

/** Nothing is said of a clock that was not heard for longer. */
const HEARD_WITHIN_MS = 12 * HOUR_MS

function measurePlace(context: RuleContext, feed: Feed, location: string): Measurement | undefined {
  const { reader, now } = context
  const place = reader.get<Place>(PLACE_SQL, [feed.feedNumber, location])
  if (!place || place.kind === 'customer' || place.lastAt < now - HEARD_WITHIN_MS) return undefined
  if (wasOff(feed, context)) return undefined
  return {
    subject: subjectKey(feed.feed, location),
    labels: { feed: feed.feed, location },
    figure: Math.abs(place.skewMs) / SECOND_MS,
    since: place.lastAt,
    dataAsOf: place.dataAsOf ?? place.lastAt,
    lookAgainAt: now + MINUTE_MS,
  }
}

const SKEWED_SQL = `
SELECT location FROM feed_cadences JOIN locations USING (location_id)
WHERE feed_number = ? AND skew_ms IS NOT NULL AND last_at > ? LIMIT 1000`

function offsetTold(context: RuleContext, feed: Feed | undefined, location: string | undefined): number {
  if (!feed) return 0
  if (location === undefined) {
    const minimum = context.base.parameters['minimumRecords'] ?? 0
    return offsetOf(feed, context, minimum)?.offsetMs ?? 0
  }
  return context.reader.get<Place>(PLACE_SQL, [feed.feedNumber, location])?.skewMs ?? 0
}

export const clockSkew: Rule = {
  rule: 'clockSkew',
  area: 'feeds',
  title: 'Clock is off',
  definition:
    'Records of a feed, or of one of its locations, are all dated ahead of when they come, or all by one and the same time too early.',
  subjectKind: 'feed',
  figure: 'how far the clock is off',
  unit: 's',
  direction: 'above',
  defaults: {
    severity: 'warning',
    threshold: CLOCK_TOLERANCE_MS / SECOND_MS,
    pendingMs: 0,
    recoverMs: 2 * MINUTE_MS,
  },
  parameters: [
    {
      name: 'minimumRecords',
      title: 'Records of the feed at least',
      unit: 'records',
      default: 5,
      minimum: 2,
      maximum: 10_000,
    },
  ],
  inhibits: [{ rules: ['feedLagging'], equal: ['feed'], without: ['location'] }],
  restMs: 5_000,
  groupBy: ['feed'],
  *touchedBy({ feeds }, { reader, now }) {
    for (const name of feeds) {
      yield name
      const feed = livingFeed(reader, name, now)
      if (!feed) continue
      const skewed = reader.all<{ location: string }>(SKEWED_SQL, [feed.feedNumber, now - HEARD_WITHIN_MS])
      for (const { location } of skewed) yield subjectKey(name, location)
    }
  },
  measure: (context, subjects) =>
    subjects.flatMap((subject) => {
      const [name = '', location] = subjectParts(subject)
      const feed = livingFeed(context.reader, name, context.now)
      if (!feed) return []
      return (
        (location === undefined ? measureFeed(context, feed) : measurePlace(context, feed, location)) ?? []
      )
    }),
  explain(context, { subject, since }) {
    const [name = '', location] = subjectParts(subject)
    const feed = livingFeed(context.reader, name, context.now)
    const offsetMs = offsetTold(context, feed, location)
    const who = location === undefined ? `feed ${name}` : placeName(context.reader, location)
    const where = offsetMs < 0 ? 'ahead' : 'behind'
    return {
      summary: `The clock of ${who} is ${lengthOf(offsetMs)} ${where}.`,
      evidence: [
        {
          text:
            offsetMs < 0
              ? `Its records are dated up to ${lengthOf(offsetMs)} after they came`
              : `Its records all seem ${lengthOf(offsetMs)} old when they come, without having been held back`,
          at: since,
          link: feedLink(name),
        },
      ],
      impact: {},
      action: {
        text: 'Set the sender’s clock or its time zone right, and have what was dated wrongly corrected',
        link: feedLink(name),
      },
    }
  },
}
