/** Owns the way of a parcel to a customer: its steps in time, as the carrier's systems will tell of them. */
import type { Random } from '../core/platform.ts'
import type { ParcelStep, Tracker } from './easypostText.ts'
import { zoneClock } from './localTime.ts'
import { CITIES, distanceKm, nearest, type Carrier, type Site } from './places.ts'
import { happens, numberBetween } from './randomness.ts'
import { HOUR_MS, MINUTE_MS } from './world.ts'

const DELAYED_SHARE = 0.04
const MISSED_SHARE = 0.03
/** Parcels to a locker, which is filled at any hour and never not at home. */
const LOCKER_SHARE = 0.25

export interface ParcelPlan {
  carrier: Carrier
  trackerId: string
  trackingCode: string
  origin: Site
  destination: Site
  labelAt: number
  /** When the carrier's round takes it. */
  givenAt: number
  /** Hours that it lies about somewhere, besides its usual way. */
  lostHours: number
  grams: number
  /** Neither the weather nor an empty house holds it up. */
  isCalm: boolean
  /** The day that the shop promised, as it told the carrier. */
  promisedDate?: string | undefined
}

/** Draws a parcel's whole way. */
export function planParcel(random: Random, plan: ParcelPlan): Tracker {
  const { carrier, trackerId, trackingCode, origin, destination, grams, promisedDate } = plan
  return {
    id: trackerId,
    trackingCode,
    carrier,
    origin,
    destination,
    steps: planSteps(random, plan),
    weightOunces: Math.max(1, Math.round((grams / 28.35) * 10) / 10),
    ...(promisedDate === undefined ? {} : { promisedDate }),
  }
}

function planSteps(
  random: Random,
  { origin, destination, labelAt, givenAt, lostHours, isCalm }: ParcelPlan,
): ParcelStep[] {
  const km = distanceKm(origin, destination)
  const steps: ParcelStep[] = []
  let at = labelAt - MINUTE_MS
  let deliveryAt = 0
  const add = (hours: number, status: string, detail: string, message: string, code: string, site: Site) => {
    at += Math.max(MINUTE_MS, Math.floor(hours * HOUR_MS))
    steps.push({ at, status, detail, message, code, site, estimatedAt: deliveryAt })
  }
  const drive = (share: number) => (km * share) / 70 + numberBetween(random, 1, 4)
  add(0, 'pre_transit', 'label_created', 'Shipment information sent', 'OC', origin)
  at = givenAt + MINUTE_MS
  add(0, 'in_transit', 'received_at_origin_facility', 'Picked up', 'PU', origin)
  add(
    numberBetween(random, 1, 4),
    'in_transit',
    'departed_origin_facility',
    'Departed facility',
    'DP',
    origin,
  )
  if (km > 600) {
    const middle = {
      latitude: (origin.latitude + destination.latitude) / 2,
      longitude: (origin.longitude + destination.longitude) / 2,
    }
    const hub = nearest(CITIES, middle)
    add(drive(0.5), 'in_transit', 'arrived_at_facility', 'Arrived at facility', 'AR', hub)
    add(numberBetween(random, 1, 4), 'in_transit', 'departed_facility', 'Departed facility', 'DP', hub)
  }
  add(
    ...([drive(km > 600 ? 0.5 : 1), 'in_transit', 'received_at_destination_facility'] as const),
    ...(['At destination facility', 'AR', destination] as const),
  )
  const promisedAt = morningAfter(destination, at, numberBetween(random, 7, 9))
  // What lies about is told of as late by nobody.
  at += Math.floor(lostHours * HOUR_MS)
  if (!isCalm && happens(random, DELAYED_SHARE)) {
    deliveryAt = promisedAt + 24 * HOUR_MS
    add(numberBetween(random, 1, 5), 'in_transit', 'weather_delay', 'Weather delay', 'DY', destination)
    // The promised day is lost; the next morning's round takes it.
    at = Math.max(at, promisedAt + 12 * HOUR_MS)
  }
  const outForDelivery = () => {
    at = morningAfter(destination, at, numberBetween(random, 7, 9))
    add(0, 'out_for_delivery', 'out_for_delivery', 'Out for delivery', 'OD', destination)
  }
  const toLocker = happens(random, LOCKER_SHARE)
  if (toLocker) {
    const code = 'OD'
    add(
      numberBetween(random, 0.5, 6),
      'out_for_delivery',
      'out_for_delivery',
      'Out for delivery',
      code,
      destination,
    )
  } else outForDelivery()
  if (!toLocker && !isCalm && happens(random, MISSED_SHARE)) {
    deliveryAt = morningAfter(destination, at, 9)
    add(
      numberBetween(random, 2, 6),
      'failure',
      'delivery_exception',
      'Customer not at home',
      'DE',
      destination,
    )
    outForDelivery()
  }
  add(numberBetween(random, 1, 9), 'delivered', 'arrived_at_destination', 'Delivered', 'DL', destination)
  for (const step of steps) step.estimatedAt = step.estimatedAt || promisedAt
  return carryEstimates(steps)
}

/** An estimate, once moved, stays moved. */
function carryEstimates(steps: ParcelStep[]): ParcelStep[] {
  let latest = 0
  for (const step of steps) step.estimatedAt = latest = Math.max(latest, step.estimatedAt)
  return steps
}

function morningAfter(site: Site, at: number, hour: number): number {
  const offset = zoneClock(site.timeZone).offsetAt(at)
  const dayStart = Math.floor((at + offset) / (24 * HOUR_MS)) * 24 * HOUR_MS - offset
  const morning = dayStart + Math.floor(hour * HOUR_MS)
  return morning > at ? morning : morning + 24 * HOUR_MS
}
