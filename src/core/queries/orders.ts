/** Owns orders as they are listed and counted. */
import type { InputOf } from '../../shared/contract.ts'
import type { Flow } from '../../shared/vocabulary.ts'
import type {
  OrderPage,
  OrderRow,
  OrderStatus,
  OrderSummary,
  PromiseBasis,
} from '../../shared/readModels/orders.ts'
import { toUnits } from '../../shared/units.ts'
import type { SqlValue } from '../ledger/types.ts'
import { businessHoursOf, promiseTime, type BusinessHours } from './businessHours.ts'
import { STALE_AFTER_MS } from '../../shared/staleness.ts'
import type { QueryContext } from './context.ts'
import { orderIdCondition } from './orderIds.ts'

/** An open order that nothing was heard of for a day is stale. */
const ORDER_STALE_AFTER_MS = STALE_AFTER_MS * 96

export interface StoredOrder {
  order: string
  status: OrderStatus
  flow: Flow | null
  channel: string | null
  customer: string | null
  placedAt: number | null
  lineCount: number
  microunits: number
  valueMinor: number
  currency: string | null
  promisedAt: number | null
  promiseBasis: PromiseBasis | null
  handedOverAt: number | null
  late: number | null
  region: string | null
  location: string | null
  locationName: string | null
  open: number
  lastOccurredAt: number
  lastRecordedAt: number
  feed: string | null
}

/** A condition may follow. */
export const ORDER_SQL = `
SELECT order_id AS "order", status, flow, channel, customer, placed_at AS placedAt, line_count AS lineCount, microunits,
  value_minor AS valueMinor, currency, promised_at AS promisedAt, promise_basis AS promiseBasis,
  handed_over_at AS handedOverAt, late, region, location,
  (SELECT name FROM locations WHERE locations.location = orders.location) AS locationName, open,
  last_occurred_at AS lastOccurredAt, last_recorded_at AS lastRecordedAt,
  (SELECT name FROM feeds WHERE feed_number = last_feed) AS feed
FROM orders`

/** An order that is not over is late once its promise has passed. */
export function isLate(
  now: number,
  stored: Pick<StoredOrder, 'late' | 'open' | 'promisedAt'>,
): boolean | null {
  if (stored.late === 1) return true
  if (stored.open === 1 && stored.promisedAt !== null) return now > stored.promisedAt
  return stored.late === null ? null : false
}

/** @param hours shared by the rows of one answer, so that each location's schedules are read once */
export function toOrderRow(
  { clock, reader }: QueryContext,
  stored: StoredOrder,
  hours: BusinessHours = businessHoursOf(reader),
): OrderRow {
  const { open, microunits, customer: _customer, lastOccurredAt, lastRecordedAt, feed, ...row } = stored
  const now = clock.now()
  return {
    ...row,
    units: toUnits(microunits),
    late: isLate(now, stored),
    ...promiseTime(hours, { ...stored, open: open === 1 }, now),
    freshness: {
      dataAsOf: lastOccurredAt,
      recordedAt: lastRecordedAt,
      stale: open === 1 && now - lastRecordedAt > ORDER_STALE_AFTER_MS,
      feed,
    },
  }
}

function conditions(input: InputOf<'orders.list'>, now: number): { where: string; parameters: SqlValue[] } {
  const parts: string[] = []
  const parameters: SqlValue[] = []
  const add = (sql: string, ...values: SqlValue[]) => {
    parts.push(sql)
    parameters.push(...values)
  }
  if (input.status) add('status = ?', input.status)
  if (input.flow) add('flow = ?', input.flow)
  if (input.channel) add('channel = ?', input.channel)
  if (input.region) add('region = ?', input.region)
  if (input.country) add('country = ?', input.country)
  if (input.location) add('location = ?', input.location)
  if (input.open !== undefined) add('open = ?', Number(input.open))
  if (input.late !== undefined) {
    const late = '(late = 1 OR (open = 1 AND promised_at IS NOT NULL AND promised_at < ?))'
    add(input.late ? late : `NOT ${late} AND promised_at IS NOT NULL`, now)
  }
  if (input.refused !== undefined) add(input.refused ? 'refused > 0' : 'refused = 0')
  if (input.from !== undefined) add('placed_at >= ?', input.from)
  if (input.until !== undefined) add('placed_at < ?', input.until)
  if (input.text) {
    const { sql, parameters: texts } = orderIdCondition(input.text)
    add(sql, ...texts)
  }
  return { where: parts.length ? `WHERE ${parts.join(' AND ')}` : '', parameters }
}

/** Orders, the latest first. */
export function orderPage(context: QueryContext, input: InputOf<'orders.list'>): OrderPage {
  const { where, parameters } = conditions(input, context.clock.now())
  const hours = businessHoursOf(context.reader)
  return {
    rows: context.reader
      .all<StoredOrder>(`${ORDER_SQL} ${where} ORDER BY placed_at DESC, order_id LIMIT ? OFFSET ?`, [
        ...parameters,
        input.limit ?? 100,
        input.offset ?? 0,
      ])
      .map((stored) => toOrderRow(context, stored, hours)),
    total: context.reader.get<{ n: number }>(`SELECT count(*) AS n FROM orders ${where}`, parameters)?.n ?? 0,
  }
}

/** Counts over all orders and their lines. */
export function orderSummary({ reader }: QueryContext): OrderSummary {
  const counts = (sql: string) =>
    Object.fromEntries(reader.all<{ key: string; n: number }>(sql).map(({ key, n }) => [key, n]))
  const orders = reader.get<Record<string, number | null>>(
    `SELECT count(*) AS orders, sum(late IS NOT NULL AND handed_over_at IS NOT NULL) AS both,
       sum(late = 1 AND handed_over_at IS NOT NULL) AS late FROM orders WHERE status <> 'undescribed'`,
  )
  const lines = reader.get<Record<string, number | null>>(
    `SELECT count(*) AS lines, sum(late IS NOT NULL) AS both, sum(late = 1) AS late, sum(open) AS open FROM order_lines`,
  )
  return {
    orders: orders?.['orders'] ?? 0,
    withPromiseAndDelivery: orders?.['both'] ?? 0,
    lateOrders: orders?.['late'] ?? 0,
    lines: lines?.['lines'] ?? 0,
    linesWithPromiseAndDelivery: lines?.['both'] ?? 0,
    lateLines: lines?.['late'] ?? 0,
    openLines: lines?.['open'] ?? 0,
    byStatus: counts(
      `SELECT status AS key, count(*) AS n FROM orders WHERE status <> 'undescribed' GROUP BY 1 ORDER BY n DESC`,
    ),
    byFlow: counts(
      'SELECT flow AS key, count(*) AS n FROM orders WHERE flow IS NOT NULL GROUP BY 1 ORDER BY n DESC',
    ),
  }
}
