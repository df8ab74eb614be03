/** Owns the shapes that questions about channels and their listings are answered with. */

export const DISAGREEMENTS = ['price', 'promotion', 'availability', 'promise', 'active'] as const
export type Disagreement = (typeof DISAGREEMENTS)[number]

/** What one channel shows of one SKU; null: it has not told. */
export interface ListingCell {
  channel: string
  listed: boolean
  active: boolean | null
  priceMinor: number | null
  currency: string | null
  promotion: string | null
  /** Null: not told, or not counted by the channel (`counted` false). */
  offeredUnits: number | null
  counted: boolean
  /** What the ledger can promise to that channel now. */
  promisableUnits: number
  /** Shortest and longest promise over places, in days. */
  promiseDays: { from: number; to: number } | null
  /** What disagrees with the other channels, with the plan or with the ledger. */
  disagreements: Disagreement[]
  /** The open alerts behind the marks. */
  alerts: string[]
  /** When the channel last told of it, by its own time. */
  dataAsOf: number | null
  stale: boolean
}

export interface BoardRow {
  sku: string
  name: string | null
  category: string | null
  atpUnits: number
  /** In the order of the board's channels. */
  cells: ListingCell[]
  disagreements: number
}

export interface CoordinationBoard {
  channels: {
    channel: string
    name: string | null
    listings: number
    dataAsOf: number | null
    stale: boolean
  }[]
  rows: BoardRow[]
  total: number
  /** SKUs with a disagreement, by kind. */
  byKind: Record<Disagreement, number>
}
