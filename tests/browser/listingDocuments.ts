/** Owns the documents in which the browser tests' channels show what they sell: CloudEvents, written by hand. */
import { randomUUID } from 'node:crypto'
import { ITEM } from './documents.ts'

export const EVENTS_TYPE = 'application/cloudevents-batch+json'

/** Canonical events of one source, each a record of its own, as they happen now. */
export function eventBatch(source: string, events: readonly { type: string }[]): string {
  const time = new Date().toISOString()
  return JSON.stringify(
    events.map((data) => ({
      specversion: '1.0',
      id: randomUUID(),
      source,
      type: `org.omnitower.${data.type}`,
      time,
      datacontenttype: 'application/json',
      data,
    })),
  )
}

/** What a channel asks for the item. */
export function priceShown(channel: string, priceMinor: number): string {
  return eventBatch(`/tests/${channel}`, [
    { type: 'ListingShown', channel, sku: ITEM.id, active: true, priceMinor, currency: 'EUR' } as {
      type: string
    },
  ])
}
