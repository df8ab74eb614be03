/** Owns the counting of lines into a grid of regions against one other member, and each cell's figures. */
import type { HeatmapColumn, SpeedFigures } from '../../shared/readModels/speed.ts'
import {
  LATE,
  PROMISED,
  placeOfName,
  regionOf,
  UNKNOWN_SECONDS,
  UNKNOWN_WEEK_HOUR,
  type PackPart,
} from '../../shared/speedPack.ts'
import type { QueryContext } from './context.ts'
import { figuresOf, HOUR_MS } from './speedFigures.ts'
import { packedPeriod, wholeHours, type PackedPeriod, type Period } from './speedPacks.ts'
import { leaveOut, overdueSql, partsOf, placesIn, REGION_SQL, type SpeedScope } from './speedScope.ts'
import { quantilesOf, type GroupedValues, type ValueCounts } from './speedSketch.ts'

const DAY_MS = 86_400_000
const WEEK_HOURS = 168

/** `region`: by its name alone; `place`: by region and country. */
export type GridRow = 'region' | 'place'

export interface Grid {
  rows: string[]
  columns: string[]
  /** Null where there is nothing. */
  figures(row: string, column: string): SpeedFigures | null
  total: SpeedFigures
  /** What was counted, in whole hours; of the data where the question names no end. */
  from: number
  until: number
}

interface Axis {
  keys: string[]
  /** For each number, the place of its key. */
  places: Int32Array
}

function axisOf(names: readonly string[], keyOf: (name: string) => string): Axis {
  const keys: string[] = []
  const known = new Map<string, number>()
  const places = Int32Array.from(names, (name) => {
    const key = keyOf(name ?? '')
    const place = known.get(key) ?? keys.push(key) - 1
    known.set(key, place)
    return place
  })
  return { keys, places }
}

const rowKey = (row: GridRow) => (name: string) => {
  const { region, country } = placeOfName(name)
  return row === 'place' ? name : regionOf(region, country)
}

function columnAxis({ names }: PackedPeriod, column: HeatmapColumn | null): Axis {
  if (column === null) return { keys: [''], places: new Int32Array(1) }
  if (column !== 'weekHour') return axisOf(names[column], (name) => name)
  return {
    keys: Array.from({ length: WEEK_HOURS }, (_, hour) => String(hour)),
    places: Int32Array.from({ length: WEEK_HOURS }, (_, hour) => hour),
  }
}

/** The cell of each line. */
function cellsOf(
  period: PackedPeriod,
  scope: SpeedScope,
  column: HeatmapColumn | null,
  axes: { row: Axis; column: Axis },
): Int32Array[] {
  const drop = leaveOut(period, scope)
  const width = axes.column.keys.length
  const rowPlaces = axes.row.places
  const columnPlaces = axes.column.places
  return period.packs.map((pack) => {
    const cells = new Int32Array(pack.lines)
    const { place, time } = pack.columns
    if (column === 'weekHour') {
      for (let line = 0; line < pack.lines; line += 1) {
        const hour = (time[line] as number) >> 5
        // Of no hour that is known: in no cell of this heatmap.
        cells[line] =
          hour === UNKNOWN_WEEK_HOUR ? -1 : (rowPlaces[place[line] as number] as number) * width + hour
      }
    } else if (column === null) {
      for (let line = 0; line < pack.lines; line += 1)
        cells[line] = rowPlaces[place[line] as number] as number
    } else {
      const numbers = pack.columns[column]
      for (let line = 0; line < pack.lines; line += 1) {
        cells[line] =
          (rowPlaces[place[line] as number] as number) * width +
          (columnPlaces[numbers[line] as number] as number)
      }
    }
    drop(pack, cells)
    return cells
  })
}

interface CellCounts extends ValueCounts {
  /** Lines, promised and late, cell after cell. */
  marks: Int32Array
}

/** Counts the lines of each cell, and those whose hours are known. */
function countCells(period: PackedPeriod, cells: readonly Int32Array[], cellCount: number): CellCounts {
  const counted: CellCounts = {
    marks: new Int32Array(cellCount * 3),
    counts: new Int32Array(cellCount),
    most: 0,
  }
  period.packs.forEach(({ columns }, place) =>
    countPack(
      counted,
      cells[place] as Int32Array,
      columns.marks as Uint8Array,
      columns.elapsed as Int32Array,
    ),
  )
  return counted
}

function countPack(counted: CellCounts, cells: Int32Array, ofLines: Uint8Array, elapsed: Int32Array): void {
  const { marks, counts } = counted
  let { most } = counted
  for (let line = 0; line < cells.length; line += 1) {
    const cell = cells[line] as number
    if (cell < 0) continue
    const mark = ofLines[line] as number
    const seconds = elapsed[line] as number
    const start = cell * 3
    marks[start] = (marks[start] as number) + 1
    if (mark & PROMISED) marks[start + 1] = (marks[start + 1] as number) + 1
    if (mark & LATE) marks[start + 2] = (marks[start + 2] as number) + 1
    if (seconds === UNKNOWN_SECONDS) continue
    counts[cell] = (counts[cell] as number) + 1
    if (seconds > most) most = seconds
  }
  counted.most = most
}

