/** Proves the write path's memory: nothing of a failed commit stays, and ids that share a number stay apart. */
import { afterEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { PROJECTIONS } from '../projections/projections.ts'
import { openAppender } from './append.ts'
import { packBatch } from './packing.ts'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

type TestLedger = ReturnType<typeof openTestLedger>

const opened: TestLedger[] = []
function open(): TestLedger {
  const ledger = openTestLedger(PROJECTIONS)
  opened.push(ledger)
  return ledger
}
afterEach(() => opened.splice(0).forEach((ledger) => ledger.close()))

/** Units that arrive from a supplier. */
function arrival(identity: string, units: number, changes: Partial<FeedRecord> = {}, location = 'L') {
  const to = { location, disposition: 'sellable' } as const
  const record: FeedRecord = {
    identity,
    occurredAt: 1,
    events: [{ type: 'StockMoved', sku: 's', units, from: 'supplier', to }],
    ...changes,
  }
  return intaken(record)
}

it('leaves nothing of a failed commit in memory', () => {
  const [struck, spared] = [open(), open()]
  for (const ledger of [struck, spared]) ledger.commit([[arrival('a', 1)]])
  // A name that no column takes: the transaction fails after much of it was done.
  const unwritable = { type: 'LocationDescribed', location: 'M', name: {} } as unknown as CanonicalEvent
  const safety: CanonicalEvent = { type: 'SafetyStockSet', sku: 's', location: 'M', units: 1 }
  const bad = arrival('bad', 3, { events: [safety, unwritable] }, 'M')
  expect(() => struck.commit([[arrival('b', 2), bad]])).toThrow()
  for (const ledger of [struck, spared]) ledger.commit([[arrival('b', 2), arrival('c', 4, {}, 'M')]])
  expect(struck.digest()).toBe(spared.digest())
  expect(struck.verify().checks.flatMap((check) => check.violations)).toEqual([])
})

describe('ids that share a number', () => {
  const records = [
    arrival('a', 1),
    arrival('b', 2),
    arrival('a', 1),
    arrival('c', 4),
    arrival('b', 8, { recordTime: 5 }),
    arrival('b', 2),
    arrival('c', 4),
  ]

  /** Takes the records in an order, so many a commit, every second commit followed by a merge of the id tables. */
  function digestOf(order: readonly number[], perCommit: number): string {
    const ledger = open()
    const appender = openAppender(ledger.connection, PROJECTIONS)
    for (let start = 0; start < order.length; start += perCommit) {
      const pack = packBatch({
        feed: 'test',
        transport: 'http',
        format: 'test',
        documentName: null,
        recordedAt: 1,
        records: order.slice(start, start + perCommit).flatMap((place) => records[place] ?? []),
      })
      for (const record of pack.records) if (!('reason' in record)) record.identityNumber = 7
      appender.commit([pack])
      if (start % 2 === 1) {
        ledger.connection.run('INSERT INTO identities SELECT * FROM identities_recent')
        ledger.connection.run('DELETE FROM identities_recent')
      }
    }
    expect(ledger.reader.get('SELECT microunits FROM balances')).toEqual({ microunits: 13_000_000 })
    expect(ledger.reader.get('SELECT count(*) AS events FROM events')).toEqual({ events: 4 })
    return ledger.digest()
  }

  it('stay apart within a commit, across commits and across a merge, in any order', () => {
    const orders = [
      [0, 1, 2, 3, 4, 5, 6],
      [6, 5, 4, 3, 2, 1, 0],
      [4, 1, 0, 3, 2, 6, 5],
    ]
    const digests = orders.flatMap((order) => [1, 3, 7].map((perCommit) => digestOf(order, perCommit)))
    expect(new Set(digests).size).toBe(1)
  })
})
