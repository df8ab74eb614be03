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

/** Last ledger position that the connection sees. */
export function ledgerPosition(reader: Reader): number {
  return reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events')?.n ?? 0
}
