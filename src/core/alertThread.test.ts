/** Tests the evaluation on its thread: it goes on by itself, and a rule that ends or hangs the thread stops no other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FeedRecord } from '../shared/events.ts'
import { openAlertDesk, type AlertDesk } from './alerts/alertDesk.ts'
import { openThreadedLedger } from './ledger/threadedLedger.ts'
import type { Ledger } from './ledger/types.ts'
import { silentLogger, systemClock } from './platform.ts'
import { record } from './rules.fixture.ts'

let folder: string
let ledger: Ledger
let desk: AlertDesk
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-alerts-'))
  ledger = await openThreadedLedger({
    path: join(folder, 'ledger.sqlite'),
    thread: new URL('./ledgerThread.ts', import.meta.url),
    clock: systemClock,
    logger: silentLogger,
    onFailure: () => {},
  })
})
afterEach(async () => {
  await desk.close()
  await ledger.close()
  rmSync(folder, { recursive: true, force: true })
})

const openDesk = (mode: 'on' | 'manual', hangMs = 60_000) => {
  desk = openAlertDesk({
    mode,
    path: join(folder, 'ledger.sqlite'),
    thread: new URL('./alertThread.fixture.ts', import.meta.url),
    clock: systemClock,
    logger: silentLogger,
    ledger,
    hangMs,
  })
}
const receive = (sku: string, units: number) =>
  record(Date.now(), {
    type: 'StockMoved',
    sku,
    units,
    from: 'supplier',
    to: { location: 's1', disposition: 'sellable' },
  })
const tell = (...records: FeedRecord[]) =>
  ledger.append({
    feed: 'test',
    transport: 'http',
    format: 'test',
    documentName: null,
    recordedAt: Date.now(),
    records: records.map((one) => ({ outcome: 'record', record: one, raw: JSON.stringify(one) })),
  })
const firing = (rule: string) =>
  ledger.reader
    .all<{ subject: string }>(
      `SELECT subject FROM alerts WHERE rule = ? AND state = 'firing' ORDER BY subject`,
      [rule],
    )
    .map(({ subject }) => subject)
const patience = { timeout: 60_000, interval: 50 }

describe('the evaluation on its thread', () => {
  it('judges everything by the time that it says so', async () => {
    openDesk('manual')
    await tell(...Array.from({ length: 1_000 }, (_, index) => receive(`sku${index}`, index % 10)))
    await desk.evaluate()
    expect(firing('low')).toHaveLength(500)
    expect(desk.progress()).toMatchObject({ behindRecords: 0 })
    await desk.evaluate()
    expect(ledger.reader.get('SELECT max(changes) AS n FROM alerts')).toEqual({ n: 1 })
  }, 120_000)

  it('goes on by itself', async () => {
    openDesk('on')
    await tell(receive('a', 1))
    await vi.waitFor(() => expect(firing('low')).toEqual(['s1\na']), patience)
    await tell(receive('a', 9))
    await vi.waitFor(() => expect(firing('low')).toEqual([]), patience)
  }, 120_000)
})

describe('a rule that the thread does not come back from', () => {
  it.each([
    ['ends', 'low'],
    ['hangs', 'low'],
  ])(
    'and %s it is left out, said so, and the others go on',
    async (sku, other) => {
      openDesk('on', 5_000)
      await tell(receive(sku, 1))
      await vi.waitFor(() => expect(firing('ruleNotEvaluated')).toEqual(['dangerous']), patience)
      await vi.waitFor(() => expect(firing(other)).toEqual([`s1\n${sku}`]), patience)
      await tell(receive('later', 2))
      await vi.waitFor(() => expect(firing(other)).toContain('s1\nlater'), patience)
      expect(firing('dangerous')).toEqual([])
      // Still left out, so that it is still said.
      expect(firing('ruleNotEvaluated')).toEqual(['dangerous'])
    },
    60_000,
  )
})
