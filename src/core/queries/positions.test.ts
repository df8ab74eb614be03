/** Proves the list of positions: each filter, each order, pages and totals, and what a row is made of. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InputOf } from '../../shared/contract.ts'
import { namedPositions, positionPage } from './positions.ts'
import { skuDetail } from './sku.ts'
import {
  BERLIN,
  BOOT,
  DAY_MS,
  DC,
  openSmallNetwork,
  SHOE,
  START,
  TEA,
  VIENNA,
} from '../smallNetwork.fixture.ts'

let network: ReturnType<typeof openSmallNetwork>
beforeAll(() => {
  network = openSmallNetwork()
})
afterAll(() => network.ledger.close())

const keys = (input: InputOf<'inventory.positions'>) =>
  positionPage(network.context, input).rows.map((row) => `${row.location} ${row.sku}`)
const VIENNA_SHOE = `${VIENNA} ${SHOE}`
const VIENNA_TEA = `${VIENNA} ${TEA}`
const BERLIN_BOOT = `${BERLIN} ${BOOT}`
const DC_TEA = `${DC} ${TEA}`

it('a row carries what its figures are made of', () => {
  const [row] = positionPage(network.context, { location: VIENNA, sku: SHOE }).rows
  expect(row).toMatchObject({
    locationName: 'Vienna Mitte',
    skuName: 'Trail shoe',
    category: 'Shoes',
    onHandUnits: 11,
    sellableUnits: 8,
    unsellableUnits: 3,
    safetyStockUnits: 1,
    atpUnits: 7,
    soldUnitsPerDay: 2,
    daysOfCover: 4,
    lastCountedAt: START + DAY_MS,
    lastEventAt: START + 2 * DAY_MS,
    freshness: { dataAsOf: START + 2 * DAY_MS, feed: 'test', stale: true },
  })
})

describe('a filter by', () => {
  it.each<[string, InputOf<'inventory.positions'>, string[]]>([
    ['nothing', {}, [VIENNA_SHOE, VIENNA_TEA, BERLIN_BOOT, DC_TEA]],
    ['location', { location: VIENNA }, [VIENNA_SHOE, VIENNA_TEA]],
    ['SKU', { sku: TEA }, [VIENNA_TEA, DC_TEA]],
    ['region', { region: 'Sachsen' }, [DC_TEA]],
    ['country', { country: 'DE' }, [BERLIN_BOOT, DC_TEA]],
    ['category', { category: 'Shoes' }, [VIENNA_SHOE, BERLIN_BOOT]],
    ['stockout', { state: 'stockout' }, [VIENNA_TEA, BERLIN_BOOT]],
    ['negative', { state: 'negative' }, [BERLIN_BOOT]],
    ['unsellable', { state: 'unsellable' }, [VIENNA_SHOE]],
    ['below safety stock', { state: 'belowSafetyStock' }, [BERLIN_BOOT]],
    ['the start of a name', { text: 'vie' }, [VIENNA_SHOE, VIENNA_TEA]],
    ['the start of a later word', { text: 'nord' }, [BERLIN_BOOT]],
    ['an id without its scheme', { text: 'boot' }, [BERLIN_BOOT]],
    ['two words, each of another thing', { text: 'vienna tea' }, [VIENNA_TEA]],
    ['a sign that SQL knows', { text: '50%' }, [VIENNA_TEA, DC_TEA]],
    ['what is not there', { text: 'nothing' }, []],
    ['two filters', { country: 'DE', category: 'Food' }, [DC_TEA]],
  ])('%s', (_name, input, expected) => {
    expect(keys(input).sort()).toEqual([...expected].sort())
    expect(positionPage(network.context, input)).toMatchObject({
      total: expected.length,
      totalIsLowerBound: false,
    })
  })
})

describe('the order by', () => {
  it.each<[NonNullable<InputOf<'inventory.positions'>['sort']>, string[]]>([
    ['onHandUnits', [BERLIN_BOOT, VIENNA_TEA, VIENNA_SHOE, DC_TEA]],
    ['sellableUnits', [BERLIN_BOOT, VIENNA_TEA, VIENNA_SHOE, DC_TEA]],
    ['atpUnits', [BERLIN_BOOT, VIENNA_TEA, VIENNA_SHOE, DC_TEA]],
    ['lastEventAt', [DC_TEA, VIENNA_TEA, VIENNA_SHOE, BERLIN_BOOT]],
  ])('%s, and against it', (sort, expected) => {
    expect(keys({ sort })).toEqual(expected)
    expect(keys({ sort, descending: true })).toEqual(expected.toReversed())
  })
  it('location and SKU is by name, or id where there is none', () => {
    expect(keys({ sort: 'location' }).map((key) => key.split(' ')[0])).toEqual([BERLIN, DC, VIENNA, VIENNA])
    expect(keys({ sort: 'sku' }).map((key) => key.split(' ')[1])).toEqual([TEA, TEA, SHOE, BOOT])
  })
})

it('pages follow each other without gap or overlap, each with the whole total', () => {
  const input = { sort: 'onHandUnits' as const, limit: 3 }
  const first = positionPage(network.context, input)
  const second = positionPage(network.context, { ...input, offset: 3 })
  expect([first.rows.length, second.rows.length, first.total, second.total]).toEqual([3, 1, 4, 4])
  expect([...first.rows, ...second.rows].map((row) => row.onHandUnits)).toEqual([-1, 0, 11, 100])
  expect(positionPage(network.context, { ...input, offset: 9 }).rows).toEqual([])
})

it('named positions are those that exist', () => {
  const names = [
    { location: DC, sku: TEA },
    { location: DC, sku: SHOE },
  ]
  expect(namedPositions(network.context, names).map((row) => row.onHandUnits)).toEqual([100])
})

it('the accounts of a SKU sum to zero, counts included', () => {
  const detail = skuDetail(network.context, SHOE)
  expect(detail).toMatchObject({ onHandUnits: 11, sellableUnits: 8, locations: 1, category: 'Shoes' })
  expect(detail.accounts).toEqual({
    locations: 11,
    customer: 2,
    supplier: -3,
    adjustment: -10,
    inTransit: 0,
  })
  expect(() => skuDetail(network.context, 'gtin:none')).toThrow(/gtin:none/)
})
