/** Owns the shapes of the status of the whole tower and of what a search finds. Instants are milliseconds since 1970. */

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
  kind: 'location' | 'sku' | 'shipment' | 'order'
  id: string
  title: string
  detail: string
}
