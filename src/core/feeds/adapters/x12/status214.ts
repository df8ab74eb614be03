/** Owns the translation of transaction set 214: one shipment's description, milestones and estimates. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { Place } from '../../../../shared/eventParts.ts'
import type { Fault } from './checks.ts'
import type { Segment } from './envelope.ts'
import { APPOINTMENT_CODES, STATUS_CODES, type StatusMeaning } from './statusCodes.ts'
import { readX12Time, zoneOfPlace, type X12Time } from './timeZones.ts'

export type Translated = { events: CanonicalEvent[]; occurredAt: number } | Fault

interface Party {
  role: string
  place: Place
  gln: string | undefined
}

interface Status {
  at7: Segment
  ms1: Segment | undefined
}

const LONGEST_TEXT = 2000
const text = (segment: Segment | undefined, element: number) =>
  (segment?.elements[element] ?? '').slice(0, LONGEST_TEXT)
const orUndefined = (value: string) => (value === '' ? undefined : value)

/** Drops what is not there, so that an empty place is no place. */
function placeOf(parts: { [K in keyof Place]: Place[K] | undefined }): Place | undefined {
  const entries = Object.entries(parts).filter(([, value]) => value !== undefined && value !== '')
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Place)
}

/** The parties of the heading: N1 with the N3 and N4 that follow. GLN where N103 is UL. */
function partiesOf(heading: readonly Segment[]): Party[] {
  const parties: Party[] = []
  for (const segment of heading) {
    if (segment.elements[0] === 'N1') {
      const gln =
        text(segment, 3) === 'UL' && /^\d{13}$/.test(text(segment, 4)) ? text(segment, 4) : undefined
      const place = placeOf({ location: gln && `gln:${gln}`, name: orUndefined(text(segment, 2)) }) ?? {}
      parties.push({ role: text(segment, 1), place, gln })
    } else if (segment.elements[0] === 'N4') {
      const party = parties.at(-1)
      if (party) {
        const [city, region, postalCode, country] = [1, 2, 3, 4].map((element) =>
          orUndefined(text(segment, element)),
        )
        Object.assign(party.place, placeOf({ city, region, postalCode, country }))
      }
    }
  }
  return parties
}

/** First party with one of the roles, the earlier role preferred. */
function partyOf(parties: readonly Party[], roles: readonly string[]): Party | undefined {
  for (const role of roles) {
    const found = parties.find((party) => party.role === role)
    if (found) return found
  }
  return undefined
}

/** Degrees: decimal, or DDDMMSS as elements 1654 and 1655 have them, with the direction of element 1280. */
function degrees(value: string, direction: string, limit: number): number | undefined {
  if (value === '') return undefined
  const sexagesimal = /^(\d{3})(\d{2})(\d{2})$/.exec(value)
  const size = sexagesimal
    ? Number(sexagesimal[1]) + Number(sexagesimal[2]) / 60 + Number(sexagesimal[3]) / 3600
    : /^-?\d{1,3}(\.\d{1,12})?$/.test(value)
      ? Number(value)
      : Number.NaN
  const signed = direction === 'W' || direction === 'S' ? -Math.abs(size) : size
  return Math.abs(signed) <= limit ? Math.round(signed * 1e6) / 1e6 : undefined
}

function placeOfMs1(ms1: Segment | undefined): Place | undefined {
  if (!ms1) return undefined
  const longitude = degrees(text(ms1, 4), text(ms1, 6), 180)
  const latitude = degrees(text(ms1, 5), text(ms1, 7), 90)
  const located = longitude !== undefined && latitude !== undefined
  return placeOf({
    city: orUndefined(text(ms1, 1)),
    region: orUndefined(text(ms1, 2)),
    country: orUndefined(text(ms1, 3)),
    postalCode: orUndefined(text(ms1, 8)),
    ...(located ? { longitude, latitude } : {}),
  })
}

/** Translates a set whose envelope was found good. `groupTime` is GS04 and GS05 read as UTC. */
export function translate214(segments: readonly Segment[], groupTime: number | undefined): Translated {
  const b10 = segments.find(({ elements }) => elements[0] === 'B10')
  if (!b10) return { field: 'B10', reason: 'B10 is missing: a 214 without it names no shipment' }
  const firstLoop = segments.findIndex(({ elements }) => elements[0] === 'LX')
  const heading = firstLoop === -1 ? segments : segments.slice(0, firstLoop)
  const parties = partiesOf(heading)
  const origin = partyOf(parties, ['SF', 'SH'])
  const destination = partyOf(parties, ['ST', 'CN'])
  const number = text(b10, 2) || text(b10, 1)
  const scac = text(b10, 3)
  if (number === '')
    return { field: 'B10-02', reason: 'B10-02 is blank, and so is B10-01: no shipment is named' }
  const gln = partyOf(parties, ['SH', 'SF'])?.gln
  const shipment = (
    gln === undefined ? `x12:${scac}:${number}` : `urn:epcglobal:cbv:bt:${gln}:${number}`
  ).slice(0, 512)

  const purchaseOrder = segments.find(({ elements }) => elements[0] === 'L11' && elements[2] === 'PO')
    ?.elements[1]
  const described: CanonicalEvent = { type: 'ShipmentDescribed', shipment }
  if (purchaseOrder) described.order = `x12:po:${purchaseOrder}`.slice(0, 512)
  if (scac !== '') described.carrier = scac
  if (text(b10, 1) !== '') described.trackingNumber = text(b10, 1)
  if (origin && Object.keys(origin.place).length > 0) described.origin = origin.place
  if (destination && Object.keys(destination.place).length > 0) described.destination = destination.place

  const events: CanonicalEvent[] = [described]
  const times: number[] = []
  for (const status of statusesOf(segments)) {
    const read = readStatus(status, shipment, { origin, destination, groupTime })
    if ('reason' in read) return read
    events.push(read.event)
    if (read.happenedAt !== undefined) times.push(read.happenedAt)
  }
  const occurredAt = times.length > 0 ? times.reduce((latest, time) => Math.max(latest, time)) : groupTime
  if (occurredAt === undefined)
    return { field: 'GS04', reason: 'GS04 and GS05 are no date and time, and no AT7 gives one' }
  return { events, occurredAt }
}

