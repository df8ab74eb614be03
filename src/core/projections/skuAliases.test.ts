/** Proves that stock told under another name of an article is the SKU's stock, whichever is told first, and whatever is corrected. */
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const HOUR = 3_600_000
const [EAST, WEST] = ['shop:east', 'shop:west']
const count = (sku: string, location: string, units: number): CanonicalEvent => ({
  type: 'StockCounted',
  sku,
  location,
  disposition: 'sellable',
  units,
})
const sold = (sku: string, location: string, units: number): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from: { location, disposition: 'sellable' },
  to: 'customer',
})
const tie = (alias: string, sku: string): CanonicalEvent => ({ type: 'SkuAliased', alias, sku })
const told = (
  identity: string,
  hour: number,
  events: CanonicalEvent[],
  more: Partial<FeedRecord> = {},
): FeedRecord => ({
  identity,
  occurredAt: hour * HOUR,
  events,
  ...more,
})

let ledger: ReturnType<typeof openTestLedger>
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
})
afterEach(() => ledger.close())

const take = (...records: FeedRecord[]) => ledger.commit([records.map(intaken)])
const stock = () =>
  ledger.reader
    .all<{ line: string }>(
      `SELECT location || ' ' || sku || ' ' || balances.disposition || ' ' || (microunits / 1000000) AS line
       FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id) ORDER BY 1`,
    )
    .map(({ line }) => line)
const positionsAt = (location: string) =>
  ledger.reader.get<{ positions: number; stockouts: number; on_hand: number }>(
    'SELECT positions, stockouts, on_hand FROM rollups JOIN locations USING (location_id) WHERE location = ?',
    [location],
  )
const soundly = () =>
  expect(ledger.verify().checks.filter(({ violations }) => violations.length > 0)).toEqual([])

describe('stock under another name', () => {
  it('is booked under the SKU, whether the tie is told before or after', () => {
    take(told('level 1', 1, [count('item:8', EAST, 10)]), told('sale', 2, [sold('TEE', EAST, 3)]))
    expect(stock()).toEqual([`${EAST} TEE 0 -3`, `${EAST} item:8 0 10`])
    take(told('product', 0, [tie('item:8', 'TEE')]))
    expect(stock()).toEqual([`${EAST} TEE 0 7`])
    expect(positionsAt(EAST)).toEqual({ positions: 1, stockouts: 0, on_hand: 7_000_000 })
    take(told('level 2', 3, [count('item:8', EAST, 6)]), told('level 3', 3, [count('item:8', WEST, 1)]))
    expect(stock()).toEqual([`${EAST} TEE 0 6`, `${WEST} TEE 0 1`])
    soundly()
  })

  it('goes back to its own name, or on to another SKU, where the tie is corrected or taken back', () => {
    take(
      told('level', 1, [count('item:8', EAST, 10)]),
      told('sale', 2, [sold('item:8', EAST, 3)]),
      told('tee', 2, [count('TEE', EAST, 4)]),
      told('product', 0, [tie('item:8', 'TEE')], { recordTime: 1 }),
    )
    expect(stock()).toEqual([`${EAST} TEE 0 4`])
    take(told('product', 0, [tie('item:8', 'RED')], { recordTime: 2 }))
    expect(stock()).toEqual([`${EAST} RED 0 7`, `${EAST} TEE 0 4`])
    take(told('product', 0, [tie('item:8', 'RED')], { recordTime: 3, retracted: true }))
    expect(stock()).toEqual([`${EAST} TEE 0 4`, `${EAST} item:8 0 7`])
    soundly()
  })

  it('is left alone by a tie to itself, and by ties of names that nothing was told under', () => {
    take(
      told('level', 1, [count('item:8', EAST, 10)]),
      told('p', 1, [tie('item:8', 'item:8'), tie('item:7', 'TEE')]),
    )
    expect(stock()).toEqual([`${EAST} item:8 0 10`])
    soundly()
  })
})

it('is a name that is known, though only a record that lost to another version named it, whichever came first', () => {
  const line = (sku: string, recordTime: number) =>
    told('line', 1, [{ type: 'OrderLineAdded', order: 'o', line: '1', sku, units: 1 }], { recordTime })
  const other = openTestLedger(PROJECTIONS)
  take(line('item:9', 1))
  take(line('TEE', 2))
  for (const record of [line('TEE', 2), line('item:9', 1)]) other.commit([[intaken(record)]])
  const digest = other.digest()
  other.close()
  expect(digest).toBe(ledger.digest())
})

it('ends in one state by any arrival, with ties and levels in several versions, lost and taken back', () => {
  const place = fc.constantFrom(EAST, WEST)
  const name = fc.constantFrom('item:8', 'item:9', 'TEE', 'RED')
  const units = fc.integer({ min: 0, max: 9 })
  const account = fc.oneof(
    fc.record({ location: place, disposition: fc.constantFrom('sellable' as const, 'damaged' as const) }),
    fc.constantFrom('customer' as const, 'supplier' as const, 'inTransit' as const),
  )
  const event = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(name, place, units).map((one) => count(...one)) },
    { weight: 3, arbitrary: fc.tuple(name, place, units).map((one) => sold(...one)) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(name, units, account, account)
        .map(([sku, some, from, to]): CanonicalEvent => ({ type: 'StockMoved', sku, units: some, from, to })),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.constantFrom('item:8', 'item:9'), fc.constantFrom('TEE', 'RED', 'item:8'))
        .map((one) => tie(...one)),
    },
  )
  const record = fc.record({
    identity: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    occurredAt: fc.integer({ min: 0, max: 5 }).map((hour) => hour * HOUR),
    recordTime: fc.integer({ min: 1, max: 3 }),
    retracted: fc.constantFrom(false, false, false, true),
    events: fc.array(event, { minLength: 1, maxLength: 3 }),
  })
  const arrivals = fc
    .array(record, { minLength: 1, maxLength: 14 })
    .chain((records) =>
      fc.tuple(
        fc.constant(records),
        fc.shuffledSubarray(records, { minLength: records.length }),
        fc.integer({ min: 1, max: 5 }),
      ),
    )
  fc.assert(
    fc.property(arrivals, ([records, shuffled, size]) => {
      const [one, other] = [openTestLedger(PROJECTIONS), openTestLedger(PROJECTIONS)]
      try {
        one.commit([records.map(intaken)])
        for (let at = 0; at < shuffled.length; at += size)
          other.commit([shuffled.slice(at, at + size).map(intaken)])
        expect(other.digest()).toBe(one.digest())
        if (records.length > 12)
          expect(other.verify().checks.filter(({ violations }) => violations.length > 0)).toEqual([])
      } finally {
        one.close()
        other.close()
      }
    }),
    { numRuns: 60 },
  )
}, 300_000)
