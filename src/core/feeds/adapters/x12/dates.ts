/** Owns dates of X12 orders and shipments: DTM and G62 by their qualifiers, promises, days and instants. */
import type { DeliveryPromise, Place } from '../../../../shared/eventParts.ts'
import type { Segment } from './envelope.ts'
import { elementFault, nameOf, text, type Fault } from './segments.ts'
import { readX12Time, zoneOfPlace } from './timeZones.ts'

/** Qualifiers of the delivery that is wanted or promised, the firmest first: element 374 (DTM), 432 (G62). */
const DELIVERY = ['069', '067', '002', '074', '106', '063', '54', '02'] as const
/** By when it is to be given to a carrier. */
const SHIP_BY = ['068', '010', '038', '10', '38'] as const

export interface Dated {
  instant: number
  /** CCYY-MM-DD as the source writes it. */
  day: string
  hasTime: boolean
  qualifier: string
  assumed?: string
}

export const zoneOf = (place: Place | undefined) => zoneOfPlace(place?.region, place?.country)

/** Reads the date of a DTM or G62; undefined where it is blank (a period is told another way). */
function readDated(segment: Segment, zone: string | undefined): Dated | undefined | Fault {
  const isG62 = nameOf(segment) === 'G62'
  // Releases before 004010 write YYMMDD with the century in DTM05.
  const century = !isG62 && /^\d{6}$/.test(text(segment, 2)) && /^\d{2}$/.test(text(segment, 5))
  const date = (century ? text(segment, 5) : '') + text(segment, 2)
  if (date === '') return undefined
  return datedOf(segment, { date, dateElement: 2, time: isG62 ? 4 : 3, code: isG62 ? 5 : 4 }, zone)
}

/** Reads a date with its time and time code from their elements; `time` 0 where the segment has none. */
export function datedOf(
  segment: Segment,
  { date, dateElement, time, code }: { date: string; dateElement: number; time: number; code: number },
  zone: string | undefined,
): Dated | Fault {
  const clock = time === 0 ? '' : text(segment, time)
  const whole = readX12Time(date, clock, time === 0 ? '' : text(segment, code), zone)
  if ('field' in whole) {
    const element = { date: dateElement, time, code }[whole.field]
    const what = {
      date: 'is no date (CCYYMMDD)',
      time: 'is no time (HHMM)',
      code: 'is no time code of element 623',
    }
    return elementFault(segment, element, what[whole.field])
  }
  const midnight = readX12Time(date, '', 'UT', undefined)
  const day = new Date('instant' in midnight ? midnight.instant : whole.instant).toISOString().slice(0, 10)
  return { ...whole, day, hasTime: clock !== '', qualifier: text(segment, 1) }
}

/** The date with the first of the qualifiers that is told; undefined where none is. */
export function dateOf(
  segments: readonly Segment[],
  qualifiers: readonly string[],
  zone: string | undefined,
): Dated | undefined | Fault {
  for (const qualifier of qualifiers) {
    const found = segments.find(
      (segment) => (nameOf(segment) === 'DTM' || nameOf(segment) === 'G62') && text(segment, 1) === qualifier,
    )
    const dated = found && readDated(found, zone)
    if (dated !== undefined) return dated
  }
  return undefined
}

/** The end of a day on the clocks of a zone; the instant itself where a time of day is given. */
export function latest(dated: Dated, zone: string | undefined): number {
  if (dated.hasTime) return dated.instant
  const end = readX12Time(dated.day.replaceAll('-', ''), '235959', '', zone)
  return 'instant' in end ? end.instant + 999 : dated.instant
}

/**
 * When something happened that is told by its day alone: at the end of that day, but not after it was written, so that
 * it stands after what came before it on the same day.
 */
export function happenedAt(dated: Dated, zone: string | undefined, writtenAt: number | undefined): number {
  if (dated.hasTime) return dated.instant
  return Math.max(dated.instant, Math.min(latest(dated, zone), writtenAt ?? Number.POSITIVE_INFINITY))
}

export interface Wanted {
  promise?: DeliveryPromise
  shipBy?: number
}

/** What is wanted by when. A delivery's date is kept until the end of that day at the destination. */
export function wantedOf(segments: readonly Segment[], zone: string | undefined): Wanted | Fault {
  const delivery = dateOf(segments, DELIVERY, zone)
  if (delivery && 'field' in delivery) return delivery
  const shipping = dateOf(segments, SHIP_BY, zone)
  if (shipping && 'field' in shipping) return shipping
  const wanted: Wanted = {}
  if (delivery) {
    const when = delivery.hasTime ? { at: delivery.instant } : { date: delivery.day }
    wanted.promise = {
      ...when,
      ...(zone === undefined || delivery.hasTime ? {} : { timeZone: zone }),
      basis: `X12 ${delivery.qualifier}`,
    }
  }
  if (shipping) wanted.shipBy = latest(shipping, zone)
  return wanted
}
