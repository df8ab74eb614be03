/** Owns how the lines that came into customers' hands are packed by day: a column of numbers for each of their members. */
import { LINE_CAUSES, lineCause, type StoredSpeedLine } from './speedLine.ts'

const HOUR_MS = 3_600_000
const DAY_HOURS = 24

/** Members that are names; a pack holds their numbers, 0 where the name is not known. */
export const NAMED_PARTS = ['place', 'channel', 'flow', 'carrier', 'location'] as const
export type NamedPart = (typeof NAMED_PARTS)[number]

/** The columns of a pack. Their order is their number in the store. */
export const PACK_PARTS = [...NAMED_PARTS, 'time', 'marks', 'elapsed', 'promise', 'transit'] as const
export type PackPart = (typeof PACK_PARTS)[number]

const ARRAYS = {
  place: Uint16Array,
  channel: Uint16Array,
  flow: Uint16Array,
  carrier: Uint16Array,
  location: Uint32Array,
  /** Hour of the day in UTC + 32 × hour of the week in local time (`UNKNOWN_WEEK_HOUR`: not known). */
  time: Uint16Array,
  /** Bits: 1 promised, 2 late, then the number of the cause. */
  marks: Uint8Array,
  /** Seconds from order to hand-over. */
  elapsed: Int32Array,
  /** Seconds from order to the promised time. */
  promise: Int32Array,
  /** Seconds from shipping to hand-over. */
  transit: Int32Array,
} as const

export type PackColumn = Uint8Array | Uint16Array | Uint32Array | Int32Array

/** Stands for seconds that are not known. */
export const UNKNOWN_SECONDS = -2_147_483_648
export const PROMISED = 1
export const LATE = 2
export const CAUSE_SHIFT = 2

/** The largest number of a name in each column; what goes beyond is counted as not known. */
export const NAME_LIMIT: Readonly<Record<NamedPart, number>> = {
  place: 65_535,
  channel: 65_535,
  flow: 65_535,
  carrier: 65_535,
  location: 4_294_967_295,
}

/** A line as it is packed, its names still in words. */
export interface SpeedEntry {
  day: number
  names: Record<NamedPart, string>
  numbers: Record<Exclude<PackPart, NamedPart>, number>
}

/** Region and country as one name; empty where neither is known. */
export const placeName = (region: string | null, country: string | null): string =>
  region === null && country === null ? '' : JSON.stringify([region, country])

export function placeOfName(name: string): { region: string | null; country: string | null } {
  if (name === '') return { region: null, country: null }
  const [region = null, country = null] = JSON.parse(name) as (string | null)[]
  return { region, country }
}

/** The region that figures are shown by; the country, where a source tells no region; empty where neither is known. */
export const regionOf = (region: string | null, country: string | null): string => region ?? country ?? ''

/** Whole seconds; `UNKNOWN_SECONDS` where one end is not known. */
export function secondsBetween(from: number | null, until: number | null): number {
  if (from === null || until === null) return UNKNOWN_SECONDS
  return Math.max(-2_147_483_647, Math.min(2_147_483_647, Math.round((until - from) / 1000)))
}

/** In place of the hour of the week of an order of which no source tells when it was placed. */
export const UNKNOWN_WEEK_HOUR = 168

/** The time that places a line in a period: when its order was placed; else when it was handed over. */
export const speedTime = ({ placedAt, handedOverAt }: Pick<StoredSpeedLine, 'placedAt' | 'handedOverAt'>) =>
  placedAt ?? handedOverAt

/** How a line that came into the customer's hands is packed; null where it did not. */
export function speedEntry(line: StoredSpeedLine): SpeedEntry | null {
  const at = speedTime(line)
  if (at === null || line.handedOverAt === null) return null
  const hour = Math.floor(at / HOUR_MS)
  const day = Math.floor(hour / DAY_HOURS)
  const cause = line.late === 1 ? LINE_CAUSES.indexOf(lineCause(line, line.handedOverAt)) : 0
  return {
    day,
    names: {
      place: placeName(line.region, line.country),
      channel: line.channel ?? '',
      flow: line.flow ?? '',
      carrier: line.carrier ?? '',
      location: line.location ?? '',
    },
    numbers: {
      time: hour - day * DAY_HOURS + 32 * (line.weekHour ?? UNKNOWN_WEEK_HOUR),
      marks: (line.late === null ? 0 : PROMISED) + (line.late === 1 ? LATE : 0) + (cause << CAUSE_SHIFT),
      elapsed: secondsBetween(line.placedAt, line.handedOverAt),
      promise: secondsBetween(line.placedAt, line.promisedAt),
      transit: secondsBetween(line.shippedAt, line.handedOverAt),
    },
  }
}

/** One text for all that an entry says. */
export const entryText = ({ day, names, numbers }: SpeedEntry): string =>
  JSON.stringify([
    day,
    ...NAMED_PARTS.map((part) => names[part]),
    numbers.time,
    numbers.marks,
    numbers.elapsed,
    numbers.promise,
    numbers.transit,
  ])

/** A column of so many lines, all zero. */
export const emptyColumn = (part: PackPart, lines: number): PackColumn => new ARRAYS[part](lines)

/** A stored column as numbers. The store's bytes are little-endian, as every machine that this runs on. */
export function columnOf(part: PackPart, bytes: Uint8Array): PackColumn {
  const kind = ARRAYS[part]
  const isAligned = bytes.byteOffset % kind.BYTES_PER_ELEMENT === 0
  const { buffer, byteOffset, byteLength } = isAligned ? bytes : bytes.slice()
  return new kind(buffer as ArrayBuffer, byteOffset, byteLength / kind.BYTES_PER_ELEMENT)
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: PackColumn): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Number of a pack's column in the store. */
export const packNumber = (day: number, part: PackPart): number => day * 16 + PACK_PARTS.indexOf(part)

/** Under this number a day has a count of how often it was packed, by which a reader knows columns that it has. */
export const editionNumber = (day: number): number => day * 16 + 15
