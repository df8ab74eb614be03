/** Proves the shipped mappings: all sound, and the project's own five read a row as their descriptions say. */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createCsvAdapter } from './adapter.ts'
import { loadMappings } from './mappingFiles.ts'

const folder = join(import.meta.dirname, '../../../../../resources/mappings')
const loaded = loadMappings([
  { path: folder, source: 'shipped' },
  { path: join(folder, 'not-there'), source: 'own' },
])
const adapter = createCsvAdapter(loaded.mappings)
const eventsOf = (text: string, mapping?: string) =>
  Array.from(adapter.read({ text, mapping }), (reading) =>
    reading.outcome === 'record' ? reading.record : reading.reason,
  )

it('all load without a fault, each with a title and its columns', () => {
  expect(loaded.faults).toEqual([])
  expect(loaded.infos.length).toBe(21)
  expect(loaded.infos.every(({ title, columns }) => title !== '' && columns.length > 0)).toBe(true)
})

describe('the project’s own mappings', () => {
  it('locations: later written rows count', () => {
    const [record] = eventsOf(
      'gln,name,kind,latitude,longitude,updated_at\n9506000134352,Main,store,43.6,-70.2,2026-01-02T00:00:00Z',
    )
    expect(record).toEqual({
      identity: 'csv:locations:9506000134352|',
      occurredAt: 0,
      recordTime: Date.parse('2026-01-02T00:00:00Z'),
      events: [
        {
          type: 'LocationDescribed',
          location: 'gln:9506000134352',
          name: 'Main',
          kind: 'store',
          latitude: 43.6,
          longitude: -70.2,
        },
      ],
    })
  })
  it('skus, safety stock, postal areas and stock counts', () => {
    expect(eventsOf('gtin,name,weight_grams\n9506000134352,Jacket,410')).toMatchObject([
      { events: [{ type: 'SkuDescribed', sku: 'gtin:09506000134352', weightGrams: 410 }] },
    ])
    expect(eventsOf('gln,gtin,units\n9506000134352,9506000134352,3')).toMatchObject([
      { events: [{ type: 'SafetyStockSet', location: 'gln:9506000134352', units: 3 }] },
    ])
    expect(eventsOf('country,postal_code,latitude,longitude\nUS,04101,43.66,-70.25')).toMatchObject([
      { events: [{ type: 'PostalAreaLocated', postalCode: '04101' }] },
    ])
    const counts =
      'gln,gtin,units,counted_at,disposition\n9506000134352,9506000134352,41,2026-01-02T08:00:00-05:00,\n9506000134352,9506000134352,1,2026-01-02T08:00:00-05:00,damaged\n9506000134352,9506000134352,1,2026-01-02T08:00:00-05:00,odd'
    expect(eventsOf(counts)).toMatchObject([
      {
        occurredAt: Date.parse('2026-01-02T13:00:00Z'),
        events: [{ type: 'StockCounted', disposition: 'sellable', units: 41 }],
      },
      { events: [{ disposition: 'damaged' }] },
      'row at line 4: column disposition "odd" is none of the known codes: sellable, inspection, damaged, expired, recalled, unsellable',
    ])
  })
})

it('an Olist order that was cancelled before delivery is cancelled at the last time that the row states', () => {
  const head =
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date'
  const [record] = eventsOf(
    `${head}\no1,c1,canceled,2017-07-09 21:57:05,2017-07-09 22:10:13,,,2017-08-01 00:00:00`,
  )
  expect(record).toMatchObject({
    occurredAt: Date.parse('2017-07-10T00:57:05Z'),
    events: [
      { type: 'OrderPlaced', status: 'canceled' },
      {
        type: 'ShipmentDescribed',
        promisedDelivery: { date: '2017-08-01', timeZone: 'America/Sao_Paulo', basis: 'channel' },
      },
      { milestone: 'cancelled', at: Date.parse('2017-07-10T01:10:13Z'), code: 'canceled' },
    ],
  })
})

it('a list of sites is read by name where its header does not tell it', () => {
  const text = ',lat,lon\n\u200B#DML1/DML2 ,43.01,-87.96'
  expect(eventsOf(text)).toMatchObject([{ events: [{ location: 'us-site:DML1', kind: 'dc' }] }])
  expect(eventsOf(text, 'us-delivery-stations')).toMatchObject([
    { events: [{ location: 'us-site:DML1', kind: 'hub' }] },
  ])
})
