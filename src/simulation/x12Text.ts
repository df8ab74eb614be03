/** Owns how carriers write: X12 004010 transaction set 214 (shipment status) and its interchange envelope. */
import { compactLocal, zoneClock } from './localTime.ts'
import type { Location } from './network.ts'
import type { Carrier, Site } from './places.ts'

export interface FreightStatus {
  carrier: Carrier
  /** The carrier's own reference. */
  proNumber: string
  /** The shipper's number: the one of its despatch advice. */
  shipmentNumber: string
  trailer: string
  origin: Location
  destination: Location
  /** AT7-01. */
  status: string
  /** AT7-02: NS where nothing is wrong. */
  reason: string
  at: number
  site: Site
}

const RECEIVER = 'OMNIMARKET'

/** The segments between ST and SE of one shipment's status, without terminators. */
export function freightStatusSegments(entry: FreightStatus): string[] {
  const { carrier, origin, destination, site } = entry
  const stamp = zonedStamp(carrier, site.timeZone, entry.at)
  return [
    `B10*${entry.proNumber}*${entry.shipmentNumber}*${carrier.scac}`,
    `L11*${entry.shipmentNumber}*SI`,
    ...partySegments('SH', origin),
    ...partySegments('CN', destination),
    'LX*1',
    `AT7*${entry.status}*${entry.reason}***${stamp.date}*${stamp.time}*${stamp.code}`,
    `MS1*${site.city.toUpperCase()}*${site.state}*US`,
    `MS2*${carrier.scac}*${entry.trailer}`,
  ]
}

function partySegments(role: string, location: Location): string[] {
  return [
    `N1*${role}*${location.name.toUpperCase()}*UL*${location.gln}`,
    `N3*${location.address.toUpperCase()}`,
    `N4*${location.city.toUpperCase()}*${location.state}*${location.postalCode}*US`,
  ]
}

/** Letters of X12 element 623 for the zones that keep the four common times; others are told in universal time. */
const ZONE_LETTERS: Record<string, string> = {
  'America/New_York': 'E',
  'America/Detroit': 'E',
  'America/Indiana/Indianapolis': 'E',
  'America/Kentucky/Louisville': 'E',
  'America/Chicago': 'C',
  'America/Denver': 'M',
  'America/Boise': 'M',
  'America/Los_Angeles': 'P',
}
const STANDARD_OFFSET_HOURS: Record<string, number> = { E: -5, C: -6, M: -7, P: -8 }

/** Date, time and zone code as this carrier writes them: UT, the zone in general (ET), or by season (ES, ED). */
function zonedStamp(carrier: Carrier, timeZone: string, at: number) {
  const letter = ZONE_LETTERS[timeZone]
  if (carrier.zoneCodes === 'universal' || !letter)
    return { ...compactLocal(zoneClock('UTC'), at), code: 'UT' }
  const clock = zoneClock(timeZone)
  if (carrier.zoneCodes === 'general') return { ...compactLocal(clock, at), code: `${letter}T` }
  const isSummer = clock.offsetAt(at) !== STANDARD_OFFSET_HOURS[letter]! * 3_600_000
  return { ...compactLocal(clock, at), code: `${letter}${isSummer ? 'D' : 'S'}` }
}

/** One interchange of a carrier, with a functional group and a set for each status. `control` counts its interchanges. */
export function interchangeText(
  carrier: Carrier,
  control: number,
  writtenAt: number,
  sets: readonly (readonly string[])[],
): string {
  const { date, time } = compactLocal(zoneClock('UTC'), writtenAt)
  const isaControl = String(control % 1_000_000_000).padStart(9, '0')
  const groupControl = String(control % 1_000_000_000)
  const party = (name: string) => name.padEnd(15)
  const segments = [
    `ISA*00*${' '.repeat(10)}*00*${' '.repeat(10)}*02*${party(carrier.scac)}*ZZ*${party(RECEIVER)}` +
      `*${date.slice(2)}*${time}*U*00401*${isaControl}*0*P*>`,
    `GS*QM*${carrier.scac}*${RECEIVER}*${date}*${time}*${groupControl}*X*004010`,
  ]
  sets.forEach((set, index) => {
    const setControl = String(index + 1).padStart(4, '0')
    segments.push(`ST*214*${setControl}`, ...set, `SE*${set.length + 2}*${setControl}`)
  })
  segments.push(`GE*${sets.length}*${groupControl}`, `IEA*1*${isaControl}`)
  return `${segments.join('~\n')}~\n`
}
