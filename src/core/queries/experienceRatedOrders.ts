/** Owns customers' answers one by one, each with what happened to its order. */
import type { InputOf } from '../../shared/contract.ts'
import type { OrderCause, RatedOrder, RatedOrderPage } from '../../shared/readModels/experience.ts'
import type { LateCause } from '../../shared/readModels/speed.ts'
import type { Flow, RatingScale } from '../../shared/vocabulary.ts'
import type { SqlValue } from '../ledger/types.ts'
import { pseudonymOrNull, type QueryContext } from './context.ts'
import { BROKEN_SQL, scopeOf } from './experienceScope.ts'

const HOUR_MS = 3_600_000

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
  cause: LateCause | null
  causeMs: number | null
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
  else if (input.cause === 'unknown') add(`${BROKEN_SQL} AND e.cause IS NULL AND e.outcome <> 'cancelled'`, now)
  else if (input.cause) add('e.cause = ?', input.cause)
  if (input.withText !== undefined) add(`(f.title IS NOT NULL OR f.text IS NOT NULL) = ?`, Number(input.withText))
  return { parts, parameters }
} // prettier-ignore

export function experienceRatedOrders(context: QueryContext, input: Asked): RatedOrderPage {
  const { reader, clock } = context
  const now = clock.now()
  return reader.snapshot(() => {
    const { window, where, parameters } = scopeOf(context, input)
    const more = conditions(input, now)
    const from = `FROM order_experience AS e JOIN feedback AS f ON f.order_id = e.order_id
      WHERE ${[where, ...more.parts].join(' AND ')}`
    const all = [...parameters, ...more.parameters]
    // Numbers first: the words of the answers are read for one page alone.
    const numbers = reader.all<{ number: number }>(
      `SELECT f.feedback_number AS number ${from} ORDER BY f.answered_at DESC, f.identity, f.line LIMIT ? OFFSET ?`,
      [...all, input.limit ?? 100, input.offset ?? 0],
    )
    return {
      ...window,
      rows: numbers.flatMap(({ number }) => {
        const row = reader.get<AnswerRow>(ANSWER_SQL, [now, number])
        return row ? [ratedOrder(context, row, now)] : []
      }),
      total: reader.get<{ n: number }>(`SELECT count(*) AS n ${from}`, all)?.n ?? 0,
    }
  })
}

const ANSWER_SQL = `
SELECT f.order_id AS "order", f.answered_at AS at, f.rating, f.scale, f.title, f.text, f.customer AS answeredBy,
  e.channel, e.flow, e.region, e.customer, e.outcome, ${BROKEN_SQL} AS broken, e.late_ms AS lateMs,
  e.open_promised_at AS openPromisedAt, e.cause, e.cause_ms AS causeMs, o.status
FROM feedback AS f JOIN orders AS o ON o.order_id = f.order_id
  JOIN order_experience AS e ON e.placed_at = o.placed_at AND e.order_id = o.order_id
WHERE f.feedback_number = ?`

function ratedOrder(context: QueryContext, row: AnswerRow, now: number): RatedOrder {
  const { order, at, rating, scale, title, text, channel, flow, region, status } = row
  const isOverdue = row.openPromisedAt !== null && row.openPromisedAt < now
  // Of an order that is still to come, how late it is by now.
  const lateMs = isOverdue ? now - (row.openPromisedAt ?? now) : row.lateMs
  const cause = causeOf(row)
  return {
    order, at, rating, scale, title, text, channel, flow, region, status, cause,
    customer: pseudonymOrNull(context, row.customer ?? row.answeredBy),
    lateHours: lateMs === null ? null : lateMs / HOUR_MS,
    causeDetail: cause === null ? null : detailOf(cause, row.causeMs),
  } // prettier-ignore
}

function causeOf({ outcome, broken, cause }: AnswerRow): OrderCause | null {
  if (outcome === 'cancelled') return 'cancelled'
  return broken === 1 ? (cause ?? 'unknown') : null
}

const CAUSE_WORDS: Record<OrderCause, string> = {
  allocationWait: 'It waited to be allocated to a place',
  pick: 'Picking and packing took long',
  dwell: 'It was ready and lay before it left, or was collected',
  carrier: 'The carrier took long',
  stockShortage: 'Stock was short: a location gave it up, or units could not be had',
  wrongPromise: 'Every step took its usual time: the promise was too early',
  cancelled: 'It was cancelled',
  unknown: 'It was late, and no step tells why',
}

function detailOf(cause: OrderCause, ms: number | null): string {
  return ms === null ? `${CAUSE_WORDS[cause]}.` : `${CAUSE_WORDS[cause]}: ${(ms / HOUR_MS).toFixed(1)} hours.`
}
