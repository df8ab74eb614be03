/** Owns every table of rows: columns by TanStack Table, only the rows in sight by TanStack Virtual, keys for hands. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { columnVisibilityFeature, tableFeatures, useTable, type ColumnDef } from '@tanstack/react-table'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { usePreferences } from '../stores/preferences.ts'
import { useLatest } from '../stores/useLatest.ts'
import { useRowsInSight } from './rowVirtualizer.ts'
import classes from './DataGrid.module.css'

export interface GridColumn<T> {
  id: string
  header: string
  /** What the figures are in; stands in the heading. */
  unit?: string
  /** What the figure is, for a hover over the heading. */
  about?: string | undefined
  /** CSS grid track, e.g. `96px` or `minmax(140px, 2fr)`. */
  width: string
  right?: boolean
  /** Name to sort by; absent: the column cannot be sorted. */
  sort?: string
  cell(row: T): ReactNode
}

export interface GridSort {
  by: string
  descending: boolean
}

export interface DataGridProps<T> {
  label: string
  columns: readonly GridColumn<T>[]
  /** Ids of the columns shown, absent: all. */
  shown?: readonly string[]
  count: number
  /** Undefined where the row is not loaded yet. */
  rowAt(index: number): T | undefined
  rowId(row: T): string
  rowTestId?(row: T): string
  /** Where the row's figures come from and how old they are; for a hover. */
  rowTitle?(row: T): string
  /** True where the row's figures rest on a silent source, so that they fade. */
  rowFaded?(row: T): boolean
  selectedId?: string | undefined
  onOpen?(row: T): void
  sort?: GridSort
  onSort?(sort: GridSort): void
  /** Tells which rows are in sight. */
  onRange?(first: number, last: number): void
  /** Limits the height to this many rows instead of filling the place. */
  rowsInSight?: number
  /** Rows of two lines, or of four. */
  tall?: boolean | 'four'
  /** Narrower than this the columns are scrolled sideways, e.g. `980px`. */
  minWidth?: string
  /** The first column stays in sight while the others are scrolled. */
  pinsFirst?: boolean
  /** Rows that are chosen for something to be done with them. */
  isMarked?(row: T): boolean
  /** Tells which row the keyboard stands on. */
  onActive?(index: number): void
}

interface Loaded<T> {
  index: number
  row: T
}
const features = tableFeatures({ columnVisibilityFeature })
const ROW_PX = { compact: 32, comfortable: 36 } as const
const TALL_ROW_PX = { compact: 44, comfortable: 50 } as const
const FOUR_LINES_PX = { compact: 82, comfortable: 90 } as const
const HEAD_PX = 40
/** Browsers stop drawing beyond about 33 million pixels. */
const MOST_ROWS = 900_000

