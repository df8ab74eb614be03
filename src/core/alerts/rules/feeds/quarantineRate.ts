/** Owns the rule that a feed's records are refused far more often than usual. */
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
  const quarantined = minutes.reduce((sum, minute) => sum + minute.quarantined, 0)
  if (records === 0 || quarantined < (parameters['minimumRefused'] ?? 0)) return undefined
  const usual = usualOf(reader, feed.feedNumber, now)
  const share = quarantined / records
  if (share <= (parameters['timesUsual'] ?? 0) * usual.quarantined) return undefined
  const first = minutes.findLast((minute) => minute.quarantined > 0)
  return {
    subject: feed.feed,
    labels,
    figure: share * PERCENT,
    since: first?.at ?? now,
    dataAsOf: feed.lastReceivedAt,
    lookAgainAt: now + MINUTE_MS,
  }
}

interface Refusal {
  id: number
  why: string
  field: string
  at: number
}

/** The latest ones; not further back than what came lately. */
const REFUSALS_SQL = `
SELECT quarantine_number AS id, reason AS why, field, received_at AS at FROM quarantine JOIN feeds USING (feed_number)
WHERE state = 'open' AND name = ? AND quarantine_number > (SELECT max(quarantine_number) FROM quarantine) - 5000
ORDER BY quarantine_number DESC LIMIT 5`

export const quarantineRate: Rule = {
  rule: 'quarantineRate',
  area: 'feeds',
  title: 'Many records refused',
  definition:
    'The share of a feed’s records that are refused is high, and several times what is usual for it.',
  subjectKind: 'feed',
  figure: 'share of its records that were refused',
  unit: '%',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 5, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'windowMinutes',
      title: 'Looked at',
      unit: 'minutes',
      default: 10,
      minimum: 1,
      maximum: 300,
    },
    {
      name: 'minimumRefused',
      title: 'Refused at least',
      unit: 'records',
      default: 5,
      minimum: 1,
      maximum: 100_000,
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
  restMs: 2_000,
  groupBy: ['feed'],
  touchedBy: ({ feeds }) => feeds,
  measure: (context, subjects) =>
    subjects.flatMap((name) => {
      const feed = livingFeed(context.reader, name, context.now)
      return (feed && measureFeed(context, feed)) ?? []
    }),
  explain({ reader, now }, { subject, figure, since }) {
    const feed = livingFeed(reader, subject, now)
    const usual = feed && usualOf(reader, feed.feedNumber, now)
    const usually = usual && usual.records > 0 ? percent(usual.quarantined) : 'not known'
    const refusals = reader.all<Refusal>(REFUSALS_SQL, [subject])
    return {
      summary: `${percent((figure ?? 0) / PERCENT)} of the records of feed ${subject} are refused; usual is ${usually}.`,
      evidence: [
        { text: `Since the first of them in this stretch`, at: since, link: feedLink(subject) },
        ...refusals.map(({ id, why, field, at }) => ({
          text: `${field}: ${why}`.slice(0, 300),
          link: `/feeds/quarantine/${id}`,
          at,
        })),
      ],
      impact: {},
      action: {
        text: 'Look at what was refused, mend it and replay it',
        link: `/feeds/quarantine?feed=${encodeURIComponent(subject)}`,
      },
    }
  },
}
