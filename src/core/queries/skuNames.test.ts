/** Proves that what is available of an article is one figure, by whichever of its names it is asked for. */
import { afterEach, expect, it } from 'vitest'
import type { FeedRecord } from '../../shared/events.ts'
import { openSmallNetwork } from '../smallNetwork.fixture.ts'
import { claimPage } from './claims.ts'
import { ledgerPage } from './ledgerPage.ts'
import { positionPage } from './positions.ts'
import { skuDetail } from './sku.ts'

const [ITEM, TEE, SHOP] = ['item:8', 'sku:TEE', 'shop:east']
const told = (identity: string, ...events: FeedRecord['events']): FeedRecord => ({
  identity,
  occurredAt: 1_000,
  events,
})
let network: ReturnType<typeof openSmallNetwork>
afterEach(() => network.ledger.close())

it('stock, safety stock, claims and allocations under two names make one availability', () => {
  network = openSmallNetwork([
    told('level', { type: 'StockCounted', sku: ITEM, location: SHOP, disposition: 'sellable', units: 10 }),
    told('safety', { type: 'SafetyStockSet', sku: ITEM, location: SHOP, units: 1 }),
    told(
      'order',
      { type: 'OrderLineAdded', order: 'o', line: '1', sku: ITEM, units: 2 },
      { type: 'OrderStepTaken', order: 'o', line: '1', step: 'allocated', units: 2, location: SHOP },
    ),
  ])
  const { context, ledger, take } = network
  const claim = {
    kind: 'takeClaim',
    line: null,
    location: SHOP,
    microunits: 3_000_000,
    expiresInMs: null,
    actor: 'tester',
  } as const
  ledger.decide(2_000, { ...claim, claim: 'a', order: 'a', sku: ITEM })
  take(told('product', { type: 'SkuAliased', alias: ITEM, sku: TEE }))
  ledger.decide(3_000, { ...claim, claim: 'b', order: 'b', sku: TEE })
  const one = { sellableUnits: 10, safetyStockUnits: 1, claimedUnits: 6, allocatedUnits: 2, atpUnits: 1 }
  for (const sku of [ITEM, TEE]) {
    expect(skuDetail(context, sku)).toMatchObject({ sku: TEE, ...one })
    expect(positionPage(context, { sku }).rows).toMatchObject([{ sku: TEE, location: SHOP, ...one }])
    expect(ledgerPage(context, { location: SHOP, sku })).toMatchObject({ sku: TEE, closingUnits: 10 })
    expect(claimPage(context, { sku }).rows.map((row) => [row.claim, row.sku])).toEqual([
      ['b', TEE],
      ['a', TEE],
    ])
  }
  expect(claimPage(context, { sku: 'sku:RED' }).rows).toEqual([])
})
