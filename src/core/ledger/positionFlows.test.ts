/** Proves that what left and came per position is the same in any order of arrival, with versions, retractions and other names. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { PROJECTIONS } from '../projections/projections.ts'
import { STOCK_RULE_TABLES_SQL } from './stockRuleTables.ts'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

const DAY = 86_400_000
const sellable = { location: 'shop', disposition: 'sellable' as const }
const sale = (sku: string, units: number): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from: sellable,
  to: 'customer',
})
const sentOn = (sku: string, units: number): CanonicalEvent =>
  ({ ...sale(sku, units), to: 'inTransit' }) as CanonicalEvent
const receipt = (sku: string, units: number): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units,
  from: 'supplier',
  to: sellable,
})
const told = (
  identity: string,
  day: number,
  events: CanonicalEvent[],
  more: Partial<FeedRecord> = {},
): FeedRecord => ({
  identity,
  occurredAt: day * DAY + 1000,
  events,
  ...more,
})

interface PeriodRow {
  sku: string
  period: number
  sold: number
  sent: number
  leftDays: number
  cameDays: number
}

function periodsOf(batches: readonly (readonly FeedRecord[])[]): {
  rows: PeriodRow[]
  digest: string
  faults: string[]
} {
  const ledger = openTestLedger(PROJECTIONS)
  for (const batch of batches) ledger.commit([batch.map(intaken)])
  const rows = ledger.reader.all<PeriodRow>(
    `SELECT sku, period, sold / 1000000 AS sold, sent / 1000000 AS sent, left_days AS leftDays, came_days AS cameDays
     FROM position_periods JOIN skus USING (sku_id)
     WHERE sold <> 0 OR sent <> 0 OR left_days <> 0 OR came_days <> 0 ORDER BY sku, period`,
  )
  const faults = ledger.verify().checks.flatMap(({ violations }) => violations)
  const digest = ledger.digest()
  ledger.close()
  return { rows, digest, faults }
}

it('sums what left by 28 days, with a mark for each day', () => {
  const { rows, faults } = periodsOf([
    [
      told('r', 0, [receipt('a', 20)]),
      told('s1', 3, [sale('a', 2)]),
      told('s2', 3, [sale('a', 1)]),
      told('s3', 27, [sentOn('a', 4)]),
      told('s4', 28, [sale('a', 1)]),
    ],
  ])
  expect(faults).toEqual([])
  expect(rows).toEqual([
    { sku: 'a', period: 0, sold: 3, sent: 4, leftDays: (1 << 3) | (1 << 27), cameDays: 1 },
    { sku: 'a', period: 1, sold: 1, sent: 0, leftDays: 1, cameDays: 0 },
  ])
})

it('clears the mark of a day whose only sale was taken back, and keeps that of a day with another', () => {
  const { rows, faults } = periodsOf([
    [
      told('s1', 3, [sale('a', 2)], { recordTime: 1 }),
      told('s2', 4, [sale('a', 1)]),
      told('s3', 4, [sale('a', 1)]),
    ],
    [told('s1', 3, [sale('a', 2)], { recordTime: 2, retracted: true })],
    [told('s2', 4, [sale('a', 1)], { recordTime: 2, retracted: true })],
  ])
  expect(faults).toEqual([])
  expect(rows).toEqual([{ sku: 'a', period: 0, sold: 1, sent: 0, leftDays: 1 << 4, cameDays: 0 }])
})

it('is filled in from the entries of a store that is older', () => {
  const ledger = openTestLedger(PROJECTIONS)
  const records = [
    told('r', -40, [receipt('a', 20), receipt('b', 3)]),
    told('s1', -2, [sale('a', 2)]),
    told('s2', 5, [sale('a', 1), sentOn('b', 2)]),
    told('s3', 30, [sale('b', 4)], { recordTime: 1 }),
    told('s3', 31, [sale('b', 1)], { recordTime: 2 }),
    told('tie', 1, [{ type: 'SkuAliased', alias: 'b', sku: 'a' }]),
  ]
  for (const record of records) ledger.commit([[intaken(record)]])
  const before = ledger.digest()
  const fill = STOCK_RULE_TABLES_SQL.split(';').find((one) => one.includes('INSERT INTO position_periods'))
  ledger.connection.run('DELETE FROM position_periods')
  expect(ledger.digest()).not.toBe(before)
  ledger.connection.run(fill ?? '')
  expect(ledger.digest()).toBe(before)
  ledger.close()
})

it('does not depend on the order of arrival', () => {
  const sku = fc.constantFrom('a', 'b')
  const event = fc.oneof(
    fc
      .tuple(fc.constantFrom(sale, sentOn, receipt), sku, fc.integer({ min: 1, max: 5 }))
      .map(([make, of, n]) => make(of, n)),
    sku.map((of): CanonicalEvent => ({
      type: 'StockCounted',
      sku: of,
      location: 'shop',
      disposition: 'sellable',
      units: 7,
    })),
    fc.constant<CanonicalEvent>({ type: 'SkuAliased', alias: 'b', sku: 'a' }),
  )
  const record = fc
    .record({
      identity: fc.constantFrom('i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7'),
      day: fc.integer({ min: -3, max: 60 }),
      recordTime: fc.integer({ min: 1, max: 4 }),
      retracted: fc.boolean(),
      events: fc.array(event, { minLength: 1, maxLength: 2 }),
    })
    .map(({ identity, day, recordTime, retracted, events }) =>
      told(identity, day, events, retracted && recordTime > 2 ? { recordTime, retracted } : { recordTime }),
    )
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 2, maxLength: 12 }),
      fc.infiniteStream(fc.nat()),
      (records, dice) => {
        const shuffled = records
          .map((one) => ({ one, place: dice.next().value ?? 0 }))
          .sort((x, y) => x.place - y.place)
          .map(({ one }) => one)
        const together = periodsOf([records])
        const apart = periodsOf(shuffled.map((one) => [one]))
        expect(apart.digest).toBe(together.digest)
        expect([...together.faults, ...apart.faults]).toEqual([])
      },
    ),
    { numRuns: 12 },
  )
})
