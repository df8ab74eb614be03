/** Proves that what a transfer has to hand out is noted once, written once, and reaches its place however often the tower is killed. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { RouteSettings } from '../shared/transferRoutes.ts'
import { applyOutboxAct } from './ledger/outbox.ts'
import { openTestLedger } from './ledger/testLedger.fixture.ts'
import type { OrderPurpose, TransferDocumentAct } from './ledger/transferActs.ts'
import { noteTransferOrder } from './ledger/transferOutbox.ts'
import { openReceiver } from './outputs/outputs.fixture.ts'
import { post } from './outputs/httpPost.ts'
import { nextAttemptAt } from './outputs/retryTimes.ts'
import { newSecret, signatureHeaders } from './outputs/webhook.ts'
import { seededRandom, silentLogger } from './platform.ts'
import { transferDocuments } from './queries/transferDocuments.ts'
import { createHandOut } from './transfers/handOut.ts'

const TRANSFER = 'TR7K3QZ0M9XA'
const [DC, SHOP] = ['gln:9506000134369', 'gln:9506000134352']
const SKU = 'gtin:00614141073467'
const SHIPMENT = 'urn:epcglobal:cbv:bt:9506000134369:SHIP-9'
const secret = newSecret()

let store: ReturnType<typeof openTestLedger>
let receiver: Awaited<ReturnType<typeof openReceiver>>
let folder: string
let now: number
let killedAt: string | null

/** A kill: the act that is named is never noted, and nothing goes on. */
class Killed extends Error {}

function note(act: TransferDocumentAct): Promise<void> {
  if (killedAt === act.kind) throw new Killed(act.kind)
  store.connection.snapshot(() => applyOutboxAct(store.connection, act))
  return Promise.resolve()
}
const open = () =>
  createHandOut({
    reader: store.reader,
    note: async (act) => note(act),
    open: (sealed) => Buffer.from(sealed).toString(),
    post: (settings, id, body, headers) =>
      post(settings.url, body, { ...headers, ...signatureHeaders(settings.secret, id, now, body) }, now),
    nextAttemptAt: (attempts, at, wait) => nextAttemptAt(attempts, at, seededRandom(1), wait),
    dataDirectory: folder,
    clock: { now: () => now },
    logger: silentLogger,
  })
const addRoute = (
  settings: RouteSettings,
  documents = ['x12Order940', 'x12ShipNotice856'] as const,
  route = '*',
) =>
  note({
    kind: 'saveTransferRoute',
    at: now,
    settings: {
      route,
      kind: settings.kind,
      target: 'there',
      isPlain: false,
      sealedSettings: Buffer.from(JSON.stringify(settings)),
      documents,
      parties: {},
      enabled: true,
    },
  })
const order = (purpose: OrderPurpose = 'order', units = 10, release = 1) =>
  store.connection.snapshot(() =>
    noteTransferOrder(store.connection, {
      transfer: TRANSFER,
      release,
      purpose,
      from: DC,
      to: SHOP,
      lines: [{ line: '1', sku: SKU, units }],
      at: now,
    }),
  )
/** What the fold says left, as its projection would keep it. */
function sent(units: number | null, change: number) {
  const parts = units === null ? [] : [{ shipment: SHIPMENT, line: '1', sku: SKU, units, at: now }]
  store.connection.run(
    `INSERT OR REPLACE INTO transfers (transfer, request, title, status, origin, destination, revision, acts, releases,
       line_count, requested, approved, sent_units, received, lost, held, open, requested_by, askers, changed_at, sent, change)
     VALUES (?, 'r', NULL, 'released', ?, ?, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 'a', '[]', 0, ?, ?)`,
    [TRANSFER, DC, SHOP, JSON.stringify(parts), change],
  )
}
const documents = () => transferDocuments(store.reader, TRANSFER)
const standing = () => documents().map(({ document, delivery }) => `${document} ${delivery.state}`)
const came = () => receiver.received.map(({ headers }) => headers['webhook-id'])
const webhook = () => ({ kind: 'webhook' as const, url: receiver.url, secret })

beforeEach(async () => {
  store = openTestLedger([])
  receiver = await openReceiver()
  folder = mkdtempSync(join(tmpdir(), 'omnitower-out-'))
  now = Date.parse('2026-03-10T12:00:00Z')
  killedAt = null
})
afterEach(async () => {
  store.close()
  await receiver.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a released transfer', () => {
  it('is told to its source over a signed webhook, once, and the other documents wait to be fetched', async () => {
    await addRoute(webhook())
    order()
    const handOut = open()
    await handOut.turn()
    await handOut.turn()
    expect(came()).toEqual([`${TRANSFER}-940-1`])
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.received
    expect(headers).toMatchObject({ 'content-type': 'application/edi-x12', 'x-omnitower-transfer': TRANSFER })
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    const signature = createHmac('sha256', key).update(signed).digest('base64')
    expect(headers['webhook-signature']).toBe(`v1,${signature}`)
    expect(body).toContain(`W05*N*${TRANSFER}~`)
    expect(standing()).toEqual([
      `${TRANSFER}-940-1 delivered`,
      `${TRANSFER}-pick-1 download`,
      `${TRANSFER}-print-1 download`,
    ])
  })
  it('waits to be fetched where no way is set', async () => {
    order()
    await open().turn()
    // The page is drawn for whoever fetches it.
    expect(documents().map(({ sha256 }) => sha256?.length)).toEqual([64, 64, undefined])
    expect(new Set(documents().map(({ delivery }) => delivery.state))).toEqual(new Set(['download']))
  })
  it('is put into a folder of its place, whole, and not over something else', async () => {
    await addRoute({ kind: 'folder' })
    order()
    await open().turn()
    const place = join(folder, 'out', 'gln_9506000134369')
    expect(readdirSync(place)).toEqual([`${TRANSFER}-940-1.edi`])
    expect(readFileSync(join(place, `${TRANSFER}-940-1.edi`), 'utf8')).toContain('W05*N*')
    writeFileSync(join(place, `${TRANSFER}-940-2.edi`), 'somebody else’s')
    order('change', 4, 2)
    await open().turn()
    expect(documents().at(3)?.delivery).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('is there already'),
    })
  })
  it('numbers its interchanges for each place without a gap, and calls off after it ordered', async () => {
    await addRoute(webhook())
    order()
    order('change', 4, 2)
    order('cancel', 4, 2)
    const handOut = open()
    await handOut.turn()
    expect(receiver.received.map(({ body }) => /W05\*(\w)/.exec(body)?.[1])).toEqual(['N', 'R', 'F'])
    expect(receiver.received.map(({ body }) => /~\nGE\*1\*(\d+)/.exec(body)?.[1])).toEqual(['1', '2', '3'])
  })
})

