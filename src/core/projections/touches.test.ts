/** Proves that one more touch of a customer with many is written alone, and that only the orders around it are traced anew. */
import { expect, it } from 'vitest'
import type { FeedRecord } from '../../shared/events.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const HOUR_MS = 3_600_000
const MANY = 400

const touched = (at: number, channel: string, more: Partial<FeedRecord> = {}): FeedRecord => ({
  identity: `touch:${at}`,
  occurredAt: at * HOUR_MS,
  events: [{ type: 'CustomerTouched', customer: 'c', channel, touch: 'visit' }],
  ...more,
})
const placed = (order: string, at: number): FeedRecord => ({
  identity: `order:${order}`,
  occurredAt: at * HOUR_MS,
  events: [{ type: 'OrderPlaced', order, customer: 'c' }],
})

function openManyTouches() {
  const ledger = openTestLedger(PROJECTIONS)
  const touches = Array.from({ length: MANY }, (_, place) => touched(1_000 + place * 10, 'web'))
  ledger.commit([[...touches, placed('early', 1_005), placed('late', 9_000)].map(intaken)])
  const writes = () => ledger.connection.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0
  return {
    ledger,
    /** Rows written for one record. */
    writtenFor(record: FeedRecord): number {
      const before = writes()
      ledger.commit([[intaken(record)]])
      return writes() - before
    },
    firstOf: (order: string) =>
      ledger.reader.get<{ channel: string | null }>(
        'SELECT touch_channel AS channel FROM order_experience WHERE order_id = ?',
        [order],
      )?.channel,
    touches: () =>
      ledger.reader.all<{ at: number; channel: string }>(
        'SELECT touched_at AS at, channel FROM touches ORDER BY touched_at',
      ),
  }
}

it('writes one row for one more touch, for another version of one, and for one taken back', () => {
  const { ledger, writtenFor, touches } = openManyTouches()
  expect(writtenFor(touched(7_777, 'app'))).toBeLessThan(20)
  expect(writtenFor(touched(1_005, 'app'))).toBeLessThan(20)
  expect(touches()).toHaveLength(MANY + 2)
  expect(writtenFor(touched(2_000, 'shop', { recordTime: 5 }))).toBeLessThan(20)
  expect(touches().filter(({ channel }) => channel === 'shop')).toEqual([
    { at: 2_000 * HOUR_MS, channel: 'shop' },
  ])
  expect(writtenFor(touched(2_000, 'shop', { recordTime: 6, retracted: true }))).toBeLessThan(20)
  expect(touches()).toHaveLength(MANY + 1)
  expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
  ledger.close()
})

it('traces the orders in the month after every touch that changed, and no others', () => {
  const { ledger, writtenFor, firstOf } = openManyTouches()
  expect([firstOf('early'), firstOf('late')]).toEqual(['web', null])
  writtenFor(touched(900, 'poster'))
  writtenFor(touched(8_900, 'letter'))
  expect([firstOf('early'), firstOf('late')]).toEqual(['poster', 'letter'])
  // Moved in time, from before one order to before the other.
  writtenFor(touched(900, 'poster', { recordTime: 5, occurredAt: 8_800 * HOUR_MS }))
  expect([firstOf('early'), firstOf('late')]).toEqual(['web', 'poster'])
  expect(ledger.verify().checks.flatMap(({ violations }) => violations)).toEqual([])
  ledger.close()
})
