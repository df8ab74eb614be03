/** Owns when figures count as stale. */

/** A feed that spoke once is stale when silent for longer than this. */
export const STALE_AFTER_MS = 15 * 60_000

/** Data older than this is stale however lately it came: an import of last year's files is not the state of today. */
const OLD_AFTER_MS = 24 * 3_600_000

/**
 * Whether a location's figures are stale: its feed has fallen silent, or what it tells of is long past.
 * @param recordedAt when we last heard of the location
 * @param dataAsOf the latest time that its records name
 */
export function isStale(now: number, recordedAt: number, dataAsOf: number): boolean {
  return now - recordedAt > STALE_AFTER_MS || now - dataAsOf > OLD_AFTER_MS
}
