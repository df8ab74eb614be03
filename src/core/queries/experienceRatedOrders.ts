/** Owns customers' answers one by one, each with what happened to its order. */
import type { InputOf } from '../../shared/contract.ts'
import type { RatedOrder, RatedOrderPage } from '../../shared/readModels/experience.ts'
import { RATING_SCALES, type Flow, type RatingScale } from '../../shared/vocabulary.ts'
import type { SqlValue } from '../ledger/types.ts'
import { pseudonymOrNull, type QueryContext } from './context.ts'
import { CANCELLED, causesOf, UNKNOWN, type JudgedOrder } from './experienceCauses.ts'
import { BROKEN_SQL, scopeOf, type Scoped } from './experienceScope.ts'

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

/** Conditions on the answer `f` and its order `e`, beside those of the cell. */
function conditions(input: Asked, now: number): { parts: string[]; parameters: SqlValue[] } {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  const add = (sql: string, ...values: SqlValue[]) => {
    parts.push(sql)
    parameters.push(...values)
  }
  if (input.scale) add(`e.${input.scale} > 0 AND f.scale = ?`, input.scale)
  else add('e.stars + e.nps + e.csat > 0')
  if (input.ratingMin !== undefined) add('f.rating >= ?', input.ratingMin)
  if (input.ratingMax !== undefined) add('f.rating <= ?', input.ratingMax)
  if (input.lateFromHours !== undefined) add('e.late_ms > ?', input.lateFromHours * HOUR_MS)
  if (input.lateUntilHours !== undefined) add('e.late_ms <= ?', input.lateUntilHours * HOUR_MS)
  if (input.late !== undefined) add(`coalesce(${BROKEN_SQL}, 0) = ?`, now, Number(input.late))
  if (input.cause === 'cancelled') add(`e.outcome = 'cancelled'`)
  else if (input.cause) add(`${BROKEN_SQL} AND e.outcome <> 'cancelled'`, now)
  if (input.order !== undefined) {
    add('f.order_id = ? AND e.placed_at = (SELECT placed_at FROM orders WHERE order_id = ?)', input.order, input.order)
  }
  if (input.withText !== undefined) add(`(f.title IS NOT NULL OR f.text IS NOT NULL) = ?`, Number(input.withText))
  return { parts, parameters }
} // prettier-ignore

export function experienceRatedOrders(context: QueryContext, input: Asked): RatedOrderPage {
  const { reader, clock } = context
  const now = clock.now()
  return reader.snapshot(() => {
    const scoped = scopeOf(context, input.order === undefined ? input : { ...input, ...ALWAYS })
    const more = conditions(input, now)
    const all = [...scoped.rows.parameters, ...more.parameters]
    const where = [scoped.rows.where, ...more.parts].join(' AND ')
    let from = `FROM order_experience AS e JOIN feedback AS f ON f.order_id = e.order_id WHERE ${where}`
    if (input.cause && input.cause !== 'cancelled') {
      // What made an order late is judged, not stored: other orders of its lane have a say in it.
      const late = reader.all<{ order: string }>(`SELECT DISTINCT e.order_id AS "order" ${from}`, all)
      const judged = causesOf(context, late.map(({ order }) => order))
      const meant = late.filter(({ order }) => (judged.get(order) ?? UNKNOWN).cause === input.cause)
      from += ' AND e.order_id IN (SELECT value FROM json_each(?))'
      all.push(JSON.stringify(meant.map(({ order }) => order)))
    }
    const isPlain = NARROWING.every((name) => input[name] === undefined)
    // Numbers first: the words of the answers are read for one page alone.
    const rows = reader
      .all<{ number: number }>(
        `SELECT f.feedback_number AS number ${isPlain ? `${BY_TIME_SQL} WHERE ${where}` : from}
         ORDER BY f.answered_at DESC, f.identity, f.line LIMIT ? OFFSET ?`,
        [...all, input.limit ?? 100, input.offset ?? 0],
      )
      .flatMap(({ number }) => reader.get<AnswerRow>(ANSWER_SQL, [now, number]) ?? [])
    const judged = causesOf(context, rows.filter(({ broken }) => broken === 1).map(({ order }) => order))
    return {
      ...scoped.window,
      rows: rows.map((row) => ratedOrder(context, row, causeOf(row, judged), now)),
      total: isPlain
        ? answersIn(context, scoped, input.scale)
        : (reader.get<{ n: number }>(`SELECT count(*) AS n ${from}`, all)?.n ?? 0),
    }
  })
} // prettier-ignore

/** What leaves few of the window's answers; without any, a page is found the soonest by going back in time. */
const NARROWING = [
  'order', 'ratingMin', 'ratingMax', 'lateFromHours', 'lateUntilHours', 'late', 'cause', 'withText', 'region', 'country',
] as const satisfies readonly (keyof Asked)[] // prettier-ignore

const BY_TIME_SQL = `FROM feedback AS f INDEXED BY feedback_by_time CROSS JOIN orders AS o ON o.order_id = f.order_id
  CROSS JOIN order_experience AS e ON e.placed_at = o.placed_at AND e.order_id = o.order_id`

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

const ANSWER_SQL = `
SELECT f.order_id AS "order", f.answered_at AS at, f.rating, f.scale, f.title, f.text, f.customer AS answeredBy,
  e.channel, e.flow, e.region, e.customer, e.outcome, ${BROKEN_SQL} AS broken, e.late_ms AS lateMs,
  e.open_promised_at AS openPromisedAt, o.status
FROM feedback AS f JOIN orders AS o ON o.order_id = f.order_id
  JOIN order_experience AS e ON e.placed_at = o.placed_at AND e.order_id = o.order_id
WHERE f.feedback_number = ?`

function causeOf({ order, outcome, broken }: AnswerRow, judged: ReadonlyMap<string, JudgedOrder>): JudgedOrder | null {
  if (outcome === 'cancelled') return CANCELLED
  return broken === 1 ? (judged.get(order) ?? UNKNOWN) : null
} // prettier-ignore

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
    order, at, rating, scale, title, text, channel, flow, region, status,
    customer: pseudonymOrNull(context, row.customer ?? row.answeredBy),
    lateHours: lateMs === null ? null : lateMs / HOUR_MS,
    cause: judged?.cause ?? null,
    causeDetail: judged?.detail ?? null,
  } // prettier-ignore
}
