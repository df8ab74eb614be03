/** Owns customers' answers one by one, each with what happened to its order. */
import type { InputOf } from '../../shared/contract.ts'
import type { RatedOrder, RatedOrderPage } from '../../shared/readModels/experience.ts'
import { RATING_SCALES, type Flow, type RatingScale } from '../../shared/vocabulary.ts'
import type { SqlValue } from '../ledger/types.ts'
import { pseudonymOrNull, type QueryContext } from './context.ts'
import { CANCELLED, causesOf, UNKNOWN, type JudgedOrder } from './experienceCauses.ts'
import { BROKEN_SQL, scopeOf, type Condition, type Scoped } from './experienceScope.ts'

const HOUR_MS = 3_600_000

/** All of time, for what is about one order. */
const ALWAYS = { from: 0, until: 8_640_000_000_000_000 } as const

type Asked = InputOf<'experience.ratedOrders'>

interface AnswerRow {
  order: string
  at: number
  rating: number
  scale: RatingScale
  title: string | null
  text: string | null
  answeredBy: string | null
  channel: string | null
  flow: Flow | null
  region: string | null
  customer: string | null
  outcome: string
  broken: number | null
  lateMs: number | null
  openPromisedAt: number | null
  status: string | null
}

/** Conditions on something, and their values. */
interface Parts {
  parts: string[]
  values: SqlValue[]
}

/** Conditions on the answer `t`, beside those of the cell. */
function ofAnswer({ scale, ratingMin, ratingMax, withText, order }: Asked): Parts {
  const parts: string[] = []
  const values: SqlValue[] = []
  const add = (sql: string, value: SqlValue | undefined) => {
    if (value === undefined) return
    parts.push(sql)
    values.push(value)
  }
  add('t.scale = ?', scale)
  add('t.rating >= ?', ratingMin)
  add('t.rating <= ?', ratingMax)
  add('t.worded = ?', withText === undefined ? undefined : Number(withText))
  add('t.order_id = ?', order)
  return { parts, values }
}

/** Conditions on the answer's order `e`: what an answer does not carry itself. */
function ofOrder(input: Asked, now: number): Parts {
  const parts: string[] = []
  const values: SqlValue[] = []
  const add = (sql: string, ...more: SqlValue[]) => {
    parts.push(sql)
    values.push(...more)
  }
  if (input.lateFromHours !== undefined) add('e.late_ms > ?', input.lateFromHours * HOUR_MS)
  if (input.lateUntilHours !== undefined) add('e.late_ms <= ?', input.lateUntilHours * HOUR_MS)
  if (input.late !== undefined) add(`coalesce(${BROKEN_SQL}, 0) = ?`, now, Number(input.late))
  if (input.cause === 'cancelled') add(`e.outcome = 'cancelled'`)
  else if (input.cause) add(`${BROKEN_SQL} AND e.outcome <> 'cancelled'`, now)
  return { parts, values }
}

interface Source {
  from: string
  values: SqlValue[]
}

/**
 * Where the answers are looked for. Those that all of their own conditions tell are found going back in time, within one
 * index; those of a short window of long ago, or whose order has a say, by the window's orders.
 */
function sourceOf(context: QueryContext, input: Asked, scoped: Scoped, now: number): Source {
  const { texts, rows } = scoped
  const own = ofAnswer(input)
  const more = ofOrder(input, now)
  const source = (tables: string, cell: Condition): Source => ({
    from: `FROM ${tables} WHERE ${[cell.where, ...own.parts, ...more.parts].join(' AND ')}`,
    values: [...cell.parameters, ...own.values, ...more.values],
  })
  const plain = more.parts.length === 0
  if (plain && input.order === undefined && !isLongAgo(scoped)) {
    return source('feedback AS t INDEXED BY feedback_by_time', texts)
  }
  const found =
    input.order === undefined
      ? source('order_experience AS e CROSS JOIN feedback AS t ON t.order_id = e.order_id', {
          where: `${rows.where} AND e.stars + e.nps + e.csat > 0`,
          parameters: rows.parameters,
        })
      : source(`feedback AS t ${ORDER_OF_SQL}`, texts)
  return input.cause && input.cause !== 'cancelled' ? ofCause(context, found, input.cause) : found
}

/** What made an order late is judged, not stored: other orders of its lane have a say in it. */
function ofCause(context: QueryContext, { from, values }: Source, cause: Asked['cause']): Source {
  const late = context.reader.all<{ order: string }>(`SELECT DISTINCT e.order_id AS "order" ${from}`, values)
  const orders = late.map(({ order }) => order)
  const judged = causesOf(context, orders)
  const meant = orders.filter((order) => (judged.get(order) ?? UNKNOWN).cause === cause)
  return {
    from: `${from} AND e.order_id IN (SELECT value FROM json_each(?))`,
    values: [...values, JSON.stringify(meant)],
  }
}

