/** Owns the heatmap as a file: one row a cell, every figure with its sample. */
import type { HeatmapColumn, SpeedHeatmap } from '../../../shared/readModels/speed.ts'
import { csvText, isoTime } from '../../components/csv.ts'
import { namedAxes } from './HeatmapParts.tsx'

const HEADER = [
  'region',
  'by',
  'value',
  'from',
  'until',
  'lines',
  'promised',
  'late',
  'on_time_share',
  'on_time_low',
  'on_time_high',
  'due',
  'kept',
  'kept_share',
  'hours_median',
  'hours_p90',
  'compared_lines',
  'compared_on_time_share',
  'compared_kept_share',
  'compared_hours_median',
  'compared_hours_p90',
] as const

export function heatmapCsv(heatmap: SpeedHeatmap, columns: HeatmapColumn): string {
  const axes = namedAxes(heatmap, columns)
  const rows = new Map(axes.rows.map(({ key, name }) => [key, name]))
  const values = new Map(axes.columns.map(({ key, name }) => [key, name]))
  return csvText(
    HEADER,
    heatmap.cells.map((cell) => [
      rows.get(cell.row) ?? cell.row,
      columns,
      values.get(cell.column) ?? cell.column,
      isoTime(heatmap.from),
      isoTime(heatmap.until),
      cell.lines,
      cell.promised,
      cell.late,
      cell.onTimeShare,
      cell.onTimeLow,
      cell.onTimeHigh,
      cell.due,
      cell.kept,
      cell.keptShare,
      cell.hoursMedian,
      cell.hoursP90,
      cell.compared?.lines ?? null,
      cell.compared?.onTimeShare ?? null,
      cell.compared?.keptShare ?? null,
      cell.compared?.hoursMedian ?? null,
      cell.compared?.hoursP90 ?? null,
    ]),
  )
}
