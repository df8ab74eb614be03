/** Proves that `kill -9` at any step of a transfer makes no second document, and loses none. */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { seededRandom } from '../../src/core/platform.ts'
import type { TransferDetail } from '../../src/shared/readModels/transfers.ts'
import { callHub, liveHub, sendToHub } from '../../src/hub/liveHub.ts'
import { addLogins, cloudEvents, overHttp } from './approvers.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

/** Transfers, each with two kills; the environment asks for more. */
const ROUNDS = Number(process.env['TOWER_CRASHES'] ?? 2)
vi.setConfig({ testTimeout: 120_000 + ROUNDS * 30_000, hookTimeout: 60_000 })

const [DC, SHOP] = ['9506000134369', '9506000134352']
const SKU = 'gtin:09506000134376'
const STOCK = 1_000
const UNITS = 10
/** A kill strikes so much later at most: before the document is noted, written, sent, or settled. */
const DELAY_MS_MAX = 900

let folder: string
let data: string
let hub: Serving | null = null
let receiver: Server
let came: { id: string; body: string }[]
const random = seededRandom(7)

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tower-transfers-'))
  data = join(folder, 'data')
  came = []
  receiver = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      came.push({ id: String(request.headers['webhook-id']), body: Buffer.concat(parts).toString() })
      // Late, so that a kill may fall between what arrived and the word of it.
      setTimeout(() => response.writeHead(204).end(), 60)
    })
  })
  await new Promise<void>((resolve) => {
    receiver.listen(0, '127.0.0.1', resolve)
  })
})
afterEach(async () => {
  await hub?.end('SIGKILL')
  receiver.closeAllConnections()
  receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

function live() {
  const found = liveHub(data)
  if (!found) throw new Error('no hub is live')
  return found
}
const QUERIES: ReadonlySet<string> = new Set(['transfers.detail'])
const call = <T>(path: string, input: unknown) =>
  callHub(live(), QUERIES.has(path) ? 'query' : 'command', path, input) as Promise<T>
const feed = (body: string | Buffer) => sendToHub(live(), 'POST', '/feeds/warehouse', Buffer.from(body))

/** Does something, and kills the hub some time later, whether it was answered or not; then there is another hub. */
async function killedDuring(run: () => Promise<unknown>): Promise<void> {
  const running = run().catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, random.next() * DELAY_MS_MAX))
  await hub?.end('SIGKILL')
  await running
  hub = await serveTower(['--data', data])
}

function answer(set: '944' | '945', control: number, segments: string[]): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '')
  const number = String(control).padStart(9, '0')
  return [
    `ISA*00*          *00*          *ZZ*${'WMS'.padEnd(15)}*ZZ*${'OMNITOWER'.padEnd(15)}*${day.slice(2)}*0001*U*00401*${number}*0*P*>`,
    `GS*${set === '945' ? 'SW' : 'RE'}*WMS*OMNITOWER*${day}*0001*${control}*X*004010`,
    `ST*${set}*0001`,
    ...segments,
    `SE*${segments.length + 2}*0001`,
    `GE*1*${control}`,
    `IEA*1*${number}`,
  ]
    .map((segment) => `${segment}~\n`)
    .join('')
}
const item = `EA**UK*${SKU.slice(5)}`
const sent = (transfer: string, control: number) =>
  answer('945', control, [
    `W06*F*${transfer}**S-${transfer}`,
    `N1*SF*DC*UL*${DC}`,
    `N1*ST*Shop*UL*${SHOP}`,
    'LX*1',
    `W12*CP*${UNITS}*${UNITS - 1}*1*${item}`,
    'N9*LI*1',
  ])
const received = (transfer: string, control: number) =>
  answer('944', control, [
    `W17*F**R-${control}*${transfer}*S-${transfer}`,
    `N1*WH*Shop*UL*${SHOP}`,
    `N1*SF*DC*UL*${DC}`,
    `W07*${UNITS - 2}*${item}`,
    'N9*LI*1',
  ])

