/** Proves that a transfer whose hub is killed at any step goes on where it was: no step twice, no second document. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/core/platform.ts'
import { liveHub, sendToHub } from '../../src/hub/liveHub.ts'
import { addLogins, byToken, cloudEvents, overHttp, type Person } from './approvers.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

const LIVES = Number(process.env['TOWER_KILLED_LIVES'] ?? 1)
vi.setConfig({ testTimeout: 60_000 + LIVES * 240_000, hookTimeout: 60_000 })

const DC = 'gln:9506000134369'
const STORE = 'gln:9506000134352'
const TEE = 'gtin:09506000134352'
const SHIPMENT = 'urn:epcglobal:cbv:bt:9506000134369:DN-77'

let folder: string
let data: string
let hub: Serving | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-kills-'))
  data = join(folder, 'data')
})
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

interface People {
  ada: Person
  /** Logs in where she is needed: sessions end with the process, and a login takes its time. */
  grace(): Promise<Person>
}

let logins = 0
async function open(): Promise<People> {
  hub = await serveTower(['--data', data])
  const { address } = hub
  let grace: Promise<Person> | null = null
  return {
    ada: byToken(address, liveHub(data)?.operatorToken ?? ''),
    grace: () => (grace ??= overHttp(address, 'grace', (logins += 1))),
  }
}

async function tell(...events: [string, string, object][]): Promise<void> {
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  await sendToHub(live, 'POST', '/feeds/wms', cloudEvents(events))
}

type Step = (people: People) => Promise<unknown>

/** Takes each step; the hub is killed before, during or after it as chance has it, and then the step is asked for again. */
async function live(steps: readonly Step[], random: () => number): Promise<number> {
  let people = await open()
  let kills = 0
  for (const step of steps) {
    while (random() < 0.3) {
      kills += 1
      const asked = random() < 0.7 ? step(people).catch(() => null) : null
      // Sometimes after the answer, sometimes in the midst of it.
      if (random() < 0.4) await asked
      else await new Promise((resolve) => setTimeout(resolve, random() * 25))
      await hub?.end('SIGKILL')
      await asked
      people = await open()
    }
    await step(people)
  }
  return kills
}

const moved = (id: string, units: number, from: unknown, to: unknown): [string, string, object] => [
  id,
  'StockMoved',
  { sku: TEE, units, from, to },
]

function stepsOf(transfer: () => string, named: (transfer: string) => void, times: { seen: string }): Step[] {
  const lines = [{ sku: TEE, units: 12 }]
  const transfers = () => [transfer()]
  const sellable = (location: string) => ({ location, disposition: 'sellable' })
  return [
    async ({ ada }) => {
      const settings = { kind: 'folder' as const }
      await ada.ask('transfers.setRoute', { route: '*', enabled: true, settings })
    },
    async ({ ada }) =>
      named(
        (await ada.ask('transfers.draft', { key: 'one', transfers: [{ from: DC, to: STORE, lines }] }))
          .transfers[0] ?? '',
      ),
    ({ ada }) => ada.ask('transfers.submit', { transfers: transfers() }),
    async ({ grace }) => {
      const { reviews } = await (await grace()).ask('transfers.review', { transfers: transfers() })
      times.seen = reviews[0]?.seen ?? ''
    },
    async ({ grace }) => {
      const wanted = [{ transfer: transfer(), seen: times.seen, confirm: true }]
      const { outcomes } = await (await grace()).ask('transfers.approve', { transfers: wanted })
      expect(outcomes).toMatchObject([{ outcome: 'approved', approvedUnits: 12 }])
    },
    ({ ada }) => ada.ask('transfers.release', { transfers: transfers() }),
    async ({ ada }) => {
      const { version } = await ada.ask('transfers.detail', { transfer: transfer() })
      if (version > 4) return
      await ada.ask('transfers.cancel', {
        transfer: transfer(),
        version,
        lines: [{ line: '1', units: 2 }],
        why: 'two fewer',
      })
    },
    () =>
      tell(
        ['sent', 'TransferLineSent', { transfer: transfer(), sku: TEE, units: 10, shipment: SHIPMENT }],
        moved('sent-moved', 10, sellable(DC), 'inTransit'),
      ),
    () =>
      tell(
        ['come', 'TransferLineReceived', { transfer: transfer(), sku: TEE, units: 9 }],
        moved('come-moved', 9, 'inTransit', sellable(STORE)),
      ),
    ({ ada }) =>
      ada.ask('transfers.settle', {
        transfer: transfer(),
        lines: [{ line: '1', cause: 'lostInTransit' }],
      }),
    ({ ada }) => ada.ask('transfers.close', { transfers: transfers() }),
  ]
}

it('each step is taken once, and each document is there once', async () => {
  for (let life = 0; life < LIVES; life += 1) {
    rmSync(folder, { recursive: true, force: true })
    await addLogins(data, [['grace', 'administrator']])
    await open()
    await tell(
      ['count', 'StockCounted', { sku: TEE, location: DC, disposition: 'sellable', units: 20 }],
      ['store', 'StockCounted', { sku: TEE, location: STORE, disposition: 'sellable', units: 1 }],
    )
    await hub?.end('SIGKILL')
    const { next } = seededRandom(life + 7)
    let transfer = ''
    const steps = stepsOf(
      () => transfer,
      (named) => (transfer = named),
      { seen: '' },
    )
    const kills = await live(steps, next)
    expect(kills).toBeGreaterThan(0)
    await hub?.end('SIGKILL')
    const { ada } = await open()
    const detail = await vi.waitFor(
      async () => {
        const now = await ada.ask('transfers.detail', { transfer })
        expect(now.documents.every(({ delivery }) => delivery.state === 'delivered')).toBe(true)
        return now
      },
      { timeout: 30_000, interval: 200 },
    )
    expect(detail).toMatchObject({ status: 'closed', sentUnits: 10, receivedUnits: 9, lostUnits: 1 })
    expect(detail.steps.map(({ step }) => step)).toEqual([
      'TransferDrafted',
      'TransferSubmitted',
      'TransferApproved',
      'TransferReleased',
      'TransferCancelled',
      'TransferLineSent',
      'TransferLineReceived',
      'TransferVarianceSettled',
      'TransferClosed',
    ])
    // The order and its change to the source; one ship notice to the destination.
    const files = readdirSync(join(data, 'out'), { recursive: true }).map(String)
    const ofKind = (kind: string) => files.filter((name) => name.includes(`${transfer}-${kind}-`)).length
    expect([ofKind('940'), ofKind('856'), ofKind('epcis')]).toEqual([2, 1, 1])
    expect(new Set(detail.documents.map(({ document }) => document)).size).toBe(detail.documents.length)
    await hub?.end('SIGTERM')
    const verified = await tower(['verify', '--data', data, '--json'])
    const { checks } = JSON.parse(verified.out) as { checks: { violations: string[] }[] }
    expect(checks.flatMap(({ violations }) => violations)).toEqual([])
  }
})
