/** Proves what a WooCommerce shop shows of a product, the sale that it plans with it, and the state of an order. */
import { expect, it } from 'vitest'
import { listingOf, orderState } from './listings.ts'

const AT = Date.parse('2026-03-01T00:00:00Z')
const product = {
  type: 'simple',
  status: 'publish',
  price: '21.99',
  regular_price: '21.99',
  sale_price: '',
  on_sale: false,
  date_on_sale_from_gmt: null,
  date_on_sale_to_gmt: null,
  manage_stock: true,
  stock_quantity: 4,
  stock_status: 'instock',
  backorders: 'no',
}
const told = (more: object = {}) =>
  listingOf({ ...product, ...more }, 'woocommerce:shop:product:9', 'sku:TEE', AT)
const PLAN = {
  type: 'PromotionPlanned',
  promotion: 'woocommerce:shop:product:9:sale',
  skus: ['sku:TEE'],
  channels: ['woocommerce'],
}

it('shows price, standing and stock; no sale is a sale that is called off', () => {
  expect(told()).toEqual([
    {
      type: 'ListingShown',
      channel: 'woocommerce',
      sku: 'sku:TEE',
      active: true,
      priceMinor: 2199,
      regularMinor: null,
      promotion: null,
      offeredUnits: 4,
    },
    { ...PLAN, startsAt: AT, endsAt: AT, cancelled: true },
  ])
  expect(told({ status: 'draft' })[0]).toMatchObject({ active: false })
  expect(told({ price: '' })[0]).not.toHaveProperty('priceMinor')
})

it('plans a sale that has an end, and shows it while it is on', () => {
  const sale = {
    price: '15.00',
    sale_price: '15.00',
    on_sale: true,
    date_on_sale_from_gmt: '2026-03-02T00:00:00',
    date_on_sale_to_gmt: '2026-03-09T00:00:00',
  }
  const [listing, plan] = told(sale)
  expect(listing).toMatchObject({ priceMinor: 1500, regularMinor: 2199, promotion: PLAN.promotion })
  expect(plan).toEqual({
    ...PLAN,
    startsAt: Date.parse('2026-03-02T00:00:00Z'),
    endsAt: Date.parse('2026-03-09T00:00:00Z'),
  })
  expect(told({ ...sale, on_sale: false })[0]).toMatchObject({ promotion: null })
  expect(told({ ...sale, date_on_sale_to_gmt: null })).toMatchObject([
    { promotion: null },
    { cancelled: true },
  ])
})

it('offers what is counted, without end where nothing is or orders wait for stock, and nothing where it is out', () => {
  const offered = (more: object) => (told(more)[0] as { offeredUnits?: number | null }).offeredUnits
  expect(offered({ stock_quantity: -1 })).toBe(0)
  expect(offered({ backorders: 'notify' })).toBeNull()
  expect(offered({ manage_stock: false })).toBeNull()
  expect(offered({ manage_stock: false, stock_status: 'outofstock' })).toBe(0)
  expect(offered({ manage_stock: 'parent' })).toBeUndefined()
})

it('says nothing of what is sold in its variations', () => {
  expect(told({ type: 'variable' })).toEqual([])
})

it('tells the state of an order where its status says one', () => {
  const at = { placed: 1, changed: 3, completed: 2 }
  const state = (status: string, isPickup = false) => orderState(status, 'o', isPickup, at)[0]
  expect(state('on-hold')).toMatchObject({ system: 'woocommerce', state: 'open', at: 1 })
  expect(state('processing')).toMatchObject({ state: 'inProgress', at: 1 })
  expect(state('completed')).toMatchObject({ state: 'shipped', at: 2 })
  expect(state('completed', true)).toMatchObject({ state: 'fulfilled', at: 2 })
  expect(state('trash')).toMatchObject({ state: 'cancelled', at: 3 })
  expect(state('refunded')).toBeUndefined()
})
