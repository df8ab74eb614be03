/** Owns the shapes that questions about the network and its locations are answered with. Units are numbers of units; instants are milliseconds since 1970. */
import type { LocationKind, StockDisposition } from '../vocabulary.ts'
import type { Freshness } from './freshness.ts'
import type { ShipmentRow } from './shipments.ts'

/** One location on the map: master data and roll-up. Null coordinates: nothing has placed it yet. */
export interface LocationRow {
  location: string
  /** Null: undescribed, show the id. */
  name: string | null
  kind: LocationKind | null
  city: string | null
  region: string | null
  country: string | null
  latitude: number | null
  longitude: number | null
  timeZone: string | null
  onHandUnits: number
  sellableUnits: number
  /** Sellable on hand − claims − safety stock, summed over SKUs. */
  atpUnits: number
  /** SKUs that were ever here. */
  skuCount: number
  /** SKUs with nothing sellable. */
  stockoutCount: number
  /** SKUs whose ledger is below zero. */
  negativeCount: number
  /**
   * Mean units sold a day over the 28 days before the location's latest event.
   * Null where the figures are those of one category: its sales are not kept by location.
   */
  soldUnitsPerDay: number | null
  /** Sold and sent on to other locations: what days of cover is measured by. Null as above. */
  leavingUnitsPerDay: number | null
  /** On hand ÷ leaving a day; null where nothing left, or what left is not known. */
  daysOfCover: number | null
  freshness: Freshness
}

export interface NetworkTotals {
  locations: number
  unplacedLocations: number
  onHandUnits: number
  atpUnits: number
  skuCount: number
  stockoutCount: number
  inTransitShipments: number
  inTransitUnits: number
}

export interface NetworkSnapshot {
  rows: LocationRow[]
  totals: NetworkTotals
}

/** Shipments that are under way between two places, drawn as one arc. */
export interface TransitArc {
  origin: { location: string | null; name: string; latitude: number; longitude: number }
  destination: { location: string | null; name: string; latitude: number; longitude: number }
  shipments: number
  units: number
  /** Shipments past their promise or in exception. */
  troubled: number
  /** A few shipments, the latest first. */
  sample: string[]
}

export interface LocationDetail {
  row: LocationRow
  address: string | null
  postalCode: string | null
  openedOn: string | null
  /** Figures a day, oldest first, up to 28 days. */
  soldByDay: { day: string; units: number }[]
  dispositions: { disposition: StockDisposition; units: number }[]
  inbound: ShipmentRow[]
  outbound: ShipmentRow[]
  /** Descriptions over time, latest first. */
  history: { validFrom: number; recordedAt: number; feed: string; name: string | null }[]
}
