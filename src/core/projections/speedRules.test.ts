/** Tests what rules about speed are judged by: capacities, the rhythm of carriers and returns, in any order of arrival. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { HOUR_MS } from '../../shared/timeZone.ts'
import { intaken, openTestLedger } from '../ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections.ts'

const T0 = Date.UTC(2026, 5, 1)
const hour = (hours: number) => T0 + hours * HOUR_MS
let count = 0
const record = (at: number, ...events: CanonicalEvent[]): FeedRecord => {
  count += 1
  return { identity: `t:${count}`, occurredAt: at, events }
}

const RECORDS: FeedRecord[] = [
  record(hour(0), { type: 'LocationCapacitySet', location: 'dc', linesPerDay: 100 }),
  record(hour(5), { type: 'LocationCapacitySet', location: 'dc', linesPerDay: 150 }),
  record(hour(0), { type: 'ShipmentDescribed', shipment: 's1', carrier: 'Swift', order: 'o1' }),
  record(hour(1), { type: 'ShipmentMilestoneReached', shipment: 's1', milestone: 'labelCreated' }),
  record(hour(2), { type: 'ShipmentMilestoneReached', shipment: 's1', milestone: 'pickedUp' }),
  record(hour(2.5), { type: 'ShipmentMilestoneReached', shipment: 's1', milestone: 'departed' }),
  record(hour(9), { type: 'ShipmentMilestoneReached', shipment: 's1', milestone: 'delivered' }),
  record(
    hour(0),
    { type: 'OrderPlaced', order: 'o1', flow: 'shipFromDc' },
    { type: 'OrderLineAdded', order: 'o1', line: '1', sku: 'a', units: 2 },
  ),
  record(hour(8), { type: 'OrderStepTaken', order: 'o1', step: 'delivered' }),
  record(hour(20), {
    type: 'ReturnStepTaken',
    return: 'r1',
    order: 'o1',
    line: '1',
    step: 'received',
    location: 'dc',
    units: 1,
  }),
  record(hour(30), {
    type: 'ReturnStepTaken',
    return: 'r1',
    order: 'o1',
    line: '1',
    step: 'graded',
    disposition: 'sellable',
  }),
]

let ledger: ReturnType<typeof openTestLedger>
beforeEach(() => {
  ledger = openTestLedger(PROJECTIONS)
})
afterEach(() => ledger.close())

const rows = (sql: string) => ledger.reader.all(sql).map((row) => Object.values(row as object))

describe('what rules about speed are judged by', () => {
  it('is each capacity from its own time on, every hour of a carrier, every return that was received', async () => {
    ledger.commit(RECORDS.map((one) => [intaken(one)]))
    expect(rows('SELECT valid_from, lines_per_day FROM location_capacities')).toEqual([
      [hour(0), 100],
      [hour(5), 150],
    ])
    // What the sender tells of a label is no word of the carrier's.
    expect(rows('SELECT carrier, hour - ' + T0 / HOUR_MS + ', steps FROM carrier_hours')).toEqual([
      ['Swift', 2, 2],
      ['Swift', 9, 1],
    ])
    expect(rows('SELECT return, location, received_at, graded_at, microunits FROM order_returns')).toEqual([
      ['r1', 'dc', hour(20), hour(30), 1_000_000],
    ])
    const report = await ledger.verify()
    expect(report.checks.flatMap(({ violations }) => violations)).toEqual([])
  })

  it('goes with what is taken back, and with a carrier that is told anew', () => {
    ledger.commit(RECORDS.map((one) => [intaken(one)]))
    const pickedUp = RECORDS[4] as FeedRecord
    ledger.commit([[intaken({ ...pickedUp, recordTime: hour(50), retracted: true })]])
    ledger.commit([
      [intaken(record(hour(40), { type: 'ShipmentDescribed', shipment: 's1', carrier: 'Slow' }))],
    ])
    expect(rows('SELECT carrier, steps FROM carrier_hours WHERE steps <> 0 ORDER BY hour')).toEqual([
      ['Slow', 1],
      ['Slow', 1],
    ])
  })

  it('is the same in whatever order records come', () => {
    ledger.commit(RECORDS.map((one) => [intaken(one)]))
    const digest = ledger.digest()
    fc.assert(
      fc.property(fc.shuffledSubarray(RECORDS, { minLength: RECORDS.length }), (shuffled) => {
        const other = openTestLedger(PROJECTIONS)
        try {
          other.commit(shuffled.map((one) => [intaken(one)]))
          expect(other.digest()).toBe(digest)
        } finally {
          other.close()
        }
      }),
      { numRuns: 12 },
    )
  })
})
