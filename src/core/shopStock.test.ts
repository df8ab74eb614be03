/** Proves that a shop's levels, orders and products speak of one SKU, whichever comes first, now and in the past. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FeedRecord } from '../shared/events.ts'
import { shopifyAdapter } from './feeds/adapters/shopify/adapter.ts'
import { openReader } from './ledger/database.ts'
import { rebuildLedger } from './ledger/rebuild.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { positionPage } from './queries/positions.ts'
import { openSmallNetwork } from './smallNetwork.fixture.ts'

const on = (day: number) => `2026-03-0${day}T10:00:00Z`
const level = (day: number, available: number) => ({
  inventory_level: { inventory_item_id: 8, location_id: 5, available, updated_at: on(day) },
})
const order = {
  order: {
    id: 11,
    admin_graphql_api_id: 'gid://shopify/Order/11',
    created_at: on(2),
    updated_at: on(3),
    currency: 'EUR',
    financial_status: 'pending',
    line_items: [{ id: 21, sku: 'TEE', variant_id: 7, quantity: 2, price: '9.00' }],
    fulfillments: [
      {
        id: 31,
        order_id: 11,
        status: 'success',
        location_id: 5,
        created_at: on(3),
        updated_at: on(3),
        line_items: [{ id: 21, sku: 'TEE', variant_id: 7, quantity: 2 }],
      },
    ],
  },
}
const product = (day: number, sku: string) => ({
  product: {
    id: 1,
    title: 'Tee',
    options: [],
    updated_at: on(day),
    variants: [{ id: 7, sku, inventory_item_id: 8, title: 'Red' }],
  },
})

const recordsOf = (body: object): FeedRecord[] =>
  [...shopifyAdapter.read({ text: JSON.stringify(body) })].map((reading) => {
    if (reading.outcome === 'refused') throw new Error(`${reading.field}: ${reading.reason}`)
    return reading.record
  })
const RECORDS = [level(1, 10), order, product(4, 'TEE'), level(5, 7)].flatMap(recordsOf)

it('a level that names its item alone is the stock of the SKU that orders name', () => {
  const { ledger, context, take } = openSmallNetwork([], Date.parse(on(6)))
  const rows = () =>
    positionPage(context, { location: 'shopify:location:5' }).rows.map(({ sku, onHandUnits }) => [
      sku,
      onHandUnits,
    ])
  try {
    take(...recordsOf(level(1, 10)), ...recordsOf(order))
    expect(rows()).toEqual(
      expect.arrayContaining([
        ['shopify:inventoryItem:8', 10],
        ['sku:TEE', -2],
      ]),
    )
    take(...recordsOf(product(4, 'TEE')))
    expect(rows()).toEqual([['sku:TEE', 8]])
    take(...recordsOf(level(5, 7)))
    expect(rows()).toEqual([['sku:TEE', 7]])
    take(...recordsOf(product(6, 'TEE-RED')))
    expect(rows()).toEqual(
      expect.arrayContaining([
        ['sku:TEE-RED', 7],
        ['sku:TEE', -2],
      ]),
    )
    expect(ledger.verify()).toMatchObject({ ok: true })
  } finally {
    ledger.close()
  }
})

it('any arrival ends in one state', () => {
  const all = [...RECORDS, ...recordsOf(product(2, 'OLD'))]
  const digestOf = (batches: FeedRecord[][]) => {
    const ledger = openTestLedger(PROJECTIONS)
    try {
      for (const batch of batches) ledger.commit([batch.map(intaken)])
      return ledger.digest()
    } finally {
      ledger.close()
    }
  }
  const whole = digestOf([all])
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(digestOf(shuffled.map((record) => [record]))).toBe(whole)
    }),
    { numRuns: 20 },
  )
})

it('the past of one SKU alone is rebuilt with what was told under its other names', () => {
  const { ledger } = openSmallNetwork(RECORDS, Date.parse(on(6)))
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-shop-past-'))
  const targetPath = join(folder, 'past.sqlite')
  try {
    rebuildLedger({
      sourcePath: ledger.path,
      targetPath,
      projections: PROJECTIONS,
      stockOf: ['sku:TEE'],
      order: 'log',
    })
    const past = openReader(targetPath)
    expect(past.all('SELECT sku, microunits FROM balances JOIN skus USING (sku_id)')).toEqual([
      { sku: 'sku:TEE', microunits: 7_000_000 },
    ])
    past.close()
  } finally {
    ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
