/** Tests demand read from a ledger, by each of its ways. */
import { afterEach, describe, expect, test } from 'vitest'
import { openTestLedger } from '../../ledger/testLedger.fixture.ts'
import { seededRandom } from '../../platform.ts'
import { PROJECTIONS } from '../../projections/projections.ts'
import { book, counted, DAY, NOW, promoted, returned, sold, type Booking } from './demandLedger.fixture.ts'
import { drawDemand } from './negativeBinomial.ts'
import { readDemand } from './readDemand.ts'

let ledger = openTestLedger(PROJECTIONS)
afterEach(() => {
  ledger.close()
  ledger = openTestLedger(PROJECTIONS)
})

/** Ten shops with one SKU each day at a mean of 3; shop 0 has none left on the last 40 days. */
function bookShops(): void {
  const random = seededRandom(4)
  const events: Booking[] = []
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
  book(ledger, events)
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

  test('a promotion without a lift changes next to nothing', () => {
    bookShops()
    const ask = { now: NOW, horizonDays: 14, scope: { locations: ['gln:3'] } }
    const plain = readDemand(ledger.reader, ask).meanPerHorizon[0]!
    book(ledger, [promoted('p', 'gtin:1', NOW - 20 * DAY, NOW - 10 * DAY)])
    const later = readDemand(ledger.reader, ask)
    expect(later.meanPerHorizon[0]! / plain).toBeGreaterThan(0.85)
    expect(later.meanPerHorizon[0]! / plain).toBeLessThan(1.15)
    expect(later.basisOf(0).promotedDays).toBeGreaterThan(9)
  })

  test('the lift of past promotions is put on the days of a planned one', () => {
    const random = seededRandom(12)
    const runs = (day: number) => day % 28 >= 1 && day % 28 <= 5
    const midnight = NOW - DAY / 2
    const events: Booking[] = [promoted('ahead', 'gtin:1', midnight + 2 * DAY, midnight + 4 * DAY)]
    for (const last of [1, 29, 57]) {
      const startsAt = midnight - (last + 4) * DAY
      events.push(promoted(`past ${last}`, 'gtin:1', startsAt, startsAt + 5 * DAY))
    }
    for (let shop = 0; shop < 10; shop += 1) {
      events.push(counted(`gln:${shop}`, 'gtin:1', 10_000, NOW - 100 * DAY))
      for (let day = 90; day >= 1; day -= 1) {
        const units = drawDemand(runs(day) ? 9 : 3, null, random)
        if (units > 0) events.push(sold(`gln:${shop}`, 'gtin:1', units, midnight - day * DAY + DAY / 2))
      }
    }
    book(ledger, events)
    const demand = readDemand(ledger.reader, { now: midnight, horizonDays: 6 })
    for (let shop = 0; shop < 10; shop += 1) {
      const lifted = demand.meanBetween(shop, 2, 4) / 2
      const plain = demand.meanBetween(shop, 5, 12) / 7
      expect(lifted / plain).toBeGreaterThan(2.4)
      expect(lifted / plain).toBeLessThan(3.6)
      expect(demand.meanPerHorizon[shop]! / plain).toBeCloseTo(4 + (2 * lifted) / plain, 0)
    }
  })

  test('days add up to the horizon, and to what goes during transit', () => {
    bookShops()
    book(ledger, [promoted('p', 'gtin:1', NOW + 1.3 * DAY, NOW + 4.6 * DAY)])
    const demand = readDemand(ledger.reader, { now: NOW, horizonDays: 9.5, transitDays: 2.25 })
    for (let index = 0; index < demand.length; index += 1) {
      let sum = 0
      for (let day = 0; day < 9.5; day += 0.5) sum += demand.meanBetween(index, day, day + 0.5)
      expect(sum).toBeCloseTo(demand.meanPerHorizon[index]!, 9)
      expect(demand.meanBetween(index, 0, 2.25)).toBeCloseTo(demand.meanInTransit[index]!, 9)
    }
  })

  test('each position is found by its names', () => {
    bookShops()
    const demand = readDemand(ledger.reader, { now: NOW, horizonDays: 7 })
    for (let index = 0; index < demand.length; index += 1) {
      const { sku, location } = demand.at(index)
      expect(demand.find(sku, location)).toBe(index)
    }
    expect(demand.find('gtin:1', 'gln:none')).toBe(-1)
    expect(demand.find('gtin:none', 'gln:1')).toBe(-1)
  })

  test('a shop that is empty half of the days is not held to sell less', () => {
    const random = seededRandom(31)
    const events: Booking[] = []
    for (let shop = 0; shop < 20; shop += 1) {
      const location = `gln:${shop}`
      for (let day = 90; day >= 1; day -= 1) {
        // Each other day there is nothing, in the first ten shops.
        const isEmpty = shop < 10 && day % 2 === 0
        events.push(counted(location, 'gtin:1', isEmpty ? 0 : 1_000, NOW - (day + 0.5) * DAY))
        const units = drawDemand(3, null, random)
        if (units > 0 && !isEmpty) events.push(sold(location, 'gtin:1', units, NOW - day * DAY))
      }
    }
    book(ledger, events)
    const demand = readDemand(ledger.reader, { now: NOW, horizonDays: 10 })
    const meanOf = (first: number, last: number) => {
      let sum = 0
      for (let shop = first; shop <= last; shop += 1) {
        sum += demand.meanPerHorizon[demand.find('gtin:1', `gln:${shop}`)]!
      }
      return sum / (last - first + 1)
    }
    expect(meanOf(0, 9) / meanOf(10, 19)).toBeGreaterThan(0.93)
    expect(meanOf(0, 9) / meanOf(10, 19)).toBeLessThan(1.07)
    expect(demand.basisOf(demand.find('gtin:1', 'gln:0')).censoredDays).toBeGreaterThan(40)
  })

  test('what came back had no buyer', () => {
    bookShops()
    const ask = { now: NOW, horizonDays: 7, scope: { locations: ['gln:3'] } }
    const before = readDemand(ledger.reader, ask)
    book(ledger, [
      sold('gln:3', 'gtin:1', 400, NOW - 3 * DAY),
      returned('gln:3', 'gtin:1', 400, NOW - 2.5 * DAY),
    ])
    const after = readDemand(ledger.reader, ask)
    expect(after.basisOf(0).unitsSold).toBe(before.basisOf(0).unitsSold)
    expect(after.meanPerHorizon[0]! / before.meanPerHorizon[0]!).toBeCloseTo(1, 2)
  })

  test('one sale, returns alone and very many units make figures too', () => {
    book(ledger, [
      sold('gln:1', 'gtin:1', 1, NOW - 5 * DAY),
      returned('gln:2', 'gtin:1', 7, NOW - 5 * DAY),
      counted('gln:3', 'gtin:1', 0, NOW - 50 * DAY),
      counted('gln:1', 'gtin:2', 2e9, NOW - 80 * DAY),
      sold('gln:1', 'gtin:2', 1e9, NOW - 40 * DAY),
      sold('gln:1', 'gtin:2', 0.000001, NOW - 2 * DAY),
    ])
    const demand = readDemand(ledger.reader, { now: NOW, horizonDays: 7, transitDays: 1 })
    expect(demand.length).toBe(4)
    expect(demand.thin).toBe(4)
    for (let index = 0; index < demand.length; index += 1) {
      const { meanPerHorizonUnits, meanInTransit, basis } = demand.at(index)
      expect(Number.isFinite(meanPerHorizonUnits)).toBe(true)
      expect(meanPerHorizonUnits).toBeGreaterThanOrEqual(0)
      expect(meanInTransit).toBeGreaterThanOrEqual(0)
      expect(basis.isThin).toBe(true)
    }
    // A unit sold once is no unit a day.
    expect(demand.meanPerHorizon[demand.find('gtin:1', 'gln:1')]).toBeLessThan(7)
  })

  test('an empty ledger has no demand', () => {
    expect(readDemand(ledger.reader, { now: NOW, horizonDays: 7 }).length).toBe(0)
  })
})
