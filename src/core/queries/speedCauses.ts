/** Owns why lines are late, and which lines stand behind a figure of delivery speed. */
import type { InputOf } from '../../shared/contract.ts'
import type { CauseSplit, SpeedOrderPage } from '../../shared/readModels/speed.ts'
import type { QueryContext } from './context.ts'
import { ORDER_SQL, toOrderRow, type StoredOrder } from './orders.ts'
import { HOUR_MS } from './speedFigures.ts'
import { speedLines } from './speedLines.ts'

export function speedCauses(context: QueryContext, input: InputOf<'speed.causes'>): CauseSplit {
  const { from, until, ...scope } = input
  const lines = speedLines(context, scope, { from, until })
  const late = lines.filter((line) => line.late === 1 || line.handedOverAt === null)
  return {
    causes: [],
    unknown: late.length,
    late: late.length,
    overdue: late.filter(({ handedOverAt }) => handedOverAt === null).length,
    method: 'Causes are not told apart yet.',
  }
}

export function speedOrders(context: QueryContext, input: InputOf<'speed.orders'>): SpeedOrderPage {
  const { from, until, offset = 0, limit = 100, cause, lateOnly, ...scope } = input
  const { reader, clock } = context
  const lines = speedLines(context, scope, { from, until })
    .filter((line) => !(lateOnly || cause) || line.late === 1 || line.handedOverAt === null)
    .filter((line) => !cause || (line.cause ?? 'unknown') === cause)
    .sort((a, b) => b.at - a.at || (a.order < b.order ? -1 : 1))
  return {
    total: lines.length,
    rows: lines.slice(offset, offset + limit).flatMap((line) => {
      const stored = reader.get<StoredOrder>(`${ORDER_SQL} WHERE order_id = ?`, [line.order])
      if (!stored) return []
      const sku = reader.get<{ sku: string; name: string | null }>(
        'SELECT sku, name FROM order_lines JOIN skus USING (sku_id) WHERE order_id = ? AND line = ?',
        [line.order, line.line],
      )
      const lateMs = line.promisedAt === null ? null : (line.handedOverAt ?? clock.now()) - line.promisedAt
      const isLate = line.late === 1 || line.handedOverAt === null
      return [{
        ...toOrderRow(context, stored), line: line.line, sku: sku?.sku ?? '', skuName: sku?.name ?? null,
        carrier: line.carrier, linePromisedAt: line.promisedAt, lineHandedOverAt: line.handedOverAt,
        lineLate: line.promisedAt === null ? null : isLate,
        hours: line.handedOverAt === null || line.placedAt === null ? null : (line.handedOverAt - line.placedAt) / HOUR_MS,
        lateHours: lateMs === null ? null : lateMs / HOUR_MS,
        cause: isLate ? (line.cause ?? 'unknown') : null,
      }]
    }),
  }
} // prettier-ignore
