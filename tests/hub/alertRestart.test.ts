/** Proves that alerts outlive `kill -9`: none is lost, none fires twice, and waiting goes on from the sources' times. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openReader } from '../../src/core/ledger/database.ts'
import { seededRandom } from '../../src/core/platform.ts'
import { callHub, liveHub, sendToHub, type LiveHub } from '../../src/hub/liveHub.ts'
import type { EventOf, FeedRecord } from '../../src/shared/events.ts'
import type { AlertPage } from '../../src/shared/readModels/alerts.ts'
import type { AlertState } from '../../src/shared/vocabulary.ts'
import { cloudEvent } from './orderRecords.fixture.ts'
import { serveTower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 300_000 })

const RULE = 'negativeLedger'
const KILLS = Number(process.env['TOWER_CRASHES'] ?? 3)
/** Positions that go wrong before each kill, and after the last. */
const POSITIONS = 40
/** A kill strikes so long at most after the records are acknowledged: while alerts of them are being found and recorded. */
const DELAY_MS_MAX = 700
/** How long alerts of the slow place wait. */
const PENDING_MS = 20_000
const patience = { timeout: 120_000, interval: 200 }

let folder: string
let hub: Serving | null = null
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tower-alerts-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** More is sold of a SKU than was ever there. */
const oversold = (location: string, sku: string, occurredAt: number): FeedRecord => ({
  identity: `till:${location}:${sku}`,
  occurredAt,
  events: [
    {
      type: 'StockMoved',
      sku: `test:${sku}`,
      units: 3,
      from: { location: `test:${location}`, disposition: 'sellable' },
      to: 'customer',
    },
  ],
})

async function serve(): Promise<LiveHub> {
  hub = await serveTower(['--data', folder])
  const live = liveHub(folder)
  if (!live) throw new Error('no hub is live')
  return live
}

async function send(live: LiveHub, records: readonly FeedRecord[]): Promise<void> {
  const body = Buffer.from(JSON.stringify(records.map(cloudEvent)))
  const { status, text } = await sendToHub(live, 'POST', '/feeds/tills', body)
  expect(status, text).toBe(200)
}

async function countOf(live: LiveHub, state: AlertState): Promise<number> {
  const asked = { rule: RULE, state, limit: 1, offset: 0 }
  return ((await callHub(live, 'query', 'alerts.list', asked)) as AlertPage).total
}

const round = (number: number, at: number) =>
  Array.from({ length: POSITIONS }, (_, place) => oversold('shop', `${number}-${place}`, at))

it(`loses no alert over ${KILLS} kills, and none fires twice`, async () => {
  const random = seededRandom(3)
  let live = await serve()
  await callHub(live, 'command', 'alerts.setRule', {
    rule: RULE,
    settings: { pendingMs: 0, recoverMs: 0 },
    scoped: [
      {
        matchers: [{ label: 'location', values: ['test:slow'] }],
        settings: { pendingMs: PENDING_MS },
      },
    ],
    why: 'quick enough for a test',
  })
  const waitsSince = Date.now()
  await send(live, [oversold('slow', 'waits', waitsSince)])
  await vi.waitFor(async () => expect(await countOf(live, 'pending')).toBe(1), patience)
  for (let kill = 0; kill < KILLS; kill += 1) {
    await send(live, round(kill, Date.now()))
    await new Promise((resolve) => setTimeout(resolve, random.next() * DELAY_MS_MAX))
    await hub?.end('SIGKILL')
    live = await serve()
  }
  await send(live, round(KILLS, Date.now()))
  const expected = (KILLS + 1) * POSITIONS + 1
  await vi.waitFor(async () => expect(await countOf(live, 'firing')).toBe(expected), patience)
  await hub?.end('SIGTERM')

  const reader = openReader(join(folder, 'ledger.sqlite'))
  const told = reader
    .all<{ at: number; body: string }>(
      `SELECT occurred_at AS at, body FROM events WHERE identity LIKE 'tower:alert:${RULE}:%' ORDER BY event_number`,
    )
    .map(({ at, body }) => ({ at, event: (JSON.parse(body) as EventOf<'AlertChanged'>[])[0] }))
  reader.close()
  const fired = told.filter(({ event }) => event?.state === 'firing').map(({ event }) => event?.subject)
  expect(fired).toHaveLength(expected)
  expect(new Set(fired).size).toBe(expected)
  const slow = told.filter(({ event }) => event?.labels['location'] === 'test:slow')
  // It waited once, from when the till says that it began, whatever was restarted meanwhile.
  expect(slow.map(({ event }) => event?.state)).toEqual(['pending', 'firing'])
  expect(new Set(slow.map(({ event }) => event?.alert)).size).toBe(1)
  expect(slow.map(({ event }) => event?.since)).toEqual([waitsSince, waitsSince])
  expect(slow.at(-1)?.at).toBeGreaterThanOrEqual(waitsSince + PENDING_MS)
})