export function DataGrid<T>(props: DataGridProps<T>) {
  const { columns, count, rowAt, rowId, onOpen, onRange, shown } = props
  const { density } = usePreferences()
  const rowPx = (props.tall === 'four' ? FOUR_LINES_PX : props.tall ? TALL_ROW_PX : ROW_PX)[density]
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState(0)
  const rows = Math.min(count, MOST_ROWS)
  const virtualizer = useRowsInSight({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPx,
    overscan: 8,
    scrollPaddingStart: HEAD_PX,
  })
  useEffect(() => {
    if (rowPx > 0) virtualizer.measure()
  }, [rowPx, virtualizer])
  const items = virtualizer.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  const report = useLatest(onRange)
  useEffect(() => report.current?.(first, last), [first, last, report])
  const stand = (index: number) => {
    setActive(index)
    props.onActive?.(index)
  }

  const definitions = useMemo<ColumnDef<typeof features, Loaded<T>>[]>(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        cell: (context) => column.cell(context.row.original.row),
      })),
    [columns],
  )
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map(({ id }) => [id, !shown || shown.includes(id)])),
    [columns, shown],
  )
  const data: Loaded<T>[] = []
  for (let index = first; index <= last && index < rows; index += 1) {
    const row = rowAt(index)
    if (row !== undefined) data.push({ index, row })
  }
  const table = useTable({
    features,
    columns: definitions,
    data,
    getRowId: (each) => String(each.index),
    state: { columnVisibility },
  })
  const byId = new Map(columns.map((column) => [column.id, column]))
  const visible = columns.filter((column) => columnVisibility[column.id])
  const template = visible.map((column) => scaled(column.width)).join(' ')
  const modelRows = new Map(table.getRowModel().rows.map((row) => [row.original.index, row]))
  const tabStop = active >= first && active <= last ? active : first

  const moveTo = (index: number) => {
    const target = Math.max(0, Math.min(rows - 1, index))
    stand(target)
    virtualizer.scrollToIndex(target)
    requestAnimationFrame(() =>
      scroller.current
        ?.querySelector<HTMLElement>(`[data-index="${target}"]`)
        ?.focus({ preventScroll: true }),
    )
  }
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowPx) - 2)
    const steps: Record<string, number> = {
      j: 1,
      ArrowDown: 1,
      k: -1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
    }
    const step = steps[event.key]
    if (step !== undefined) moveTo(tabStop + step)
    else if (event.key === 'Home') moveTo(0)
    else if (event.key === 'End') moveTo(rows - 1)
    else if (event.key === 'Enter') {
      const row = rowAt(tabStop)
      if (row === undefined || !onOpen || (event.target as HTMLElement).closest('button, a')) return
      onOpen(row)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      style={
        props.rowsInSight
          ? { flex: 'none', height: HEAD_PX + rowPx * Math.min(rows, props.rowsInSight) + 2 }
          : undefined
      }
    >
      <div
        role="grid"
        aria-label={props.label}
        aria-rowcount={rows + 1}
        aria-colcount={visible.length}
        data-pins={props.pinsFirst || undefined}
        className={classes.grid}
        style={props.minWidth ? { minWidth: scaled(props.minWidth) } : undefined}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row} style={{ gridTemplateColumns: template }}>
            {visible.map((column) => (
              <HeadCell key={column.id} column={column} sort={props.sort} onSort={props.onSort} />
            ))}
          </div>
        </div>
        <div
          role="rowgroup"
          className={classes.body}
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={press}
        >
          {items.map((item) => {
            const row = modelRows.get(item.index)
            const id = row ? rowId(row.original.row) : undefined
            return (
              <div
                key={item.index}
                role="row"
                data-index={item.index}
                data-testid={row && props.rowTestId?.(row.original.row)}
                data-opens={onOpen ? true : undefined}
                title={row && props.rowTitle?.(row.original.row)}
                data-marked={(row && props.isMarked?.(row.original.row)) || undefined}
                data-faded={(row && props.rowFaded?.(row.original.row)) || undefined}
                aria-rowindex={item.index + 2}
                aria-selected={id !== undefined && id === props.selectedId}
                tabIndex={item.index === tabStop ? 0 : -1}
                className={classes.row}
                style={{
                  gridTemplateColumns: template,
                  height: rowPx,
                  transform: `translateY(${item.start}px)`,
                }}
                onFocus={() => stand(item.index)}
                onClick={() => row && onOpen?.(row.original.row)}
              >
                {row
                  ? row.getVisibleCells().map((cell) => (
                      <div
                        key={cell.id}
                        role="gridcell"
                        className={classes.cell}
                        data-right={byId.get(cell.column.id)?.right || undefined}
                      >
                        <table.FlexRender cell={cell} />
                      </div>
                    ))
                  : visible.map((column) => (
                      <div key={column.id} role="gridcell" className={classes.cell}>
                        <span className={classes.blank} />
                      </div>
                    ))}
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Widths grow with the text, so that no figure is cut. */
function scaled(width: string): string {
  return width.replaceAll(/([\d.]+)px/g, 'calc($1rem / 16 * var(--mantine-scale))')
}

interface HeadCellProps<T> {
  column: GridColumn<T>
  sort: GridSort | undefined
  onSort: ((sort: GridSort) => void) | undefined
}

function HeadCell<T>({ column, sort, onSort }: HeadCellProps<T>) {
  const sorted = column.sort !== undefined && sort?.by === column.sort
  const label = (
    <>
      <span className="clip">{column.header}</span>
      {column.unit ? <span className={classes.unit}>{column.unit}</span> : null}
      {sorted ? sort.descending ? <IconArrowDown size={12} /> : <IconArrowUp size={12} /> : null}
    </>
  )
  const by = column.sort
  return (
    <div
      role="columnheader"
      className={classes.cell}
      data-right={column.right || undefined}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
      title={[column.header, column.unit, column.about].filter(Boolean).join(', ')}
    >
      {by !== undefined && onSort ? (
        <button
          type="button"
          className={classes.sort}
          onClick={() => onSort({ by, descending: sorted ? !sort.descending : Boolean(column.right) })}
        >
          {label}
        </button>
      ) : (
        <span className={classes.sort}>{label}</span>
      )}
    </div>
  )
}
