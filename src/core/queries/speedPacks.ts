/** Owns reading the packed lines of a period: whole days as their columns, days that are cut, and lines that still wait. */
import {
  columnOf,
  emptyColumn,
  NAMED_PARTS,
  packNumber,
  PACK_PARTS,
  type NamedPart,
  type PackColumn,
  type PackPart,
} from '../../shared/speedPack.ts'
import type { Reader } from '../ledger/types.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24
const DAY_MS = HOUR_MS * DAY_HOURS

export interface Period {
  from: number | undefined
  until: number | undefined
}

/** Lines of one day; only the columns that were asked for have content. */
export interface Pack {
  day: number
  lines: number
  columns: Record<PackPart, PackColumn>
}

export interface PackedPeriod {
  /** Words by their numbers; the first is the empty one: not known. */
  names: Record<NamedPart, string[]>
  packs: Pack[]
}

/** A period in whole hours: begun hours count. */
export const wholeHours = ({ from, until }: Period): Period => ({
  from: from === undefined ? undefined : Math.floor(from / HOUR_MS) * HOUR_MS,
  until: until === undefined ? undefined : Math.ceil(until / HOUR_MS) * HOUR_MS,
})

/** @param period in whole hours */
export function packedPeriod(reader: Reader, period: Period, parts: readonly PackPart[]): PackedPeriod {
  return reader.snapshot(() => {
    const names = readNames(reader)
    const asked = [...new Set<PackPart>([...parts, 'time'])]
    const packs = [...packedDays(reader, period, asked), ...waitingLines(reader, period, names)]
    return { names, packs: packs.map((pack) => cut(pack, period, asked)).filter(({ lines }) => lines > 0) }
  })
}

function readNames(reader: Reader): Record<NamedPart, string[]> {
  const names = Object.fromEntries(NAMED_PARTS.map((part) => [part, ['']])) as Record<NamedPart, string[]>
  for (const row of reader.all<{ part: NamedPart; number: number; name: string }>(
    'SELECT part, number, name FROM speed_names',
  )) {
    names[row.part][row.number] = row.name
  }
  return names
}

const noColumns = () =>
  Object.fromEntries(PACK_PARTS.map((part) => [part, emptyColumn(part, 0)])) as Record<PackPart, PackColumn>

const dayOf = (at: number) => Math.floor(at / DAY_MS)

function packedDays(reader: Reader, { from, until }: Period, parts: readonly PackPart[]): Pack[] {
  const days = new Map<number, Pack>()
  const rows = reader.all<{ day: number; part: number; pack: Uint8Array }>(
    `SELECT pack_number >> 4 AS day, pack_number & 15 AS part, pack FROM speed_packs
     WHERE pack_number >= ? AND pack_number < ?
       AND pack_number & 15 IN (${parts.map((part) => PACK_PARTS.indexOf(part)).join(', ')})`,
    [
      from === undefined ? Number.MIN_SAFE_INTEGER : packNumber(dayOf(from), PACK_PARTS[0]),
      until === undefined ? Number.MAX_SAFE_INTEGER : packNumber(dayOf(until - 1) + 1, PACK_PARTS[0]),
    ],
  )
  for (const { day, part: number, pack } of rows) {
    const part = PACK_PARTS[number]
    if (!part) continue
    const one = days.get(day) ?? { day, lines: 0, columns: noColumns() }
    one.columns[part] = columnOf(part, pack)
    one.lines = one.columns[part].length
    days.set(day, one)
  }
  return [...days.values()]
}

type WaitingRow = { day: number } & Record<NamedPart, string> & Record<Exclude<PackPart, NamedPart>, number>

/** Lines that are not packed yet, as packs: one for each day. */
function waitingLines(reader: Reader, { from, until }: Period, names: Record<NamedPart, string[]>): Pack[] {
  const numbers = Object.fromEntries(
    NAMED_PARTS.map((part) => [part, new Map(names[part].map((name, number) => [name, number]))]),
  ) as Record<NamedPart, Map<string, number>>
  const numberOf = (part: NamedPart, name: string) => {
    const known = numbers[part].get(name)
    if (known !== undefined) return known
    numbers[part].set(name, names[part].length)
    return names[part].push(name) - 1
  }
  const days = new Map<number, WaitingRow[]>()
  for (const row of reader.all<WaitingRow>(
    `SELECT day, place, channel, flow, carrier, location, time, marks, elapsed, promise, transit FROM speed_recent
     WHERE day >= ? AND day <= ? ORDER BY day`,
    [
      from === undefined ? Number.MIN_SAFE_INTEGER : dayOf(from),
      until === undefined ? Number.MAX_SAFE_INTEGER : dayOf(until - 1),
    ],
  )) {
    days.set(row.day, days.get(row.day) ?? [])
    days.get(row.day)?.push(row)
  }
  return [...days].map(([day, rows]) => {
    const columns = noColumns()
    for (const part of PACK_PARTS) {
      const column = emptyColumn(part, rows.length)
      rows.forEach((row, line) => {
        const value = row[part]
        column[line] = typeof value === 'string' ? numberOf(part as NamedPart, value) : value
      })
      columns[part] = column
    }
    return { day, lines: rows.length, columns }
  })
}

/** The lines of a pack that lie within the period: all but for its first and its last day. */
function cut(pack: Pack, { from, until }: Period, parts: readonly PackPart[]): Pack {
  const startsAt = pack.day * DAY_MS
  const isWhole = (from === undefined || from <= startsAt) && (until === undefined || until >= startsAt + DAY_MS)
  if (isWhole) return pack
  const first = from === undefined ? 0 : (from - startsAt) / HOUR_MS
  const end = until === undefined ? DAY_HOURS : (until - startsAt) / HOUR_MS
  const kept: number[] = []
  for (let line = 0; line < pack.lines; line += 1) {
    const hour = hourOf(pack, line)
    if (hour >= first && hour < end) kept.push(line)
  }
  const columns = noColumns()
  for (const part of parts) {
    const from = pack.columns[part]
    const column = emptyColumn(part, kept.length)
    kept.forEach((line, place) => {
      column[place] = from[line] ?? 0
    })
    columns[part] = column
  }
  return { day: pack.day, lines: kept.length, columns }
} // prettier-ignore

/** Hour of the day, in UTC. */
export const hourOf = (pack: Pack, line: number): number => (pack.columns.time[line] ?? 0) & 31

/** When the hour began in which a line's order was placed. */
export const hourStart = (pack: Pack, line: number): number =>
  pack.day * DAY_MS + hourOf(pack, line) * HOUR_MS
