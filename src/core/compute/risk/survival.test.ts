/** Proves the survival estimate: by hand on a small table, and against plain counting where nothing is hidden. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { beyond, beyondOfHandedOver, waitsOf } from './survival.ts'

it('counts those that were only seen so far for as long as they were seen', () => {
  // Handed over after 1, 3 and 5; one still open after 2, one after 4.
  const waits = waitsOf([
    { stay: 1, wait: 1, over: true },
    { stay: 2, wait: 2, over: false },
    { stay: 3, wait: 3, over: true },
    { stay: 4, wait: 4, over: false },
    { stay: 5, wait: 5, over: true },
  ])
  expect(beyond(waits, 0, 2.5)).toEqual({ lines: 5, share: 4 / 5 })
  expect(beyond(waits, 0, 3).share).toBeCloseTo((4 / 5) * (2 / 3), 12)
  // Of the four that were there for longer than 1.5.
  expect(beyond(waits, 1.5, 3).lines).toBe(4)
  expect(beyond(waits, 1.5, 3).share).toBeCloseTo(2 / 3, 12)
  expect(beyond(waits, 6, 7)).toEqual({ lines: 0, share: 1 })
})

it('looks only at those that had not gone on to the next stage', () => {
  const waits = waitsOf([
    { stay: 1, wait: 2, over: true },
    { stay: 4, wait: 9, over: true },
    { stay: 5, wait: 6, over: true },
  ])
  expect(beyond(waits, 3, 7)).toEqual({ lines: 2, share: 1 / 2 })
})

it('is the plain share where every wait was seen to its end', () => {
  const wait = fc.record({ stay: fc.integer({ min: 0, max: 20 }), more: fc.integer({ min: 0, max: 20 }) })
  fc.assert(
    fc.property(
      fc.array(wait, { maxLength: 40 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 40 }),
      (all, since, longer) => {
        const until = since + longer
        const there = all.filter(({ stay }) => stay >= since)
        const later = there.filter(({ stay, more }) => stay + more > until)
        const found = beyond(
          waitsOf(all.map(({ stay, more }) => ({ stay, wait: stay + more, over: true }))),
          since,
          until,
        )
        expect(found.lines).toBe(there.length)
        expect(found.share).toBeCloseTo(there.length === 0 ? 1 : later.length / there.length, 10)
      },
    ),
  )
})

it('among those that are handed over at last, leaves out those that never are', () => {
  const waits = waitsOf([
    { stay: 1, wait: 1, over: true },
    { stay: 5, wait: 5, over: true },
    { stay: 9, wait: 9, over: false },
  ])
  expect(beyond(waits, 0, 3).share).toBeCloseTo(2 / 3, 12)
  expect(beyondOfHandedOver(waits, 0, 3).share).toBeCloseTo(1 / 2, 12)
})
