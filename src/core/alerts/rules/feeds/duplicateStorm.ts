/** Owns the rule that a feed goes on sending again what it has sent. */
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { countsOf, feedLink, livingFeed, MINUTE_MS, percent, usualOf, type Feed } from './feeds.ts'

const PERCENT = 100

function measureFeed(context: RuleContext, feed: Feed): Measurement | undefined {
  const { reader, now, settings } = context
  const labels = { feed: feed.feed }
  const { parameters } = settings(labels)
  const windowMinutes = parameters['windowMinutes'] ?? 0
  const minutes = countsOf(reader, feed.feedNumber, now - windowMinutes * MINUTE_MS)
  const records = minutes.reduce((sum, minute) => sum + minute.records, 0)
  const duplicates = minutes.reduce((sum, minute) => sum + minute.duplicates, 0)
  const busy = minutes.filter((minute) => minute.duplicates > 0)
  // One file that is sent twice, or what is sent again after a reconnect, falls into a minute or two.
  if (busy.length < (parameters['minimumMinutes'] ?? 0)) return undefined
  const quietMs = now - (busy[0]?.at ?? 0)
  if (quietMs > (parameters['quietMinutes'] ?? 0) * MINUTE_MS) return undefined
  if (duplicates < (parameters['minimumDuplicates'] ?? 0)) return undefined
  const largest = Math.max(...busy.map((minute) => minute.duplicates))
  if (largest > duplicates * (parameters['largestShare'] ?? 1)) return undefined
  const usual = usualOf(reader, feed.feedNumber, now)
  const share = duplicates / records
  if (share <= (parameters['timesUsual'] ?? 0) * usual.duplicates) return undefined
  return {
    subject: feed.feed,
    labels,
    figure: share * PERCENT,
    since: busy.at(-1)?.at ?? now,
    dataAsOf: feed.lastReceivedAt,
    lookAgainAt: now + MINUTE_MS,
  }
}

export const duplicateStorm: Rule = {
  rule: 'duplicateStorm',
  area: 'feeds',
  title: 'Duplicates without end',
  definition: 'For several minutes, most of what a feed sends has been sent before.',
  subjectKind: 'feed',
  figure: 'share of its records that were duplicates',
  unit: '%',
  direction: 'above',
  defaults: { severity: 'warning', threshold: 50, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'windowMinutes',
      title: 'Looked at',
      unit: 'minutes',
      default: 30,
      minimum: 3,
      maximum: 300,
    },
    {
      name: 'minimumDuplicates',
      title: 'Duplicates at least',
      unit: 'records',
      default: 50,
      minimum: 1,
      maximum: 1_000_000,
    },
    {
      name: 'minimumMinutes',
      title: 'In different minutes at least',
      unit: 'minutes',
      default: 3,
      minimum: 1,
      maximum: 100,
    },
    {
      name: 'quietMinutes',
      title: 'Over when none came for',
      unit: 'minutes',
      default: 10,
      minimum: 1,
      maximum: 300,
    },
    {
      name: 'largestShare',
      title: 'Of them in one minute at most',
      unit: 'share',
      default: 0.8,
      minimum: 0,
      maximum: 1,
    },
    {
      name: 'timesUsual',
      title: 'And more often than usual by',
      unit: '×',
      default: 3,
      minimum: 0,
      maximum: 1_000,
    },
  ],
  restMs: 5_000,
  groupBy: ['feed'],
  touchedBy: ({ feeds }) => feeds,
  measure: (context, subjects) =>
    subjects.flatMap((name) => {
      const feed = livingFeed(context.reader, name, context.now)
      return (feed && measureFeed(context, feed)) ?? []
    }),
  explain(_, { subject, figure, since }) {
    return {
      summary: `${percent((figure ?? 0) / PERCENT)} of what feed ${subject} sends was sent before.`,
      evidence: [
        { text: 'First minute with duplicates in this stretch', at: since, link: feedLink(subject) },
        { text: 'Duplicates change nothing in the ledger; they cost the sender and the line' },
      ],
      impact: {},
      action: { text: 'See why its sender does not take the answer for an answer', link: feedLink(subject) },
    }
  },
}
