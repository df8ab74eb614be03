/** Owns what made-up lives of orders begin with, and what carriers tell of their parcels. */
import type { CanonicalEvent, FeedRecord } from '../../../shared/events.ts'
import { MINUTE, PLACES, SKU, START, type Life } from './lives.fixture.ts'

export const OPENING = 100

/** Places that units are taken from. */
export const SITES = ['gln:dc', 'gln:north', 'gln:south', 'gln:maker', 'gln:works']

/** Places, and stock enough at each. */
export const OPENING_RECORDS: readonly FeedRecord[] = [
  { identity: 'places', occurredAt: START - 9 * MINUTE, events: [...PLACES] },
  ...SITES.map((location): FeedRecord => ({
    identity: `count ${location}`,
    occurredAt: START - MINUTE,
    events: [{ type: 'StockCounted', sku: SKU, location, disposition: 'sellable', units: OPENING }],
  })),
]

interface ParcelTelling {
  /** The carrier tells of a delivery, too; it need not be what the shop tells. */
  isDelivered: boolean
  /** An order that a parcel is put down to at first; a later version of the record says better. */
  mistakenFor?: string
}

/** The carrier's own records of each parcel; what they say first is what the order's step says too. */
export function parcelsOf(
  { order, standing }: Life,
  { isDelivered, mistakenFor }: ParcelTelling,
): FeedRecord[] {
  return standing.flatMap(({ occurredAt, events }) =>
    events.flatMap((event): FeedRecord[] => {
      if (event.type !== 'OrderStepTaken' || event.step !== 'shipped' || !event.shipment) return []
      const { shipment, line, units = 0, location = '' } = event
      const at = event.at ?? occurredAt
      const reached = (milestone: 'pickedUp' | 'delivered', when: number): CanonicalEvent => ({
        type: 'ShipmentMilestoneReached',
        shipment,
        milestone,
        at: when,
      })
      const described = (of: string, recordTime: number): FeedRecord => ({
        identity: `${order}:${shipment}:what`,
        occurredAt: at + 3 * MINUTE,
        recordTime,
        events: [
          {
            type: 'ShipmentDescribed',
            shipment,
            order: of,
            carrier: 'Post',
            origin: { location },
            lines: [{ sku: SKU, units, ...(line === undefined ? {} : { orderLine: line }) }],
          },
        ],
      })
      return [
        described(order, at + 9 * MINUTE),
        ...(mistakenFor === undefined ? [] : [described(mistakenFor, at + 4 * MINUTE)]),
        { identity: `${order}:${shipment}:left`, occurredAt: at + MINUTE, events: [reached('pickedUp', at)] },
        ...(isDelivered
          ? [
              {
                identity: `${order}:${shipment}:came`,
                occurredAt: at,
                events: [reached('delivered', at + 4 * MINUTE)],
              },
            ]
          : []),
      ]
    }),
  )
}
