/** Owns the search in what customers wrote: answers and contacts by words or by cell, and the terms that stand out there. */
import type { InputOf } from '../../shared/contract.ts'
import type { FeedbackHit, FeedbackSearch } from '../../shared/readModels/experience.ts'
import type { Flow, RatingScale } from '../../shared/vocabulary.ts'
import type { SqlValue } from '../ledger/types.ts'
import { pseudonymOrNull, type QueryContext } from './context.ts'
import { asksCell, scopeOf, type Scoped } from './experienceScope.ts'
import { countWords, folded, termsStandingOut } from './experienceWords.ts'

type Asked = InputOf<'experience.search'>
type Kind = FeedbackHit['kind']

/** Texts that terms are counted in, on either side, and how much is read of each. */
const TEXTS_MAX = 2_000
const TEXT_CHARACTERS = 2_000
const TERMS_MAX = 20
const QUERY_WORDS_MAX = 16
/** Where a plain text is cut off for want of a place found in it. */
const OPENING_CHARACTERS = 240
/** Texts of a cell are counted no further, of either kind. */
const COUNTED_MAX = 10_000
/** Marks around what was found; control characters that no text keeps. */
const [MARK_START, MARK_END] = ['\u0002', '\u0003']

/** What differs between the two kinds of texts. The latest come first; at one time, in an order of their own. */
const SOURCES = {
  feedback: {
    words: 'feedback_words',
    table: 'feedback',
    number: 'feedback_number',
    at: 'answered_at',
    latest: 't.answered_at DESC, t.identity, t.line',
    text: `coalesce(t.title || ' ', '') || coalesce(t.text, '')`,
  },
  contact: {
    words: 'contact_words',
    table: 'contacts',
    number: 'contact_number',
    at: 'contacted_at',
    latest: 't.contacted_at DESC, t.contact',
    text: `coalesce(t.topic || ' ', '') || coalesce(t.text, '')`,
  },
} as const

/**
 * A search in words as the index understands it: every word is quoted, so that none is an operator, and each must occur;
 * the last may go on. Null where nothing is left to search for.
 */
export function ftsQuery(text: string): string | null {
  const words = text
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '')
    .slice(0, QUERY_WORDS_MAX)
  return words.length === 0 ? null : `${words.map((word) => `"${word}"`).join(' ')}*`
}

interface Found {
  kind: Kind
  number: number
  at: number
}

export function experienceSearch(context: QueryContext, input: Asked): FeedbackSearch {
  const { offset = 0, limit = 50, text = '', kind, ...asked } = input
  return context.reader.snapshot(() => {
    const scoped = scopeOf(context, asked)
    const match = ftsQuery(text)
    const isEmptySearch = text.trim() !== '' && match === null
    // Ratings are of answers alone.
    const isRated = [input.scale, input.ratingMin, input.ratingMax].some((one) => one !== undefined)
    const kinds = (['feedback', 'contact'] as const).filter(
      (one) => !isEmptySearch && (kind === undefined || kind === one) && (one === 'feedback' || !isRated),
    )
    const last = offset + limit
    const isCell = match !== null || isRated || kind !== undefined || asksCell(input)
    const most = isCell ? Math.max(last, TEXTS_MAX) : last
    const found = kinds.map((one) => find(context, sourceOf(one, asked, scoped, match), most))
    const texts = found.flatMap(({ latest }) => latest).sort(latestFirst)
    const terms = isCell ? termsOf(context, texts.slice(0, TEXTS_MAX), scoped, text) : NO_TERMS
    return {
      ...scoped.window,
      hits: texts.slice(offset, last).flatMap((one) => hitOf(context, one, match)),
      total: found.reduce((sum, { total }) => sum + total, 0),
      totalIsLeast: found.some(({ isLeast }) => isLeast),
      ...terms,
    }
  })
}

const NO_TERMS = { terms: [], textsRead: 0, textsAgainst: 0 } satisfies Partial<FeedbackSearch>

/** Of two kinds; within one they are in order already. */
const latestFirst = (a: Found, b: Found) => b.at - a.at || (a.kind === b.kind ? 0 : a.kind < b.kind ? -1 : 1)

interface Source {
  kind: Kind
  from: string
  parameters: SqlValue[]
  /** Words are found by their own index, which knows no time: all are read, and counted by the way. */
  byWords: boolean
}

/**
 * Texts of a kind: by the words' index where words are asked for, else by time. A text that belongs to no order with a time
 * counts by its own time, unless a cell is asked for.
 */
function sourceOf(
  kind: Kind,
  asked: Omit<Asked, 'text' | 'kind'>,
  { window, texts }: Scoped,
  match: string | null,
): Source {
  const { words, table, number, at } = SOURCES[kind]
  const parts = ['t.worded = 1']
  const parameters: SqlValue[] = []
  const add = (sql: string, ...values: SqlValue[]) => {
    parts.push(sql)
    parameters.push(...values)
  }
  if (asksCell(asked)) add(texts.where, ...texts.parameters)
  else {
    add(
      `(${texts.where} OR (t.placed_at IS NULL AND t.${at} >= ? AND t.${at} < ?))`,
      ...texts.parameters,
      window.from,
      window.until,
    )
  }
  if (asked.scale) add('t.scale = ?', asked.scale)
  if (asked.ratingMin !== undefined) add('t.rating >= ?', asked.ratingMin)
  if (asked.ratingMax !== undefined) add('t.rating <= ?', asked.ratingMax)
  const where = parts.join(' AND ')
  return match === null
    ? { kind, from: `${table} AS t INDEXED BY ${table}_by_time WHERE ${where}`, parameters, byWords: false }
    : {
        kind,
        from: `${words} AS w CROSS JOIN ${table} AS t ON t.${number} = w.rowid WHERE ${words} MATCH ? AND ${where}`,
        parameters: [match, ...parameters],
        byWords: true,
      }
}

