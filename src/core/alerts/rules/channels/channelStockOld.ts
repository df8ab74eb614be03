/** Owns the rule channelStockOld: a channel has told no stock for longer than was agreed with it. */
import { MINUTE_MS } from '../../../../shared/timeZone.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { channelOf, lives, LIVING_MS } from './listings.ts'

/** The feed that told the latest stock; a subquery, so that the index finds that one alone. */
const FEED_SQL = `
SELECT name FROM feeds WHERE feed_number = (
  SELECT last_feed FROM listings INDEXED BY listings_by_stock
  WHERE channel = ? AND offered_at IS NOT NULL ORDER BY offered_at DESC LIMIT 1)`

function measure(context: RuleContext, subject: string): Measurement[] {
  const channel = channelOf(context, subject)
  const { stockAt, stockAgeMinutes } = channel
  if (stockAt === null || stockAgeMinutes === null) return []
  const feed = context.reader.get<{ name: string }>(FEED_SQL, [subject])?.name
  const labels = { channel: subject, ...(feed === undefined ? {} : { feed }) }
  const measured = { subject, labels, dataAsOf: stockAt }
  // A channel that tells nothing at all any more was given up.
  if (!lives(context, channel)) return [{ ...measured, figure: null, since: stockAt }]
  const dueAt = stockAt + (stockAgeMinutes + context.settings(labels).threshold) * MINUTE_MS
  return [
    {
      ...measured,
      figure: (context.now - stockAt) / MINUTE_MS - stockAgeMinutes,
      since: dueAt,
      lookAgainAt: dueAt >= context.now ? dueAt + 1 : stockAt + LIVING_MS + 1,
    },
  ]
}

export const channelStockOld: Rule = {
  rule: 'channelStockOld',
  area: 'channels',
  title: 'Channel’s stock is old',
  definition: 'A channel has told no stock for longer than was agreed with it.',
  subjectKind: 'channel',
  figure: 'age of its stock beyond what was agreed',
  unit: 'minutes',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 0, pendingMs: 0, recoverMs: 0 },
  parameters: [],
  inhibits: [
    { rules: ['oversellRisk', 'hiddenStock', 'activeWithoutStock', 'inactiveWithStock'], equal: ['channel'] },
  ],
  restMs: 2_000,
  touchedBy: ({ channels }) => channels,
  timed: ({ reader }) =>
    reader
      .all<{ channel: string }>('SELECT channel FROM channels WHERE stock_age_minutes IS NOT NULL')
      .map(({ channel }) => channel),
  measure: (context, channels) => channels.flatMap((channel) => measure(context, channel)),
  explain(context, { subject }) {
    const channel = channelOf(context, subject)
    const minutes = Math.round((context.now - (channel.stockAt ?? context.now)) / MINUTE_MS)
    const counted = context.reader.get<{ n: number }>(
      'SELECT count(*) AS n FROM listings INDEXED BY listings_by_stock WHERE channel = ? AND offered_at IS NOT NULL',
      [subject],
    )
    const feed = context.reader.get<{ name: string }>(FEED_SQL, [subject])?.name
    const link = feed === undefined ? '/feeds' : `/feeds/feed/${encodeURIComponent(feed)}`
    return {
      summary: `${channel.name} has told no stock for ${minutes} minutes; ${channel.stockAgeMinutes ?? 0} are agreed.`,
      evidence: [
        { text: 'Stock was told last', ...(channel.stockAt === null ? {} : { at: channel.stockAt }), link },
        {
          text: `${counted?.n ?? 0} listings of it count stock`,
          link: `/channels?channel=${encodeURIComponent(subject)}`,
        },
      ],
      impact: {},
      action: { text: `See whether the feed of ${channel.name} runs, and ask who runs the channel`, link },
    }
  },
}
