/** Owns what every query is given: a connection that cannot write, the time, and the ledger's look-ups. */
import type { Clock } from '../platform.ts'
import type { Reader } from '../ledger/types.ts'

export interface QueryContext {
  reader: Reader
  clock: Clock
  /** Messages of a feed without a right signature; absent where no host listens. */
  forgedOf?(feed: string): { count: number; lastAt: number | null }
  /** A name of 12 hexadecimal digits that tells one customer from another and nothing else (docs/privacy.md). */
  pseudonymOf(customer: string): string
  /** The log's look-ups that are more than SQL. */
  log: {
    /** Numbers of all events that came under an identity. */
    eventNumbers(identity: string): number[]
    /** Raw text of one record of a message's pack. */
    rawText(pack: Uint8Array, rawIndex: number): string
  }
}

export const pseudonymOrNull = ({ pseudonymOf }: QueryContext, customer: string | null): string | null =>
  customer === null ? null : pseudonymOf(customer)

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

/** Last ledger position that the connection sees. */
export function ledgerPosition(reader: Reader): number {
  return reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events')?.n ?? 0
}
