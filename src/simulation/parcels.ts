/** Owns the way of a parcel to a customer: its steps in time, told by the tracker service's webhook events. */
import type { Random } from '../core/platform.ts'
import { trackerEventText, type ParcelStep, type Tracker } from './easypostText.ts'
import type { Location } from './network.ts'
import { zoneClock } from './localTime.ts'
import { CARRIERS, CITIES, distanceKm, nearest, type Site } from './places.ts'
import { happens, numberBetween, pick } from './randomness.ts'
import type { StockLine } from './stock.ts'
import { HOUR_MS, MINUTE_MS, type World } from './world.ts'

const DELAYED_SHARE = 0.06
const MISSED_SHARE = 0.03
/** Share of customers who live around the store that they ordered from. */
const LOCAL_SHARE = 0.7
const CITIES_AROUND = 8

/** Sends a parcel from where it was sold to a customer, mostly near the store that the customer knows. */
export function sendParcel(
  world: World,
  origin: Location,
  near: Location,
  lines: readonly StockLine[],
  soldAt: number,
): void {
  const random = world.random.parcels
  const destination = pick(random, happens(random, LOCAL_SHARE) ? citiesAround(near) : CITIES)
  const carrier = pick(random, CARRIERS)
  const steps = planSteps(random, origin, destination, soldAt)
  const ounces = lines.reduce((sum, { sku, units }) => sum + (sku.weightGrams * units) / 28.35, 0)
  const tracker: Tracker = {
    id: `trk_${world.ids.hex()}`,
    trackingCode: `${carrier.scac}${world.ids.hex().slice(0, 14).toUpperCase()}`,
    carrier,
    origin,
    destination,
    steps,
    weightOunces: Math.max(1, Math.round(ounces * 10) / 10),
  }
  steps.forEach((step, index) => {
    world.schedule.add(step.at, () => {
      const id = `evt_${world.ids.hex()}`
      const text = trackerEventText(tracker, index, id)
      world.emit({
        feed: 'trackers',
        format: 'easypost',
        at: step.at,
        subject: tracker.trackingCode,
        id,
        text,
      })
    })
  })
}

const aroundByCity = new Map<string, Site[]>()

/** The nearest cities to a place, its own included. */
function citiesAround(place: Site): Site[] {
  const key = `${place.city}, ${place.state}`
  let around = aroundByCity.get(key)
  if (!around) {
    const byDistance = CITIES.toSorted((left, right) => distanceKm(left, place) - distanceKm(right, place))
    aroundByCity.set(key, (around = byDistance.slice(0, CITIES_AROUND)))
  }
  return around
}

function planSteps(random: Random, origin: Site, destination: Site, soldAt: number): ParcelStep[] {
  const km = distanceKm(origin, destination)
  const steps: ParcelStep[] = []
  let at = soldAt
  let deliveryAt = 0
  const add = (hours: number, status: string, detail: string, message: string, code: string, site: Site) => {
    at += Math.max(MINUTE_MS, Math.floor(hours * HOUR_MS))
    steps.push({ at, status, detail, message, code, site, estimatedAt: deliveryAt })
  }
  const drive = (share: number) => (km * share) / 70 + numberBetween(random, 1, 4)
  add(
    numberBetween(random, 0.2, 1),
    'pre_transit',
    'label_created',
    'Shipment information sent',
    'OC',
    origin,
  )
  add(numberBetween(random, 2, 8), 'in_transit', 'received_at_origin_facility', 'Picked up', 'PU', origin)
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
  if (happens(random, DELAYED_SHARE)) {
    deliveryAt = promisedAt + 24 * HOUR_MS
    add(numberBetween(random, 1, 5), 'in_transit', 'weather_delay', 'Weather delay', 'DY', destination)
    // The promised day is lost; the next morning's round takes it.
    at = Math.max(at, promisedAt + 12 * HOUR_MS)
  }
  const outForDelivery = () => {
    at = morningAfter(destination, at, numberBetween(random, 7, 9))
    add(0, 'out_for_delivery', 'out_for_delivery', 'Out for delivery', 'OD', destination)
  }
  outForDelivery()
  if (happens(random, MISSED_SHARE)) {
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