/** Answers to the window's orders are few beside the later ones, which a walk back in time would pass. */
const LONG_AGO_TIMES = 16
const isLongAgo = ({ window: { from, until, dataUntil } }: Scoped) =>
  (until - from) * LONG_AGO_TIMES < (dataUntil ?? from) - from

export function experienceRatedOrders(context: QueryContext, input: Asked): RatedOrderPage {
  const { reader, clock } = context
  const now = clock.now()
  return reader.snapshot(() => {
    const scoped = scopeOf(context, input.order === undefined ? input : { ...input, ...ALWAYS })
    const { from, values } = sourceOf(context, input, scoped, now)
    // Numbers first: the words of the answers are read for one page alone.
    const rows = reader
      .all<{ number: number }>(
        `SELECT t.feedback_number AS number ${from} ORDER BY t.answered_at DESC, t.identity, t.line LIMIT ? OFFSET ?`,
        [...values, input.limit ?? 100, input.offset ?? 0],
      )
      .flatMap(({ number }) => reader.get<AnswerRow>(ANSWER_SQL, [now, number]) ?? [])
    const broken = rows.filter((row) => row.broken === 1)
    const judged = causesOf(
      context,
      broken.map(({ order }) => order),
    )
    return {
      ...scoped.window,
      rows: rows.map((row) => ratedOrder(context, row, causeOf(row, judged), now)),
      total: NARROWING.some((name) => input[name] !== undefined)
        ? (reader.get<{ n: number }>(`SELECT count(*) AS n ${from}`, values)?.n ?? 0)
        : answersIn(context, scoped, input.scale),
    }
  })
}

/** What the daily sums of answers do not tell apart. */
const NARROWING = [
  'order',
  'ratingMin',
  'ratingMax',
  'lateFromHours',
  'lateUntilHours',
  'late',
  'cause',
  'withText',
] as const satisfies readonly (keyof Asked)[]

/** How many answers the window and cell have, by the daily sums. */
function answersIn({ reader }: QueryContext, { cells }: Scoped, scale: RatingScale | undefined): number {
  const scales: readonly RatingScale[] = scale === undefined ? RATING_SCALES : [scale]
  return scales.reduce(
    (sum, one) =>
      sum +
      (reader.get<{ n: number | null }>(
        `SELECT sum(answers) AS n FROM rating_cells WHERE scale = ? AND ${cells.where}`,
        [one, ...cells.parameters],
      )?.n ?? 0),
    0,
  )
}

const ORDER_OF_SQL = 'JOIN order_experience AS e ON e.placed_at = t.placed_at AND e.order_id = t.order_id'

const ANSWER_SQL = `
SELECT t.order_id AS "order", t.answered_at AS at, t.rating, t.scale, t.title, t.text, t.customer AS answeredBy,
  e.channel, e.flow, e.region, e.customer, e.outcome, ${BROKEN_SQL} AS broken, e.late_ms AS lateMs,
  e.open_promised_at AS openPromisedAt, o.status
FROM feedback AS t JOIN orders AS o ON o.order_id = t.order_id ${ORDER_OF_SQL}
WHERE t.feedback_number = ?`

function causeOf(
  { order, outcome, broken }: AnswerRow,
  judged: ReadonlyMap<string, JudgedOrder>,
): JudgedOrder | null {
  if (outcome === 'cancelled') return CANCELLED
  return broken === 1 ? (judged.get(order) ?? UNKNOWN) : null
}

function ratedOrder(
  context: QueryContext,
  row: AnswerRow,
  judged: JudgedOrder | null,
  now: number,
): RatedOrder {
  const { order, at, rating, scale, title, text, channel, flow, region, status } = row
  const isOverdue = row.openPromisedAt !== null && row.openPromisedAt < now
  // Of an order that is still to come, how late it is by now.
  const lateMs = isOverdue ? now - (row.openPromisedAt ?? now) : row.lateMs
  return {
    order,
    at,
    rating,
    scale,
    title,
    text,
    channel,
    flow,
    region,
    status,
    customer: pseudonymOrNull(context, row.customer ?? row.answeredBy),
    lateHours: lateMs === null ? null : lateMs / HOUR_MS,
    cause: judged?.cause ?? null,
    causeDetail: judged?.detail ?? null,
  }
}
