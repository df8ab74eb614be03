/** Owns what the benchmark `speed` asks, both ways: the tower's query, and the same in SQL over a table of lines. */
import type { QueryContext } from '../../core/queries/context.ts'
import { speedCauses } from '../../core/queries/speedCauses.ts'
import { speedHeatmap, speedRegions } from '../../core/queries/speedHeatmap.ts'
import { speedLanes } from '../../core/queries/speedLanes.ts'
import { speedOrders } from '../../core/queries/speedOrders.ts'
import { HEATMAP_COLUMNS, type SpeedFigures } from '../../shared/readModels/speed.ts'
import { BEGINS_AT, ENDS_AT } from './speedStore.ts'

const DAY_MS = 86_400_000

/** An answer as rows that can be compared: counts must be equal, hours may differ by the stated error. */
export interface PlainAnswer {
  [key: string]: { counts: (number | string | null)[]; hours: (number | null)[] }
}

export interface Question {
  name: string
  /** Which of the targets it is under, in milliseconds. */
  targetMs: number | null
  ask(context: QueryContext): unknown
  plain(context: QueryContext): PlainAnswer
  /** @param percentile makes the expression of a percentile */
  sql(percentile: (column: string, share: number) => string): string
}

const figures = (one: SpeedFigures) => ({
  counts: [one.lines, one.promised, one.late, one.due, one.kept],
  hours: [one.hoursMedian, one.hoursP90],
})

/** Figures of each group. Open lines past their promise are due; the clock stands at the end of the data. */
const figuresSql = (percentile: (column: string, share: number) => string, keys: string, where: string) => `
SELECT ${keys} AS key, count(handed) AS lines, count(late) AS promised, count(*) FILTER (late) AS late,
  count(late) + count(*) FILTER (overdue) AS due, count(*) FILTER (NOT late) AS kept,
  ${percentile('elapsed', 0.5)} / 3600.0 AS median, ${percentile('elapsed', 0.9)} / 3600.0 AS p90
FROM lines WHERE (handed IS NOT NULL OR overdue) AND ${where} GROUP BY 1`

const whole = { from: BEGINS_AT, until: ENDS_AT }
const period = (from: number, until: number) => `placed >= ${from} AND placed < ${until}`
const WHOLE = period(whole.from, whole.until)
const lastMonth = { from: ENDS_AT - 28 * DAY_MS, until: ENDS_AT }
const monthBefore = { from: ENDS_AT - 56 * DAY_MS, until: ENDS_AT - 28 * DAY_MS }
const inColumn = (column: string) =>
  column === 'weekHour' ? 'CAST(week_hour AS VARCHAR)' : `coalesce(${column}, '')`

const heatmaps = HEATMAP_COLUMNS.map((columns): Question => ({
  name: `heatmap.${columns}`,
  targetMs: 200,
  ask: (context) => speedHeatmap(context, { columns, ...whole }),
  plain: (context) =>
    Object.fromEntries(
      speedHeatmap(context, { columns, ...whole }).cells.map((cell) => [
        `${cell.row} | ${cell.column}`,
        figures(cell),
      ]),
    ),
  sql: (percentile) => figuresSql(percentile, `region || ' | ' || ${inColumn(columns)}`, WHOLE),
}))

const oneCell = { region: 'Region 1', carrier: 'carrier 3', ...whole }
const CELL = `${WHOLE} AND region = 'Region 1' AND carrier = 'carrier 3'`

/** What lanes can do, and each line beside its lane's: see docs/speed.md. */
const withFloors = (percentile: (column: string, share: number) => string) => `
WITH floors AS (
  SELECT region AS r, location AS l, carrier AS c, ${percentile('elapsed', 0.1)} AS floor FROM lines
  WHERE handed IS NOT NULL GROUP BY ALL HAVING count(*) >= 30
), judged AS (
  SELECT *, CASE WHEN promise < coalesce(floor, 0) THEN 'wrongPromise' ELSE cause END AS why
  FROM lines LEFT JOIN floors ON r = region AND l = location AND c IS NOT DISTINCT FROM carrier
  WHERE late OR overdue
)`

const causesSql = (where: string, percentile: (column: string, share: number) => string) =>
  `${withFloors(percentile)}
SELECT why AS key, count(*) AS lines, quantile_disc(late_by, 0.5) / 3600.0 AS median FROM judged WHERE ${where} GROUP BY 1`

