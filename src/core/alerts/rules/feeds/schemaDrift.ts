/** Owns the rule that a feed's raw records have come to look otherwise than they did. */
import { shapeChanges, type KindHistory, type ShapeChange } from '../../../../shared/recordShape.ts'
import type { Reader } from '../../../ledger/types.ts'
import type { Measurement, Rule, RuleContext } from '../../rule.ts'
import { DAY_MS, feedLink, feedNames, HOUR_MS, livingFeed, type Feed } from './feeds.ts'

/** Where so few come that it takes long to see many, some hours of them are enough. */
const FEW_RECORDS = 3
const FEW_OVER_MS = 6 * HOUR_MS
const LISTED = 8

/** Fewer in a row may be chance in any kind. */
const IN_A_ROW = 2

/** One change, over all kinds of records that show it. */
interface Change extends ShapeChange {
  kinds: string[]
}

function changesOf({ reader, base }: RuleContext, feed: Feed): Change[] {
  const records = base.parameters['records'] ?? 0
  const learnMs = (base.parameters['learnHours'] ?? 0) * HOUR_MS
  const rows = reader.all<{ kind: string; shape: string }>(
    'SELECT kind, shape FROM feed_shapes WHERE feed_number = ?',
    [feed.feedNumber],
  )
  const found = rows.flatMap(({ kind, shape }) => {
    const history = JSON.parse(shape) as KindHistory
    const { lastAt } = history
    return shapeChanges(history, IN_A_ROW, learnMs).map((change) => ({ kind, lastAt, change }))
  })
  return [...Map.groupBy(found, ({ change }) => `${change.what} ${change.path}`).values()].flatMap(
    (alike) => {
      const [{ change } = { change: undefined }] = alike
      if (!change) return []
      const sum = alike.reduce((before, one) => before + one.change.records, 0)
      const since = Math.min(...alike.map((one) => one.change.since))
      const lastAt = Math.max(...alike.map((one) => one.lastAt))
      const isEnough = sum >= records || (sum >= FEW_RECORDS && lastAt - since >= FEW_OVER_MS)
      return isEnough ? [{ ...change, records: sum, since, kinds: alike.map(({ kind }) => kind) }] : []
    },
  )
}

interface RefusedFile {
  id: number
  why: string
  at: number
}

/** A table whose header row is no more what its mapping needs is refused whole, before it has records to compare. */
const REFUSED_FILE_SQL = `
SELECT quarantine_number AS id, reason AS why, received_at AS at FROM quarantine
WHERE state = 'open' AND feed_number = ? AND received_at > ?
  AND quarantine_number > (SELECT max(quarantine_number) FROM quarantine) - 5000
  AND (reason LIKE 'the header row has no column%' OR reason LIKE 'no mapping knows this header row%'
    OR (format = 'unrecognised' AND field = 'format' AND instr(raw, char(10)) > 0))
ORDER BY quarantine_number DESC LIMIT 1`

function refusedFile(reader: Reader, feed: Feed, now: number): RefusedFile | undefined {
  // Only a feed whose tables were understood before can have changed.
  if (!feed.formats.split(' ').includes('csv')) return undefined
  const refused = reader.get<{ n: number }>(
    'SELECT coalesce(sum(quarantined), 0) AS n FROM feed_hours WHERE feed_number = ? AND hour >= ?',
    [feed.feedNumber, Math.floor((now - DAY_MS) / HOUR_MS)],
  )
  if (!refused?.n) return undefined
  const file = reader.get<RefusedFile>(REFUSED_FILE_SQL, [feed.feedNumber, now - DAY_MS])
  if (!file) return undefined
  const understood = reader.get<{ minute: number }>(
    'SELECT minute FROM feed_minutes WHERE feed_number = ? AND accepted > 0 ORDER BY minute DESC LIMIT 1',
    [feed.feedNumber],
  )
  return understood && understood.minute * 60_000 > file.at ? undefined : file
}

function measureFeed(context: RuleContext, feed: Feed): Measurement | undefined {
  const changes = changesOf(context, feed)
  const file = refusedFile(context.reader, feed, context.now)
  if (changes.length === 0 && !file) return undefined
  return {
    subject: feed.feed,
    labels: { feed: feed.feed },
    figure: changes.length + Number(file !== undefined),
    since: Math.min(...changes.map(({ since }) => since), file?.at ?? Number.POSITIVE_INFINITY),
    dataAsOf: feed.lastOccurredAt ?? feed.lastReceivedAt,
    lookAgainAt: context.now + HOUR_MS,
  }
}

const WORDS: Record<ShapeChange['what'], (change: ShapeChange) => string> = {
  missing: ({ path }) => `${path} is missing`,
  new: ({ path }) => `${path} is new`,
  type: ({ path, from, to }) => `${path} is ${to} instead of ${from}`,
}

export const schemaDrift: Rule = {
  rule: 'schemaDrift',
  area: 'feeds',
  title: 'Records look otherwise',
  definition:
    'Fields that a feed’s records always had are missing, have another type, or fields that they never had are in every one.',
  subjectKind: 'feed',
  figure: 'fields that differ',
  unit: 'fields',
  direction: 'above',
  defaults: { severity: 'serious', threshold: 0, pendingMs: 0, recoverMs: 0 },
  parameters: [
    {
      name: 'records',
      title: 'Looked-at records in a row',
      unit: 'records',
      default: 6,
      minimum: 3,
      maximum: 60,
    },
    {
      name: 'learnHours',
      title: 'Kind of record known for',
      unit: 'hours',
      default: 20,
      minimum: 0,
      maximum: 1_000,
    },
  ],
  inhibits: [{ rules: ['quarantineRate'], equal: ['feed'] }],
  restMs: 5_000,
  groupBy: ['feed'],
  touchedBy: ({ feeds }) => feeds,
  timed: ({ reader }) => feedNames(reader),
  measure: (context, subjects) =>
    subjects.flatMap((name) => {
      const feed = livingFeed(context.reader, name, context.now)
      return (feed && measureFeed(context, feed)) ?? []
    }),
  explain(context, { subject, since }) {
    const feed = livingFeed(context.reader, subject, context.now)
    const changes = feed ? changesOf(context, feed) : []
    const file = feed && refusedFile(context.reader, feed, context.now)
    const told = changes.map((change) => WORDS[change.what](change))
    if (file) told.unshift('a table came with another header row')
    const more = told.length > 2 ? ` and ${told.length - 2} more` : ''
    return {
      summary: `Records of feed ${subject} look otherwise: ${told.slice(0, 2).join('; ')}${more}.`.slice(
        0,
        500,
      ),
      evidence: [
        { text: 'The first that differed', at: since, link: feedLink(subject) },
        ...(file
          ? [{ text: file.why.slice(0, 300), at: file.at, link: `/feeds/quarantine/${file.id}` }]
          : []),
        ...changes.slice(0, LISTED).map((change) => ({
          text: `${change.kinds.join(', ')}: ${WORDS[change.what](change)}, in ${change.records} looked-at records in a row`.slice(
            0,
            300,
          ),
          at: change.since,
        })),
      ],
      impact: {},
      action: { text: 'Ask the sender what changed; see what is refused for it', link: feedLink(subject) },
    }
  },
}
