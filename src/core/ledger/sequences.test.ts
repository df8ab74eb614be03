/** Proves that what is missing of a sequence is what was not told, in whatever order the others came. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

const told = (number: number, identity = `n${number}`) =>
  intaken({ identity, occurredAt: 1, events: [{ type: 'FeedSequenceTold', sequence: 's', number }] })

it('misses exactly the numbers between the lowest and the highest that were not told', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 40 }),
      fc.integer({ min: 1, max: 7 }),
      (numbers, perCommit) => {
        const ledger = openTestLedger([])
        for (let start = 0; start < numbers.length; start += perCommit) {
          ledger.commit([numbers.slice(start, start + perCommit).map((number) => told(number))])
        }
        const missing = ledger.reader
          .all<{ first: number; last: number }>('SELECT first, last FROM sequence_gaps ORDER BY first')
          .flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, place) => first + place))
        const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
        const expected = Array.from({ length: high - low + 1 }, (_, place) => low + place)
        expect(missing).toEqual(expected.filter((number) => !numbers.includes(number)))
        ledger.close()
      },
    ),
    { numRuns: 40 },
  )
})

it('counts a record that is sent again under another number as a duplicate, and its number as come', () => {
  const ledger = openTestLedger([])
  const sale = (number: number) =>
    intaken({
      identity: 'sale',
      occurredAt: 1,
      events: [
        { type: 'StockCounted', sku: 's', location: 'L', disposition: 'sellable', units: 1 },
        { type: 'FeedSequenceTold', sequence: 's', number },
      ],
    })
  ledger.commit([[sale(1)], [sale(2)], [told(3)]])
  expect(ledger.reader.get('SELECT accepted, duplicates FROM feed_totals')).toEqual({
    accepted: 2,
    duplicates: 1,
  })
  expect(ledger.reader.all('SELECT * FROM sequence_gaps')).toEqual([])
  expect(ledger.verify().checks.flatMap((check) => check.violations)).toEqual([])
  ledger.close()
})

it('judges what is missing by all that came, in whatever order', () => {
  const gapsOf = (numbers: readonly number[]) => {
    const ledger = openTestLedger([])
    ledger.commit(numbers.map((number) => [told(number)]))
    const gaps = ledger.reader.all('SELECT first, last, kind FROM sequence_gaps ORDER BY first')
    ledger.close()
    return gaps
  }
  const expected = [
    { first: 2, last: 1499, kind: 'other' },
    { first: 1501, last: 1999, kind: 'gap' },
  ]
  expect(gapsOf([1, 1500, 2000])).toEqual(expected)
  expect(gapsOf([1, 2000, 1500])).toEqual(expected)
  expect(gapsOf([2000, 1500, 1])).toEqual(expected)
})

it('keeps nothing of a source that does not count one up', () => {
  const ledger = openTestLedger([])
  ledger.commit([Array.from({ length: 1_500 }, (_, place) => told(place * 7))])
  expect(ledger.reader.get('SELECT count(*) AS n FROM sequence_gaps')).toEqual({ n: 0 })
  ledger.close()
})