const COLUMN_SQL = {
  channel: `coalesce(channel, '')`,
  flow: `coalesce(flow, '')`,
  carrier: `coalesce(carrier, '')`,
  location: `coalesce(location, '')`,
  weekHour: 'CAST(week_hour AS TEXT)',
} as const
const ROW_SQL = {
  region: `coalesce(${REGION_SQL}, '')`,
  place: `CASE WHEN region IS NULL AND country IS NULL THEN '' ELSE json_array(region, country) END`,
} as const

interface Overdue {
  row: string
  column: string
  lines: number
}

function overdueOf(
  { reader, clock }: QueryContext,
  scope: SpeedScope,
  period: Period,
  row: GridRow,
  column: HeatmapColumn | null,
): Overdue[] {
  const { where, parameters } = overdueSql(scope, period, clock.now())
  return reader.all<Overdue>(
    `SELECT ${ROW_SQL[row]} AS "row", ${column === null ? `''` : COLUMN_SQL[column]} AS "column", count(*) AS lines
     FROM order_lines WHERE ${where}${column === 'weekHour' ? ' AND week_hour IS NOT NULL' : ''} GROUP BY 1, 2`,
    parameters,
  )
}

const hoursOf = (seconds: number | null | undefined) => (seconds == null ? null : (seconds * 1000) / HOUR_MS)

/** Counts the lines in scope, of orders placed in a period. */
export function speedGrid(
  context: QueryContext,
  scope: SpeedScope,
  given: Period,
  row: GridRow,
  column: HeatmapColumn | null,
): Grid {
  const period = wholeHours(given)
  const parts: PackPart[] = column === null ? [] : [column === 'weekHour' ? 'time' : column]
  const packed = packedPeriod(
    context.reader,
    period,
    [...partsOf(scope), ...parts, 'marks', 'elapsed'],
    placesIn(scope),
  )
  const axes = { row: axisOf(packed.names.place, rowKey(row)), column: columnAxis(packed, column) }
  const width = axes.column.keys.length
  const cellCount = axes.row.keys.length * width
  const cells = cellsOf(packed, scope, column, axes)
  const counted = countCells(packed, cells, cellCount)
  const values = packed.packs.map(({ columns }, place): GroupedValues => ({
    groups: cells[place] as Int32Array,
    seconds: columns.elapsed as Int32Array,
  }))
  const hours = quantilesOf(values, cellCount, [0.5, 0.9], counted)
  const overdue = new Map<string, Overdue>()
  for (const one of overdueOf(context, scope, given, row, column))
    overdue.set(JSON.stringify([one.row, one.column]), one)
  const rowPlaces = new Map(axes.row.keys.map((key, place) => [key, place]))
  const columnPlaces = new Map(axes.column.keys.map((key, place) => [key, place]))
  const countsAt = (cell: number | undefined) => ({
    lines: cell === undefined ? 0 : (counted.marks[cell * 3] as number),
    promised: cell === undefined ? 0 : (counted.marks[cell * 3 + 1] as number),
    late: cell === undefined ? 0 : (counted.marks[cell * 3 + 2] as number),
  })
  const sum = { lines: 0, promised: 0, late: 0, overdue: 0 }
  const rows = new Set<string>()
  const columns = new Set<string>()
  for (let cell = 0; cell < cellCount; cell += 1) {
    const { lines, promised, late } = countsAt(cell)
    if (lines === 0) continue
    sum.lines += lines
    sum.promised += promised
    sum.late += late
    rows.add(axes.row.keys[Math.floor(cell / width)] ?? '')
    columns.add(axes.column.keys[cell % width] ?? '')
  }
  for (const one of overdue.values()) {
    sum.overdue += one.lines
    rows.add(one.row)
    columns.add(one.column)
  }
  const days = packed.packs.map(({ day }) => day)
  return {
    rows: [...rows].sort(),
    columns: column === 'weekHour' ? [...columns].sort((a, b) => Number(a) - Number(b)) : [...columns].sort(),
    figures(rowOf, columnOf) {
      const rowPlace = rowPlaces.get(rowOf)
      const columnPlace = columnPlaces.get(columnOf)
      const cell =
        rowPlace === undefined || columnPlace === undefined ? undefined : rowPlace * width + columnPlace
      const late = overdue.get(JSON.stringify([rowOf, columnOf]))?.lines ?? 0
      const own = countsAt(cell)
      if (own.lines === 0 && late === 0) return null
      const [median, p90] = cell === undefined ? [] : (hours.groups[cell] ?? [])
      return figuresOf({ ...own, overdue: late }, hoursOf(median), hoursOf(p90))
    },
    total: figuresOf(sum, hoursOf(hours.all[0]), hoursOf(hours.all[1])),
    from: period.from ?? (days.length === 0 ? 0 : days.reduce((a, b) => Math.min(a, b)) * DAY_MS),
    until: period.until ?? (days.length === 0 ? 0 : (days.reduce((a, b) => Math.max(a, b)) + 1) * DAY_MS),
  }
}
