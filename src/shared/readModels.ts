/** Owns the shapes that queries and streams answer with. Units are numbers of units; instants are milliseconds since 1970. */
import type { CanonicalEvent, LocationKind, Milestone, OuterAccount, StockDisposition } from './events.ts'

/** Where a figure comes from and how old it is. */
export interface Freshness {
  /** Latest source time behind the figure; null where nothing was ever received. */
  dataAsOf: number | null
  /** When the engine last recorded something for it. */
  recordedAt: number | null
  /** True where the feed behind it has been silent for longer than it usually is. */
  stale: boolean
  /** The feed that spoke last, where there is one. */
  feed: string | null
}

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
  /** Mean units sold a day over the 28 days before the location's latest event. */
  soldUnitsPerDay: number
  /** On hand ÷ sold a day; null where nothing sold. */
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

export interface PositionRow {
  location: string
  locationName: string | null
  sku: string
  skuName: string | null
  category: string | null
  onHandUnits: number
  sellableUnits: number
  unsellableUnits: number
  safetyStockUnits: number
  atpUnits: number
  /** Null where nothing sold in the 28 days before the latest event. */
  daysOfCover: number | null
  soldUnitsPerDay: number
  lastCountedAt: number | null
  lastEventAt: number | null
  freshness: Freshness
}

export interface PositionPage {
  rows: PositionRow[]
  /** Rows that match the filter, exact up to 100,000; above that 100,000 and `totalIsLowerBound`. */
  total: number
  totalIsLowerBound: boolean
  /** The ledger position that the page was read at. */
  position: number
}

export interface SkuDetail {
  sku: string
  name: string | null
  category: string | null
  brand: string | null
  onHandUnits: number
  sellableUnits: number
  atpUnits: number
  locations: number
  stockoutLocations: number
  /** Balance of each outer account, and of all locations together: the sum is zero. */
  accounts: Record<OuterAccount | 'locations', number>
  rows: PositionRow[]
}

export interface LedgerMove {
  kind: 'move'
  occurredAt: number
  recordedAt: number
  identity: string
  feed: string
  /** Signed change at this position's disposition. */
  units: number
  /** The other side of the double entry, e.g. `customer` or `gln:… sellable`. */
  counterpart: string
  /** On hand after this entry. Null before the earliest count where history is partial: never — always a number. */
  balanceUnits: number
  /** True where it was recorded after a later count, so that it explains variance and changes nothing on hand. */
  beforeLatestCount: boolean
}

export interface LedgerCount {
  kind: 'count'
  occurredAt: number
  recordedAt: number
  identity: string
  feed: string
  countedUnits: number
  expectedUnits: number
  /** Counted − expected. */
  varianceUnits: number
  balanceUnits: number
}

export type LedgerEntry = LedgerMove | LedgerCount

/** The page that proves a figure: opening + moves + variances = closing. Entries are oldest first. */
export interface LedgerPage {
  location: string
  locationName: string | null
  sku: string
  skuName: string | null
  disposition: StockDisposition
  from: number | null
  until: number | null
  openingUnits: number
  entries: LedgerEntry[]
  closingUnits: number
  /** Entries that are older than the page and summed in its opening. */
  olderEntries: number
  lastCount: { occurredAt: number; countedUnits: number; varianceUnits: number } | null
  /** The stored balance, to be equal to the closing where the page reaches to now. */
  storedUnits: number
  dispositions: { disposition: StockDisposition; units: number }[]
  position: number
}

/** Where an entry comes from, down to the text that was sent. */
export interface SourceRecord {
  identity: string
  feed: string
  format: string
  transport: string
  documentName: string | null
  occurredAt: number
  recordedAt: number
  retracted: boolean
  counts: boolean
  events: CanonicalEvent[]
  raw: string
  /** Other contents that came under the same identity. */
  conflicts: { recordedAt: number; feed: string; counts: boolean; raw: string }[]
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

export interface ShipmentRow {
  shipment: string
  status: Milestone
  carrier: string | null
  trackingNumber: string | null
  order: string | null
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

export interface OrderSummary {
  orders: number
  /** Orders with a shipment that carries both a promised and an actual delivery time. */
  withPromiseAndDelivery: number
  byStatus: Record<string, number>
}

export type FeedAuthentication = 'bearer' | 'hmac' | 'none'

export interface FeedRow {
  feed: string
  formats: string[]
  transports: string[]
  authentication: FeedAuthentication
  enabled: boolean
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  /** Records a second, mean of the last minute. */
  recordsPerSecond: number
  /** Records in each of the last 60 minutes, oldest first. */
  recordsByMinute: number[]
  /** Recorded − occurred of the latest record; null where nothing came. */
  lagMs: number | null
  lastEventAt: number | null
  lastReceivedAt: number | null
  state: 'live' | 'quiet' | 'silent' | 'never'
  createdAt: number
}

export interface QuarantineRow {
  id: number
  feed: string
  format: string
  reason: string
  field: string
  receivedAt: number
  raw: string
  state: 'open' | 'replayed' | 'discarded'
  documentName: string | null
}

export interface QuarantinePage {
  rows: QuarantineRow[]
  total: number
}

export interface RetryReport {
  retried: number
  accepted: number
  duplicates: number
  stillQuarantined: number
}

export interface TowerStatus {
  version: string
  network: 'own' | 'sample'
  /** True where nothing was ever received. */
  empty: boolean
  /** Number of the last entry in the event log. */
  position: number
  events: number
  locations: number
  skus: number
  openQuarantine: number
  now: number
  startedAt: number
  lastRecordedAt: number | null
  dataAsOf: number | null
  /** Address that feeds are sent to; null where the host does not listen. */
  listening: string | null
  /** Whether the host can show the sample network. */
  sampleAvailable: boolean
}

export interface SearchHit {
  kind: 'location' | 'sku' | 'shipment'
  id: string
  title: string
  detail: string
}

export interface MappingInfo {
  name: string
  title: string
  description: string
  source: 'shipped' | 'own'
  columns: string[]
}

export interface MappingPreview {
  rows: { raw: string; events: CanonicalEvent[] | null; reason: string | null; field: string | null }[]
}
