/** Proves what becomes of Shopify’s products, inventory items and levels: names tied to SKUs, counts at their own time. */
import { describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { shopifyAdapter } from './adapter.ts'

const records = (value: unknown): FeedRecord[] =>
  [...shopifyAdapter.read({ text: typeof value === 'string' ? value : JSON.stringify(value) })].map((one) => {
    if (one.outcome === 'refused') throw new Error(`${one.field}: ${one.reason}`)
    return one.record
  })

describe('an inventory item', () => {
  const variant = { id: 7, sku: 'TEE', title: 'Red' }
  it('is tied to the SKU of its variant, by the product, the variant and the item itself', () => {
    const alias = 'shopify:inventoryItem:8'
    const product = {
      id: 1,
      title: 'Tee',
      variants: [{ ...variant, inventory_item_id: 8 }],
      options: [],
      updated_at: '2026-03-01T10:00:00Z',
    }
    const tied = { type: 'SkuAliased', alias, sku: 'sku:TEE' }
    expect(records({ product })[0]?.events).toEqual([
      { type: 'SkuDescribed', sku: 'sku:TEE', name: 'Tee – Red' },
      tied,
    ])
    const item = { id: 8, sku: 'TEE', tracked: true, updated_at: '2026-03-01T10:00:00Z' }
    expect(records({ inventory_item: item })[0]?.events).toEqual([tied])
    expect(records({ inventory_item: { ...item, sku: '' } })[0]?.events).toEqual([
      { type: 'SkuDescribed', sku: alias },
    ])
    const bare = { ...product, variants: [{ id: 7, inventory_item_id: 8 }] }
    expect(records({ product: bare })[0]?.events[1]).toEqual({ ...tied, sku: 'shopify:variant:7' })
  })
})

describe('an inventory level', () => {
  const level = { inventory_item_id: 8, location_id: 5, available: 6, updated_at: '2026-03-01T10:00:00Z' }
  it('is a count at its own time; null is not tracked, below zero is oversold', () => {
    expect(records(level)[0]).toMatchObject({
      occurredAt: Date.parse(level.updated_at),
      events: [
        { type: 'StockCounted', sku: 'shopify:inventoryItem:8', location: 'shopify:location:5', units: 6 },
      ],
    })
    const big = JSON.stringify({ ...level, available: null }).replace(':8,', ':271878346596884015,')
    expect(records(big)[0]).toMatchObject({
      identity: expect.stringContaining(':271878346596884015:') as string,
      events: [{ type: 'ObservationRecorded' }],
    })
    expect(records({ ...level, available: -3 })[0]?.events).toMatchObject([
      { units: 0 },
      { type: 'ObservationRecorded' },
    ])
  })
})

it('a product’s state is a record at its own time, with what the online store shows of each variant', () => {
  const product = {
    id: 1,
    title: 'Tee',
    status: 'active',
    published_at: '2026-01-01T00:00:00Z',
    variants: [{ id: 7, sku: 'TEE', price: '19.90' }],
    options: [],
    updated_at: '2026-03-01T10:00:00Z',
  }
  expect(records({ product })[0]).toMatchObject({
    identity: 'shopify:product:1:2026-03-01T10:00:00.000Z',
    events: [
      { type: 'SkuDescribed', sku: 'sku:TEE' },
      { type: 'ListingShown', channel: 'web', sku: 'sku:TEE', active: true, priceMinor: 1990 },
    ],
  })
})
