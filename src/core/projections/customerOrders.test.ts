/** Proves that what an order was like does not depend on the order in which it is told, and follows what is taken back. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { DAY_MS, HOUR_MS, recordsOf, STORIES_FROM, tellStories } from '../customerStories.fixture.ts'
import { digestPart } from '../ledger/digest.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const PARTS = [
  'orderExperience',
  'experienceCells',
  'journeyCells',
  'ratingCells',
  'feedback',
  'contacts',
  'touches',
] as const

/** Stories of a few customers, with other versions and retractions among them. */
const RECORDS = tellStories(12, 5)
  .map((story) => ({ ...story, customer: story.customer && `c${story.order.length % 2}` }))
  .flatMap(recordsOf)
const NEWER: FeedRecord[] = RECORDS.filter((_, place) => place % 5 === 0).map((record, place) =>
  place % 2 === 0
    ? { ...record, recordTime: 9, retracted: true }
    : { ...record, recordTime: 9, occurredAt: record.occurredAt + HOUR_MS },
)
const ALL = [...RECORDS, ...NEWER]

function stateOf(batches: readonly (readonly FeedRecord[])[]): string[] {
  const ledger = openTestLedger(PROJECTIONS)
  try {
    for (const batch of batches) ledger.commit([batch.map(intaken)])
    return PARTS.map((part) => digestPart(ledger.reader, part))
  } finally {
    ledger.close()
  }
}

it('is one state for any arrival, with duplicates, in any batches', () => {
  const whole = stateOf([ALL])
  const arrival = fc.tuple(
    fc.shuffledSubarray([...ALL, ...ALL.slice(0, 10)], { minLength: ALL.length + 10 }),
    fc.integer({ min: 1, max: 40 }),
  )
  fc.assert(
    fc.property(arrival, ([records, size]) => {
      const batches = Array.from({ length: Math.ceil(records.length / size) }, (_, place) =>
        records.slice(place * size, (place + 1) * size),
      )
      expect(stateOf(batches)).toEqual(whole)
    }),
    { numRuns: 25 },
  )
})

it('is rebuilt as it was', () => {
  const ledger = openTestLedger(PROJECTIONS)
  for (const record of ALL) ledger.commit([[intaken(record)]])
  expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
  ledger.close()
})

it.each([
  'UPDATE order_experience SET contacts = contacts + 1 WHERE order_id IN (SELECT min(order_id) FROM order_experience)',
  'DELETE FROM order_experience WHERE order_id IN (SELECT min(order_id) FROM order_experience)',
  `UPDATE orders SET channel = 'other' WHERE order_id IN (SELECT min(order_id) FROM order_experience)`,
  'UPDATE order_experience SET stars = stars + 1 WHERE order_id IN (SELECT min(order_id) FROM order_experience)',
  'UPDATE experience_cells SET late = late + 1 WHERE day IN (SELECT min(day) FROM experience_cells)',
  'DELETE FROM experience_cells WHERE day IN (SELECT min(day) FROM experience_cells)',
  'UPDATE journey_cells SET orders = orders + 1 WHERE day IN (SELECT max(day) FROM journey_cells)',
  'UPDATE rating_cells SET squares = squares + 1 WHERE day IN (SELECT max(day) FROM rating_cells)',
  `UPDATE feedback SET region = 'other' WHERE order_id IN (SELECT min(order_id) FROM feedback)`,
  'UPDATE contacts SET placed_at = NULL WHERE contact IN (SELECT min(contact) FROM contacts)',
])('is proven by verify: %s', (harm) => {
  const ledger = openTestLedger(PROJECTIONS)
  ledger.commit([RECORDS.map(intaken)])
  ledger.connection.run(harm)
  const found = ledger.verify().checks.filter(({ name }) => name.includes('customers'))
  expect(found.flatMap(({ violations }) => violations).length).toBeGreaterThan(0)
  ledger.close()
})

