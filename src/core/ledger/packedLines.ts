/** Owns what the packed lines say, day by day, whichever way they are stored: for the digest, and to check them. */
import { SPEED_LINE_COLUMNS, type StoredSpeedLine } from '../../shared/speedLine.ts'
import {
  columnOf,
  entryText,
  NAMED_PARTS,
  PACK_PARTS,
  speedEntry,
  type NamedPart,
  type PackColumn,
  type PackPart,
  type SpeedEntry,
} from '../../shared/speedPack.ts'
import type { Check } from './check.ts'
import type { Reader } from './types.ts'

/** Lines of a day, and two sums over what each of them says: equal for the same lines in any order. */
export interface DaySum {
  lines: number
  sums: [number, number]
}

const FNV_PRIME = 16_777_619

function hashOf(text: string, seed: number): number {
  let hash = seed
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME)
  // Mixed once more, because sums of hashes are compared.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  return (hash ^ (hash >>> 13)) >>> 0
}

function add(days: Map<number, DaySum>, entry: SpeedEntry, change: number): void {
  const text = entryText(entry)
  const day = days.get(entry.day) ?? { lines: 0, sums: [0, 0] }
  day.lines += change
  day.sums[0] = (day.sums[0] + change * hashOf(text, 0x811c9dc5)) >>> 0
  day.sums[1] = (day.sums[1] + change * hashOf(text, 0x050c5d1f)) >>> 0
  days.set(entry.day, day)
}

/** The packed lines as they are stored. */
export function packedDays(reader: Reader): Map<number, DaySum> {
  const days = new Map<number, DaySum>()
  const names = new Map(
    reader
      .all<{ part: string; number: number; name: string }>('SELECT part, number, name FROM speed_names')
      .map(({ part, number, name }) => [`${part} ${number}`, name]),
  )
  for (const { day } of reader.all<{ day: number }>(
    'SELECT DISTINCT pack_number >> 4 AS day FROM speed_packs WHERE pack_number & 15 < 15 ORDER BY 1',
  )) {
    const columns = Object.fromEntries(
      reader
        .all<{ part: number; pack: Uint8Array }>(
          'SELECT pack_number & 15 AS part, pack FROM speed_packs WHERE pack_number >= ? AND pack_number < ?',
          [day * 16, day * 16 + 16],
        )
        .flatMap(({ part: number, pack }) => {
          const part = PACK_PARTS[number]
          return part ? [[part, columnOf(part, pack)]] : []
        }),
    ) as Record<PackPart, PackColumn>
    for (let line = 0; line < columns.place.length; line += 1) {
      const at = (part: PackPart) => columns[part][line] ?? 0
      add(
        days,
        entryFrom(day, (part) => names.get(`${part} ${at(part)}`) ?? '', at),
        1,
      )
    }
  }
  for (const row of reader.iterate<
    { change: number; day: number } & Record<NamedPart, string> & Record<Exclude<PackPart, NamedPart>, number>
  >(
    `SELECT change, day, place, channel, flow, carrier, location, time, marks, elapsed, promise, transit FROM speed_recent`,
  )) {
    const entry = entryFrom(
      row.day,
      (part) => row[part],
      (part) => Number(row[part]),
    )
    add(days, entry, row.change)
  }
  return days
}

function entryFrom(
  day: number,
  nameOf: (part: NamedPart) => string,
  numberOf: (part: PackPart) => number,
): SpeedEntry {
  return {
    day,
    names: Object.fromEntries(NAMED_PARTS.map((part) => [part, nameOf(part)])) as Record<NamedPart, string>,
    numbers: {
      time: numberOf('time'),
      marks: numberOf('marks'),
      elapsed: numberOf('elapsed'),
      promise: numberOf('promise'),
      transit: numberOf('transit'),
    },
  }
}

/** What is packed, as text that is equal for equal state. */
export function* packedDayTexts(reader: Reader): Generator<string> {
  for (const [day, { lines, sums }] of [...packedDays(reader)].sort((a, b) => a[0] - b[0])) {
    if (lines !== 0) yield JSON.stringify([day, lines, ...sums])
  }
}

/** Compares the packed lines with the lines of the orders. */
export function checkPackedLines(reader: Reader): Check {
  const packed = packedDays(reader)
  const told = new Map<number, DaySum>()
  let checked = 0
  for (const line of reader.iterate<StoredSpeedLine>(
    `SELECT ${SPEED_LINE_COLUMNS} FROM order_lines WHERE handed_over_at IS NOT NULL`,
  )) {
    const entry = speedEntry(line)
    if (entry) add(told, entry, 1)
    checked += 1
  }
  const violations: string[] = []
  for (const day of [...new Set([...packed.keys(), ...told.keys()])].sort((a, b) => a - b)) {
    const none: DaySum = { lines: 0, sums: [0, 0] }
    const [stored, own] = [packed.get(day) ?? none, told.get(day) ?? none]
    if (stored.lines === own.lines && stored.sums.every((sum, at) => sum === own.sums[at])) continue
    const date = new Date(day * 86_400_000).toISOString().slice(0, 10)
    violations.push(
      `${date}: ${stored.lines} lines are packed, the orders have ${own.lines}, or they say different`,
    )
  }
  return { name: 'speed is counted over the lines that orders have', checked, violations }
}
