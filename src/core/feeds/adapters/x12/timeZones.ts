/** Owns X12 times: time codes of element 623, and the zone in which a place's clocks run. */
import { instantOf, type WallClock } from '../../localTime.ts'

/** Zones of the United States and Canada whose letter pairs element 623 uses: xT as the date has it, xS, xD fixed. */
const FAMILIES: Record<string, readonly [zone: string, standardHours: number]> = {
  E: ['America/New_York', -5],
  C: ['America/Chicago', -6],
  M: ['America/Denver', -7],
  P: ['America/Los_Angeles', -8],
  A: ['America/Anchorage', -9],
  H: ['Pacific/Honolulu', -10],
  N: ['America/St_Johns', -3.5],
  T: ['America/Halifax', -4],
}

/** Zone or fixed hours ahead of UTC by time code; the 51 codes but LT, which names no zone. */
function zoneOfCode(code: string): string | number | undefined {
  if (code === 'UT' || code === 'GM') return 'UTC'
  if (/^\d{2}$/.test(code)) {
    // 01 to 12 are ISO P01 to P12, 13 to 24 are ISO M12 to M01.
    const number = Number(code)
    return number >= 1 && number <= 12 ? number : number >= 13 && number <= 24 ? number - 25 : undefined
  }
  const family = Object.hasOwn(FAMILIES, code.charAt(0)) ? FAMILIES[code.charAt(0)] : undefined
  if (!family || code.length !== 2) return undefined
  if (code.endsWith('T')) return family[0]
  if (code.endsWith('S')) return family[1]
  return code.endsWith('D') ? family[1] + 1 : undefined
}

const EASTERN = 'America/New_York'
const CENTRAL = 'America/Chicago'
const MOUNTAIN = 'America/Denver'
const PACIFIC = 'America/Los_Angeles'
const ATLANTIC = 'America/Halifax'

/** A state or province that lies in two zones has the one of most of its people; docs/feeds/x12.md names them. */
const REGIONS: ReadonlyMap<string, string> = new Map(
  (
    [
      [EASTERN, 'CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV'],
      [CENTRAL, 'AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI'],
      [MOUNTAIN, 'CO ID MT NM UT WY'],
      [PACIFIC, 'CA NV OR WA'],
      ['America/Phoenix', 'AZ'],
      ['America/Anchorage', 'AK'],
      ['Pacific/Honolulu', 'HI'],
      ['America/Puerto_Rico', 'PR VI'],
      ['Pacific/Guam', 'GU MP'],
      ['America/Toronto', 'ON QC PQ'],
      ['America/Winnipeg', 'MB'],
      ['America/Regina', 'SK'],
      ['America/Edmonton', 'AB NT'],
      ['America/Vancouver', 'BC'],
      ['America/Whitehorse', 'YT'],
      ['America/Iqaluit', 'NU'],
      [ATLANTIC, 'NB NS PE'],
      ['America/St_Johns', 'NL NF'],
    ] as const
  ).flatMap(([zone, codes]) => codes.split(' ').map((code) => [code, zone] as const)),
)

/** The zone of a place of the United States or Canada; undefined where its region is not known or lies elsewhere. */
export function zoneOfPlace(region: string | undefined, country: string | undefined): string | undefined {
  const home = country === undefined || ['', 'US', 'USA', 'CA', 'CAN'].includes(country.toUpperCase())
  return home && region !== undefined ? REGIONS.get(region.toUpperCase()) : undefined
}

export interface X12Time {
  instant: number
  /** What was assumed, in words; absent where the source said it all. */
  assumed?: string
}

/**
 * Reads a date (CCYYMMDD or YYMMDD), a time (HHMM to HHMMSSDD, may be absent) and a time code.
 * Without a code, or with LT, it is local time of the place (AT7 semantic note 3); of an unknown place, UTC.
 */
export function readX12Time(
  date: string,
  time: string,
  code: string,
  placeZone: string | undefined,
): X12Time | { field: 'date' | 'time' | 'code' } {
  const onDate = /^(\d{2}|\d{4})(\d{2})(\d{2})$/.exec(date)
  if (!onDate) return { field: 'date' }
  const atTime = /^(?:(\d{2})(\d{2})(\d{2})?(\d{1,2})?)?$/.exec(time)
  if (!atTime) return { field: 'time' }
  const [, year = '', month, day] = onDate
  // Two-digit years by the usual pivot: 69 to 99 are of the last century (POSIX strptime).
  const century = Number(year) >= 69 ? 1900 : 2000
  const wall: WallClock = {
    year: year.length === 2 ? century + Number(year) : Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(atTime[1] ?? 0),
    minute: Number(atTime[2] ?? 0),
    second: Number(atTime[3] ?? 0),
    millisecond: Number((atTime[4] ?? '0').padEnd(3, '0')),
  }
  const local = code === '' || code === 'LT'
  const zone = local ? (placeZone ?? 'UTC') : zoneOfCode(code)
  if (zone === undefined) return { field: 'code' }
  const instant = typeof zone === 'number' ? instantOf(wall, 'UTC') : instantOf(wall, zone)
  if (instant === undefined)
    return {
      field: instantOf({ ...wall, hour: 0, minute: 0, second: 0 }, 'UTC') === undefined ? 'date' : 'time',
    }
  const assumed = [
    ...(local && placeZone === undefined ? ['local time of an unknown place, read as UTC'] : []),
    ...(time === '' ? ['no time of day given, read as midnight'] : []),
  ].join('; ')
  return {
    instant: typeof zone === 'number' ? instant - zone * 3_600_000 : instant,
    ...(assumed === '' ? {} : { assumed }),
  }
}
