/** Proves that what was received goes on to add up when one refusal is replayed twice. */
import { expect, it } from 'vitest'
import { openAppender } from './append.ts'
import { packBatch } from './packing.ts'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

it('counts a second replay of one refusal as a record of its own', () => {
  const ledger = openTestLedger([])
  ledger.commit([[{ outcome: 'refused', reason: 'x', field: 'y', raw: 'z' }]])
  const appender = openAppender(ledger.connection, [])
  const mended = intaken({
    identity: 'a',
    occurredAt: 1,
    events: [{ type: 'StockCounted', sku: 's', location: 'L', disposition: 'sellable', units: 1 }],
  })
  const replay = packBatch({
    feed: 'test',
    transport: 'command',
    format: 'test',
    documentName: null,
    recordedAt: 5,
    replays: 1,
    records: [mended],
  })
  // Two people press the button at once: both looked while the refusal was open.
  appender.commit([replay])
  appender.commit([replay])
  expect(ledger.reader.get('SELECT received, accepted, duplicates, quarantined FROM feed_totals')).toEqual({
    received: 2,
    accepted: 1,
    duplicates: 1,
    quarantined: 0,
  })
  expect(ledger.verify().checks.flatMap((check) => check.violations)).toEqual([])
  ledger.close()
})
