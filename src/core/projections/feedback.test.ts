/** Proves that the index of words follows the answers and contacts, with words and without, and what is taken back. */
import { expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const record = (identity: string, event: CanonicalEvent, more: Partial<FeedRecord> = {}) =>
  intaken({ identity, occurredAt: 1_000, events: [event], ...more })
const rated = (order: string, text?: string): CanonicalEvent => ({
  type: 'FeedbackGiven',
  order,
  rating: 4,
  ...(text === undefined ? {} : { text }),
})
const contacted = (contact: string, text?: string): CanonicalEvent => ({
  type: 'CustomerContacted',
  contact,
  medium: 'chat',
  ...(text === undefined ? {} : { text }),
})

it('keeps words findable, and the index whole, through versions and retractions', () => {
  const ledger = openTestLedger(PROJECTIONS)
  ledger.commit([
    [
      record('a', rated('o1', 'came late')),
      record('b', rated('o2')),
      record('c', contacted('k1', 'where is it')),
    ],
  ])
  ledger.commit([[record('a', rated('o1'), { recordTime: 5 }), record('d', contacted('k2'))]])
  ledger.commit([
    [
      record('b', rated('o2', 'lovely box'), { recordTime: 5 }),
      record('c', contacted('k1'), { retracted: true }),
    ],
  ])
  const orders = (word: string) =>
    ledger.reader
      .all<{ order: string }>(
        'SELECT order_id AS "order" FROM feedback_words JOIN feedback ON feedback_number = feedback_words.rowid WHERE feedback_words MATCH ?',
        [word],
      )
      .map(({ order }) => order)
  expect(orders('late')).toEqual([])
  expect(orders('lovely')).toEqual(['o2'])
  expect(ledger.reader.all('SELECT contact FROM contacts')).toEqual([{ contact: 'k2' }])
  for (const words of ['feedback_words', 'contact_words']) {
    // SQLite's own check throws where the index and its rows differ.
    ledger.connection.run(`INSERT INTO ${words} (${words}, rank) VALUES ('integrity-check', 1)`)
  }
  expect(ledger.verify().checks.flatMap((check) => check.violations)).toEqual([])
  ledger.close()
})
