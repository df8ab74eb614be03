/** Owns how the parcel tracker service writes: EasyPost's `tracker.updated` webhook event with its Tracker. */
import { createHmac } from 'node:crypto'
import { zoneClock } from './localTime.ts'
import type { Carrier, Site } from './places.ts'

export interface ParcelStep {
  at: number
  status: string
  detail: string
  message: string
  /** The carrier's own code. */
  code: string
  site: Site
  estimatedAt: number
}

export interface Tracker {
  id: string
  trackingCode: string
  carrier: Carrier
  origin: Site
  destination: Site
  steps: readonly ParcelStep[]
  weightOunces: number
  /** The day that the carrier was told it is promised for. */
  promisedDate?: string
}

const instant = (at: number) => `${new Date(at).toISOString().slice(0, 19)}Z`

const trackingLocation = (site: Site) => ({
  object: 'TrackingLocation',
  city: site.city.toUpperCase(),
  state: site.state,
  country: 'US',
  zip: site.postalCode,
})

const placeLine = (site: Site) => `${site.city.toUpperCase()} ${site.state} US`

/** The webhook's body when a tracker reached one of its steps: the tracker whole, with every step so far. */
export function trackerEventText(tracker: Tracker, stepIndex: number, eventId: string): string {
  const step = tracker.steps[stepIndex]!
  const first = tracker.steps[0]!
  const previous = tracker.steps[stepIndex - 1]
  const { carrier, destination } = tracker
  const estimate = new Date(step.estimatedAt + zoneClock(destination.timeZone).offsetAt(step.estimatedAt))
  const estimateDate = estimate.toISOString().slice(0, 10)
  return JSON.stringify({
    description: previous ? 'tracker.updated' : 'tracker.created',
    mode: 'production',
    previous_attributes: previous ? { status: previous.status } : {},
    created_at: new Date(step.at).toISOString(),
    pending_urls: [],
    completed_urls: [],
    updated_at: new Date(step.at).toISOString(),
    id: eventId,
    user_id: 'user_omnimarket',
    status: 'pending',
    object: 'Event',
    result: {
      id: tracker.id,
      object: 'Tracker',
      mode: 'production',
      tracking_code: tracker.trackingCode,
      status: step.status,
      status_detail: step.detail,
      created_at: instant(first.at),
      updated_at: instant(step.at),
      signed_by: null,
      weight: tracker.weightOunces,
      est_delivery_date: `${estimateDate}T00:00:00Z`,
      shipment_id: null,
      carrier: carrier.tracker,
      tracking_details: tracker.steps.slice(0, stepIndex + 1).map((each) => ({
        object: 'TrackingDetail',
        message: each.message,
        description: each.message,
        status: each.status,
        status_detail: each.detail,
        datetime: instant(each.at),
        source: carrier.tracker,
        carrier_code: each.code,
        tracking_location: trackingLocation(each.site),
      })),
      carrier_detail: {
        object: 'CarrierDetail',
        service: carrier.service,
        container_type: null,
        est_delivery_date_local: estimateDate,
        est_delivery_time_local: null,
        origin_location: placeLine(tracker.origin),
        origin_tracking_location: trackingLocation(tracker.origin),
        destination_location: placeLine(destination),
        destination_tracking_location: trackingLocation(destination),
        guaranteed_delivery_date: tracker.promisedDate ?? null,
        alternate_identifier: null,
        initial_delivery_attempt: null,
      },
      finalized: step.status === 'delivered',
      is_return: false,
      public_url: `https://track.example.com/${tracker.trackingCode}`,
    },
  })
}

/** The value of the `X-Hmac-Signature` header: HMAC-SHA256 of the raw body under the NFKD form of the secret. */
export function easypostSignature(secret: string, body: string): string {
  return `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}`
}
