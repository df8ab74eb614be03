/** Owns the rule that records of a feed come much later than they usually do. */
import { lagQuantile, lagRecords } from '../../../../shared/lagBins.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import {
  feedLink,
  feedNames,
  HOUR_MS,
  lengthOf,
  livingFeed,
  MINUTE_MS,
  minutesOf,
  sumOf,
  usualOf,
  type Feed,
  type Minute,
} from './feeds.ts'

const SECOND_MS = 1_000
const LOOKED_BACK_MS = 2 * HOUR_MS
const MINUTES_READ = 120
const LATEST_READ = 3
/** A burst after a reconnect is over within fewer. */
const LATE_MINUTES_MIN = 3

const median = (minute: Pick<Minute, 'lags'>): number | null => lagQuantile(minute.lags, 0.5)

/** The usual lag that nearly all records keep to; null: too few to say. */
function usualLag({ reader, now, base }: RuleContext, feed: Feed): number | null {
  const { lagMs } = usualOf(reader, feed.feedNumber, now)
  if (lagMs === null) return null
  return Math.max((base.parameters['floorSeconds'] ?? 0) * SECOND_MS, lagMs)
}

function measureFeed(context: RuleContext, feed: Feed): Measurement | undefined {
  const { reader, now, settings } = context
  const usual = usualLag(context, feed)
  if (usual === null) return undefined
  const labels = { feed: feed.feed }
  const { threshold, parameters } = settings(labels)
  // Minutes of duplicates or refusals alone say nothing of lag.
  const read = (limit: number) =>
    minutesOf(reader, feed.feedNumber, now - LOOKED_BACK_MS, limit).filter(({ lags }) => lagRecords(lags) > 0)
  const [latest] = read(LATEST_READ)
  // Mostly nothing is late: then nothing else is read.
  if (latest && (median(latest) ?? 0) / usual <= threshold) return undefined
  const minutes = read(MINUTES_READ)
  const lateUntil = minutes.findIndex((minute) => (median(minute) ?? 0) / usual <= threshold)
  const late = lateUntil === -1 ? minutes : minutes.slice(0, lateUntil)
  const since = late.at(-1)?.at
  const sum = sumOf(late)
  if (since === undefined || late.length < LATE_MINUTES_MIN) return undefined
  if (lagRecords(sum.lags) < (parameters['minimumRecords'] ?? 0)) return undefined
  return {
    subject: feed.feed,
    labels,
    figure: (median(sum) ?? 0) / usual,
    since,
    dataAsOf: feed.lastOccurredAt ?? feed.lastReceivedAt,
    lookAgainAt: now + MINUTE_MS,
  }
}

export const feedLagging: Rule = {
  rule: 'feedLagging',
  area: 'feeds',
  title: 'Feed lagging',
  definition:
    'Records of a feed have for minutes come several times later after they happened than nearly all of them usually do.',
  subjectKind: 'feed',
  figure: 'median lag as a multiple of the usual lag',
  unit: '× usual',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 3, pendingMs: 5 * MINUTE_MS, recoverMs: 2 * MINUTE_MS },
  parameters: [
    {
      name: 'floorSeconds',
      title: 'Usual lag is taken to be at least',
      unit: 's',
      default: 60,
      minimum: 1,
      maximum: 86_400,
    },
    {
      name: 'minimumRecords',
      title: 'Late records at least',
      unit: 'records',
      default: 5,
      minimum: 1,
      maximum: 10_000,
    },
  ],
  restMs: 5_000,
  groupBy: ['feed'],
  touchedBy: ({ feeds }) => feeds,
  timed: ({ reader }) => feedNames(reader),
  measure: (context, subjects) =>
    subjects.flatMap((name) => {
      const feed = livingFeed(context.reader, name, context.now)
      return (feed && measureFeed(context, feed)) ?? []
    }),
  explain(context, { subject, figure, since }) {
    const { reader, now } = context
    const feed = livingFeed(reader, subject, now)
    const usual = (feed && usualLag(context, feed)) ?? 0
    return {
      summary: `Records of feed ${subject} come ${lengthOf((figure ?? 0) * usual)} after they happened; nearly all came within ${lengthOf(usual)} before.`,
      evidence: [
        {
          text: `Median lag ${lengthOf((figure ?? 0) * usual)} since then`,
          at: since,
          link: feedLink(subject),
        },
        { text: `In most hours of the weeks before, 95 % of its records came within ${lengthOf(usual)}` },
      ],
      impact: {},
      action: { text: 'See what holds its records back', link: feedLink(subject) },
    }
  },
}
