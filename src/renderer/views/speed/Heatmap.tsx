/** Owns the heatmap's table: regions down, what is compared across, only the cells in sight, every cell reached by keys. */
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { Button, useComputedColorScheme } from '@mantine/core'
import { IconPhotoDown } from '@tabler/icons-react'
import type { HeatmapColumn, SpeedHeatmap } from '../../../shared/readModels/speed.ts'
import { notifyFailure } from '../../components/notify.tsx'
import { usePreferences } from '../../stores/preferences.ts'
import { classesOf, lookOf, type CellLook } from './cellLook.ts'
import { FIGURES, type FigureName } from './figures.ts'
import { HeatmapLegend } from './HeatmapLegend.tsx'
import { HeatmapHead, HeatmapRow, namedAxes, type Layout } from './HeatmapParts.tsx'
import { saveHeatmapPicture } from './heatmapPicture.ts'
import { inSight, placeAfter, scrollFor, type Place } from './heatmapWindow.ts'
import type { CellKey } from './speedScope.ts'
import classes from './Heatmap.module.css'

const CELL_PX = { plain: 84, weekHour: 46, weekHourCompared: 66, widest: 150 } as const
const ROW_PX = 40
const NAME_PX = 132
const HEAD_PX = { plain: 44, weekHour: 44 } as const

interface HeatmapProps {
  heatmap: SpeedHeatmap
  columns: HeatmapColumn
  figure: FigureName
  compared: boolean
  selected: CellKey | undefined
  onOpen(cell: CellKey): void
  /** What stands over the picture of it. */
  caption: { title: string; note: string }
}

interface View {
  left: number
  top: number
  width: number
  height: number
}