describe('a place that does not answer', () => {
  it('gets the same bytes under the same id, ever more rarely, and a change only after the order', async () => {
    await addRoute(webhook())
    receiver.answerWith({ status: 503 })
    order()
    order('change', 4, 2)
    const handOut = open()
    await handOut.turn()
    expect(standing().slice(0, 1)).toEqual([`${TRANSFER}-940-1 failed`])
    await handOut.turn()
    expect(receiver.received).toHaveLength(1)
    for (let day = 0; day < 3; day++) {
      now += 86_400_000
      await handOut.turn()
    }
    expect(new Set(came())).toEqual(new Set([`${TRANSFER}-940-1`]))
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    receiver.answerWith({ status: 204 })
    now += 86_400_000
    await handOut.turn()
    expect(came().slice(-2)).toEqual([`${TRANSFER}-940-1`, `${TRANSFER}-940-2`])
  })
  it('is given up after some days, and tried again where somebody asks for it', async () => {
    await addRoute(webhook())
    receiver.answerWith({ status: 410 })
    order()
    await open().turn()
    expect(documents()[0]?.delivery).toMatchObject({ state: 'givenUp', message: 'answered 410' })
    receiver.answerWith({ status: 204 })
    await note({ kind: 'retryTransferDocument', document: `${TRANSFER}-940-1`, at: now })
    await open().turn()
    expect(standing()[0]).toBe(`${TRANSFER}-940-1 delivered`)
  })
})

describe('a shipment', () => {
  const kinds = () => documents().map(({ document }) => document.slice(TRANSFER.length + 1))
  it('is told to the destination when it left, once; anew where it turns out otherwise; taken back where it did not leave', async () => {
    await addRoute(webhook())
    sent(8, 1)
    const handOut = open()
    await handOut.turn()
    await open().turn()
    expect(kinds()).toEqual(['856-1', 'epcis-1'])
    expect(receiver.received[0]?.body).toContain('BSN*00*SHIP-9*')
    sent(8, 2)
    await handOut.turn()
    expect(kinds()).toHaveLength(2)
    sent(9, 3)
    await handOut.turn()
    sent(null, 4)
    await handOut.turn()
    expect(kinds()).toEqual(['856-1', 'epcis-1', '856-2', 'epcis-2', '856-3', 'epcis-3'])
    expect(receiver.received.map(({ body }) => /BSN\*(\d\d)/.exec(body)?.[1])).toEqual(['00', '05', '01'])
    sent(9, 5)
    await handOut.turn()
    expect(receiver.received.at(-1)?.body).toContain('BSN*00*SHIP-9*')
  })
})

describe('a tower that is killed', () => {
  const STEPS = ['noteShipped', 'writeTransferDocuments', 'settleTransferDocument'] as const
  it.each(STEPS)('before it notes %s makes no second document of it', async (step) => {
    await addRoute(webhook())
    order()
    sent(8, 1)
    killedAt = step
    await expect(open().turn()).rejects.toThrow(Killed)
    killedAt = null
    const handOut = open()
    await handOut.turn()
    await handOut.turn()
    expect(standing()).toEqual([
      `${TRANSFER}-940-1 delivered`,
      `${TRANSFER}-pick-1 download`,
      `${TRANSFER}-print-1 download`,
      `${TRANSFER}-856-1 delivered`,
      `${TRANSFER}-epcis-1 download`,
    ])
    // Whoever got one twice can tell: the same id, number and bytes.
    const bodies = Map.groupBy(receiver.received, ({ headers }) => String(headers['webhook-id']))
    for (const copies of bodies.values()) expect(new Set(copies.map(({ body }) => body)).size).toBe(1)
    expect([...bodies.keys()].toSorted()).toEqual([`${TRANSFER}-856-1`, `${TRANSFER}-940-1`])
    expect(receiver.received.length).toBeLessThanOrEqual(step === 'settleTransferDocument' ? 4 : 2)
  })
})

it('what cannot be written says why, goes nowhere, and holds up nothing', async () => {
  await addRoute(webhook())
  store.connection.snapshot(() =>
    noteTransferOrder(store.connection, {
      transfer: TRANSFER,
      release: 1,
      purpose: 'order',
      from: DC,
      to: SHOP,
      lines: [{ line: '1', sku: 'x12:vendor:A*B', units: 1 }],
      at: now,
    }),
  )
  sent(8, 1)
  await open().turn()
  expect(documents()[0]).toMatchObject({
    sha256: null,
    delivery: { state: 'givenUp', message: expect.stringContaining('A*B') },
  })
  expect(came()).toEqual([`${TRANSFER}-856-1`])
})
