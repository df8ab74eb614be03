/** Proves that what speed is counted over follows from the orders' lines alone, whatever came first and was taken back. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { checkPackedLines, packedDayTexts } from './ledger/packedLines.ts'
import { intaken, openTestLedger } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { packingProjection, speedProjection } from './projections/speedPacks.ts'
import { lives } from './speedLives.fixture.ts'

const withWaiting = (rows: number) =>
  PROJECTIONS.map((projection) => (projection === speedProjection ? packingProjection(rows) : projection))

const arrivals = lives(12).chain((records) =>
  fc.record({
    records: fc.constant(records),
    shuffled: fc.shuffledSubarray([...records, ...records.slice(0, 5)], {
      minLength: records.length + Math.min(5, records.length),
    }),
    batch: fc.integer({ min: 1, max: 9 }),
    waiting: fc.integer({ min: 0, max: 30 }),
  }),
)

it('any arrival, any batching and any time of packing end in the same lines, which are those of the orders', () => {
  fc.assert(
    fc.property(arrivals, ({ records, shuffled, batch, waiting }) => {
      const straight = openTestLedger(PROJECTIONS)
      const other = openTestLedger(withWaiting(waiting))
      try {
        straight.commit([records.map(intaken)])
        for (let at = 0; at < shuffled.length; at += batch) {
          other.commit([shuffled.slice(at, at + batch).map(intaken)])
          expect(checkPackedLines(other.reader).violations).toEqual([])
        }
        expect([...packedDayTexts(other.reader)]).toEqual([...packedDayTexts(straight.reader)])
        expect(other.digest()).toBe(straight.digest())
        const negative = other.reader.get<{ n: number }>(
          'SELECT count(*) AS n FROM speed_recent WHERE change < 0',
        )
        expect(negative?.n).toBe(0)
      } finally {
        straight.close()
        other.close()
      }
    }),
    { numRuns: 60 },
  )
}, 120_000)

it('the check names a day whose lines are not those of the orders', () => {
  const [records] = fc.sample(
    lives(12).filter((some) => some.length > 20),
    { numRuns: 1, seed: 7 },
  )
  const ledger = openTestLedger(withWaiting(0))
  try {
    ledger.commit([(records ?? []).map(intaken)])
    expect(ledger.reader.get<{ n: number }>('SELECT count(*) AS n FROM speed_packs')?.n).toBeGreaterThan(0)
    expect(checkPackedLines(ledger.reader).violations).toEqual([])
    ledger.connection.run('UPDATE order_lines SET handed_over_at = handed_over_at + 3600000')
    expect(checkPackedLines(ledger.reader).violations[0]).toMatch(/^2026-03-\d\d: \d+ lines are packed/)
  } finally {
    ledger.close()
  }
})
