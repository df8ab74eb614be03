/** Proves what Shopify’s online store shows of a variant, and which state it has an order in. */
import { expect, it } from 'vitest'
import { listingOf, orderState } from './listings.ts'

const variant = {
  price: '19.90',
  compare_at_price: null,
  inventory_management: 'shopify',
  inventory_policy: 'deny',
  inventory_quantity: 4,
}
const product = { status: 'active', published_at: '2026-01-01T00:00:00Z' }
const shown = (more: object = {}, of: object = {}) =>
  listingOf({ ...variant, ...more }, { ...product, ...of }, 'sku:TEE')[0]

it('is active where the product is, and published in the online store', () => {
  expect(shown()).toEqual({
    type: 'ListingShown',
    channel: 'web',
    sku: 'sku:TEE',
    active: true,
    priceMinor: 1990,
    regularMinor: null,
    offeredUnits: 4,
  })
  expect(shown({}, { status: 'draft' })).toMatchObject({ active: false })
  expect(shown({}, { published_at: null })).toMatchObject({ active: false })
  expect(shown({}, { status: undefined })).toMatchObject({ active: true })
  expect(listingOf(variant, {}, 'sku:TEE')[0]).not.toHaveProperty('active')
  expect(listingOf({}, {}, 'sku:TEE')).toEqual([])
})

it('has a regular price where it is reduced, and none that cannot be read', () => {
  expect(shown({ price: '15.5', compare_at_price: '19.90' })).toMatchObject({
    priceMinor: 1550,
    regularMinor: 1990,
  })
  expect(shown({ compare_at_price: '19.90' })).toMatchObject({ regularMinor: null })
  expect(shown({ price: 'on request' })).not.toHaveProperty('priceMinor')
})

it('offers what it has over all locations, never less than nothing, and without end where it is not counted', () => {
  expect(shown({ inventory_quantity: -2 })).toMatchObject({ offeredUnits: 0 })
  expect(shown({ inventory_policy: 'continue' })).toMatchObject({ offeredUnits: null })
  expect(shown({ inventory_management: null })).toMatchObject({ offeredUnits: null })
  expect(shown({ inventory_management: 'a-service' })).not.toHaveProperty('offeredUnits')
})

it('has an order open, partly gone, gone since its last fulfilment, or cancelled', () => {
  const times = { placed: 1, changed: 9, cancelled: undefined }
  const state = (order: object, isPickup = false, more: object = {}) =>
    orderState({ ...order }, 'shopify:order:1', isPickup, { ...times, ...more })
  const told = { type: 'OrderStateTold', order: 'shopify:order:1', system: 'shopify' }
  expect(state({ fulfillment_status: null })).toEqual([{ ...told, state: 'open', at: 1 }])
  expect(state({ fulfillment_status: 'partial' })).toEqual([{ ...told, state: 'inProgress', at: 9 }])
  const sent = [{ created_at: '2026-03-01T00:00:00Z' }, { created_at: '2026-03-02T00:00:00Z' }]
  expect(state({ fulfillment_status: 'fulfilled', fulfillments: sent })).toEqual([
    { ...told, state: 'shipped', at: Date.parse('2026-03-02T00:00:00Z') },
  ])
  expect(state({ fulfillment_status: 'fulfilled' }, true)).toMatchObject([{ state: 'fulfilled' }])
  expect(state({ fulfillment_status: 'fulfilled' }, false, { cancelled: 5 })).toEqual([
    { ...told, state: 'cancelled', at: 5 },
  ])
  expect(state({ fulfillment_status: 'unheard of' })).toEqual([])
})
