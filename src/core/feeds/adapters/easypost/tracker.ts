/** Owns the translation of an EasyPost Tracker: description, milestones with their own times, estimate. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { Milestone } from '../../../../shared/vocabulary.ts'
import type { Place } from '../../../../shared/eventParts.ts'
import { instantOfIso } from '../../localTime.ts'
import { zoneOfPlace } from '../x12/timeZones.ts'
import { milestoneOf } from './statuses.ts'

export type Json = Record<string, unknown>
export interface Fault {
  field: string
  reason: string
}
export type Translated = { events: CanonicalEvent[] } | Fault

/** More steps than any parcel takes; a longer list is refused rather than cut. */
const MOST_DETAILS = 5_000

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text that is there: EasyPost writes null and "" for the same thing. */
export function textOf(value: unknown, longest = 2000): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, longest) : undefined
}

function placeOf(value: unknown): Place | undefined {
  if (!isObject(value)) return undefined
  const place: Place = {}
  const [city, region, country, postalCode] = ['city', 'state', 'country', 'zip'].map((name) =>
    textOf(value[name]),
  )
  if (city !== undefined) place.city = city
  if (region !== undefined) place.region = region
  if (country !== undefined) place.country = country
  if (postalCode !== undefined) place.postalCode = postalCode
  return Object.keys(place).length === 0 ? undefined : place
}

/** A place by its parts, else by the carrier's own words for its town, e.g. `AUSTIN TX, 78701`. */
function endOf(parts: unknown, words: unknown): Place | undefined {
  const city = textOf(words)
  return placeOf(parts) ?? (city === undefined ? undefined : { city })
}

/** Times have their offset; one without is local time of the place where it can be told, else UTC. */
export function timeOf(value: unknown, place?: Place): number | undefined {
  const text = textOf(value, 64)
  return text === undefined
    ? undefined
    : instantOfIso(text, zoneOfPlace(place?.region, place?.country) ?? 'UTC')
}

/** Translates one tracker. `path` is where it stands in its message, for refusals. */
export function translateTracker(tracker: Json, path: string): Translated {
  const code = textOf(tracker.tracking_code, 200)
  if (code === undefined)
    return { field: `${path}tracking_code`, reason: 'the tracker has no tracking code: no shipment is named' }
  const carrier = textOf(tracker.carrier, 200)
  const shipment = `tracker:${(carrier ?? 'unknown').toLowerCase()}:${code}`
  const detail = isObject(tracker.carrier_detail) ? tracker.carrier_detail : {}
  const described: CanonicalEvent = { type: 'ShipmentDescribed', shipment, trackingNumber: code }
  if (carrier !== undefined) described.carrier = carrier
  const service = textOf(detail.service)
  if (service !== undefined) described.service = service
  const origin = endOf(detail.origin_tracking_location, detail.origin_location)
  if (origin) described.origin = origin
  const destination = endOf(detail.destination_tracking_location, detail.destination_location)
  if (destination) described.destination = destination
  const guaranteed = /^\d{4}-\d{2}-\d{2}/.exec(textOf(detail.guaranteed_delivery_date) ?? '')?.[0]
  if (guaranteed !== undefined) described.promisedDelivery = { date: guaranteed, basis: 'carrierGuarantee' }

  const details: unknown = tracker.tracking_details ?? []
  if (!Array.isArray(details))
    return { field: `${path}tracking_details`, reason: 'tracking_details is not a list' }
  if (details.length > MOST_DETAILS)
    return {
      field: `${path}tracking_details`,
      reason: `tracking_details has more than ${MOST_DETAILS} steps`,
    }
  const events: CanonicalEvent[] = [described]
  const reached = new Set<Milestone>()
  for (const [index, one] of details.entries()) {
    const step = translateDetail(one, shipment, `${path}tracking_details[${index}]`)
    if (step === undefined) continue
    if ('reason' in step) return step
    reached.add(step.milestone)
    events.push(step)
  }
  const now = ownStatus(tracker, shipment, reached, path)
  if (now && 'reason' in now) return now
  if (now) events.push(now)
  const estimate = estimateOf(tracker, shipment, destination, path)
  if (estimate && 'reason' in estimate) return estimate
  if (estimate) events.push(estimate)
  return { events }
}

type MilestoneReached = Extract<CanonicalEvent, { type: 'ShipmentMilestoneReached' }>

function stepFault(status: string, field: string): Fault {
  return { field, reason: `"${status.slice(0, 60)}" is no tracker status of EasyPost` }
}

function translateDetail(one: unknown, shipment: string, path: string): MilestoneReached | Fault | undefined {
  if (!isObject(one)) return { field: path, reason: 'a tracking detail is not an object' }
  const status = textOf(one.status) ?? 'unknown'
  const finer = textOf(one.status_detail) ?? 'unknown'
  const milestone = milestoneOf(status, finer)
  if (milestone === undefined) return stepFault(status, `${path}.status`)
  if (milestone === null) return undefined
  const place = placeOf(one.tracking_location)
  const at = timeOf(one.datetime, place)
  if (at === undefined)
    return {
      field: `${path}.datetime`,
      reason: 'datetime is no date and time: when the step was taken is not told',
    }
  const words = textOf(one.message) ?? textOf(one.description)
  return {
    type: 'ShipmentMilestoneReached',
    shipment,
    milestone,
    at,
    ...(place ? { place } : {}),
    code: `${status}/${finer}`,
    ...(words === undefined ? {} : { detail: words }),
  }
}

/** The tracker's own status counts where no detail tells of it, at the time of the tracker's last change. */
function ownStatus(
  tracker: Json,
  shipment: string,
  reached: ReadonlySet<Milestone>,
  path: string,
): MilestoneReached | Fault | undefined {
  const status = textOf(tracker.status) ?? 'unknown'
  const finer = textOf(tracker.status_detail) ?? 'unknown'
  const milestone = milestoneOf(status, finer)
  if (milestone === undefined) return stepFault(status, `${path}status`)
  const byStatus = milestoneOf(status, 'unknown')
  if (milestone === null || reached.has(milestone) || (byStatus && reached.has(byStatus))) return undefined
  const at = timeOf(tracker.updated_at)
  if (at === undefined) return { field: `${path}updated_at`, reason: 'updated_at is no date and time' }
  return { type: 'ShipmentMilestoneReached', shipment, milestone, at, code: `${status}/${finer}` }
}

function estimateOf(
  tracker: Json,
  shipment: string,
  destination: Place | undefined,
  path: string,
): CanonicalEvent | Fault | undefined {
  if (textOf(tracker.est_delivery_date) === undefined) return undefined
  const at = timeOf(tracker.est_delivery_date, destination)
  if (at === undefined)
    return { field: `${path}est_delivery_date`, reason: 'est_delivery_date is no date and time' }
  return { type: 'ShipmentEstimateChanged', shipment, estimatedDeliveryAt: at }
}
