/** Owns the heatmap's head and rows: where each cell lies, what it says, and how it is named. */
import { memo, useMemo } from 'react'
import type { HeatmapColumn, SpeedHeatmap } from '../../../shared/readModels/speed.ts'
import { columnValueWord, SHORT_WEEKDAYS } from '../orderWords.ts'
import { sharedStart } from '../network/sharedStart.ts'
import type { CellLook } from './cellLook.ts'
import classes from './Heatmap.module.css'

export interface Layout {
  cellPx: number
  rowPx: number
  namePx: number
  headPx: number
}

export interface AxisEntry {
  key: string
  name: string
}

export const regionWord = (key: string, name = key): string => name || key || 'Region not known'

/** Every hour of the week, also those without a line: a gap is to be seen as one. */
const WEEK = Array.from({ length: 168 }, (_each, hour) => ({ key: String(hour), name: '' }))

/** Rows and columns with the trade's words for their codes. */
export function namedAxes(heatmap: Pick<SpeedHeatmap, 'rows' | 'columns'>, columns: HeatmapColumn) {
  return {
    rows: heatmap.rows.map(({ key, name }): AxisEntry => ({ key, name: regionWord(key, name) })),
    columns: (columns === 'weekHour' ? WEEK : heatmap.columns).map(({ key, name }): AxisEntry => ({
      key,
      name: columnValueWord(columns, key, name),
    })),
  }
}

interface HeadProps {
  columns: readonly AxisEntry[]
  first: number
  end: number
  layout: Layout
  isWeek: boolean
}

export const HeatmapHead = memo(function HeatmapHead({ columns, first, end, layout, isWeek }: HeadProps) {
  const left = (index: number) => layout.namePx + index * layout.cellPx
  // What most names begin with tells none of them apart.
  const shared = useMemo(() => sharedStart(columns.map(({ name }) => name)), [columns])
  return (
    <div role="row" aria-rowindex={1} className={classes.head} style={{ height: layout.headPx }}>
      <div role="columnheader" aria-colindex={1} className={classes.corner} style={{ width: layout.namePx }}>
        Region
      </div>
      {columns.slice(first, end).map((column, at) => {
        const index = first + at
        return (
          <div
            key={column.key}
            role="columnheader"
            aria-colindex={index + 2}
            aria-label={column.name}
            title={column.name}
            className={classes.columnName}
            data-day={(isWeek && Number(column.key) % 24 === 0) || undefined}
            style={{ left: left(index), width: layout.cellPx, height: layout.headPx }}
          >
            {isWeek ? (
              <HourName hour={Number(column.key)} isFirst={at === 0} />
            ) : (
              <span className={classes.twoLines}>
                {column.name.startsWith(shared) ? column.name.slice(shared.length) : column.name}
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
})

/** The weekday stands over each sixth hour, so that one is always in sight. */
function HourName({ hour, isFirst }: { hour: number; isFirst: boolean }) {
  const day = SHORT_WEEKDAYS[Math.floor(hour / 24)]
  return (
    <>
      <span className={classes.day}>{isFirst || hour % 6 === 0 ? day : ''}</span>
      <span>{String(hour % 24).padStart(2, '0')}</span>
    </>
  )
}

interface RowProps {
  row: AxisEntry
  index: number
  columns: readonly AxisEntry[]
  first: number
  end: number
  looks: ReadonlyMap<string, CellLook | null>
  layout: Layout
  /** The column that the Tab key comes to, if it is in this row. */
  tabColumn: number | null
  selectedColumn: string | undefined
}

const sameLayout = (a: Layout, b: Layout) =>
  a.cellPx === b.cellPx && a.namePx === b.namePx && a.headPx === b.headPx && a.rowPx === b.rowPx

export const HeatmapRow = memo(
  function HeatmapRow(props: RowProps) {
    const { row, index, columns, first, end, looks, layout, tabColumn, selectedColumn } = props
    return (
      <div
        role="row"
        aria-rowindex={index + 2}
        className={classes.row}
        style={{ top: layout.headPx + index * layout.rowPx, height: layout.rowPx }}
      >
        <div
          role="rowheader"
          aria-colindex={1}
          className={classes.rowName}
          style={{ width: layout.namePx }}
          title={row.name}
        >
          <span className="clip">{row.name}</span>
        </div>
        {columns.slice(first, end).map((column, at) => (
          <HeatmapCell
            key={column.key}
            row={row}
            column={column}
            rowIndex={index}
            place={first + at}
            look={looks.get(`${row.key}\n${column.key}`) ?? null}
            layout={layout}
            isTabStop={first + at === tabColumn}
            isSelected={selectedColumn === column.key}
          />
        ))}
      </div>
    )
  },
  (last, next) =>
    sameLayout(last.layout, next.layout) &&
    last.row === next.row &&
    last.index === next.index &&
    last.columns === next.columns &&
    last.first === next.first &&
    last.end === next.end &&
    last.looks === next.looks &&
    last.tabColumn === next.tabColumn &&
    last.selectedColumn === next.selectedColumn,
)

interface CellProps {
  row: AxisEntry
  column: AxisEntry
  rowIndex: number
  place: number
  look: CellLook | null
  layout: Layout
  isTabStop: boolean
  isSelected: boolean
}

const HeatmapCell = memo(
  function HeatmapCell({ row, column, rowIndex, place, look, layout, isTabStop, isSelected }: CellProps) {
    return (
      <div
        role="gridcell"
        aria-colindex={place + 2}
        aria-selected={isSelected}
        // What is seen comes first, so that it can be spoken to by what is seen.
        aria-label={
          look
            ? `${look.text} n ${look.sample}, ${row.name}, ${column.name}: ${look.sentence}`
            : `${row.name}, ${column.name}: no line with this figure`
        }
        data-row={rowIndex}
        data-column={place}
        data-testid={look ? `cell-${row.key}-${column.key}` : undefined}
        data-thin={look?.thin || undefined}
        data-blank={!look || undefined}
        tabIndex={isTabStop ? 0 : -1}
        className={classes.cell}
        style={{
          left: layout.namePx + place * layout.cellPx,
          width: layout.cellPx - 1,
          height: layout.rowPx - 1,
          ...(look ? { backgroundColor: look.fill, color: look.ink } : {}),
        }}
      >
        {look ? (
          <>
            <span className={classes.value}>{look.text}</span>{' '}
            <span className={classes.sample}>n {look.sample}</span>
          </>
        ) : null}
      </div>
    )
  },
  (last, next) =>
    last.look === next.look &&
    last.place === next.place &&
    last.rowIndex === next.rowIndex &&
    last.isTabStop === next.isTabStop &&
    last.isSelected === next.isSelected &&
    last.row === next.row &&
    last.column === next.column &&
    sameLayout(last.layout, next.layout),
)
