/** Proves that what orders hold is off what can be promised wherever it is asked for, and that claims are found. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { InputOf } from '../../shared/contract.ts'
import type { Decision } from '../ledger/types.ts'
import { BOOT, DC, openSmallNetwork, record, SHOE, START, TEA, VIENNA } from '../smallNetwork.fixture.ts'
import { claimPage } from './claims.ts'
import { locationDetail } from './location.ts'
import { networkLocations } from './network.ts'
import { orderDetail } from './orderDetail.ts'
import { positionPage } from './positions.ts'
import { skuDetail } from './sku.ts'

const UNIT = 1_000_000

let network: ReturnType<typeof openSmallNetwork>
beforeEach(() => {
  network = openSmallNetwork()
})
afterEach(() => network.ledger.close())

const take = (claim: string, sku: string, location: string, units: number, more: object = {}) => {
  const decision: Decision = {
    kind: 'takeClaim',
    claim,
    order: 'o',
    line: null,
    sku,
    location,
    microunits: units * UNIT,
    expiresInMs: null,
    actor: 'tester',
    ...more,
  }
  const [outcome] = network.ledger.decide(START, decision)
  expect(outcome).toHaveProperty('answer')
}
const row = (location: string, sku: string) => positionPage(network.context, { location, sku }).rows[0]
const mapRow = (location: string, category?: string) =>
  networkLocations(network.context, category === undefined ? {} : { category }).rows.find(
    (one) => one.location === location,
  )
const list = (input: InputOf<'claims.list'>) =>
  claimPage(network.context, input).rows.map(({ claim }) => claim)

it('claims and allocations are off the ATP of the position, the SKU, the location and the network', () => {
  const before = networkLocations(network.context, {}).totals.atpUnits
  // Vienna: 8 shoes sellable, 1 kept back.
  take('c', SHOE, VIENNA, 4)
  network.take(
    record(
      'order',
      START,
      { type: 'OrderLineAdded', order: 'p', line: '1', sku: SHOE, units: 2 },
      { type: 'OrderStepTaken', order: 'p', line: '1', step: 'allocated', location: VIENNA },
    ),
  )
  const held = { safetyStockUnits: 1, claimedUnits: 4, allocatedUnits: 2, atpUnits: 1 }
  expect(row(VIENNA, SHOE)).toMatchObject({ sellableUnits: 8, ...held })
  expect(skuDetail(network.context, SHOE)).toMatchObject({ sellableUnits: 8, ...held })
  expect(mapRow(VIENNA)?.atpUnits).toBe(1)
  expect(mapRow(VIENNA, 'Shoes')?.atpUnits).toBe(1)
  expect(mapRow(VIENNA, 'Food')?.atpUnits).toBe(0)
  expect(locationDetail(network.context, VIENNA).row.atpUnits).toBe(1)
  expect(networkLocations(network.context, {}).totals.atpUnits).toBe(before - 6)
  expect(networkLocations(network.context, { category: 'Shoes' }).totals.atpUnits).toBe(0)
})

it('positions are sorted by it, and found below their safety stock by it', () => {
  const below = () => positionPage(network.context, { state: 'belowSafetyStock' }).rows.map(({ sku }) => sku)
  const byAtp = () =>
    positionPage(network.context, { sort: 'atpUnits', descending: true }).rows.map(({ sku }) => sku)
  expect([below(), byAtp()[0]]).toEqual([[BOOT], TEA])
  take('c', TEA, DC, 95)
  expect(byAtp()[0]).toBe(SHOE)
  take('d', SHOE, VIENNA, 7)
  expect(below()).toEqual([BOOT])
  network.take(
    record(
      'order',
      START,
      { type: 'OrderLineAdded', order: 'p', line: '1', sku: SHOE, units: 1 },
      { type: 'OrderStepTaken', order: 'p', line: '1', step: 'allocated', location: VIENNA },
    ),
  )
  expect(below().sort()).toEqual([BOOT, SHOE])
})

it('what is held where nothing was ever on hand is told, and leaves no place behind', () => {
  const step = (name: 'allocated' | 'cancelled') =>
    record(name, START, {
      type: 'OrderStepTaken',
      order: 'p',
      line: '1',
      step: name,
      location: 'gln:nowhere',
    })
  network.take(
    record('line', START, { type: 'OrderLineAdded', order: 'p', line: '1', sku: SHOE, units: 3 }),
    step('allocated'),
  )
  expect(skuDetail(network.context, SHOE)).toMatchObject({ allocatedUnits: 3, atpUnits: 4 })
  network.take(step('cancelled'))
  expect(skuDetail(network.context, SHOE)).toMatchObject({ allocatedUnits: 0, atpUnits: 7 })
  expect(network.ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
})

it('claims are listed by order, place, SKU and state, and with their order', () => {
  take('a', SHOE, VIENNA, 1)
  take('b', TEA, DC, 2, { order: 'p', expiresInMs: 1000 })
  network.ledger.decide(START + 1, { kind: 'releaseClaim', claim: 'a', why: 'test', actor: 'tester' })
  expect(list({}).sort()).toEqual(['a', 'b'])
  expect([
    list({ order: 'p' }),
    list({ location: VIENNA }),
    list({ sku: TEA }),
    list({ state: 'open' }),
  ]).toEqual([['b'], ['a'], ['b'], ['b']])
  expect(claimPage(network.context, { limit: 1, offset: 1 })).toMatchObject({ rows: [{}], total: 2 })
  expect(orderDetail(network.context, 'o')).toMatchObject({
    claims: [
      {
        claim: 'a',
        state: 'released',
        kind: 'firm',
        units: 1,
        openUnits: 0,
        endedAt: START + 1,
        endedWhy: 'test',
        actor: 'tester',
      },
    ],
  })
  const { rows } = claimPage(network.context, { order: 'p' })
  expect(rows).toMatchObject([
    { kind: 'soft', openUnits: 2, takenAt: START, expiresAt: START + 1000, confirmedAt: null },
  ])
})
