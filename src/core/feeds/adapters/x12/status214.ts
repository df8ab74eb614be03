/** Owns the translation of transaction set 214: one shipment's description, milestones and estimates. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { Place } from '../../../../shared/eventParts.ts'
import type { Segment } from './envelope.ts'
import { orderId, shipmentId } from './names.ts'
import {
  elementFault,
  firstNamed,
  nameOf,
  orUndefined,
  partiesOf,
  partyOf,
  placeOf,
  present,
  text,
  whereabouts,
  type Fault,
  type Party,
  type SetInContext,
  type Translated,
} from './segments.ts'
import { APPOINTMENT_CODES, STATUS_CODES, type StatusMeaning } from './statusCodes.ts'
import { readX12Time, zoneOfPlace, type X12Time } from './timeZones.ts'

interface Status {
  at7: Segment
  ms1: Segment | undefined
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

export function translate214({ segments, groupTime }: SetInContext): Translated {
  const b10 = firstNamed(segments, 'B10')
  if (!b10) return { field: 'B10', reason: 'B10 is missing: a 214 without it names no shipment' }
  const firstLoop = segments.findIndex((segment) => nameOf(segment) === 'LX')
  const parties = partiesOf(firstLoop === -1 ? segments : segments.slice(0, firstLoop))
  const [origin, destination] = [partyOf(parties, ['SF', 'SH']), partyOf(parties, ['ST', 'CN'])]
  const number = text(b10, 2) || text(b10, 1)
  if (number === '')
    return { field: 'B10-02', reason: 'B10-02 is blank, and so is B10-01: no shipment is named' }
  const scac = text(b10, 3)
  const shipment = shipmentId(number, { parties, scac, sender: '' })
  const purchaseOrder = text(
    segments.find((segment) => nameOf(segment) === 'L11' && text(segment, 2) === 'PO'),
    1,
  )
  const described: CanonicalEvent = {
    type: 'ShipmentDescribed',
    shipment,
    ...present({
      order: purchaseOrder === '' ? undefined : orderId(purchaseOrder, parties),
      carrier: orUndefined(scac),
      trackingNumber: orUndefined(text(b10, 1)),
      origin: whereabouts(origin),
      destination: whereabouts(destination),
    }),
  }

  const events: CanonicalEvent[] = [described]
  const times: number[] = []
  for (const status of statusesOf(segments)) {
    const read = readStatus(status, shipment, { origin, destination, groupTime })
    if ('field' in read) return read
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
    if (nameOf(segment) === 'AT7') statuses.push({ at7: segment, ms1: undefined })
    else if (nameOf(segment) === 'MS1') {
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
  return elementFault(at7, element, `is no ${words}`)
}

function readStatus(
  status: Status,
  shipment: string,
  around: Surroundings,
): { event: CanonicalEvent; happenedAt?: number } | Fault {
  const found = meaningOf(status.at7)
  if ('field' in found) return found
  const { meaning, code } = found
  const side =
    meaning.kind === 'estimate' ? 'destination' : meaning.kind === 'milestone' ? meaning.at : 'between'
  const party = side === 'origin' ? around.origin : side === 'destination' ? around.destination : undefined
  const place = placeOfMs1(status.ms1)
  const zonePlace = place ?? party?.place
  const time = timeOf(status.at7, zoneOfPlace(zonePlace?.region, zonePlace?.country), around.groupTime)
  if ('field' in time) return time
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
