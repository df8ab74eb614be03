/** Proves the pages behind a figure: ledger, source record with its conflicts, feeds, quarantine, shipments, search, location. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { feedList, quarantinePage, quarantineRow } from './feeds.ts'
import { ledgerPage } from './ledgerPage.ts'
import { locationDetail } from './location.ts'
import { findThings } from './search.ts'
import { shipmentDetail, shipmentPage, shipmentSummary } from './shipments.ts'
import {
  DAY_MS,
  DC,
  moved,
  openSmallNetwork,
  record,
  shelf,
  SHOE,
  START,
  TEA,
  VIENNA,
} from '../smallNetwork.fixture.ts'
import { sourceRecord } from './sourceRecord.ts'

let network: ReturnType<typeof openSmallNetwork>
beforeEach(() => {
  network = openSmallNetwork()
})
afterEach(() => network.ledger.close())

describe('the ledger page', () => {
  it('shows every entry with its balance, from opening to closing', () => {
    network.take(record('late', START, moved(SHOE, 4, 'supplier', shelf(VIENNA))))
    const page = ledgerPage(network.context, { location: VIENNA, sku: SHOE })
    expect(page).toMatchObject({ openingUnits: 0, closingUnits: 8, storedUnits: 8, olderEntries: 0 })
    expect(page.entries).toMatchObject([
      {
        kind: 'move',
        identity: 'late',
        units: 4,
        counterpart: 'supplier',
        balanceUnits: 4,
        beforeLatestCount: true,
      },
      { kind: 'count', countedUnits: 10, expectedUnits: 4, varianceUnits: 6, balanceUnits: 10 },
      {
        kind: 'move',
        identity: 'sale',
        units: -2,
        counterpart: 'customer',
        balanceUnits: 8,
        beforeLatestCount: false,
      },
    ])
    expect(page.lastCount).toEqual({ occurredAt: START + DAY_MS, countedUnits: 10, varianceUnits: 6 })
    expect(page.dispositions).toEqual([
      { disposition: 'sellable', units: 8 },
      { disposition: 'damaged', units: 3 },
    ])
  })

  it('sums what is older than it lists, and ends at the time asked for', () => {
    const last = ledgerPage(network.context, { location: VIENNA, sku: SHOE, limit: 1 })
    expect(last).toMatchObject({ openingUnits: 10, olderEntries: 1, closingUnits: 8 })
    const early = ledgerPage(network.context, { location: VIENNA, sku: SHOE, until: START + DAY_MS })
    expect([early.entries.length, early.closingUnits]).toEqual([1, 10])
    const damaged = ledgerPage(network.context, { location: VIENNA, sku: SHOE, disposition: 'damaged' })
    expect(damaged.closingUnits).toBe(3)
  })

  it('of a position that no record named is not found', () => {
    expect(() => ledgerPage(network.context, { location: DC, sku: SHOE })).toThrow(/No record has moved/)
  })
})

describe('the source record', () => {
  it('is what was sent, with what it became', () => {
    const found = sourceRecord(network.context, 'sale', true)
    expect(found).toMatchObject({ identity: 'sale', feed: 'test', counts: true, conflicts: [] })
    expect(JSON.parse(found.raw)).toMatchObject({ identity: 'sale', occurredAt: START + 2 * DAY_MS })
    expect(found.events).toEqual([moved(SHOE, 2, shelf(VIENNA), 'customer')])
  })

  it('names the other contents that came under the identity, and which counts', () => {
    network.take({
      ...record('sale', START + 2 * DAY_MS, moved(SHOE, 5, shelf(VIENNA), 'customer')),
      recordTime: 9,
    })
    const found = sourceRecord(network.context, 'sale', true)
    const all = [{ counts: found.counts, raw: found.raw }, ...found.conflicts]
    expect(all.map((one) => [one.counts, one.raw.includes('"units":5')]).sort()).toEqual([
      [false, false],
      [true, true],
    ])
    expect(ledgerPage(network.context, { location: VIENNA, sku: SHOE }).closingUnits).toBe(5)
  })

  it('of an unknown identity is not found', () => {
    expect(() => sourceRecord(network.context, 'none', true)).toThrow(/none/)
  })
})

describe('feeds and quarantine', () => {
  it('account for all that came: received = accepted + duplicates + quarantined', () => {
    const { received: before = 0 } = feedList(network.context).feeds[0] ?? {}
    network.take(record('tea in', START, moved(TEA, 5, 'supplier', shelf(VIENNA))))
    network.refuse({ raw: 'one', field: 'a' }, { raw: 'two', field: 'b' }, { raw: 'one', field: 'a' })
    const [feed] = feedList(network.context).feeds
    expect(feed).toMatchObject({
      feed: 'test',
      received: before + 4,
      accepted: before,
      duplicates: 2,
      quarantined: 2,
    })
    expect(feed?.recordsByMinute).toHaveLength(60)
    expect(feed?.state).toBe('silent')
  })

  it('list what is open, the latest first, by feed and in pages; closed ones where asked for', () => {
    network.refuse({ raw: 'one', field: 'a' }, { raw: 'x'.repeat(5_000), field: 'b' })
    const page = quarantinePage(network.context, {})
    expect(page).toMatchObject({
      total: 2,
      rows: [{ field: 'b' }, { field: 'a', raw: 'one', state: 'open' }],
    })
    expect(page.rows[0]?.raw).toHaveLength(4_000)
    expect(quarantineRow(network.context, page.rows[0]!.id).raw).toHaveLength(5_000)
    expect(quarantinePage(network.context, { limit: 1, offset: 1 }).rows).toMatchObject([{ field: 'a' }])
    expect(quarantinePage(network.context, { feed: 'other' })).toEqual({ rows: [], total: 0 })
    network.ledger.connection.run(`UPDATE quarantine SET state = 'replayed' WHERE field = 'a'`)
    expect(quarantinePage(network.context, {}).total).toBe(1)
    expect(quarantinePage(network.context, { includeClosed: true }).total).toBe(2)
    expect(() => quarantineRow(network.context, 99)).toThrow(/99/)
  })
})

describe('shipments', () => {
  it('are listed by status, text, place and whether they are under way', () => {
    const ids = (input: Parameters<typeof shipmentPage>[1]) =>
      shipmentPage(network.context, input)
        .rows.map((row) => row.shipment)
        .sort()
    expect(ids({})).toEqual(['ship:1', 'ship:2'])
    expect(ids({ inTransit: true })).toEqual(['ship:1'])
    expect(ids({ status: 'delivered' })).toEqual(['ship:2'])
    expect(ids({ text: 'T100' })).toEqual(['ship:1'])
    expect(ids({ location: VIENNA })).toEqual(['ship:1', 'ship:2'])
    expect(shipmentPage(network.context, { limit: 1 })).toMatchObject({ total: 2, rows: [{}] })
  })

  it('show their lines and steps, and are counted against their promise', () => {
    const { row, lines, milestones } = shipmentDetail(network.context, 'ship:1')
    expect(row).toMatchObject({ status: 'departed', units: 10, originName: 'Centre', late: true })
    expect(lines).toContainEqual({ sku: SHOE, skuName: 'Trail shoe', units: 4 })
    expect(milestones).toMatchObject([{ milestone: 'departed', at: START + DAY_MS, identity: 'ship 1' }])
    expect(shipmentSummary(network.context, undefined)).toMatchObject({
      shipments: 2,
      withPromise: 1,
      delivered: 1,
      withPromiseAndDelivery: 0,
      inTransit: 1,
      byStatus: { departed: 1, delivered: 1 },
    })
    expect(() => shipmentDetail(network.context, 'none')).toThrow(/none/)
  })
})

it('a search finds locations, SKUs and shipments by name, id and number', () => {
  const found = (text: string) => findThings(network.context, text).hits.map((hit) => `${hit.kind} ${hit.id}`)
  expect(found('mitte')).toEqual([`location ${VIENNA}`])
  expect(found('green')).toEqual([`sku ${TEA}`])
  expect(found('t100')).toEqual(['shipment ship:1'])
  expect(found('50%')).toEqual([`sku ${TEA}`])
  expect(found('zzz')).toEqual([])
})

it("a location's page has its figures, its sales by day, its shipments and what was said of it", () => {
  const detail = locationDetail(network.context, VIENNA)
  expect(detail.row).toMatchObject({ onHandUnits: 11, name: 'Vienna Mitte' })
  expect(detail.soldByDay).toMatchObject([
    { day: '2026-03-02', units: 5 },
    { day: '2026-03-03', units: 2 },
  ])
  expect(detail.inbound.map((row) => row.shipment)).toEqual(['ship:1'])
  expect(detail.history).toMatchObject([{ validFrom: START, name: 'Vienna Mitte' }])
  expect(() => locationDetail(network.context, 'gln:none')).toThrow(/gln:none/)
})
