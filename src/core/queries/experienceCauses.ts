/** Owns why orders were late for their customers: the cause of each order's latest line, as delivery speed judges it. */
import type { OrderCause } from '../../shared/readModels/experience.ts'
import type { QueryContext } from './context.ts'
import { CAUSES, openCauseJudge } from './speedCauseJudge.ts'
import { STORED_LINE_SQL, type StoredLine } from './speedLate.ts'

const HOUR_MS = 3_600_000

export interface JudgedOrder {
  cause: OrderCause
  /** In words, with the hours that it took. */
  detail: string
}

/** Judges orders that came late, or are open past their promise; others have no cause. */
export function causesOf(context: QueryContext, orders: readonly string[]): Map<string, JudgedOrder> {
  const now = context.clock.now()
  const latest = new Map<string, StoredLine>()
  const lateMs = (line: StoredLine) =>
    line.promisedAt === null ? -Infinity : (line.handedOverAt ?? now) - line.promisedAt
  const lines = context.reader.all<StoredLine>(
    `${STORED_LINE_SQL} WHERE order_id IN (SELECT value FROM json_each(?)) ORDER BY order_id, line`,
    [JSON.stringify(orders)],
  )
  for (const line of lines) {
    const known = latest.get(line.order)
    if (lateMs(line) > (known ? lateMs(known) : 0)) latest.set(line.order, line)
  }
  const stored = [...latest.values()]
  if (stored.length === 0) return new Map()
  const noPacks = { names: { place: [], channel: [], flow: [], carrier: [], location: [] }, packs: [] }
  const judge = openCauseJudge(context, noPacks, [], stored)
  return new Map(
    stored.map((line) => {
      const cause = CAUSES[judge.ofStored(line, line.handedOverAt ?? now)] ?? 'unknown'
      return [line.order, { cause, detail: detailOf(cause, hoursOf(cause, line, now)) }]
    }),
  )
}

export const CANCELLED: JudgedOrder = { cause: 'cancelled', detail: 'It was cancelled.' }
export const UNKNOWN: JudgedOrder = { cause: 'unknown', detail: 'It was late, and no step tells why.' }

const WORDS: Record<OrderCause, string> = {
  allocationWait: 'It waited for a place to be taken from',
  pick: 'Picking and packing took long',
  dwell: 'It was ready and lay there',
  carrier: 'The carrier took long',
  stockShortage: 'Stock was short: a place gave it up, or units could not be had',
  wrongPromise: 'The promise was shorter than what its lane takes',
  cancelled: 'It was cancelled',
  unknown: 'It was late, and no step tells why',
}

const detailOf = (cause: OrderCause, hours: number | null): string =>
  hours === null ? `${WORDS[cause]}.` : `${WORDS[cause]}: ${hours.toFixed(1)} hours.`

/** What the part of the way took that the cause speaks of; of a wrong promise, the hours promised. Null: not known. */
function hoursOf(cause: OrderCause, line: StoredLine, now: number): number | null {
  const end = line.handedOverAt ?? now
  const { placedAt, allocatedAt, pickedAt, packedAt, shippedAt, readyAt, promisedAt } = line
  const packed = packedAt ?? pickedAt
  const spans: Partial<Record<OrderCause, [from: number | null, until: number | null]>> = {
    allocationWait: [placedAt, allocatedAt ?? end],
    pick: [allocatedAt ?? placedAt, packed ?? readyAt ?? end],
    dwell: readyAt === null ? [packed, shippedAt ?? end] : [readyAt, end],
    carrier: [shippedAt, end],
    wrongPromise: [placedAt, promisedAt],
  }
  const [from, until] = spans[cause] ?? [null, null]
  return from === null || until === null ? null : (until - from) / HOUR_MS
}
