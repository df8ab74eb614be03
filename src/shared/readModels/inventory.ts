/** Owns the shapes that questions about stock are answered with: positions, SKUs, the ledger, its sources. Units are numbers of units; instants are milliseconds since 1970. */
import type { CanonicalEvent } from '../events.ts'
import type { OuterAccount, StockDisposition } from '../vocabulary.ts'
import type { Freshness } from './freshness.ts'

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
  /** Set aside for order lines by claims. */
  claimedUnits: number
  /** Allocated to order lines beyond what they have claimed. */
  allocatedUnits: number
  /** Sellable − claimed − allocated − safety stock. */
  atpUnits: number
  /** Sellable on hand ÷ units leaving a day; null where nothing left in the 28 days before the latest event. */
  daysOfCover: number | null
  soldUnitsPerDay: number
  /** Sold and sent on to other locations: what days of cover is measured by. */
  leavingUnitsPerDay: number
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
  safetyStockUnits: number
  claimedUnits: number
  allocatedUnits: number
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
  /** Customers are named by pseudonyms. */
  events: CanonicalEvent[]
  /** Empty where it is withheld. */
  raw: string
  /** True where the text may tell who a customer is, and the caller's role is not to read it. */
  withheld: boolean
  /** Other contents that came under the same identity. */
  conflicts: { recordedAt: number; feed: string; counts: boolean; raw: string }[]
}
