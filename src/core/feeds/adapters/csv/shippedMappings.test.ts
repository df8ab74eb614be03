/** Proves the shipped mappings: all sound, and the project's own read a row as their descriptions say. */
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
  expect(loaded.infos.length).toBe(24)
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
  it('listings: blank cells say nothing, words say that there is none, other words are refused', () => {
    const header = 'channel,sku,shown_at,active,price,promotion,units,delivery_days'
    const eventsIn = (row: string) => {
      const [found] = eventsOf(`${header}\n${row}`)
      return typeof found === 'object' ? found.events : found
    }
    const listing = { type: 'ListingShown', channel: 'web', sku: 'sku:TEE' }
    expect(eventsIn('web,sku:TEE,2026-03-01T10:00:00Z,yes,19.90,spring,4,2')).toEqual([
      {
        ...listing,
        priceMinor: 1990,
        promotion: 'spring',
        offeredUnits: 4,
        deliveryPromises: [{ days: 2 }],
      },
      { ...listing, active: true },
    ])
    expect(eventsIn('web,sku:TEE,2026-03-01T10:00:00Z,no,,none,unlimited,')).toEqual([
      listing,
      { ...listing, active: false },
      { ...listing, offeredUnits: null },
      { ...listing, promotion: null },
    ])
    expect(eventsIn('web,sku:TEE,2026-03-01T10:00:00Z,perhaps,1,,,')).toMatch(
      /no event of the mapping applies/,
    )
  })
  it('promotions: lists in cells, told as a whole', () => {
    const header = 'promotion,skus,channels,starts_at,ends_at,planned_at,cancelled'
    const row = (cancelled: string) =>
      eventsOf(
        `${header}\nspring,sku:TEE; sku:CUP,web;app,2026-03-01T00:00:00Z,2026-03-08T00:00:00Z,2026-02-01T00:00:00Z,${cancelled}`,
      )[0]
    const plan = {
      type: 'PromotionPlanned',
      promotion: 'spring',
      skus: ['sku:TEE', 'sku:CUP'],
      channels: ['web', 'app'],
      startsAt: Date.parse('2026-03-01T00:00:00Z'),
      endsAt: Date.parse('2026-03-08T00:00:00Z'),
    }
    expect(row('')).toMatchObject({ occurredAt: Date.parse('2026-02-01T00:00:00Z'), events: [plan] })
    expect(row('yes')).toMatchObject({ events: [{ ...plan, cancelled: true }] })
  })
  it('feedback: ratings within their scale, a blank scale is stars', () => {
    const header = 'feedback_id,order,rating,scale,answered_at,text,updated_at'
    const at = '2026-03-01T10:00:00+01:00'
    expect(eventsOf(`${header}\n7,shop:order:1,4,,${at},"nice, quick",2026-03-02T00:00:00Z`)).toEqual([
      {
        identity: 'csv:feedback:7',
        occurredAt: Date.parse(at),
        recordTime: Date.parse('2026-03-02T00:00:00Z'),
        events: [{ type: 'FeedbackGiven', order: 'shop:order:1', rating: 4, text: 'nice, quick' }],
      },
    ])
    const rated = (rating: string, scale: string) =>
      eventsOf(`${header}\n7,shop:order:1,${rating},${scale},${at},,`)[0]
    expect(rated('0', 'nps')).toMatchObject({ events: [{ rating: 0, scale: 'nps' }] })
    expect(rated('10', 'nps')).toMatchObject({ events: [{ rating: 10, scale: 'nps' }] })
    for (const [rating, scale] of [
      ['0', ''],
      ['6', 'stars'],
      ['0', 'csat'],
      ['11', 'nps'],
      ['4.5', 'stars'],
      ['3', 'smileys'],
      ['', 'nps'],
    ] as const) {
      expect(rated(rating, scale)).toBeTypeOf('string')
    }
    expect(rated('6', 'csat')).toContain('from 1 to 5')
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

describe('Olist orders', () => {
  const head =
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date'
  const promise = { date: '2017-08-01', timeZone: 'America/Sao_Paulo', basis: 'channel' }
  const order = 'olist:order:o1'
  const stepsOf = (row: string) => {
    const [record] = eventsOf(`${head}\n${row}`)
    return typeof record === 'object'
      ? record.events.flatMap((event) => (event.type === 'OrderStepTaken' ? [event] : []))
      : record
  }

  it('are placed with what was promised, to where; sellers ship them', () => {
    const [record] = eventsOf(
      `${head}\no1,c1,delivered,2017-07-09 21:57:05,2017-07-09 22:10:13,2017-07-11 14:58:04,2017-07-26 10:57:55,2017-08-01 00:00:00`,
    )
    expect(record).toMatchObject({
      occurredAt: Date.parse('2017-07-10T00:57:05Z'),
      events: [
        {
          type: 'OrderPlaced',
          status: 'delivered',
          flow: 'dropShip',
          promise,
          destination: { location: 'olist:customer:c1' },
        },
        { type: 'ShipmentDescribed', order, promisedDelivery: promise },
        { type: 'OrderStepTaken', order, step: 'approved', at: Date.parse('2017-07-10T01:10:13Z') },
        {
          type: 'OrderStepTaken',
          order,
          step: 'shipped',
          shipment: order,
          at: Date.parse('2017-07-11T17:58:04Z'),
        },
        {
          type: 'OrderStepTaken',
          order,
          step: 'delivered',
          shipment: order,
          at: Date.parse('2017-07-26T13:57:55Z'),
        },
        { milestone: 'departed' },
        { milestone: 'delivered' },
      ],
    })
  })
  it.each([
    ['canceled', 'customer'],
    ['unavailable', 'stock'],
  ])('%s before delivery: cancelled by %s, at the last time that the row states', (status, by) => {
    const at = Date.parse('2017-07-10T01:10:13Z')
    expect(
      stepsOf(`o1,c1,${status},2017-07-09 21:57:05,2017-07-09 22:10:13,,,2017-08-01 00:00:00`),
    ).toMatchObject([
      { step: 'approved', at },
      { step: 'cancelled', by, at },
    ])
  })
  it('cancelled and delivered all the same: delivered', () => {
    const row =
      'o1,c1,canceled,2017-07-09 21:57:05,,2017-07-11 14:58:04,2017-07-26 10:57:55,2017-08-01 00:00:00'
    expect(stepsOf(row)).toMatchObject([{ step: 'shipped' }, { step: 'delivered' }])
  })
})

describe('SCMS lines', () => {
  const head =
    'ID,PO / SO #,ASN/DN #,Country,Fulfill Via,Shipment Mode,PQ First Sent to Client Date,PO Sent to Vendor Date,Scheduled Delivery Date,Delivered to Client Date,Delivery Recorded Date,Product Group,Vendor,Item Description,Brand,Line Item Quantity,Pack Price'
  const rest = '2011-03-10,2011-03-14,2011-03-15,ARV,Vendor A,Tablets,Generic,40,2.5'
  const placedBy = (via: string, quoted: string, ordered: string) => {
    const [record] = eventsOf(`${head}\n7,SO-1,DN-1,Zambia,${via},Air,${quoted},${ordered},${rest}`)
    if (typeof record !== 'object') return record
    const placed = record.events.find(({ type }) => type === 'OrderPlaced')
    return [
      placed && 'flow' in placed ? placed.flow : null,
      new Date(record.occurredAt).toISOString().slice(0, 10),
    ]
  }

  it('are placed when the order went to the vendor, else when the price was quoted, else nobody knows when', () => {
    expect(placedBy('Direct Drop', '2010-12-01', '2011-01-05')).toEqual(['dropShip', '2011-01-05'])
    expect(placedBy('From RDC', '2010-12-01', 'N/A - From RDC')).toEqual(['shipFromDc', '2010-12-01'])
    expect(placedBy('Direct Drop', 'Pre-PQ Process', 'Date Not Captured')).toEqual([null, '2011-03-14'])
  })
  it('have their own promise, shipment and origin', () => {
    const [record] = eventsOf(`${head}\n7,SO-1,DN-1,Zambia,From RDC,Air,2010-12-01,N/A - From RDC,${rest}`)
    expect(record).toMatchObject({
      events: [
        { type: 'OrderPlaced', order: 'scms:order:SO-1', destination: { country: 'Zambia' } },
        {
          type: 'OrderLineAdded',
          line: '7',
          units: 40,
          priceMinor: 250,
          currency: 'USD',
          origin: 'scms:vendor:Vendor A',
          promise: { date: '2011-03-10', timeZone: 'UTC', basis: 'schedule' },
        },
        {
          type: 'OrderStepTaken',
          line: '7',
          step: 'delivered',
          shipment: 'scms:line:7',
          at: Date.parse('2011-03-14'),
        },
        { type: 'ShipmentDescribed', lines: [{ orderLine: '7', units: 40 }] },
        { milestone: 'delivered' },
        { type: 'LocationDescribed', location: 'scms:vendor:Vendor A', kind: 'dc' },
        { type: 'SkuDescribed' },
      ],
    })
  })
})

it('a list of sites is read by name where its header does not tell it', () => {
  const text = ',lat,lon\n\u200B#DML1/DML2 ,43.01,-87.96'
  expect(eventsOf(text)).toMatchObject([{ events: [{ location: 'us-site:DML1', kind: 'dc' }] }])
  expect(eventsOf(text, 'us-delivery-stations')).toMatchObject([
    { events: [{ location: 'us-site:DML1', kind: 'hub' }] },
  ])
})
