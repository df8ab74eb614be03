/** Owns the lines behind a figure of delivery speed, page by page. */
import type { InputOf } from '../../shared/contract.ts'
import type { SpeedOrderPage, SpeedOrderRow } from '../../shared/readModels/speed.ts'
import { speedTime } from '../../shared/speedPack.ts'
import { businessHoursOf, type BusinessHours } from './businessHours.ts'
import type { QueryContext } from './context.ts'
import { ORDER_SQL, toOrderRow, type StoredOrder } from './orders.ts'
import { CAUSES, openCauseJudge, type CauseJudge } from './speedCauseJudge.ts'
import { HOUR_MS } from './speedFigures.ts'
import { scopedLines, STORED_LINE_SQL, type ScopedLines, type StoredLine } from './speedLate.ts'
import { DAY_HOURS, hourOfDay } from './speedPacks.ts'
import { scopeSql, type SpeedScope } from './speedScope.ts'

const timeOf = (line: StoredLine) => speedTime(line) ?? line.promisedAt ?? 0
const hourOf = (line: StoredLine) => Math.floor(timeOf(line) / HOUR_MS) * HOUR_MS

/**
 * The latest placed first. The packs tell how many lines of each hour are meant, so only the hours of the page are read
 * from the lines themselves.
 */
export function speedOrders(context: QueryContext, input: InputOf<'speed.orders'>): SpeedOrderPage {
  const { offset = 0, limit = 100, cause, lateOnly, ...filter } = input
  const lines = scopedLines(context, filter)
  const now = context.clock.now()
  const wanted = cause === undefined ? null : CAUSES.indexOf(cause)
  const onlyLate = lateOnly === true || wanted !== null
  const judge = wanted === null ? null : lines.judge()
  const isMeant = (line: StoredLine) => {
    const isLate = line.late === 1 || line.handedOverAt === null
    if (onlyLate && !isLate) return false
    return judge === null || judge.ofStored(line, line.handedOverAt ?? now) === wanted
  }
  const overdue = lines.overdue.filter(isMeant)
  const hours = countHours(lines, judge, onlyLate, wanted)
  for (const line of overdue) hours.set(hourOf(line), (hours.get(hourOf(line)) ?? 0) + 1)
  const { from: _from, until: _until, ...scope } = filter
  const page: StoredLine[] = []
  let skipped = 0
  let total = 0
  for (const [hour, count] of [...hours].sort((a, b) => b[0] - a[0])) {
    total += count
    if (total <= offset) skipped = total
    else if (skipped + page.length < offset + limit) {
      page.push(
        ...[
          ...handedOver(context, scope, hour).filter(isMeant),
          ...overdue.filter((line) => hourOf(line) === hour),
        ].sort((a, b) => timeOf(b) - timeOf(a) || compare(a.order, b.order) || compare(a.line, b.line)),
      )
    }
  }
  const shown = page.slice(offset - skipped, offset - skipped + limit)
  const working = businessHoursOf(context.reader)
  const ofShown = judge ?? openCauseJudge(context, { names: lines.packed.names, packs: [] }, [], shown)
  return { total, rows: shown.flatMap((line) => toRow(context, ofShown, working, line) ?? []) }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** How many lines of each hour are meant. */
function countHours(
  { packed, standing }: ScopedLines,
  judge: CauseJudge | null,
  onlyLate: boolean,
  cause: number | null,
): Map<number, number> {
  const hours = new Map<number, number>()
  const least = onlyLate ? 1 : 0
  packed.packs.forEach((pack, place) => {
    const groups = standing[place] as Int32Array
    const counts = new Int32Array(DAY_HOURS)
    for (let line = 0; line < pack.lines; line += 1) {
      if ((groups[line] as number) < least) continue
      if (judge !== null && judge.ofPacked(pack, line) !== cause) continue
      const hour = hourOfDay(pack, line)
      counts[hour] = (counts[hour] as number) + 1
    }
    counts.forEach((count, hour) => {
      if (count === 0) return
      const start = pack.day * DAY_HOURS * HOUR_MS + hour * HOUR_MS
      hours.set(start, (hours.get(start) ?? 0) + count)
    })
  })
  return hours
}

function handedOver({ reader }: QueryContext, scope: SpeedScope, hour: number): StoredLine[] {
  const { conditions, parameters } = scopeSql(scope)
  const where = ['handed_over_at IS NOT NULL', ...conditions].join(' AND ')
  return [
    ...reader.all<StoredLine>(
      `${STORED_LINE_SQL} WHERE order_id IN (SELECT order_id FROM orders WHERE placed_at >= ? AND placed_at < ?) AND ${where}`,
      [hour, hour + HOUR_MS, ...parameters],
    ),
    ...reader.all<StoredLine>(
      `${STORED_LINE_SQL} WHERE placed_at IS NULL AND handed_over_at >= ? AND handed_over_at < ? AND ${where}`,
      [hour, hour + HOUR_MS, ...parameters],
    ),
  ]
}

function toRow(
  context: QueryContext,
  judge: CauseJudge,
  working: BusinessHours,
  line: StoredLine,
): SpeedOrderRow | null {
  const { reader, clock } = context
  const stored = reader.get<StoredOrder>(`${ORDER_SQL} WHERE order_id = ?`, [line.order])
  if (!stored) return null
  const sku = reader.get<{ sku: string; name: string | null }>(
    'SELECT sku, name FROM order_lines JOIN skus USING (sku_id) WHERE order_id = ? AND line = ?',
    [line.order, line.line],
  )
  const end = line.handedOverAt ?? clock.now()
  const isLate = line.late === 1 || line.handedOverAt === null
  return {
    ...toOrderRow(context, stored, working),
    line: line.line,
    sku: sku?.sku ?? '',
    skuName: sku?.name ?? null,
    carrier: line.carrier,
    linePromisedAt: line.promisedAt,
    lineHandedOverAt: line.handedOverAt,
    lineLate: line.promisedAt === null ? null : isLate,
    hours:
      line.handedOverAt === null || line.placedAt === null
        ? null
        : (line.handedOverAt - line.placedAt) / HOUR_MS,
    lateHours: line.promisedAt === null ? null : (end - line.promisedAt) / HOUR_MS,
    cause: isLate ? (CAUSES[judge.ofStored(line, end)] ?? null) : null,
  }
}
