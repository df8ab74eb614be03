/** Owns which lines a question about speed is about: the same condition on packed lines and on rows of the store. */
import type { InputOf } from '../../shared/contract.ts'
import { placeOfName, regionOf, type NamedPart, type PackPart } from '../../shared/speedPack.ts'
import type { SqlValue } from '../ledger/types.ts'
import { wholeHours, type Pack, type PackedPeriod, type Period } from './speedPacks.ts'

export type SpeedScope = Omit<InputOf<'speed.causes'>, 'from' | 'until'>

const WORDS = ['channel', 'flow', 'carrier', 'location'] as const

/** The columns that the scope is judged by. */
export function partsOf(scope: SpeedScope): PackPart[] {
  const words = WORDS.filter((part) => scope[part] !== undefined)
  return ['place', ...words, ...(scope.weekHour === undefined ? [] : ['time' as const])]
}

/** Whether lines of a place are in scope; undefined where the scope names none. */
export function placesIn(scope: SpeedScope): ((place: string) => boolean) | undefined {
  if (scope.region === undefined && scope.country === undefined) return undefined
  return (name) => {
    const { region, country } = placeOfName(name)
    return (
      (scope.region === undefined || scope.region === regionOf(region, country)) &&
      (scope.country === undefined || scope.country === (country ?? ''))
    )
  }
}

/** For each number of a name: 1 where the scope has it. */
function acceptedOf(names: readonly string[], accepts: (name: string) => boolean): Uint8Array {
  return Uint8Array.from(names, (name) => Number(accepts(name ?? '')))
}

/**
 * Sets the group of each line that is out of scope to none.
 * @param groups of the pack's lines; changed in place
 */
export function leaveOut(
  { names }: PackedPeriod,
  scope: SpeedScope,
): (pack: Pack, groups: Int32Array) => void {
  const filters: [part: NamedPart, accepted: Uint8Array][] = []
  const inPlace = placesIn(scope)
  if (inPlace) filters.push(['place', acceptedOf(names.place, inPlace)])
  for (const part of WORDS) {
    if (scope[part] !== undefined)
      filters.push([part, acceptedOf(names[part], (name) => name === scope[part])])
  }
  const { weekHour } = scope
  return ({ columns, lines }, groups) => {
    for (const [part, accepted] of filters) {
      const numbers = columns[part]
      for (let line = 0; line < lines; line += 1) {
        if (accepted[numbers[line] as number] === 0) groups[line] = -1
      }
    }
    if (weekHour === undefined) return
    const { time } = columns
    for (let line = 0; line < lines; line += 1) {
      if ((time[line] as number) >> 5 !== weekHour) groups[line] = -1
    }
  }
}

const TEXTS = ['region', 'country', ...WORDS] as const

/** As `regionOf`. */
export const REGION_SQL = 'coalesce(region, country)'

/** The scope as a condition in SQL on `order_lines`. */
export function scopeSql(scope: SpeedScope): { conditions: string[]; parameters: SqlValue[] } {
  const conditions: string[] = []
  const parameters: SqlValue[] = []
  for (const name of TEXTS) {
    const value = scope[name]
    if (value === undefined) continue
    const column = name === 'region' ? REGION_SQL : name
    conditions.push(value === '' ? `${column} IS NULL` : `${column} = ?`)
    if (value !== '') parameters.push(value)
  }
  if (scope.weekHour !== undefined) {
    conditions.push('week_hour = ?')
    parameters.push(scope.weekHour)
  }
  return { conditions, parameters }
}

/** Lines that are open past their promise, in scope: the condition on `order_lines` in SQL. */
export function overdueSql(
  scope: SpeedScope,
  period: Period,
  now: number,
): { where: string; parameters: SqlValue[] } {
  const { conditions, parameters } = scopeSql(scope)
  const { from, until } = wholeHours(period)
  const where = ['open = 1', 'promised_at < ?', ...conditions]
  const all: SqlValue[] = [now, ...parameters]
  if (from !== undefined) {
    where.push('coalesce(placed_at, promised_at) >= ?')
    all.push(from)
  }
  if (until !== undefined) {
    where.push('coalesce(placed_at, promised_at) < ?')
    all.push(until)
  }
  return { where: where.join(' AND '), parameters: all }
}
