/** Owns the lines that questions about speed are answered from, read one by one. */
import type { InputOf } from '../../shared/contract.ts'
import type { LateCause } from '../../shared/readModels/speed.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

export type SpeedScope = Omit<InputOf<'speed.causes'>, 'from' | 'until'>

export interface Period {
  from: number | undefined
  until: number | undefined
}

export interface SpeedLine {
  order: string
  line: string
  region: string | null
  country: string | null
  channel: string | null
  flow: string | null
  carrier: string | null
  location: string | null
  at: number
  placedAt: number | null
  shippedAt: number | null
  handedOverAt: number | null
  promisedAt: number | null
  late: number | null
  weekHour: number
  cause: LateCause | null
}

const HOUR_MS = 3_600_000

/** A period in whole hours: begun hours count. */
export const wholeHours = ({ from, until }: Period): Period => ({
  from: from === undefined ? undefined : Math.floor(from / HOUR_MS) * HOUR_MS,
  until: until === undefined ? undefined : Math.ceil(until / HOUR_MS) * HOUR_MS,
})

const TEXTS = ['region', 'country', 'channel', 'flow', 'carrier', 'location'] as const

/** Lines handed over, and those open past their promise. */
export function speedLines({ reader, clock }: QueryContext, scope: SpeedScope, given: Period): SpeedLine[] {
  const { from, until } = wholeHours(given)
  const parts = ['(handed_over_at IS NOT NULL OR (open = 1 AND promised_at < ?))']
  const parameters: SqlValue[] = [clock.now()]
  const at = 'coalesce(placed_at, handed_over_at, promised_at)'
  for (const name of TEXTS) {
    const value = scope[name]
    if (value === undefined) continue
    parts.push(value === '' ? `${name} IS NULL` : `${name} = ?`)
    if (value !== '') parameters.push(value)
  }
  if (from !== undefined) {
    parts.push(`${at} >= ?`)
    parameters.push(from)
  }
  if (until !== undefined) {
    parts.push(`${at} < ?`)
    parameters.push(until)
  }
  const lines = reader.all<Omit<SpeedLine, 'weekHour' | 'cause'>>(
    `SELECT order_id AS "order", line, region, country, channel, flow, carrier, location, ${at} AS at,
       placed_at AS placedAt, shipped_at AS shippedAt, handed_over_at AS handedOverAt, promised_at AS promisedAt, late
     FROM order_lines WHERE ${parts.join(' AND ')}`,
    parameters,
  )
  return lines
    .map((line): SpeedLine => ({
      ...line,
      // 1970 began on a Thursday.
      weekHour: (Math.floor(line.at / HOUR_MS) + 72) % 168,
      cause: null,
    }))
    .filter(({ weekHour }) => scope.weekHour === undefined || scope.weekHour === weekHour)
}
