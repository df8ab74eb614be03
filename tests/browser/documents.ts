/** Owns the documents that the browser tests send: small EPCIS documents and CloudEvents, written by hand. */
import { randomUUID } from 'node:crypto'

/** A store in Vienna and a trade item, as GS1 keys and as the tower's ids. */
export const STORE = { gln: '9506000134352', id: 'gln:9506000134352', name: 'Vienna Mitte' } as const
export const ITEM = { gtin: '09506000134369', id: 'gtin:09506000134369', name: 'Trail shoe 42' } as const

const linkOf = (key: string, value: string) => `https://id.gs1.org/${key}/${value}`

/** What a store tells in one event. */
export interface StoreEvent {
  bizStep: 'receiving' | 'retail_selling' | 'stock_taking'
  action: 'ADD' | 'OBSERVE' | 'DELETE'
  disposition?: string
  units: number
  at?: Date
}

/** An EPCIS 2.0 document with one ObjectEvent on the store's stock of the item. */
export function epcisDocument({ bizStep, action, disposition, units, at = new Date() }: StoreEvent): string {
  return JSON.stringify({
    '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
    type: 'EPCISDocument',
    schemaVersion: '2.0',
    creationDate: at.toISOString(),
    epcisBody: {
      eventList: [
        {
          type: 'ObjectEvent',
          eventID: `urn:uuid:${randomUUID()}`,
          eventTime: at.toISOString(),
          eventTimeZoneOffset: '+00:00',
          action,
          bizStep,
          ...(disposition ? { disposition } : {}),
          readPoint: { id: linkOf('414', STORE.gln) },
          bizLocation: { id: linkOf('414', STORE.gln) },
          quantityList: [{ epcClass: linkOf('01', ITEM.gtin), quantity: units }],
        },
      ],
    },
  })
}

/** The store and the item described, as a batch of CloudEvents. */
export function masterData(): string {
  const time = new Date(Date.now() - 86_400_000).toISOString()
  const described = [
    {
      type: 'LocationDescribed',
      location: STORE.id,
      name: STORE.name,
      kind: 'store',
      city: 'Vienna',
      country: 'AT',
      latitude: 48.2065,
      longitude: 16.3846,
      timeZone: 'Europe/Vienna',
    },
    { type: 'SkuDescribed', sku: ITEM.id, name: ITEM.name, category: 'Shoes' },
  ]
  return JSON.stringify(
    described.map((data) => ({
      specversion: '1.0',
      id: randomUUID(),
      source: '/tests/master-data',
      type: `org.omnitower.${data.type}`,
      time,
      datacontenttype: 'application/json',
      data,
    })),
  )
}
