/** Owns what a figure of speed is asked for: scope, period and cell, read from the address. An empty word means: not known. */
import { useMemo } from 'react'
import {
  HEATMAP_COLUMNS,
  LATE_CAUSES,
  type HeatmapColumn,
  type LateCause,
} from '../../../shared/readModels/speed.ts'
import type { InputOf } from '../../../shared/contract.ts'
import { FLOWS } from '../../../shared/vocabulary.ts'
import { useAddress } from '../../stores/address.ts'
import { clockNow } from '../../stores/clock.ts'
import { nextHour, periodOf, type Period, type Span } from '../../stores/period.ts'
import { scopeOf } from '../../stores/scope.ts'
import { useTowerStatus } from '../../stores/status.ts'

export type SpeedScope = Omit<InputOf<'speed.causes'>, 'from' | 'until'>
export type SpeedQuestion = InputOf<'speed.causes'>

/** The period on the screen. Its end is the end of the data, so that a history of years ago shows too. */
export function usePeriod(): Period {
  const { params } = useAddress()
  const status = useTowerStatus()
  const end = nextHour(status?.dataAsOf ?? status?.now ?? clockNow())
  const text = JSON.stringify(periodOf(params, end))
  return useMemo(() => JSON.parse(text) as Period, [text])
}

export const spanOf = ({ from, until }: Span): Span => ({
  ...(from === undefined ? {} : { from }),
  ...(until === undefined ? {} : { until }),
})

/** What the whole screen is narrowed to: the scope on top, and the flow. */
export function screenScopeOf(params: URLSearchParams): SpeedScope {
  const { region, country } = scopeOf(params)
  const flow = FLOWS.find((each) => each === params.get('flow'))
  return { ...(region ? { region } : {}), ...(country ? { country } : {}), ...(flow ? { flow } : {}) }
}

export function columnsOf(params: URLSearchParams): HeatmapColumn {
  return HEATMAP_COLUMNS.find((each) => each === params.get('columns')) ?? 'channel'
}

/** An empty word would vanish from the address. */
const NOT_KNOWN = '~'
export const toParam = (key: string): string => key || NOT_KNOWN
export const fromParam = (text: string): string => (text === NOT_KNOWN ? '' : text)

export interface CellKey {
  row: string
  column: string
}

/** The cell that the address names; undefined where it names none. */
export function cellOf(params: URLSearchParams): CellKey | undefined {
  const row = params.get('row')
  const column = params.get('column')
  return row === null || column === null ? undefined : { row: fromParam(row), column: fromParam(column) }
}

export type CauseName = LateCause | 'unknown'
export function causeOf(params: URLSearchParams): CauseName | undefined {
  const text = params.get('cause')
  return text === 'unknown' ? text : LATE_CAUSES.find((each) => each === text)
}

/** The lines of one cell. */
export function cellScope(scope: SpeedScope, columns: HeatmapColumn, { row, column }: CellKey): SpeedScope {
  const narrowed: SpeedScope = { ...scope, region: row }
  if (columns === 'weekHour') return { ...narrowed, weekHour: Number(column) }
  if (columns === 'flow') {
    const flow = FLOWS.find((each) => each === column)
    return { ...narrowed, flow: flow ?? '' }
  }
  return { ...narrowed, [columns]: column }
}

export const CELL_PATH = '/speed/cell'
/** Parameters of the cell's drawer, to be left behind with it. */
export const NO_CELL = { row: null, column: null, cause: null, record: null } as const
