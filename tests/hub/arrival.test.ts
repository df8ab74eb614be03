/** Proves that arrival order does not matter: one set of records, shuffled and sent over every transport, ends in one state. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openReader } from '../../src/core/ledger/database.ts'
import { seededRandom } from '../../src/core/platform.ts'
import { liveHub } from '../../src/hub/liveHub.ts'
import type { FeedRow } from '../../src/shared/readModels/feeds.ts'
import { FLOWS } from '../../src/shared/vocabulary.ts'
import { deliveries, shuffled, TRANSPORTS } from './arrivalDeliveries.fixture.ts'
import {
  conflictingFiles,
  hasCorpus,
  publishedFiles,
  simulatedFiles,
  splitFile,
  type LoneRecord,
  type SourceFile,
} from './arrivalRecords.fixture.ts'
import { sendAll } from './arrivalSending.fixture.ts'
import { copyFolder, makeClaimedFolder, orderFiles } from './orderRecords.fixture.ts'
import { stateDifference } from './stateDifference.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 3_600_000, hookTimeout: 3_600_000 })

/** The environment asks for the full claim: 20 shuffles of 200,000 simulated records and of the published files whole. */
const SHUFFLES = Number(process.env['TOWER_SHUFFLES'] ?? 3)
/** Number of the first shuffle, which seeds it: a long run can be had in parts. */
const FIRST_SHUFFLE = Number(process.env['TOWER_FIRST_SHUFFLE'] ?? 1)
const SIMULATED_RECORDS = Number(process.env['TOWER_RECORDS'] ?? 3_500)
const IS_FULL = SIMULATED_RECORDS >= 100_000
const ROWS_PER_TABLE = IS_FULL ? Number.POSITIVE_INFINITY : 250
const NETWORK = IS_FULL ? {} : { stores: 20, dcs: 2 }
/** Made-up lives of orders for each of the seven flows. */
const LIVES_PER_FLOW = IS_FULL ? 40 : 8
const FEEDS = ['north', 'south', 'west']

interface State {
  digest: string
  events: number
}

let folder: string
let records: LoneRecord[]
let inOrder: State
let hub: Serving | null = null

