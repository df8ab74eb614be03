/** Owns reading the packed lines of a period: whole days as their columns, days that are cut, and lines that still wait. */
import {
  editionNumber,
  emptyColumn,
  NAMED_PARTS,
  PACK_PARTS,
  type NamedPart,
  type PackColumn,
  type PackPart,
} from '../../shared/speedPack.ts'
import type { Reader } from '../ledger/types.ts'
import { openColumns } from './speedColumns.ts'

const HOUR_MS = 3_600_000
export const DAY_HOURS = 24
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

/**
 * The packed lines of a period, with the columns that are asked for.
 * @param period in whole hours
 * @param inPlace where only lines of some places are wanted: which. Others may come along where leaving them out costs more.
 */
export function packedPeriod(
  reader: Reader,
  period: Period,
  parts: readonly PackPart[],
  inPlace?: (place: string) => boolean,
): PackedPeriod {
  return reader.snapshot(() => {
    const names = readNames(reader)
    const asked = [...new Set<PackPart>(['place', ...parts])]
    const days = packedDays(reader, period, asked)
    const places = inPlace && fewPlaces(names.place, inPlace)
    return {
      names,
      packs: [
        ...(places ? days.flatMap((pack) => placesOf(pack, places)) : days),
        ...waitingLines(reader, period, names).map((pack) => cut(pack, period, asked)),
      ].filter(({ lines }) => lines > 0),
    }
  })
}

/** Beyond so many places, their lines are no longer looked for one place after the other. */
const SOUGHT_PLACES = 8

function fewPlaces(names: readonly string[], inPlace: (place: string) => boolean): number[] | null {
  const places = names.flatMap((name, number) => (inPlace(name ?? '') ? [number] : []))
  return places.length <= SOUGHT_PLACES ? places : null
}

/** The lines of some places: a day's lines are packed in the order of their places. */
function placesOf(pack: Pack, places: readonly number[]): Pack[] {
  return places.flatMap((place) => {
    const first = firstFrom(pack.columns.place, place)
    const end = firstFrom(pack.columns.place, place + 1)
    if (first === end) return []
    const columns = { ...pack.columns }
    for (const part of PACK_PARTS) {
      if (columns[part].length > 0) columns[part] = columns[part].subarray(first, end)
    }
    return [{ day: pack.day, lines: end - first, columns }]
  })
}

/** Where numbers in order reach a value. */
function firstFrom(numbers: PackColumn, value: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((numbers[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
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

function packedDays(reader: Reader, period: Period, parts: readonly PackPart[]): Pack[] {
  const { from, until } = period
  const days = reader.all<{ day: number; edition: number }>(
    `SELECT pack_number >> 4 AS day, pack AS edition FROM speed_packs
     WHERE pack_number BETWEEN ? AND ? AND pack_number & 15 = 15`,
    [
      from === undefined ? Number.MIN_SAFE_INTEGER : editionNumber(dayOf(from)),
      until === undefined ? Number.MAX_SAFE_INTEGER : editionNumber(dayOf(until - 1)),
    ],
  )
  const columnFor = openColumns(reader)
  return days.map(({ day, edition }) => {
    const columns = noColumns()
    for (const part of isWhole(day, period) ? parts : new Set([...parts, 'time' as const])) {
      columns[part] = columnFor(day, part, edition)
    }
    return cut({ day, lines: columns.place.length, columns }, period, parts)
  })
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

function isWhole(day: number, { from, until }: Period): boolean {
  const startsAt = day * DAY_MS
  return (from === undefined || from <= startsAt) && (until === undefined || until >= startsAt + DAY_MS)
}

/** The lines of a pack that lie within the period: all but for its first and its last day. */
function cut(pack: Pack, { from, until }: Period, parts: readonly PackPart[]): Pack {
  const startsAt = pack.day * DAY_MS
  if (isWhole(pack.day, { from, until })) return pack
  const first = from === undefined ? 0 : (from - startsAt) / HOUR_MS
  const end = until === undefined ? DAY_HOURS : (until - startsAt) / HOUR_MS
  const kept: number[] = []
  for (let line = 0; line < pack.lines; line += 1) {
    const hour = hourOfDay(pack, line)
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
}

/** Hour of the day in which a line's order was placed, in UTC. */
export const hourOfDay = (pack: Pack, line: number): number => (pack.columns.time[line] as number) & 31
