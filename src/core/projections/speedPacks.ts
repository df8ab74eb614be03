/** Owns the packs: what was noted of handed-over lines is put into its day's columns once enough has gathered. */
import {
  bytesOf,
  columnOf,
  editionNumber,
  emptyColumn,
  NAME_LIMIT,
  NAMED_PARTS,
  PACK_PARTS,
  packNumber,
  type NamedPart,
  type PackColumn,
  type PackPart,
} from '../../shared/speedPack.ts'
import type { Projection } from '../ledger/subjects.ts'
import type { Writer } from '../ledger/types.ts'

export const SPEED_KIND = 'speed'
/** All packs are one subject: they are looked after once in a transaction. */
export const SPEED_SUBJECT = 'packs'

/** Lines that may wait as rows: few enough to be read along with the packs by every question. */
const WAITING_ROWS = 8_192

type Change = { change: number; day: number } & Record<NamedPart, string> &
  Record<Exclude<PackPart, NamedPart>, number>
type NumberedChange = Record<PackPart, number>
type Columns = Record<PackPart, PackColumn>

/** @param waitingRows lines that may wait to be packed */
export function packingProjection(waitingRows: number): Projection {
  return {
    kind: SPEED_KIND,
    types: [],
    subjectsOf: () => [],
    save: ({ writer }) => packWaiting(writer, waitingRows),
  }
}

/** Packs what waits, once more rows wait than may; what takes back at once, so that only lines that count ever wait. */
export function packWaiting(writer: Writer, waitingRows: number): void {
  const days = writer.all<{ day: number }>(
    waitingSpan(writer) > waitingRows
      ? 'SELECT DISTINCT day FROM speed_recent ORDER BY day'
      : 'SELECT DISTINCT day FROM speed_recent WHERE change < 0 ORDER BY day',
  )
  if (days.length === 0) return
  const numberOf = openNames(writer)
  for (const { day } of days) packDay(writer, day, numberOf)
}

export const speedProjection = packingProjection(WAITING_ROWS)

/** Rows are numbered as they come, so their span tells how many there are at most. */
function waitingSpan(writer: Writer): number {
  const ends = writer.get<{ first: number | null; last: number | null }>(
    'SELECT (SELECT min(number) FROM speed_recent) AS first, (SELECT max(number) FROM speed_recent) AS last',
  )
  return ends?.first == null || ends.last === null ? 0 : ends.last - ends.first + 1
}

/** Gives each name its number. */
function openNames(writer: Writer): (part: NamedPart, name: string) => number {
  const numbers = new Map(
    writer
      .all<{ part: string; name: string; n: number }>('SELECT part, name, number AS n FROM speed_names')
      .map(({ part, name, n }) => [`${part} ${name}`, n]),
  )
  const latest = new Map<string, number>()
  for (const [key, number] of numbers) {
    const part = key.slice(0, key.indexOf(' '))
    latest.set(part, Math.max(latest.get(part) ?? 0, number))
  }
  return (part, name) => {
    if (name === '') return 0
    const key = `${part} ${name}`
    const known = numbers.get(key)
    if (known !== undefined) return known
    const number = (latest.get(part) ?? 0) + 1
    if (number > NAME_LIMIT[part]) return 0
    writer.run('INSERT INTO speed_names (part, number, name) VALUES (?, ?, ?)', [part, number, name])
    numbers.set(key, number)
    latest.set(part, number)
    return number
  }
}

function packDay(writer: Writer, day: number, numberOf: (part: NamedPart, name: string) => number): void {
  const added: NumberedChange[] = []
  const removed: NumberedChange[] = []
  for (const row of writer.all<Change>(
    `SELECT change, day, place, channel, flow, carrier, location, time, marks, elapsed, promise, transit
     FROM speed_recent WHERE day = ? ORDER BY number`,
    [day],
  )) {
    const { change, day: _day, ...members } = row
    const names = Object.fromEntries(NAMED_PARTS.map((part) => [part, numberOf(part, row[part])]))
    ;(change > 0 ? added : removed).push({ ...members, ...(names as Record<NamedPart, number>) })
  }
  const { lines, columns } = readDay(writer, day)
  writeDay(writer, day, withChanges(columns, lines, added, removed))
  writer.run('DELETE FROM speed_recent WHERE day = ?', [day])
}

function readDay(writer: Writer, day: number): { lines: number; columns: Columns } {
  const columns = Object.fromEntries(
    PACK_PARTS.map((part) => {
      const pack = writer.get<{ pack: Uint8Array }>('SELECT pack FROM speed_packs WHERE pack_number = ?', [
        packNumber(day, part),
      ])?.pack
      return [part, pack ? columnOf(part, pack) : emptyColumn(part, 0)]
    }),
  ) as Columns
  return { lines: columns.place.length, columns }
}

const textOf = (one: NumberedChange) => PACK_PARTS.map((part) => one[part]).join(' ')

/** The columns with some lines more and some less, the regions together: what is counted together lies together. */
function withChanges(
  columns: Columns,
  lines: number,
  added: readonly NumberedChange[],
  removed: readonly NumberedChange[],
): { lines: number; columns: Columns } {
  const gone = new Map<string, number>()
  const goneSeconds = new Set<number>()
  for (const one of removed) {
    gone.set(textOf(one), (gone.get(textOf(one)) ?? 0) + 1)
    goneSeconds.add(one.elapsed)
  }
  const isGone = (one: NumberedChange) => {
    const text = textOf(one)
    const left = gone.get(text) ?? 0
    if (left > 0) gone.set(text, left - 1)
    return left > 0
  }
  const at = (line: number) =>
    Object.fromEntries(PACK_PARTS.map((part) => [part, columns[part][line] ?? 0])) as NumberedChange
  const kept: number[] = []
  for (let line = 0; line < lines; line += 1) {
    // Most lines differ from those that go in their seconds already.
    if (goneSeconds.has(columns.elapsed[line] ?? 0) && isGone(at(line))) continue
    kept.push(line)
  }
  const come = added.filter((one) => !isGone(one))
  const order = Array.from({ length: kept.length + come.length }, (_, place) => place)
  const placeAt = (place: number) =>
    place < kept.length ? (columns.place[kept[place] ?? 0] ?? 0) : (come[place - kept.length]?.place ?? 0)
  order.sort((a, b) => placeAt(a) - placeAt(b))
  const merged = Object.fromEntries(
    PACK_PARTS.map((part) => {
      const from = columns[part]
      const column = emptyColumn(part, order.length)
      order.forEach((place, line) => {
        column[line] =
          place < kept.length ? (from[kept[place] ?? 0] ?? 0) : (come[place - kept.length]?.[part] ?? 0)
      })
      return [part, column]
    }),
  ) as Columns
  return { lines: order.length, columns: merged }
}

function writeDay(
  writer: Writer,
  day: number,
  { lines, columns }: { lines: number; columns: Columns },
): void {
  // Stays where no line is left: another packing of the day must not count from one again.
  writer.run(
    'INSERT INTO speed_packs (pack_number, pack) VALUES (?, 1) ON CONFLICT (pack_number) DO UPDATE SET pack = pack + 1',
    [editionNumber(day)],
  )
  for (const part of PACK_PARTS) {
    if (lines === 0) {
      writer.run('DELETE FROM speed_packs WHERE pack_number = ?', [packNumber(day, part)])
    } else {
      writer.run('INSERT OR REPLACE INTO speed_packs (pack_number, pack) VALUES (?, ?)', [
        packNumber(day, part),
        bytesOf(columns[part]),
      ])
    }
  }
}
