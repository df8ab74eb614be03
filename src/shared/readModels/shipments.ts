/** Owns the shapes that questions about shipments are answered with. Units are numbers of units; instants are milliseconds since 1970. */
import type { Milestone } from '../vocabulary.ts'
import type { Freshness } from './freshness.ts'

export interface ShipmentRow {
  shipment: string
  status: Milestone
  carrier: string | null
  trackingNumber: string | null
  order: string | null
  /** Id of the location that it left; null where the source names none. */
  originLocation: string | null
  originName: string | null
  destinationName: string | null
  units: number
  promisedDeliveryAt: number | null
  estimatedDeliveryAt: number | null
  deliveredAt: number | null
  lastMilestoneAt: number | null
  late: boolean | null
  freshness: Freshness
}

export interface ShipmentDetail {
  row: ShipmentRow
  lines: { sku: string; skuName: string | null; units: number }[]
  milestones: {
    milestone: Milestone
    at: number
    placeName: string | null
    code: string | null
    detail: string | null
    identity: string
    feed: string
  }[]
}

export interface ShipmentPage {
  rows: ShipmentRow[]
  total: number
}

export interface ShipmentSummary {
  shipments: number
  withPromise: number
  delivered: number
  withPromiseAndDelivery: number
  inTransit: number
  byStatus: Partial<Record<Milestone, number>>
}