/** Each AT7 with the MS1 that follows it. */
function statusesOf(segments: readonly Segment[]): Status[] {
  const statuses: Status[] = []
  for (const segment of segments) {
    if (segment.elements[0] === 'AT7') statuses.push({ at7: segment, ms1: undefined })
    else if (segment.elements[0] === 'MS1') {
      const last = statuses.at(-1)
      if (last && !last.ms1) last.ms1 = segment
    }
  }
  return statuses
}

interface Surroundings {
  origin: Party | undefined
  destination: Party | undefined
  groupTime: number | undefined
}

function meaningOf(at7: Segment): { meaning: StatusMeaning; code: string } | Fault {
  const code = text(at7, 1)
  const appointment = text(at7, 3)
  if ((code === '') === (appointment === '')) {
    return {
      field: 'AT7-01',
      reason: 'exactly one of AT7-01 (status) and AT7-03 (appointment) must be given',
    }
  }
  const meaning = code === '' ? APPOINTMENT_CODES.get(appointment) : STATUS_CODES.get(code)
  if (meaning) return { meaning, code: code || appointment }
  return code === ''
    ? { field: 'AT7-03', reason: `AT7-03 "${appointment}" is no appointment code of element 1652` }
    : { field: 'AT7-01', reason: `AT7-01 "${code}" is no shipment status code of element 1650` }
}

/** Date, time and time code; releases before 004010 put the century between date and time. */
function timeOf(at7: Segment, placeZone: string | undefined, groupTime: number | undefined): X12Time | Fault {
  const withCentury = /^\d{6}$/.test(text(at7, 5)) && /^\d{2}$/.test(text(at7, 6))
  const date = withCentury ? text(at7, 6) + text(at7, 5) : text(at7, 5)
  const [timeElement, codeElement] = withCentury ? [7, 8] : [6, 7]
  if (date === '') {
    if (groupTime !== undefined)
      return { instant: groupTime, assumed: 'no date given, read as the time of the group' }
    return { field: 'AT7-05', reason: 'AT7-05 is blank: the status has no date' }
  }
  const read = readX12Time(date, text(at7, timeElement), text(at7, codeElement), placeZone)
  if ('instant' in read) return read
  const element = { date: 5, time: timeElement, code: codeElement }[read.field]
  const words = { date: 'date (CCYYMMDD)', time: 'time (HHMM)', code: 'time code of element 623' }[read.field]
  return { field: `AT7-0${element}`, reason: `AT7-0${element} "${text(at7, element)}" is no ${words}` }
}

function readStatus(
  status: Status,
  shipment: string,
  around: Surroundings,
): { event: CanonicalEvent; happenedAt?: number } | Fault {
  const found = meaningOf(status.at7)
  if ('reason' in found) return found
  const { meaning, code } = found
  const side =
    meaning.kind === 'estimate' ? 'destination' : meaning.kind === 'milestone' ? meaning.at : 'between'
  const party = side === 'origin' ? around.origin : side === 'destination' ? around.destination : undefined
  const place = placeOfMs1(status.ms1)
  const zonePlace = place ?? party?.place
  const time = timeOf(status.at7, zoneOfPlace(zonePlace?.region, zonePlace?.country), around.groupTime)
  if ('reason' in time) return time
  if (meaning.kind === 'estimate') {
    return { event: { type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: time.instant } }
  }
  const reason = text(status.at7, 2)
  const detail = [
    meaning.words,
    ...(reason === '' || reason === 'NS' ? [] : [`reason ${reason}`]),
    ...(time.assumed ? [time.assumed] : []),
  ].join('; ')
  if (meaning.kind === 'waypoint') {
    const why = `X12 ${code}: ${detail}; an appointment or estimate for the way, not for delivery`
    return {
      event: { type: 'ObservationRecorded', why, step: code, parent: shipment, ...(place ? { place } : {}) },
    }
  }
  return {
    event: {
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone: meaning.milestone,
      at: time.instant,
      ...(place ? { place } : {}),
      code: reason === '' ? code : `${code}/${reason}`,
      detail,
    },
    happenedAt: time.instant,
  }
}
