/** Owns the rule that numbers of a source's own sequence are missing. */
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { DAY_MS, feedLink, MINUTE_MS } from './feeds.ts'

interface Sequence {
  sequence: string
  feed: string
  told: number
  high: number
  lastAt: number
}

interface Gap {
  first: number
  last: number
  noticedAt: number
  revealedAt: number
}

/** A source that leaves out numbers all the time does not number its records one by one. */
const GAPS_TOLERATED = 5
const GAPS_SHARE = 0.2
const GAPS_READ = 1_000
/** Gaps that are listed as evidence. */
const LISTED = 10

const SEQUENCE_SQL = `
SELECT sequence, name AS feed, told, high, last_at AS lastAt FROM feed_sequences JOIN feeds USING (feed_number)
WHERE sequence = ? AND enabled = 1`

const forgetMs = ({ base }: RuleContext) => (base.parameters['forgetDays'] ?? 0) * DAY_MS

function openGaps(context: RuleContext, sequence: string): Gap[] {
  return context.reader.all<Gap>(
    `SELECT first, last, noticed_at AS noticedAt, revealed_at AS revealedAt FROM sequence_gaps
     WHERE sequence = ? AND kind = 'gap' AND noticed_at > ? ORDER BY first DESC LIMIT ${GAPS_READ}`,
    [sequence, context.now - forgetMs(context)],
  )
}

const graceMs = ({ base }: RuleContext) => (base.parameters['graceMinutes'] ?? 0) * MINUTE_MS

/** What was given up has not come: nothing more is known of it, and it is not the end. */
function givenUp({ reader }: RuleContext, { sequence, feed, lastAt }: Sequence): Measurement | undefined {
  const oldest = reader.get<{ at: number | null }>(
    "SELECT min(revealed_at) AS at FROM sequence_gaps WHERE sequence = ? AND kind = 'gap'",
    [sequence],
  )
  if (typeof oldest?.at !== 'number') return undefined
  return { subject: sequence, labels: { feed, sequence }, figure: null, since: oldest.at, dataAsOf: lastAt }
}

function measureSequence(context: RuleContext, name: string): Measurement | undefined {
  const sequence = context.reader.get<Sequence>(SEQUENCE_SQL, [name])
  if (!sequence) return undefined
  const gaps = openGaps(context, name)
  if (gaps.length === 0) return givenUp(context, sequence)
  if (gaps.length > Math.max(GAPS_TOLERATED, sequence.told * GAPS_SHARE)) return undefined
  const due = gaps.filter(({ noticedAt }) => noticedAt + graceMs(context) <= context.now)
  const young = gaps.filter((gap) => !due.includes(gap)).map(({ noticedAt }) => noticedAt + graceMs(context))
  return {
    subject: name,
    labels: { feed: sequence.feed, sequence: name },
    figure: due.reduce((sum, { first, last }) => sum + last - first + 1, 0),
    since: Math.min(...(due.length > 0 ? due : gaps).map(({ revealedAt }) => revealedAt)),
    dataAsOf: sequence.lastAt,
    // Forgotten gaps end the alert as well.
    lookAgainAt: Math.min(...young, context.now + DAY_MS),
  }
}

export const sequenceGap: Rule = {
  rule: 'sequenceGap',
  area: 'feeds',
  title: 'Numbers missing',
  definition:
    'A source numbers what it sends, and numbers are still missing some time after later ones have come.',
  subjectKind: 'sequence',
  figure: 'numbers missing',
  unit: 'numbers',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 0, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'graceMinutes',
      title: 'Waited for late ones',
      unit: 'minutes',
      default: 10,
      minimum: 0,
      maximum: 10_080,
    },
    {
      name: 'forgetDays',
      title: 'Given up after',
      unit: 'days',
      default: 7,
      minimum: 1,
      maximum: 365,
    },
  ],
  groupBy: ['feed'],
  touchedBy: ({ sequences }) => sequences,
  timed: ({ reader, now }) =>
    reader
      .all<{ sequence: string }>(
        `SELECT DISTINCT sequence FROM sequence_gaps WHERE kind = 'gap' AND noticed_at > ?`,
        [now - 365 * DAY_MS],
      )
      .map(({ sequence }) => sequence),
  measure: (context, subjects) => subjects.flatMap((name) => measureSequence(context, name) ?? []),
  explain(context, { subject, labels, figure, since }) {
    const gaps = openGaps(context, subject).filter(
      ({ noticedAt }) => noticedAt + graceMs(context) <= context.now,
    )
    const ranges = gaps.map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`))
    const many = (figure ?? 0) === 1 ? 'number is' : 'numbers are'
    return {
      summary: `${figure ?? 0} ${many} missing from ${subject} (feed ${labels['feed'] ?? ''}): ${ranges.slice(0, 3).join(', ')}${ranges.length > 3 ? ', …' : ''}.`,
      evidence: [
        { text: 'The first later number came', at: since, link: feedLink(labels['feed'] ?? '') },
        ...gaps
          .slice(0, LISTED)
          .map(({ revealedAt }, place) => ({ text: `Missing: ${ranges[place] ?? ''}`, at: revealedAt })),
      ],
      impact: {},
      action: {
        text: 'Have the source send the missing numbers again',
        link: feedLink(labels['feed'] ?? ''),
      },
    }
  },
}
