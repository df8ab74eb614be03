/** Owns the shape of where a figure comes from and how old it is. Instants are milliseconds since 1970. */

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
