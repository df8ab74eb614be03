/** Proves the WooCommerce adapter: orders, refunds, products, what is of which shop, and refusals that name the field. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { createAdapters, recognise } from '../registry.ts'
import { woocommerceAdapter } from './adapter.ts'

const read = (value: unknown) => [
  ...woocommerceAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
]
const records = (value: unknown): FeedRecord[] =>
  read(value).map((one) => {
    if (one.outcome === 'refused') throw new Error(`${one.field}: ${one.reason}`)
    return one.record
  })
const links = (path: string, up?: string) => ({
  self: [{ href: `https://Shop.example/eu/wp-json/wc/v3/${path}` }],
  ...(up ? { up: [{ href: `https://shop.example/eu/wp-json/wc/v3/${up}` }] } : {}),
})
const SHOP = 'woocommerce:shop.example/eu'
const order = {
  id: 12,
  order_key: 'wc_order_1',
  status: 'processing',
  currency: 'EUR',
  date_created_gmt: '2026-03-01T10:00:00',
  date_modified_gmt: '2026-03-02T10:00:00',
  date_paid_gmt: '2026-03-01T10:00:05',
  payment_method: 'bacs',
  total: '29.35',
  customer_id: 0,
  shipping: {
    first_name: 'Ann',
    address_1: 'Street 1',
    city: 'Lyon',
    state: '',
    postcode: '69001',
    country: 'FR',
  },
  shipping_lines: [{ id: 2, method_id: 'flat_rate' }],
  line_items: [{ id: 3, product_id: 93, variation_id: 0, quantity: 3, sku: '', price: 3.3333333 }],
  refunds: [],
  _links: links('orders/12'),
}
const refund = {
  id: 14,
  date_created_gmt: '2026-03-04T10:00:00',
  amount: '10.00',
  reason: 'broken',
  refunded_by: 1,
  refunded_payment: false,
  line_items: [
    {
      id: 15,
      quantity: -1,
      total: '-3.33',
      total_tax: '0.00',
      meta_data: [{ id: 1, key: '_refunded_item_id', value: '3' }],
    },
  ],
  _links: links('orders/12/refunds/14', 'orders/12'),
}
const product = {
  id: 93,
  name: 'Tee',
  sku: 'TEE',
  manage_stock: true,
  stock_quantity: 4,
  stock_status: 'instock',
  date_created_gmt: '2026-01-01T00:00:00',
  date_modified_gmt: '2026-03-01T00:00:00',
  categories: [{ id: 1, name: 'Clothing' }],
  _links: links('products/93'),
}

it('an order is its placing, lines and payment, of its shop and without names', () => {
  const [record] = records(order)
  expect(record).toEqual({
    identity: `${SHOP}:order:12`,
    occurredAt: Date.parse('2026-03-01T10:00:00Z'),
    recordTime: Date.parse('2026-03-02T10:00:00Z'),
    events: [
      {
        type: 'OrderPlaced',
        order: `${SHOP}:order:12`,
        channel: 'woocommerce',
        status: 'processing',
        destination: { city: 'Lyon', country: 'FR', postalCode: '69001' },
      },
      {
        type: 'OrderLineAdded',
        order: `${SHOP}:order:12`,
        line: '3',
        sku: `${SHOP}:product:93`,
        units: 3,
        priceMinor: 333,
        currency: 'EUR',
      },
      {
        type: 'OrderStateTold',
        order: `${SHOP}:order:12`,
        system: 'woocommerce',
        state: 'inProgress',
        at: Date.parse('2026-03-01T10:00:00Z'),
      },
      { type: 'PaymentTaken', order: `${SHOP}:order:12`, method: 'bacs', amountMinor: 2935, currency: 'EUR' },
    ],
  })
})
it('its states are steps; to be collected, the last is the collection', () => {
  const last = (more: object) => records({ ...order, ...more })[0]?.events.at(-1)
  expect(last({ status: 'completed', date_completed_gmt: '2026-03-03T08:00:00' })).toMatchObject({
    step: 'shipped',
    at: Date.parse('2026-03-03T08:00:00Z'),
  })
  expect(last({ status: 'completed', shipping_lines: [{ method_id: 'local_pickup' }] })).toMatchObject({
    step: 'collected',
  })
  expect(last({ status: 'cancelled' })).toMatchObject({ step: 'cancelled', why: 'cancelled' })
})
it('a refund tells its lines and the rest; the short form within an order is the same record and gives way', () => {
  const [whole] = records(refund)
  expect(whole?.events).toMatchObject([
    { step: 'initiated', line: '3', units: 1, order: `${SHOP}:order:12` },
    { step: 'refunded', line: '3', amountMinor: 333 },
    { step: 'refunded', amountMinor: 667 },
  ])
  const short = records({ ...order, refunds: [{ id: 14, reason: 'broken', total: '-10.00' }] })[1]
  expect(short).toMatchObject({
    identity: whole?.identity,
    events: [{ step: 'refunded', amountMinor: 1000, currency: 'EUR' }],
  })
  expect(short?.recordTime ?? 0).toBeLessThan(whole?.recordTime ?? 0)
})
it('a product is described and counted at its own time; stock that is not managed is not counted', () => {
  expect(records(product)[0]).toMatchObject({
    occurredAt: Date.parse('2026-03-01T00:00:00Z'),
    events: [
      { type: 'SkuDescribed', sku: 'sku:TEE', name: 'Tee', category: 'Clothing' },
      { type: 'StockCounted', sku: 'sku:TEE', location: SHOP, units: 4 },
      { type: 'ListingShown', sku: 'sku:TEE', channel: 'woocommerce', offeredUnits: 4 },
    ],
  })
  for (const manage_stock of [false, 'parent'])
    expect(records({ ...product, manage_stock, stock_quantity: null })[0]?.events[1]).toMatchObject({
      type: 'ObservationRecorded',
    })
})
it('what a batch deleted is taken back', () => {
  expect(
    records({ create: [order], delete: [{ ...order, id: 13 }] }).map(({ retracted }) => retracted),
  ).toEqual([undefined, true])
})

describe('a refusal names the field', () => {
  it.each([
    ['_links.self', { ...order, _links: undefined }],
    ['_links.up', { ...refund, _links: links('refunds/14') }],
    ['currency', { ...order, currency: '$' }],
    ['line_items[0].quantity', { ...order, line_items: [{ ...order.line_items[0], quantity: -1 }] }],
    ['total', { ...order, total: 'free' }],
    ['date_created_gmt', { ...order, date_created_gmt: null }],
    ['stock_quantity', { ...product, stock_quantity: 'many' }],
    ['webhook', { id: 1, topic: 'order.updated', delivery_url: 'https://example.org' }],
    ['body', JSON.stringify(order).slice(0, 200)],
  ])('%s', (field, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    expect(recognise(createAdapters([]), { text })?.name).toBe('woocommerce')
    expect(read(text)[0]).toMatchObject({ outcome: 'refused', field })
  })
  it('and never throws', () => {
    const keys = [...Object.keys(order), ...Object.keys(refund), ...Object.keys(product)]
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        for (const base of [order, refund, product])
          expect(read({ ...base, [key]: value }).length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})
