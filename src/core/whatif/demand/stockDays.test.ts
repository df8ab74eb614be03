/** Tests the days of a position: sales, returns, and the share of each day with stock. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../platform.ts'
import { DAY_MS } from './calendar.ts'
import { EVEN_HOURS } from './hours.ts'
import { drawDemand } from './negativeBinomial.ts'
import { ENTRY, stockDays, type StockEntry } from './stockDays.ts'

const FIRST_DAY = 20_000
const WINDOW = { firstDay: FIRST_DAY, lastDay: FIRST_DAY + 9 }
const at = (day: number) => (FIRST_DAY + day) * DAY_MS
const sale = (day: number, units: number): StockEntry => ({ at: at(day), kind: ENTRY.sale, units: -units })
const move = (day: number, units: number): StockEntry => ({ at: at(day), kind: ENTRY.move, units })
const count = (day: number, units: number): StockEntry => ({ at: at(day), kind: ENTRY.count, units })
const days = (entries: StockEntry[], stockNow = 0, began = false) => {
  const found = stockDays(entries, stockNow, began, WINDOW, EVEN_HOURS)
  return { ...found, units: [...found.units], exposure: [...found.exposure] }
}

describe('the days of a position', () => {
  test('a day counts by the part of it with stock', () => {
    const found = days([sale(2.25, 4), move(6.5, 3)], 3)
    expect(found.units).toEqual([0, 0, 4, 0, 0, 0, 0, 0, 0, 0])
    expect(found.exposure).toEqual([1, 1, 0.25, 0, 0, 0, 0.5, 1, 1, 1])
    expect(found.censoredDays).toBe(4.25)
  })

  test('days before its first entry are no days without stock', () => {
    const found = days([count(4, 10), sale(5, 1)], 9, true)
    expect(found.exposure).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    expect(found.censoredDays).toBe(0)
  })

  test('a count sets right what was booked before', () => {
    expect(days([count(3, 0), count(8, 5)], 5).exposure).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    expect(days([sale(1.5, 2), count(3, 0), count(8, 5)], 5).exposure).toEqual([
      1, 0.5, 0, 0, 0, 0, 0, 0, 1, 1,
    ])
  })

  test('a return undoes the sale before it and no other demand', () => {
    expect(days([sale(1, 3), sale(4, 2), sale(6, -4)], 5).units).toEqual([0, 1, 0, 0, 0, 0, 0, 0, 0, 0])
    expect(days([sale(6, -4)], 5).units).toEqual(Array.from({ length: 10 }, () => 0))
  })

  test('where something sold that the books did not have, it could sell on that day', () => {
    const found = days([count(0, 5), sale(1.5, 5), sale(5.5, 1)], -1)
    expect(found.exposure).toEqual([1, 0.5, 0, 0, 0, 1, 0, 0, 0, 0])
  })

  test('without any count it could sell from the first sale to the last', () => {
    const found = days([sale(1.5, 1), sale(4.5, 1), sale(7.5, 1)], -3, true)
    expect(found.exposure).toEqual([0, 1, 1, 1, 1, 1, 1, 1, 0, 0])
  })
})

test('a place that sells seldom and is never counted does not seem to sell every day', () => {
  const random = seededRandom(21)
  const window = { firstDay: FIRST_DAY, lastDay: FIRST_DAY + 399 }
  const entries = Array.from({ length: 400 }, (_, day) =>
    sale(day + 0.5, drawDemand(0.1, null, random)),
  ).filter(({ units }) => units < 0)
  const { units, exposure } = stockDays(entries, 0, true, window, EVEN_HOURS)
  const sold = units.reduce((sum, one) => sum + one, 0)
  const exposed = exposure.reduce((sum, share) => sum + share, 0)
  expect(sold / exposed / (sold / 400)).toBeLessThan(1.1)
})

test('units are never negative, and shares of days are shares, whatever the entries', () => {
  const entry = fc.record({
    at: fc.integer({ min: at(-2), max: at(12) }),
    kind: fc.constantFrom(ENTRY.move, ENTRY.sale, ENTRY.count),
    units: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constantFrom(1e9, -1e9, 1e-6, -1e-6)),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), fc.integer(), fc.boolean(), (entries, stock, began) => {
      const ordered = entries.toSorted((a, b) => a.at - b.at)
      const found = days(ordered, stock, began)
      for (const sold of found.units) expect(sold).toBeGreaterThanOrEqual(0)
      for (const share of found.exposure) {
        expect(share).toBeGreaterThanOrEqual(0)
        expect(share).toBeLessThanOrEqual(1 + 1e-9)
      }
      expect(found.censoredDays).toBeGreaterThanOrEqual(0)
      expect(found.censoredDays).toBeLessThanOrEqual(10)
    }),
  )
})
