import { afterEach, describe, expect, test } from 'vitest'
import type { CanonicalEvent } from '../../../shared/events.ts'
import { intaken, openTestLedger } from '../../ledger/testLedger.fixture.ts'
import { seededRandom } from '../../platform.ts'
import { PROJECTIONS } from '../../projections/projections.ts'
import { drawDemand } from './negativeBinomial.ts'
import { readDemand } from './readDemand.ts'

const DAY = 86_400_000
const NOW = 20_500 * DAY + DAY / 2
const sellable = (location: string) => ({ location, disposition: 'sellable' as const })
let ledger = openTestLedger(PROJECTIONS)
afterEach(() => {
  ledger.close()
  ledger = openTestLedger(PROJECTIONS)
})

let serial = 0
function book(events: { at: number; event: CanonicalEvent }[]): void {
  ledger.commit([
    events.map(({ at, event }) =>
      intaken({ identity: `t:${(serial += 1)}`, occurredAt: at, events: [event] } as Parameters<
        typeof intaken
      >[0]),
    ),
  ])
}
const sold = (location: string, sku: string, units: number, at: number) => ({
  at,
  event: { type: 'StockMoved', sku, units, from: sellable(location), to: 'customer' } as CanonicalEvent,
})
const counted = (location: string, sku: string, units: number, at: number) => ({
  at,
  event: { type: 'StockCounted', sku, location, disposition: 'sellable', units } as CanonicalEvent,
})

/** Ten shops with one SKU each day at a mean of 3; shop 0 has none left on the last 40 days. */
function bookShops(): void {
  const random = seededRandom(4)
  const events = []
  for (let shop = 0; shop < 10; shop += 1) {
    const location = `gln:${shop}`
    events.push(counted(location, 'gtin:1', 1_000, NOW - 100 * DAY))
    for (let day = 90; day >= 1; day -= 1) {
      if (shop === 0 && day <= 40) continue
      const units = drawDemand(3, null, random)
      if (units > 0) events.push(sold(location, 'gtin:1', units, NOW - day * DAY))
    }
    if (shop === 0) events.push(counted(location, 'gtin:1', 0, NOW - 40 * DAY))
  }
  events.push(counted('gln:1', 'gtin:2', 5, NOW - 3 * DAY))
  book(events)
}

describe('demand from the ledger', () => {
  test.each([
    ['by chains', undefined],
    ['by going through all entries', { scannedEntries: 1e9, chainedPositions: 0, fewPositions: 0 }],
    ['from sums of 28 days', { scannedEntries: 0, chainedPositions: 0, fewPositions: 0 }],
  ])('%s finds the mean, also where there was no stock', (_, limits) => {
    bookShops()
    const demand = readDemand(ledger.reader, { now: NOW, horizonDays: 10, transitDays: 2 }, limits)
    expect(demand.length).toBe(11)
    for (let shop = 0; shop < 10; shop += 1) {
      const found = demand.at(demand.find('gtin:1', `gln:${shop}`))
      expect(found.meanPerHorizonUnits).toBeGreaterThan(23)
      expect(found.meanPerHorizonUnits).toBeLessThan(37)
      expect(found.meanInTransit / found.meanPerHorizonUnits).toBeCloseTo(0.2, 1)
      expect(found.basis.class).toBe('smooth')
    }
    const empty = demand.at(demand.find('gtin:1', 'gln:0')).basis
    expect(empty.censoredDays).toBeGreaterThan(35)
    expect(empty.censoredDays).toBeLessThan(42)
    const fresh = demand.at(demand.find('gtin:2', 'gln:1'))
    expect(fresh.basis).toMatchObject({ isThin: true, method: 'none' })
    expect(demand.find('gtin:2', 'gln:2')).toBe(-1)
    expect(demand.thin).toBe(1)
  })

  test('the two ways through the entries agree', () => {
    bookShops()
    const ask = { now: NOW, horizonDays: 7 }
    const one = readDemand(ledger.reader, ask)
    const other = readDemand(ledger.reader, ask, {
      scannedEntries: 1e9,
      chainedPositions: 0,
      fewPositions: 0,
    })
    expect([...other.meanPerHorizon]).toEqual([...one.meanPerHorizon])
    expect([...other.dispersion]).toEqual([...one.dispersion])
  })

  test('a scope leaves out the rest, a correction is in the mean and is told', () => {
    bookShops()
    const plain = readDemand(ledger.reader, { now: NOW, horizonDays: 7, scope: { locations: ['gln:3'] } })
    const corrected = readDemand(ledger.reader, {
      now: NOW,
      horizonDays: 7,
      scope: { locations: ['gln:3'] },
      correction: { name: 'outcomes to May', factors: { smooth: 0.8 } },
    })
    expect(plain.length).toBe(1)
    expect(corrected.meanPerHorizon[0]).toBeCloseTo(plain.meanPerHorizon[0]! * 0.8, 9)
    expect(corrected.basisOf(0).correction).toEqual({ name: 'outcomes to May', factor: 0.8 })
  })

  test('a planned promotion is in the days that it is planned for', () => {
    bookShops()
    const ask = { now: NOW, horizonDays: 14, scope: { locations: ['gln:3'] } }
    const plain = readDemand(ledger.reader, ask).meanPerHorizon[0]!
    book([
      {
        at: NOW,
        event: {
          type: 'PromotionPlanned',
          promotion: 'p',
          channels: ['store'],
          skus: ['gtin:1'],
          startsAt: NOW - 20 * DAY,
          endsAt: NOW - 10 * DAY,
        },
      },
    ])
    // It ran without any lift: next to nothing changes, and no day ahead has it.
    const later = readDemand(ledger.reader, ask)
    expect(later.meanPerHorizon[0]! / plain).toBeGreaterThan(0.85)
    expect(later.meanPerHorizon[0]! / plain).toBeLessThan(1.15)
    expect(later.basisOf(0).promotedDays).toBeGreaterThan(9)
  })

  test('an empty ledger has no demand', () => {
    expect(readDemand(ledger.reader, { now: NOW, horizonDays: 7 }).length).toBe(0)
  })
})
