/** Proves that a state of the past holds no version that another one replaced. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FeedRecord } from '../../shared/events.ts'
import { openReader } from './database.ts'
import { rebuildLedger } from './rebuild.ts'
import { intaken, openTestLedger } from './testLedger.fixture.ts'

let ledger: ReturnType<typeof openTestLedger>
beforeEach(() => (ledger = openTestLedger([])))
afterEach(() => ledger.close())

const move = (occurredAt: number, units: number, more: Partial<FeedRecord> = {}): FeedRecord => ({
  identity: 'a',
  occurredAt,
  events: [
    { type: 'StockMoved', sku: 's', units, from: 'supplier', to: { location: 'L', disposition: 'sellable' } },
  ],
  ...more,
})

function onHandUnits(times: { asOf?: number; asKnownAt?: number }): number {
  const targetPath = `${ledger.path}.${times.asOf ?? ''}.${times.asKnownAt ?? ''}`
  rebuildLedger({ sourcePath: ledger.path, targetPath, projections: [], order: 'log', ...times })
  const past = openReader(targetPath)
  const row = past.get<{ n: number | null }>('SELECT sum(microunits) AS n FROM balances')
  past.close()
  return (row?.n ?? 0) / 1_000_000
}

it('counts the version that counts, also where it is dated after the time asked for', () => {
  // Recorded at 1,000,000 and 1,000,001.
  ledger.commit([[intaken(move(10, 5, { recordTime: 1 }))], [intaken(move(100, 7, { recordTime: 2 }))]])
  expect(onHandUnits({ asOf: 50 })).toBe(0)
  expect(onHandUnits({ asOf: 100 })).toBe(7)
  expect(onHandUnits({ asOf: 50, asKnownAt: 1_000_000 })).toBe(5)
})

it('takes back what was retracted, whenever the retraction is dated', () => {
  ledger.commit([[intaken(move(10, 5))], [intaken(move(100, 5, { retracted: true }))]])
  expect(onHandUnits({ asOf: 50 })).toBe(0)
  expect(onHandUnits({ asOf: 50, asKnownAt: 1_000_000 })).toBe(5)
})

it('keeps a version that is dated earlier than the one it replaced', () => {
  ledger.commit([[intaken(move(100, 5))], [intaken(move(10, 7, { recordTime: 2 }))]])
  expect(onHandUnits({ asOf: 50 })).toBe(7)
})
