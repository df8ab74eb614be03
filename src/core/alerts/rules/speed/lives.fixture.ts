/** Owns orders, parcels and places as rules about speed are tried with them. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'
import type { Flow, OrderStep } from '../../../../shared/vocabulary.ts'
import { DAY_MS as DAY, HOUR_MS as HOUR } from '../../../../shared/timeZone.ts'

/** A Monday, midnight UTC: where the clock of the harness stands at first. */
const START = Date.UTC(2026, 5, 1)

let told = 0
const record = (occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => {
  told += 1
  return { identity: `life:${told}`, occurredAt, events }
}

export const DC = 'gln:dc'
export const STORE = 'gln:store'
export const CARRIER = 'Swift'
export const REGION = 'FL'

/** A store and a centre in UTC, so that hours are easily told. */
export const places = (): FeedRecord =>
  record(
    START - 120 * DAY,
    ...[
      { location: DC, name: 'Centre', kind: 'dc' as const },
      { location: STORE, name: 'Harbour store', kind: 'store' as const },
    ].map((one): CanonicalEvent => ({
      type: 'LocationDescribed',
      ...one,
      country: 'US',
      region: 'TX',
      timeZone: 'UTC',
    })),
  )

/** Open from 8 to 20, closed on some weekdays. */
export const schedule = (
  location: string,
  openWeekdays: number[],
  more: { collectionHours?: number; closedOn?: string[] } = {},
): FeedRecord =>
  record(START - 110 * DAY, {
    type: 'LocationScheduleSet',
    location,
    cutoff: '14:00',
    handlingHours: 2,
    opensAt: '08:00',
    closesAt: '20:00',
    openWeekdays,
    ...more,
  })

export interface Life {
  order: string
  placedAt: number
  flow?: Flow
  location?: string
  promisedAt?: number
  lines?: number
  steps?: readonly (readonly [OrderStep, number])[]
}

/** An order and its steps. */
export function life({
  order,
  placedAt,
  flow = 'shipFromDc',
  location = DC,
  promisedAt,
  lines = 1,
  steps = [],
}: Life): FeedRecord[] {
  return [
    record(
      placedAt,
      {
        type: 'OrderPlaced',
        order,
        flow,
        channel: 'webshop',
        ...(flow === 'bopis' || flow === 'ropis'
          ? { pickup: location }
          : { destination: { region: REGION, country: 'US' } }),
        ...(promisedAt === undefined ? {} : { promise: { at: promisedAt } }),
      },
      ...Array.from({ length: lines }, (_none, place): CanonicalEvent => ({
        type: 'OrderLineAdded',
        order,
        line: String(place + 1),
        sku: `sku:${place + 1}`,
        units: 1,
        priceMinor: 2500,
        currency: 'USD',
      })),
    ),
    ...steps.map(([step, at]) => record(at, { type: 'OrderStepTaken', order, step, location })),
  ]
}

/** An order that a carrier takes from the centre and brings. */
export function parcel(
  order: string,
  shippedAt: number,
  hours: number | null,
  more: Partial<Life> = {},
): FeedRecord[] {
  const shipment = `ship:${order}`
  return [
    ...life({ order, placedAt: shippedAt - 4 * HOUR, ...more, steps: [['allocated', shippedAt - 3 * HOUR]] }),
    record(
      shippedAt,
      {
        type: 'ShipmentDescribed',
        shipment,
        order,
        carrier: CARRIER,
        origin: { location: more.location ?? DC },
        destination: { region: REGION, country: 'US' },
      },
      { type: 'ShipmentMilestoneReached', shipment, milestone: 'pickedUp' },
    ),
    ...(hours === null
      ? []
      : [
          record(shippedAt + hours * HOUR, {
            type: 'ShipmentMilestoneReached',
            shipment,
            milestone: 'delivered',
          }),
        ]),
  ]
}

/** Always the same draws between 0 and 1, by a small generator (mulberry32). */
export function draws(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** A draw of the standard normal law, by Box and Muller. */
export const normal = (draw: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw())