const say = (line: string) => process.stdout.write(`${line}\n`)

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tower-arrival-'))
  const simulated = simulatedFiles({ seed: 4, records: SIMULATED_RECORDS, ...NETWORK })
  const published = hasCorpus ? publishedFiles(ROWS_PER_TABLE) : []
  const orders = orderFiles(LIVES_PER_FLOW)
  const files = [...published, ...simulated, ...orders, ...conflictingFiles([...published, ...simulated])]
  records = files.flatMap(splitFile)
  await makeClaimedFolder(join(folder, 'claimed'), LIVES_PER_FLOW)
  const data = join(folder, 'in-order')
  copyFolder(join(folder, 'claimed'), data)
  const startedAt = performance.now()
  await ingestFiles(files, data)
  inOrder = await stateOf(data)
  const seconds = (performance.now() - startedAt) / 1000
  say(`${records.length} records (${hasCorpus ? 'with' : 'without'} published files), files in their order:`)
  say(`  ${inOrder.digest} ${inOrder.events} events, ${seconds.toFixed(1)} s`)
})
afterEach(() => hub?.end('SIGKILL'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The files as they were published, in one `tower ingest` without a hub. */
async function ingestFiles(files: readonly SourceFile[], data: string): Promise<void> {
  const place = join(folder, 'published')
  for (const { name, text } of files) {
    mkdirSync(dirname(join(place, name)), { recursive: true })
    writeFileSync(join(place, name), text)
  }
  const ended = await tower(['ingest', place, '--data', data, '--json'])
  expect([ended.code, ended.err]).toEqual([0, ''])
  rmSync(place, { recursive: true })
}

async function stateOf(data: string): Promise<State> {
  return JSON.parse((await tower(['digest', '--data', data, '--json'])).out) as State
}

it('sends orders of all seven flows, with claims, returns, refused steps, contacts, feedback and calendars', () => {
  const reader = openReader(join(folder, 'in-order', 'ledger.sqlite'))
  const flows = reader.all<{ flow: string }>('SELECT DISTINCT flow FROM orders WHERE flow IS NOT NULL')
  expect(new Set(flows.map(({ flow }) => flow))).toEqual(new Set(FLOWS))
  const counted = {
    returned: 'order_lines WHERE returned_microunits > 0',
    cancelled: 'order_lines WHERE cancelled_microunits > 0',
    refused: 'orders WHERE refused > 0',
    refunded: 'orders WHERE refunded_minor > 0',
    claims: "claims WHERE state = 'open'",
    released: "claims WHERE state = 'released'",
    parcels: 'shipments WHERE order_id IS NOT NULL',
    contacts: 'contacts',
    feedback: 'feedback',
    touches: 'touches',
    schedules: 'location_schedules',
  }
  for (const [what, from] of Object.entries(counted)) {
    expect([what, (reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${from}`)?.n ?? 0) > 0]).toEqual([
      what,
      true,
    ])
  }
})

describe('any order of arrival', () => {
  it.each(Array.from({ length: SHUFFLES }, (_, shuffle) => FIRST_SHUFFLE + shuffle))(
    'ends in the state of the files in their order (shuffle %i)',
    async (seed) => {
      const data = join(folder, `shuffle-${seed}`)
      const random = seededRandom(seed)
      const sent = [...deliveries(shuffled(records, random), FEEDS, random)]
      copyFolder(join(folder, 'claimed'), data)
      const startedAt = performance.now()
      hub = await serveTower(['--data', data])
      const live = liveHub(data)
      if (!live) throw new Error('no hub is live')
      const tallies = await sendAll(sent, { hub: live, data, files: join(folder, `files-${seed}`) })
      await hub.end('SIGTERM')
      const sentSeconds = (performance.now() - startedAt) / 1000
      const state = await stateOf(data)
      const verified = await tower(['verify', '--data', data, '--json'])
      const seconds = (performance.now() - startedAt) / 1000
      say(
        `  ${state.digest} shuffle ${seed}: ${sent.length} messages taken in ${sentSeconds.toFixed(1)} s, with verify ${seconds.toFixed(1)} s`,
      )

      expect(new Set(sent.map(({ transport }) => transport))).toEqual(new Set(TRANSPORTS))
      if (state.digest !== inOrder.digest) {
        expect(stateDifference(join(folder, 'in-order'), data)).toEqual([])
      }
      expect(state).toEqual(inOrder)
      expect(JSON.parse(verified.out)).toMatchObject({ ok: true })
      expect(verified.code).toBe(0)
      await checkAccounts(data, sent, tallies)
      for (const name of [`shuffle-${seed}`, `files-${seed}`]) {
        rmSync(join(folder, name), { recursive: true, force: true })
      }
    },
  )
})

/** Per feed: what was sent was received, and is accepted, a duplicate or in quarantine; reports and totals agree. */
async function checkAccounts(
  data: string,
  sent: readonly { feed: string; records: number }[],
  tallies: Awaited<ReturnType<typeof sendAll>>,
): Promise<void> {
  const listed = await tower(['query', 'feeds.list', '--data', data, '--json'])
  const { feeds } = JSON.parse(listed.out) as { feeds: FeedRow[] }
  const own = feeds.filter(({ feed }) => FEEDS.includes(feed))
  expect(own.map(({ feed }) => feed)).toEqual(FEEDS)
  for (const { feed, received, accepted, duplicates, quarantined } of own) {
    const count = sent.filter((one) => one.feed === feed).reduce((sum, one) => sum + one.records, 0)
    expect({ feed, received }).toEqual({ feed, received: count })
    expect(accepted + duplicates + quarantined).toBe(received)
    expect(tallies[feed]).toEqual({ received, accepted, duplicates, quarantined })
  }
  // The other feeds told of the opening stock and of the claims.
  expect(feeds.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(inOrder.events)
}
