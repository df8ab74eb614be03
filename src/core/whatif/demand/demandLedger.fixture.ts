/** Owns what tests of demand book: counts, sales and promotions of shops in a ledger. */
import type { CanonicalEvent } from '../../../shared/events.ts'
import type { Intaken } from '../../ledger/types.ts'

export const DAY = 86_400_000
/** Noon. */
export const NOW = 20_500 * DAY + DAY / 2

export interface Booking {
  at: number
  event: CanonicalEvent
}

const sellable = (location: string) => ({ location, disposition: 'sellable' as const })
let serial = 0

interface Booked {
  commit(batches: readonly (readonly Intaken[])[]): unknown
}

export function book(ledger: Booked, bookings: readonly Booking[]): void {
  ledger.commit([
    bookings.map(({ at, event }) => {
      const record = { identity: `t:${(serial += 1)}`, occurredAt: at, events: [event] }
      return { outcome: 'record', record, raw: JSON.stringify(record) }
    }),
  ])
}

export const sold = (location: string, sku: string, units: number, at: number): Booking => ({
  at,
  event: { type: 'StockMoved', sku, units, from: sellable(location), to: 'customer' },
})

export const returned = (location: string, sku: string, units: number, at: number): Booking => ({
  at,
  event: { type: 'StockMoved', sku, units, from: 'customer', to: sellable(location) },
})

export const counted = (location: string, sku: string, units: number, at: number): Booking => ({
  at,
  event: { type: 'StockCounted', sku, location, disposition: 'sellable', units },
})

export const promoted = (promotion: string, sku: string, startsAt: number, endsAt: number): Booking => ({
  at: NOW - 100 * DAY,
  event: { type: 'PromotionPlanned', promotion, channels: ['store'], skus: [sku], startsAt, endsAt },
})
