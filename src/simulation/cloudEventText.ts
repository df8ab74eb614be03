/** Owns how the order system and the customer desk write: CloudEvents 1.0 in batches, one record in each. */
import type { CanonicalEvent } from '../shared/events.ts'

/** Feeds that write CloudEvents. */
export const ORDER_SYSTEM = 'order-system'
export const CUSTOMER_DESK = 'customer-desk'
export const PLANNING = 'planning'

/** What was not told when it happened, handed in later: of orders, and of stock (as EPCIS). */
export const ORDER_ARCHIVE = 'order-archive'
export const STOCK_ARCHIVE = 'stock-archive'

/** One CloudEvent: a single event by its own name, several as a record that takes effect as a whole. */
export function cloudEventText(
  feed: string,
  id: string,
  at: number,
  events: readonly CanonicalEvent[],
): string {
  const only = events.length === 1 ? events[0] : undefined
  const { type = 'Record', ...fields } = only ?? {}
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: `https://omni.example/${feed}`,
    type: `org.omnitower.${type}`,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    data: only ? fields : { events },
  })
}

export const cloudEventBatchText = (texts: readonly string[]) => `[\n${texts.join(',\n')}\n]\n`
