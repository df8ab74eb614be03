/** Owns which orders a question about experience is about: its window, and the cell within it. */
import type { InputOf } from '../../shared/contract.ts'
import type { ExperienceWindow } from '../../shared/readModels/experience.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

export type ExperienceScope = InputOf<'experience.journeys'>

export const DAY_MS = 86_400_000
/** The window where none is named: 13 weeks up to the latest order. */
const USUAL_WINDOW_MS = 91 * DAY_MS

/** A condition, without WHERE, and its values. */
export interface Condition {
  where: string
  parameters: SqlValue[]
}

export interface Scoped {
  /** In whole days (UTC): begun days count. */
  window: ExperienceWindow
  /** On `order_experience AS e`. */
  rows: Condition
  /** On texts `AS t`, which carry the time and cell of their order. */
  texts: Condition
  /** On the daily sums, where an empty word stands for what no source states. */
  cells: Condition
}

const CELL = ['channel', 'flow', 'region', 'country'] as const

/** Whether a cell is asked for, not only a time. */
export const asksCell = (scope: ExperienceScope): boolean => CELL.some((name) => scope[name] !== undefined)

/** Orders by the time at which they were placed, from and before; an empty word asks for what no source states. */
export function scopeOf({ reader, clock }: QueryContext, input: ExperienceScope): Scoped {
  const latest =
    reader.get<{ at: number | null }>('SELECT max(placed_at) AS at FROM order_experience')?.at ?? null
  const last = input.until ?? (latest === null ? clock.now() : latest + 1)
  const until = Math.ceil(last / DAY_MS) * DAY_MS
  const from = Math.floor((input.from ?? Math.max(0, until - USUAL_WINDOW_MS)) / DAY_MS) * DAY_MS
  const ofRows = ['placed_at >= ?', 'placed_at < ?']
  const ofCells = ['day >= ? AND day < ?']
  const words: SqlValue[] = []
  const named: SqlValue[] = []
  for (const column of CELL) {
    const wanted = input[column]
    if (wanted === undefined) continue
    ofCells.push(`${column} = ?`)
    words.push(wanted)
    ofRows.push(wanted === '' ? `${column} IS NULL` : `${column} = ?`)
    if (wanted !== '') named.push(wanted)
  }
  const rowsAs = (alias: string): Condition => ({
    where: ofRows.map((part) => `${alias}.${part}`).join(' AND '),
    parameters: [from, until, ...named],
  })
  return {
    window: { from, until, dataUntil: latest },
    rows: rowsAs('e'),
    texts: rowsAs('t'),
    cells: { where: ofCells.join(' AND '), parameters: [from / DAY_MS, until / DAY_MS, ...words] },
  }
}

/** An order has broken its promise when it came late, or is open past it. One value for the time now. */
export const BROKEN_SQL = '(e.late = 1 OR e.open_promised_at < ?)'

/** Orders that are open past their promise, and have no late line yet. One value for the time now. */
export const OVERDUE_SQL = '(e.open_promised_at < ? AND e.late IS NOT 1)'

/** A word as the sums name it, as the source states it: null for nothing. */
export const wordOf = (name: string): string | null => (name === '' ? null : name)
