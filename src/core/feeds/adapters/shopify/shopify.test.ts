/** Proves the Shopify adapter: what each resource becomes, once whatever the way it came, and refusals that name the field. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { createAdapters, recognise } from '../registry.ts'
import { shopifyAdapter } from './adapter.ts'

const read = (value: unknown) => [
  ...shopifyAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) }),
]
const records = (value: unknown): FeedRecord[] =>
  read(value).map((one) => {
    if (one.outcome === 'refused') throw new Error(`${one.field}: ${one.reason}`)
    return one.record
  })
const item = (id: number, more: object = {}) => ({
  id,
  variant_id: 7,
  product_id: 3,
  sku: 'TEE-M',
  quantity: 2,
  price: '19.90',
  ...more,
})
const refund = {
  id: 31,
  order_id: 11,
  created_at: '2026-03-05T10:00:00Z',
  note: 'too small',
  restock: true,
  refund_line_items: [
    {
      id: 1,
      line_item_id: 21,
      quantity: 1,
      location_id: 5,
      restock_type: 'return',
      subtotal: 19.9,
      total_tax: 0,
      line_item: item(21),
    },
  ],
  transactions: [{ id: 9, kind: 'refund', status: 'success', amount: '24.90', currency: 'EUR' }],
}
const fulfillment = {
  id: 41,
  order_id: 11,
  status: 'success',
  created_at: '2026-03-02T10:00:00Z',
  updated_at: '2026-03-03T12:00:00Z',
  location_id: 5,
  tracking_company: 'DHL',
  tracking_number: 'JD1',
  shipment_status: 'delivered',
  line_items: [item(21)],
}
const order = {
  id: 11,
  admin_graphql_api_id: 'gid://shopify/Order/11',
  created_at: '2026-03-01T10:00:00+01:00',
  updated_at: '2026-03-05T10:00:01Z',
  currency: 'EUR',
  financial_status: 'paid',
  fulfillment_status: 'fulfilled',
  source_name: 'web',
  total_price: '44.80',
  payment_gateway_names: ['visa'],
  cancelled_at: null,
  cancel_reason: null,
  customer: { id: 77, first_name: 'Ann', last_name: 'Example' },
  shipping_address: {
    name: 'Ann Example',
    address1: 'Street 1',
    city: 'Lyon',
    province: 'Rhône',
    country_code: 'FR',
    zip: '69001',
  },
  shipping_lines: [{ code: 'standard', title: 'Standard', price: '5.00' }],
  line_items: [item(21)],
  fulfillments: [fulfillment],
  refunds: [refund],
}

describe('an order', () => {
  it('is its placing, lines and payment; fulfilments and refunds within are records of their own', () => {
    const [placed, shipped, back] = records(order)
    expect(placed).toEqual({
      identity: 'shopify:order:11',
      occurredAt: Date.parse('2026-03-01T09:00:00Z'),
      recordTime: Date.parse('2026-03-05T10:00:01Z'),
      events: [
        {
          type: 'OrderPlaced',
          order: 'shopify:order:11',
          channel: 'web',
          customer: 'shopify:customer:77',
          status: 'paid / fulfilled',
          destination: { city: 'Lyon', region: 'Rhône', country: 'FR', postalCode: '69001' },
        },
        {
          type: 'OrderLineAdded',
          order: 'shopify:order:11',
          line: '21',
          sku: 'sku:TEE-M',
          units: 2,
          priceMinor: 1990,
          currency: 'EUR',
        },
        {
          type: 'OrderStateTold',
          order: 'shopify:order:11',
          system: 'shopify',
          state: 'shipped',
          at: Date.parse(fulfillment.created_at),
        },
        {
          type: 'PaymentTaken',
          order: 'shopify:order:11',
          method: 'visa',
          amountMinor: 4480,
          currency: 'EUR',
        },
      ],
    })
    expect([shipped?.identity, back?.identity]).toEqual(['shopify:fulfillment:41', 'shopify:refund:31'])
    expect(JSON.stringify(records(order))).not.toMatch(/Ann|Street/)
  })
  it('and its parts sent apart are the very same records, so that each counts once', () => {
    expect(records(order).slice(1)).toEqual([...records(fulfillment), ...records(refund)])
    expect(records({ order })).toEqual(records(order))
    expect(records({ orders: [order] })).toEqual(records(order))
  })
  it('is cancelled by whom its reason says', () => {
    const [{ events } = { events: [] }] = records({
      ...order,
      cancelled_at: '2026-03-02T00:00:00Z',
      cancel_reason: 'inventory',
    })
    expect(events.at(-1)).toEqual({
      type: 'OrderStepTaken',
      order: 'shopify:order:11',
      step: 'cancelled',
      at: Date.parse('2026-03-02T00:00:00Z'),
      by: 'stock',
      why: 'inventory',
    })
  })
  it('to be collected has its flow and place, and no address', () => {
    const [{ events } = { events: [] }] = records({
      ...order,
      location_id: 5,
      shipping_lines: [{ code: 'Lyon', title: 'Lyon', delivery_category: 'pickup' }],
    })
    expect(events[0]).toMatchObject({ flow: 'bopis', pickup: 'shopify:location:5' })
    expect(events[0]).not.toHaveProperty('destination')
  })
  it('keeps ids beyond 2^53 whole, and amounts by their currency', () => {
    const text = JSON.stringify({
      ...order,
      currency: 'JPY',
      total_price: '4480',
      line_items: [item(21, { price: '1990.00' })],
      fulfillments: [],
      refunds: [],
    }).replace('"id":11', '"id":820982911946154508')
    const [record] = records(text)
    expect(record?.identity).toBe('shopify:order:820982911946154508')
    expect(record?.events[1]).toMatchObject({ priceMinor: 1990 })
  })
})

it('a fulfilment ships its lines, moves the stock and describes the shipment in one record', () => {
  const [{ events } = { events: [] }] = records(fulfillment)
  expect(
    events.map((one) =>
      'step' in one ? `${one.type} ${one.step}` : 'milestone' in one ? one.milestone : one.type,
    ),
  ).toEqual(['ShipmentDescribed', 'departed', 'delivered', 'OrderStepTaken shipped', 'StockMoved'])
  expect(events[4]).toEqual({
    type: 'StockMoved',
    sku: 'sku:TEE-M',
    units: 2,
    from: { location: 'shopify:location:5', disposition: 'sellable' },
    to: 'customer',
  })
})

describe('a refund', () => {
  const line = refund.refund_line_items[0]
  const steps = (value: object) =>
    records(value)[0]?.events.map((one) => ('step' in one ? one.step : one.type))
  it('with restock puts the units back where it says, and the money where it belongs', () => {
    const [{ events } = { events: [] }] = records(refund)
    expect(events).toMatchObject([
      { step: 'received', line: '21', units: 1, location: 'shopify:location:5' },
      { step: 'graded', disposition: 'sellable' },
      {
        type: 'StockMoved',
        units: 1,
        from: 'customer',
        to: { location: 'shopify:location:5', disposition: 'sellable' },
      },
      { step: 'refunded', line: '21', amountMinor: 1990, currency: 'EUR' },
      { step: 'refunded', amountMinor: 500 },
    ])
  })
  it('of what never left cancels and moves no stock; without restock it only awaits the units', () => {
    expect(steps({ ...refund, refund_line_items: [{ ...line, restock_type: 'cancel' }] })).toEqual([
      'cancelled',
      'refunded',
      'refunded',
    ])
    expect(steps({ ...refund, refund_line_items: [{ ...line, restock_type: 'no_restock' }] })).toEqual([
      'initiated',
      'refunded',
      'refunded',
    ])
  })
})

describe('a refusal names the field', () => {
  const one = (more: object) => ({ ...order, fulfillments: [], refunds: [], ...more })
  it.each([
    ['currency', one({ currency: 'EURO' })],
    ['line_items[0].quantity', one({ line_items: [item(21, { quantity: -1 })] })],
    ['line_items[0].quantity', one({ line_items: [item(21, { quantity: '9'.repeat(30) })] })],
    ['line_items[0].price', one({ line_items: [item(21, { price: '1.999' })] })],
    ['line_items', one({ line_items: {} })],
    ['id', one({ id: 'eleven' })],
    ['created_at', one({ created_at: 'yesterday' })],
    [
      'refund_line_items[0].restock_type',
      { ...refund, refund_line_items: [{ ...refund.refund_line_items[0], restock_type: 'burn' }] },
    ],
    ['status', { ...fulfillment, status: 'lost' }],
    ['draft_order', { draft_order: { id: 1 } }],
    ['id', '{"id":820982911946154508}'],
    ['body', JSON.stringify(order).slice(0, 300)],
    ['body', `{"order":{"id":1,"a":${'['.repeat(200)}${']'.repeat(200)}}}`],
  ])('%s', (field, value) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    expect(recognise(createAdapters([]), { text })?.name).toBe('shopify')
    expect(read(text)[0]).toMatchObject({ outcome: 'refused', field })
  })
  it('and never throws', () => {
    const keys = [...Object.keys(order), ...Object.keys(refund), ...Object.keys(fulfillment)]
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        for (const base of [order, refund, fulfillment])
          expect(read({ ...base, [key]: value }).length).toBeGreaterThan(0)
      }),
      { numRuns: 150 },
    )
  })
})