it('counts a contact for the order that it is about, also once it is about another', () => {
  const ledger = openTestLedger(PROJECTIONS)
  const tell = (identity: string, event: CanonicalEvent, more: Partial<FeedRecord> = {}) =>
    ledger.commit([[intaken({ identity, occurredAt: STORIES_FROM, events: [event], ...more })]])
  const contacts = () =>
    ledger.reader
      .all<{ contacts: number }>('SELECT contacts FROM order_experience ORDER BY order_id')
      .map(({ contacts: n }) => n)
  const about = (order: string): CanonicalEvent => ({
    type: 'CustomerContacted',
    contact: 'k',
    order,
    medium: 'chat',
  })
  tell('c', about('a'))
  tell('a', { type: 'OrderPlaced', order: 'a' })
  tell('b', { type: 'OrderPlaced', order: 'b' })
  expect(contacts()).toEqual([1, 0])
  tell('c', about('b'), { recordTime: 2 })
  expect(contacts()).toEqual([0, 1])
  tell('c', about('b'), { recordTime: 3, retracted: true })
  expect(contacts()).toEqual([0, 0])
  ledger.close()
})

it('takes the first touch of the month before, and none that is another order’s', () => {
  const ledger = openTestLedger(PROJECTIONS)
  const touched = (identity: string, days: number, channel: string, order?: string) =>
    ledger.commit([
      [
        intaken({
          identity,
          occurredAt: STORIES_FROM - days * DAY_MS,
          events: [
            { type: 'CustomerTouched', customer: 'c', channel, touch: 'visit', ...(order ? { order } : {}) },
          ],
        }),
      ],
    ])
  const first = () =>
    ledger.reader.get<{ channel: string | null }>('SELECT touch_channel AS channel FROM order_experience')
      ?.channel
  touched('t1', 40, 'poster')
  ledger.commit([
    [
      intaken({
        identity: 'o',
        occurredAt: STORIES_FROM,
        events: [{ type: 'OrderPlaced', order: 'o', customer: 'c' }],
      }),
    ],
  ])
  expect(first()).toBeNull()
  touched('t2', 20, 'search', 'other')
  expect(first()).toBeNull()
  touched('t3', 10, 'visit')
  expect(first()).toBe('visit')
  touched('t4', 30, 'newsletter', 'o')
  expect(first()).toBe('newsletter')
  touched('t5', -1, 'after')
  expect(first()).toBe('newsletter')
  ledger.close()
})

it('has answers and contacts lie in the cell of their order, whichever came first, and move with it', () => {
  const ledger = openTestLedger(PROJECTIONS)
  const tell = (identity: string, event: CanonicalEvent, more: Partial<FeedRecord> = {}) =>
    ledger.commit([[intaken({ identity, occurredAt: STORIES_FROM, events: [event], ...more })]])
  const cells = () =>
    ['feedback', 'contacts'].flatMap((table) =>
      ledger.reader
        .all<{ cell: string | null }>(
          `SELECT (placed_at / ${DAY_MS}) || ' ' || channel AS cell FROM ${table} ORDER BY order_id`,
        )
        .map(({ cell }) => cell),
    )
  const day = STORIES_FROM / DAY_MS
  tell('f', { type: 'FeedbackGiven', order: 'a', rating: 4 })
  tell('c', { type: 'CustomerContacted', contact: 'k', order: 'a', medium: 'chat' })
  expect(cells()).toEqual([null, null])
  tell('a', { type: 'OrderPlaced', order: 'a', channel: 'web' })
  expect(cells()).toEqual([`${day} web`, `${day} web`])
  tell('f2', { type: 'FeedbackGiven', order: 'a', rating: 2, scale: 'csat' })
  expect(cells()).toEqual([`${day} web`, `${day} web`, `${day} web`])
  tell(
    'a',
    { type: 'OrderPlaced', order: 'a', channel: 'app' },
    { recordTime: 2, occurredAt: STORIES_FROM + DAY_MS },
  )
  expect(new Set(cells())).toEqual(new Set([`${day + 1} app`]))
  tell('a', { type: 'OrderPlaced', order: 'a' }, { recordTime: 3, retracted: true })
  expect(cells()).toEqual([null, null, null])
  expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
  ledger.close()
})
