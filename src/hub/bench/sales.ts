/** Owns what a benchmark sends: sales at stores as EPCIS 2.0 documents, made before the clock starts. */
import { seededRandom } from '../../core/platform.ts'
import { locationUrn, skuUrn, type Grid } from './grid.ts'

export interface SalesPlan {
  grid: Grid
  messages: number
  eventsPerMessage: number
  /** Sets the positions sold and the events' ids; two plans of one run need two seeds. */
  seed: number
  /** Time of the first sale; each next one is a millisecond later. */
  firstAt: number
}

/**
 * The documents, one of `ObjectEvent`s with one quantity each. Positions are drawn uniformly from the whole grid: the
 * worst case for a store's caches, as no position is likelier to be asked for again than any other.
 */
export function salesDocuments(plan: SalesPlan): Buffer[] {
  const random = seededRandom(plan.seed)
  const documents: Buffer[] = []
  for (let message = 0; message < plan.messages; message += 1) {
    const events: string[] = []
    for (let line = 0; line < plan.eventsPerMessage; line += 1) {
      const serial = message * plan.eventsPerMessage + line
      events.push(
        saleText({
          id: eventId(plan.seed, serial, random.next()),
          at: plan.firstAt + serial,
          location: Math.floor(random.next() * plan.grid.locations),
          sku: Math.floor(random.next() * plan.grid.skus),
          units: 1 + Math.floor(random.next() * 3),
        }),
      )
    }
    documents.push(Buffer.from(documentText(events, plan.firstAt)))
  }
  return documents
}

export interface Sale {
  id: string
  at: number
  location: number
  sku: number
  units: number
}

/** One sale as a store's till tells it. */
export function saleText({ id, at, location, sku, units }: Sale): string {
  const place = `{"id":"${locationUrn(location)}"}`
  return (
    `{"type":"ObjectEvent","eventID":"urn:uuid:${id}","eventTime":"${new Date(at).toISOString()}",` +
    `"eventTimeZoneOffset":"+00:00","action":"OBSERVE","bizStep":"retail_selling","disposition":"retail_sold",` +
    `"readPoint":${place},"bizLocation":${place},` +
    `"quantityList":[{"epcClass":"${skuUrn(sku)}","quantity":${units}}]}`
  )
}

export function documentText(events: readonly string[], at: number): string {
  return (
    `{"@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],"type":"EPCISDocument",` +
    `"schemaVersion":"2.0","creationDate":"${new Date(at).toISOString()}",` +
    `"epcisBody":{"eventList":[${events.join(',')}]}}`
  )
}

/** A version 4 shaped UUID: the seed and serial make it unique, the random half makes its order random. */
function eventId(seed: number, serial: number, draw: number): string {
  const hex = (value: number, digits: number) => Math.floor(value).toString(16).padStart(digits, '0')
  const noise = hex(draw * 0xffff_ffff, 8)
  return `${noise}-${hex(seed % 0x10000, 4)}-4${hex((seed / 0x10000) % 0x1000, 3)}-8${hex(serial / 0x1_0000_0000, 3)}-${hex(serial % 0x1_0000_0000_0000, 12)}`
}
