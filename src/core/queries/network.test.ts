/** Proves the map's figures: rows, totals and arcs, of the whole network, of a region, and of one category. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { namedLocationRows, networkLocations, networkRegions, networkRows } from './network.ts'
import {
  BERLIN,
  BOOT,
  DAY_MS,
  DC,
  moved,
  openSmallNetwork,
  record,
  shelf,
  START,
  TEA,
  VIENNA,
} from '../smallNetwork.fixture.ts'
import { positionPage } from './positions.ts'
import { networkTransit } from './transit.ts'

let network: ReturnType<typeof openSmallNetwork>
beforeEach(() => {
  network = openSmallNetwork()
})
afterEach(() => network.ledger.close())

describe('the whole network', () => {
  it('has a row a location and their sums as totals', () => {
    const { rows, totals } = networkLocations(network.context, {})
    const vienna = rows.find((row) => row.location === VIENNA)
    expect(vienna).toMatchObject({
      name: 'Vienna Mitte',
      onHandUnits: 11,
      sellableUnits: 8,
      atpUnits: 7,
      skuCount: 2,
      stockoutCount: 1,
      negativeCount: 0,
    })
    expect(totals).toEqual({
      locations: 3,
      unplacedLocations: 1,
      onHandUnits: 110,
      atpUnits: 106,
      skuCount: 3,
      stockoutCount: 2,
      inTransitShipments: 1,
      inTransitUnits: 10,
    })
  })

  it('keeps its sales rates when a record is dated far in the future, and when that is taken back', () => {
    const rates = () => [
      networkLocations(network.context, {}).rows.find((row) => row.location === VIENNA)?.soldUnitsPerDay,
      ...positionPage(network.context, { location: VIENNA }).rows.map((row) => row.soldUnitsPerDay),
    ]
    const before = rates()
    expect(before.every((rate) => rate !== undefined && rate !== null && rate > 0)).toBe(true)
    const wrong = record('wrong clock', Date.UTC(2099, 0, 1), moved(TEA, 0, shelf(VIENNA), 'customer'))
    network.take(wrong)
    expect(rates().every((rate) => rate !== undefined && rate !== null && rate > 0)).toBe(true)
    network.take({ ...wrong, retracted: true })
    expect(rates().every((rate) => rate !== undefined && rate !== null && rate > 0)).toBe(true)
  })

  it('can be narrowed to a country or a region', () => {
    const of = (scope: Parameters<typeof networkLocations>[1]) =>
      networkLocations(network.context, scope).rows.map((row) => row.location)
    expect(of({ country: 'DE' }).sort()).toEqual([BERLIN, DC])
    expect(of({ region: 'Wien' })).toEqual([VIENNA])
    expect(networkLocations(network.context, { country: 'DE' }).totals).toMatchObject({
      locations: 2,
      onHandUnits: 99,
    })
    expect(networkRegions(network.context)).toEqual({
      regions: ['Berlin', 'Sachsen', 'Wien'],
      countries: ['AT', 'DE'],
      categories: ['Food', 'Shoes'],
    })
  })

  it('tells which rows changed after a position', () => {
    const position = network.ledger.reader.get<{ n: number }>('SELECT max(event_number) AS n FROM events')!.n
    expect(networkRows(network.context, {}, position)).toEqual([])
    network.take(record('more', START + 4 * DAY_MS, moved(TEA, 1, 'supplier', shelf(DC))))
    expect(networkRows(network.context, {}, position).map((row) => row.location)).toEqual([DC])
  })
})

describe('one category', () => {
  it("has the figures of that category's SKUs, where it was ever held", () => {
    const { rows, totals } = networkLocations(network.context, { category: 'Shoes' })
    expect(rows.map((row) => row.location).sort()).toEqual([BERLIN, VIENNA])
    expect(rows.find((row) => row.location === VIENNA)).toMatchObject({
      onHandUnits: 11,
      sellableUnits: 8,
      atpUnits: 7,
      skuCount: 1,
      stockoutCount: 0,
      soldUnitsPerDay: null,
      daysOfCover: null,
      freshness: { dataAsOf: START + 2 * DAY_MS },
    })
    expect(totals).toEqual({
      locations: 2,
      unplacedLocations: 1,
      onHandUnits: 10,
      atpUnits: 6,
      skuCount: 2,
      stockoutCount: 1,
      inTransitShipments: 1,
      inTransitUnits: 4,
    })
    expect(networkLocations(network.context, { category: 'Food', country: 'AT' }).rows).toMatchObject([
      { location: VIENNA, onHandUnits: 0, stockoutCount: 1 },
    ])
    expect(networkLocations(network.context, { category: 'None' })).toMatchObject({
      rows: [],
      totals: { locations: 0, skuCount: 0 },
    })
  })

  it('of named locations looks at those only', () => {
    network.take(record('more', START + 4 * DAY_MS, moved(BOOT, 6, 'supplier', shelf(BERLIN))))
    const rows = namedLocationRows(network.context, [BERLIN, DC], { category: 'Shoes' })
    expect(rows.map((row) => [row.location, row.onHandUnits])).toEqual([[BERLIN, 5]])
    expect(namedLocationRows(network.context, [BERLIN], { category: 'Shoes', country: 'AT' })).toEqual([])
  })

  it('of all categories adds up to the whole', () => {
    const sum = (['Shoes', 'Food'] as const)
      .map((category) => networkLocations(network.context, { category }).totals.onHandUnits)
      .reduce((a, b) => a + b)
    expect(sum).toBe(networkLocations(network.context, {}).totals.onHandUnits)
  })
})

it('arcs join the shipments under way, and of a category what they carry of it', () => {
  const arc = { shipments: 1, troubled: 1, sample: ['ship:1'] }
  expect(networkTransit(network.context)).toMatchObject({ arcs: [{ ...arc, units: 10 }], unplaced: 0 })
  expect(networkTransit(network.context, { category: 'Shoes' })).toMatchObject({
    arcs: [{ ...arc, units: 4 }],
  })
  expect(networkTransit(network.context, { category: 'None' }).arcs).toEqual([])
  network.take(
    record('on', START + 2 * DAY_MS, {
      type: 'ShipmentDescribed',
      shipment: 'ship:1',
      destination: { name: 'nowhere known' },
    }),
  )
  expect(networkTransit(network.context)).toEqual({ arcs: [], unplaced: 1 })
})
