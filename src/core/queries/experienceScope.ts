/** Owns which orders a question about experience is about: its window, and the cell within it. */
import type { InputOf } from '../../shared/contract.ts'
import type { ExperienceWindow } from '../../shared/readModels/experience.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

export type ExperienceScope = InputOf<'experience.journeys'>

const DAY_MS = 86_400_000
/** The window where none is named: 13 weeks up to the latest order. */
const USUAL_WINDOW_MS = 91 * DAY_MS

export interface Scoped {
  window: ExperienceWindow
  /** A condition on `order_experience AS e`, without WHERE. */
  where: string
  parameters: SqlValue[]
}

/** Orders by the time at which they were placed, from and before; an empty word asks for what no source states. */
export function scopeOf({ reader, clock }: QueryContext, input: ExperienceScope): Scoped {
  const latest = reader.get<{ at: number | null }>('SELECT max(placed_at) AS at FROM order_experience')?.at ?? null
  const until = input.until ?? (latest === null ? clock.now() : latest + 1)
  const from = input.from ?? until - USUAL_WINDOW_MS
  const parts = ['e.placed_at >= ? AND e.placed_at < ?']
  const parameters: SqlValue[] = [from, until]
  for (const column of ['channel', 'flow', 'region', 'country'] as const) {
    const wanted = input[column]
    if (wanted === undefined) continue
    parts.push(wanted === '' ? `e.${column} IS NULL` : `e.${column} = ?`)
    if (wanted !== '') parameters.push(wanted)
  }
  return { window: { from, until, dataUntil: latest }, where: parts.join(' AND '), parameters }
} // prettier-ignore

/** An order has broken its promise when it came late, or is open past it; has kept it when all came in time. One value for the time now. */
export const BROKEN_SQL = '(e.late = 1 OR e.open_promised_at < ?)'
/** Kept: all came in time, and nothing promised is still to come. */
export const KEPT_SQL = `(e.late = 0 AND e.outcome <> 'open')`

export interface Axis {
  channel: string | null
  flow: string | null
}