const causesOf = (context: QueryContext, scope: Parameters<typeof speedCauses>[1]): PlainAnswer => {
  const split = speedCauses(context, scope)
  return Object.fromEntries([
    ...split.causes.map(({ cause, lines, hoursMedian }) => [
      cause,
      { counts: [lines], hours: [hoursMedian] },
    ]),
    ...(split.unknown > 0 ? [['unknown', { counts: [split.unknown], hours: [null] }]] : []),
  ])
}

export const QUESTIONS: readonly Question[] = [
  ...heatmaps,
  {
    name: 'heatmap.compare28Days',
    targetMs: 200,
    ask: (context) => speedHeatmap(context, comparison),
    plain: (context) =>
      Object.fromEntries(
        speedHeatmap(context, comparison).cells.flatMap(({ row, column, compared, ...own }) => [
          ...(own.due + own.lines > 0 ? [[`${row} | ${column} | now`, figures(own)]] : []),
          ...(compared && compared.due + compared.lines > 0
            ? [[`${row} | ${column} | before`, figures(compared)]]
            : []),
        ]),
      ),
    sql: (percentile) =>
      figuresSql(
        percentile,
        `region || ' | ' || coalesce(carrier, '') || CASE WHEN placed >= ${lastMonth.from} THEN ' | now' ELSE ' | before' END`,
        period(monthBefore.from, lastMonth.until),
      ),
  },
  {
    name: 'heatmap.filtered',
    targetMs: 200,
    ask: (context) =>
      speedHeatmap(context, { columns: 'location', channel: 'web', flow: 'shipFromStore', ...whole }),
    plain: (context) =>
      Object.fromEntries(
        speedHeatmap(context, {
          columns: 'location',
          channel: 'web',
          flow: 'shipFromStore',
          ...whole,
        }).cells.map((cell) => [`${cell.row} | ${cell.column}`, figures(cell)]),
      ),
    sql: (percentile) =>
      figuresSql(
        percentile,
        `region || ' | ' || location`,
        `${WHOLE} AND channel = 'web' AND flow = 'shipFromStore'`,
      ),
  },
  {
    name: 'regions',
    targetMs: 200,
    ask: (context) => speedRegions(context, whole),
    plain: (context) =>
      Object.fromEntries(speedRegions(context, whole).rows.map((row) => [row.region, figures(row)])),
    sql: (percentile) => figuresSql(percentile, 'region', WHOLE),
  },
  {
    name: 'drillDown.causes',
    targetMs: 300,
    ask: (context) => speedCauses(context, oneCell),
    plain: (context) => causesOf(context, oneCell),
    sql: (percentile) => causesSql(CELL, percentile),
  },
  {
    name: 'drillDown.orders',
    targetMs: 300,
    ask: (context) => speedOrders(context, { ...oneCell, lateOnly: true, limit: 50 }),
    plain: (context) =>
      Object.fromEntries(
        speedOrders(context, { ...oneCell, lateOnly: true, limit: 50 }).rows.map((row) => [
          `${row.order} ${row.line}`,
          { counts: [row.cause], hours: [row.lateHours] },
        ]),
      ),
    sql: (percentile) => `${withFloors(percentile)}
SELECT order_id || ' ' || line AS key, why AS cause, late_by / 3600.0 AS hours FROM judged
WHERE ${CELL} ORDER BY placed DESC, order_id, line LIMIT 50`,
  },
  {
    name: 'causesOfAll',
    targetMs: null,
    ask: (context) => speedCauses(context, whole),
    plain: (context) => causesOf(context, whole),
    sql: (percentile) => causesSql(WHOLE, percentile),
  },
  {
    name: 'lanes',
    targetMs: null,
    ask: (context) => speedLanes(context, { ...whole, limit: 1000 }),
    plain: (context) =>
      Object.fromEntries(
        speedLanes(context, { ...whole, limit: 1_000_000 }).rows.map((row) => [
          `${row.origin} | ${row.destinationRegion} | ${row.carrier}`,
          { counts: [row.lines, row.promised], hours: [row.transitHoursMedian, row.transitHoursP90] },
        ]),
      ),
    sql: (percentile) => `
SELECT location || ' | ' || region || ' | ' || coalesce(carrier, '') AS key, count(*) AS lines, count(late) AS promised,
  ${percentile('transit', 0.5)} / 3600.0 AS median, ${percentile('transit', 0.9)} / 3600.0 AS p90
FROM lines WHERE transit IS NOT NULL AND ${WHOLE} GROUP BY 1`,
  },
]

const comparison = {
  columns: 'carrier',
  ...lastMonth,
  compareFrom: monthBefore.from,
  compareUntil: monthBefore.until,
} as const
