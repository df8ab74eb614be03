/** Owns what tests of rules about feeds share: sales that a feed tells, over hours and days. */
import type { CanonicalEvent, FeedRecord } from '../../../../shared/events.ts'

/** What is needed of a harness. */
interface Teller {
  at(now: number): void
  tellFrom(feed: string, ...records: FeedRecord[]): void
}

let told = 0
const record = (occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => {
  told += 1
  return { identity: `sale:${told}`, occurredAt, events }
}

export const STORE = 'gln:9506000134352'

export const sale = (occurredAt: number, location = STORE, units = 1): FeedRecord =>
  record(occurredAt, {
    type: 'StockMoved',
    sku: 'gtin:09506000134352',
    from: { location, disposition: 'sellable' },
    to: 'customer',
    units,
  })

export interface Told {
  feed?: string
  /** From when it happened to when it is told. */
  lagMs?: number
  /** Hours of the day (UTC) in which anything is told. */
  hours?: (hour: number) => boolean
  location?: string
}

/** Lets a feed tell a sale every so often; the clock goes along and stands at `until` in the end. */
export function sells(
  harness: Teller,
  from: number,
  until: number,
  everyMs: number,
  { feed = 'tills', lagMs = 1_000, hours = () => true, location = STORE }: Told = {},
): void {
  for (let at = from; at < until; at += everyMs) {
    if (!hours(new Date(at).getUTCHours())) continue
    harness.at(at)
    harness.tellFrom(feed, sale(at - lagMs, location))
  }
  harness.at(until)
}