interface Latest {
  latest: Found[]
  total: number
  /** There are more than were counted. */
  isLeast: boolean
}

/** The latest texts of a source, and how many there are. */
function find({ reader }: QueryContext, { kind, from, parameters, byWords }: Source, most: number): Latest {
  const { number, at, latest } = SOURCES[kind]
  const total = byWords ? 'count(*) OVER ()' : '0'
  const rows = reader.all<{ number: number; at: number; total: number }>(
    `SELECT t.${number} AS number, t.${at} AS at, ${total} AS total FROM ${from} ORDER BY ${latest} LIMIT ?`,
    [...parameters, most],
  )
  const found = rows.map((row): Found => ({ kind, number: row.number, at: row.at }))
  if (byWords) return { latest: found, total: rows[0]?.total ?? 0, isLeast: false }
  if (rows.length < most) return { latest: found, total: rows.length, isLeast: false }
  const counted = reader.get<{ n: number }>(
    `SELECT count(*) AS n FROM (SELECT 1 FROM ${from} ORDER BY ${latest} LIMIT ?)`,
    [...parameters, COUNTED_MAX + 1],
  )
  const n = counted?.n ?? 0
  return { latest: found, total: Math.min(n, COUNTED_MAX), isLeast: n > COUNTED_MAX }
}

interface HitRow {
  at: number
  order: string | null
  contact: string | null
  rating: number | null
  scale: RatingScale | null
  channel: string | null
  flow: Flow | null
  customer: string | null
  text: string
}

function hitOf(context: QueryContext, { kind, number: key }: Found, match: string | null): FeedbackHit[] {
  const { words, table, number, at, text } = SOURCES[kind]
  const { reader } = context
  const own =
    kind === 'feedback' ? 'NULL AS contact, t.rating, t.scale' : 't.contact, NULL AS rating, NULL AS scale'
  const row = reader.get<HitRow>(
    `SELECT t.${at} AS at, t.order_id AS "order", ${own}, t.channel, t.flow, coalesce(t.customer, e.customer) AS customer,
       substr(${text}, 1, ${OPENING_CHARACTERS + 1}) AS text
     FROM ${table} AS t LEFT JOIN order_experience AS e ON e.placed_at = t.placed_at AND e.order_id = t.order_id
     WHERE t.${number} = ?`,
    [key],
  )
  if (!row) return []
  const found =
    match === null
      ? undefined
      : reader.get<{ snippet: string }>(
          `SELECT snippet(${words}, -1, char(2), char(3), '…', 24) AS snippet FROM ${words} WHERE ${words} MATCH ? AND rowid = ?`,
          [match, key],
        )
  const { text: opening, customer, ...rest } = row
  const cut = opening.length > OPENING_CHARACTERS ? `${opening.slice(0, OPENING_CHARACTERS)}…` : opening
  return [
    {
      kind,
      ...rest,
      customer: pseudonymOrNull(context, customer),
      snippet: found ? piecesOf(found.snippet) : [{ text: cut, marked: false }],
    },
  ]
}

/** The pieces of a text with marks around what was found. */
export function piecesOf(snippet: string): FeedbackHit['snippet'] {
  return snippet
    .split(MARK_START)
    .flatMap((part, place) => {
      if (place === 0) return [{ text: part, marked: false }]
      const end = part.indexOf(MARK_END)
      if (end < 0) return [{ text: part, marked: false }]
      return [
        { text: part.slice(0, end), marked: true },
        { text: part.slice(end + 1).replaceAll(MARK_END, ''), marked: false },
      ]
    })
    .filter(({ text }) => text !== '')
}

/** Terms of the texts found against the latest other texts of the window. */
function termsOf(
  { reader }: QueryContext,
  found: readonly Found[],
  { window }: Scoped,
  query: string,
): Pick<FeedbackSearch, 'terms' | 'textsRead' | 'textsAgainst'> {
  const texts: string[] = []
  const others: string[] = []
  for (const kind of ['feedback', 'contact'] as const) {
    const { table, number, at, text } = SOURCES[kind]
    const own = new Set(found.filter((one) => one.kind === kind).map((one) => one.number))
    const read = `SELECT substr(${text}, 1, ${TEXT_CHARACTERS}) AS text FROM ${table} AS t WHERE t.${number} = ?`
    for (const key of own) texts.push(reader.get<{ text: string }>(read, [key])?.text ?? '')
    // Answers come after their orders: later than the window's end counts too.
    const latest = reader.iterate<{ number: number; text: string }>(
      `SELECT t.${number} AS number, substr(${text}, 1, ${TEXT_CHARACTERS}) AS text FROM ${table} AS t
       WHERE t.${at} >= ? AND t.worded = 1 ORDER BY t.${at} DESC LIMIT ?`,
      [window.from, TEXTS_MAX + own.size],
    )
    for (const row of latest) if (!own.has(row.number)) others.push(row.text)
  }
  const asked = new Set(
    query
      .split(/[^\p{L}\p{N}\p{M}]+/u)
      .filter(Boolean)
      .map(folded),
  )
  const terms = termsStandingOut(countWords(texts), countWords(others), TERMS_MAX + asked.size)
  return {
    terms: terms
      .filter(({ term }) => ![...asked].some((one) => folded(term).startsWith(one)))
      .slice(0, TERMS_MAX),
    textsRead: texts.length,
    textsAgainst: others.length,
  }
}