async function until(what: (detail: TransferDetail) => boolean, transfer: string): Promise<TransferDetail> {
  let last = ''
  const detail = await vi.waitFor(
    async () => {
      const found = await call<TransferDetail>('transfers.detail', { transfer })
      last = JSON.stringify([found.status, found.documents])
      if (!what(found)) throw new Error(`not yet: ${last}`)
      return found
    },
    { timeout: 40_000, interval: 200 },
  )
  return detail
}

it('goes on where it was, with the same documents', async () => {
  await addLogins(data, [['grace', 'administrator']])
  hub = await serveTower(['--data', data])
  const { port } = receiver.address() as AddressInfo
  await call('transfers.setRoute', {
    route: '*',
    enabled: true,
    settings: { kind: 'webhook', url: `http://127.0.0.1:${port}/` },
  })
  await feed(
    cloudEvents([
      ['count', 'StockCounted', { sku: SKU, location: `gln:${DC}`, disposition: 'sellable', units: STOCK }],
      ['shelf', 'StockCounted', { sku: SKU, location: `gln:${SHOP}`, disposition: 'sellable', units: 0 }],
    ]),
  )
  const ids: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const { transfers } = await call<{ transfers: string[] }>('transfers.draft', {
      transfers: [{ from: `gln:${DC}`, to: `gln:${SHOP}`, lines: [{ sku: SKU, units: UNITS }] }],
    })
    const [transfer = ''] = transfers
    ids.push(transfer)
    await call('transfers.submit', { transfers })
    const grace = await overHttp(hub.address, 'grace', round * 9)
    const { reviews } = await grace.ask('transfers.review', { transfers })
    const [review] = reviews
    await grace.ask('transfers.approve', {
      transfers: [{ transfer, seen: review?.seen ?? '', confirm: true }],
    })
    await killedDuring(() => call('transfers.release', { transfers }))
    const { status } = await call<TransferDetail>('transfers.detail', { transfer })
    if (status === 'approved') await call('transfers.release', { transfers })
    await killedDuring(() => feed(sent(transfer, 2 * round + 1)))
    // Who got no answer sends again; who got one may as well.
    await feed(sent(transfer, 2 * round + 1))
    await feed(received(transfer, 2 * round + 2))
    const done = await until(
      ({ status: now, documents }) =>
        now === 'received' &&
        documents.length >= 5 &&
        documents.every(({ delivery }) => ['delivered', 'download'].includes(delivery.state)),
      transfer,
    )
    expect(done.documents.map(({ document }) => document.slice(transfer.length + 1)).toSorted()).toEqual(
      ['940-1', 'pick-1', 'print-1', '856-1', 'epcis-1'].toSorted(),
    )
    expect(done.rows[0]).toMatchObject({ sentUnits: UNITS - 1, receivedUnits: UNITS - 2, openUnits: 1 })
  }
  // What came twice is the same; of each transfer there is one order, one notice and one event.
  const copies = Map.groupBy(came, ({ id }) => id)
  for (const [id, all] of copies) expect([id, new Set(all.map(({ body }) => body)).size]).toEqual([id, 1])
  expect([...copies.keys()].toSorted()).toEqual(
    ids.flatMap((transfer) => ['856-1', '940-1', 'epcis-1'].map((one) => `${transfer}-${one}`)).toSorted(),
  )
  for (const set of ['940', '856']) {
    const numbers = [...copies.values()]
      .map(([first]) => first?.body ?? '')
      .filter((body) => body.includes(`ST*${set}*`))
      .map((body) => Number(/GE\*1\*(\d+)/.exec(body)?.[1]))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(ids.map((_, place) => place + 1))
  }
  await hub.end('SIGTERM')
  hub = null
  const checked = await tower(['verify', '--data', data, '--json'])
  expect(JSON.parse(checked.out)).toMatchObject({ ok: true })
})