export function Heatmap(props: HeatmapProps) {
  const { heatmap, columns, figure, compared, selected, onOpen, caption } = props
  const scheme = useComputedColorScheme('light')
  const { locale } = usePreferences()
  const scroller = useRef<HTMLDivElement>(null)
  const view = useView(scroller)
  const [active, setActive] = useState<Place>({ row: 0, column: 0 })
  const [pointed, setPointed] = useState<Place | null>(null)
  const wanted = useRef<Place | null>(null)

  const isWeek = columns === 'weekHour'
  const axes = useMemo(() => namedAxes(heatmap, columns), [heatmap, columns])
  const classOfCells = useMemo(
    () => classesOf(heatmap, figure, compared, scheme),
    [heatmap, figure, compared, scheme],
  )
  const looks = useMemo(() => {
    const options = { figure, compared, classes: classOfCells, scheme, locale, isNarrow: isWeek }
    return new Map(heatmap.cells.map((cell) => [`${cell.row}\n${cell.column}`, lookOf(cell, options)]))
  }, [heatmap, figure, compared, classOfCells, scheme, locale, isWeek])
  const lookAt = (place: Place): CellLook | null =>
    looks.get(`${axes.rows[place.row]?.key}\n${axes.columns[place.column]?.key}`) ?? null

  const smallest = isWeek ? (compared ? CELL_PX.weekHourCompared : CELL_PX.weekHour) : CELL_PX.plain
  const spread = Math.floor((view.width - NAME_PX - 2) / Math.max(1, axes.columns.length))
  const layout: Layout = {
    cellPx: Math.max(smallest, Math.min(CELL_PX.widest, spread)),
    rowPx: ROW_PX,
    namePx: NAME_PX,
    headPx: isWeek ? HEAD_PX.weekHour : HEAD_PX.plain,
  }
  const across = { count: axes.columns.length, sizePx: layout.cellPx }
  const down = { count: axes.rows.length, sizePx: layout.rowPx }
  const [firstColumn, endColumn] = inSight(across, view.left, view.width - layout.namePx)
  const [firstRow, endRow] = inSight(down, view.top, view.height - layout.headPx)
  const tabStop = {
    row: Math.max(firstRow, Math.min(endRow - 1, active.row)),
    column: Math.max(firstColumn, Math.min(endColumn - 1, active.column)),
  }

  // The cell may have to be scrolled into being before it can take the focus.
  useEffect(() => {
    const place = wanted.current
    if (!place) return
    const cell = scroller.current?.querySelector<HTMLElement>(
      `[data-row="${place.row}"][data-column="${place.column}"]`,
    )
    if (!cell) return
    wanted.current = null
    cell.focus({ preventScroll: true })
  })

  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter' || event.key === ' ') {
      open(tabStop)
    } else {
      const page = Math.max(1, Math.floor((view.height - layout.headPx) / layout.rowPx) - 1)
      const next = placeAfter(event.key, tabStop, axes.rows.length, axes.columns.length, page)
      if (!next) return
      setActive(next)
      wanted.current = next
      scroller.current?.scrollTo({
        left: scrollFor(across, next.column, view.left, view.width - layout.namePx),
        top: scrollFor(down, next.row, view.top, view.height - layout.headPx),
      })
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const open = (place: Place) => {
    const row = axes.rows[place.row]
    const column = axes.columns[place.column]
    if (row && column && lookAt(place)) onOpen({ row: row.key, column: column.key })
  }
  const onPoint = (event: MouseEvent) => setPointed(placeOf(event.target))
  const told = pointed ?? active

  return (
    <div className={classes.heatmap}>
      <div ref={scroller} className={classes.scroller} data-testid="heatmap">
        <div
          role="grid"
          aria-label={`${FIGURES[figure].title} by region and ${isWeek ? 'weekday and hour' : columns}`}
          aria-rowcount={axes.rows.length + 1}
          aria-colcount={axes.columns.length + 1}
          className={classes.grid}
          style={{
            width: layout.namePx + across.count * across.sizePx,
            height: layout.headPx + down.count * down.sizePx,
          }}
          onKeyDown={press}
          onMouseOver={onPoint}
          onMouseLeave={() => setPointed(null)}
          onFocus={(event) => {
            const place = placeOf(event.target)
            if (place) setActive(place)
          }}
          onClick={(event) => {
            const place = placeOf(event.target)
            if (!place) return
            setActive(place)
            open(place)
          }}
        >
          <HeatmapHead
            columns={axes.columns}
            first={firstColumn}
            end={endColumn}
            layout={layout}
            isWeek={isWeek}
          />
          {axes.rows.slice(firstRow, endRow).map((row, index) => (
            <HeatmapRow
              key={row.key}
              row={row}
              index={firstRow + index}
              columns={axes.columns}
              first={firstColumn}
              end={endColumn}
              looks={looks}
              layout={layout}
              tabColumn={firstRow + index === tabStop.row ? tabStop.column : null}
              selectedColumn={selected?.row === row.key ? selected.column : undefined}
            />
          ))}
        </div>
      </div>
      <div className={classes.foot}>
        <div className={classes.told} data-testid="heatmap-told">
          <strong>
            {axes.rows[told.row]?.name} · {axes.columns[told.column]?.name}
          </strong>
          <span>{lookAt(told)?.sentence ?? 'no line with this figure'}</span>
        </div>
        <div className={classes.key}>
          <HeatmapLegend classes={classOfCells} figure={figure} compared={compared} />
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconPhotoDown size={13} />}
            title="Saves the whole heatmap as a picture"
            onClick={() => {
              saveHeatmapPicture({
                ...caption,
                ...axes,
                lookAt: (row, column) => looks.get(`${row.key}\n${column.key}`) ?? null,
                classes: classOfCells,
              }).catch((error: unknown) => notifyFailure('The picture was not made', error))
            }}
          >
            PNG
          </Button>
        </div>
      </div>
    </div>
  )
}

function placeOf(target: EventTarget): Place | null {
  const cell = target instanceof Element ? target.closest<HTMLElement>('[data-column]') : null
  return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : null
}

/** What is scrolled to and how much room there is, at most once a frame. */
function useView(scroller: React.RefObject<HTMLDivElement | null>): View {
  const [view, setView] = useState<View>({ left: 0, top: 0, width: 1000, height: 600 })
  useEffect(() => {
    const element = scroller.current
    if (!element) return undefined
    let frame = 0
    const look = () => {
      frame = 0
      const { scrollLeft: left, scrollTop: top, clientWidth: width, clientHeight: height } = element
      setView((last) =>
        last.left === left && last.top === top && last.width === width && last.height === height
          ? last
          : { left, top, width, height },
      )
    }
    const soon = () => {
      frame ||= requestAnimationFrame(look)
    }
    look()
    element.addEventListener('scroll', soon, { passive: true })
    const observer = new ResizeObserver(soon)
    observer.observe(element)
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('scroll', soon)
      observer.disconnect()
    }
  }, [scroller])
  return view
}
