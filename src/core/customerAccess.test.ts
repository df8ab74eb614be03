/** Proves who may learn who a customer is, that it is written down first, and that nothing else tells. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Role } from './api/api.ts'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { CanonicalEvent } from '../shared/events.ts'
import { openEngine, type Engine } from './engine.ts'
import { folderKeys, KEY_FILE } from './folderKeys.ts'
import type { Logger } from './platform.ts'

const ADA = 'ada@example.com'
let folder: string
let engine: Engine
let warnings: string[]
let now: number
let serial: number

function call<P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>, role: Role = 'analyst') {
  return engine.api.call(path, input, { actor: `a ${role}`, role }) as Promise<OutputOf<P>>
}

async function tell(event: CanonicalEvent): Promise<void> {
  const { type, ...data } = event
  const cloud = {
    specversion: '1.0',
    id: String((serial += 1)),
    source: 'shop',
    type: `org.omnitower.${type}`,
    time: new Date(now + serial * 60_000).toISOString(),
    data,
  }
  const report = await engine.intake.submit({
    feed: 'shop',
    transport: 'http',
    body: Buffer.from(JSON.stringify(cloud)),
    receivedAt: now,
  })
  expect(report.accepted).toBe(1)
}

async function open(): Promise<Engine> {
  const logger: Logger = {
    debug() {},
    info() {},
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    error() {},
  }
  return openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-customer-'))
  warnings = []
  serial = 0
  now = Date.UTC(2026, 2, 12)
  engine = await open()
  await tell({ type: 'CustomerTouched', customer: ADA, channel: 'newsletter', touch: 'visit' })
  await tell({ type: 'OrderPlaced', order: 'o1', customer: ADA, channel: 'web' })
  await tell({ type: 'OrderStepTaken', order: 'o1', step: 'delivered' })
  await tell({ type: 'FeedbackGiven', order: 'o1', customer: ADA, rating: 2, text: 'came late' })
  await tell({ type: 'CustomerContacted', contact: 'k1', order: 'o1', medium: 'phone', topic: 'where' })
  await tell({ type: 'OrderPlaced', order: 'o2', customer: 'bob@example.com', channel: 'app' })
  await tell({ type: 'FeedbackGiven', order: 'o9', customer: 'eve@example.com', rating: 5 })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

it('opens one customer over all channels, however named, each time written down before', async () => {
  const [rated] = (await call('experience.ratedOrders', {})).rows
  const pseudonym = rated?.customer ?? ''
  expect(pseudonym).toMatch(/^[0-9a-f]{12}$/)
  for (const name of [{ order: 'o1' }, { contact: 'k1' }, { customer: ADA }, { pseudonym }]) {
    const timeline = await call('customers.open', { ...name, why: 'complaint 4711' })
    expect(timeline).toMatchObject({ customer: ADA, pseudonym, orders: 1, ordersLeftOut: 0 })
    expect(timeline.entries.map(({ kind, what }) => `${kind} ${what}`)).toEqual([
      'touch visit',
      'order placed',
      'step delivered',
      'feedback rated 2',
      'contact phone',
    ])
  }
  const log = await call('experience.accessLog', {})
  expect(log.total).toBe(4)
  expect(log.rows).toEqual(
    Array.from({ length: 4 }, () => ({
      at: now,
      pseudonym,
      actor: 'a analyst',
      role: 'analyst',
      why: 'complaint 4711',
      granted: true,
    })),
  )
  expect(JSON.stringify(log)).not.toContain(ADA)
  expect((await call('experience.accessLog', { pseudonym: '0'.repeat(12) })).total).toBe(0)
})

it('finds a customer who is named by an answer alone', async () => {
  expect(await call('customers.open', { order: 'o9', why: 'praise' })).toMatchObject({
    customer: 'eve@example.com',
    orders: 0,
    entries: [{ kind: 'feedback', what: 'rated 5', order: 'o9' }],
  })
})

it('refuses whoever has not the role, and leaves a trace of it', async () => {
  for (const role of ['viewer', 'operator'] as const) {
    await expect(call('customers.open', { order: 'o1', why: 'curious' }, role)).rejects.toMatchObject({
      code: 'forbidden',
    })
  }
  for (let turn = 0; turn < 5; turn += 1) {
    await expect(call('customers.open', { order: 'o1', why: 'again' }, 'viewer')).rejects.toThrow()
  }
  expect(warnings).toHaveLength(7)
  expect(warnings[0]).toContain('customers.open')
  const { rows, total } = await call('experience.accessLog', {}, 'administrator')
  expect(total).toBe(2)
  expect(rows.map(({ role, granted, pseudonym, why }) => ({ role, granted, pseudonym, why }))).toEqual(
    expect.arrayContaining([
      { role: 'viewer', granted: false, pseudonym: null, why: 'curious' },
      { role: 'operator', granted: false, pseudonym: null, why: 'curious' },
    ]),
  )
  now += 60_000
  await expect(call('customers.open', { order: 'o1', why: 'later' }, 'viewer')).rejects.toThrow()
  expect((await call('experience.accessLog', {})).total).toBe(3)
})

it('asks for one name and a reason, and opens nobody who is not there', async () => {
  const fails = (input: object) =>
    expect(engine.api.call('customers.open', input, { actor: 'a', role: 'analyst' })).rejects
  await fails({ order: 'o1' }).toMatchObject({ code: 'invalid' })
  await fails({ order: 'o1', why: '' }).toMatchObject({ code: 'invalid' })
  await fails({ order: 'o1', why: 'a\u0000b' }).toMatchObject({ code: 'invalid' })
  await fails({ why: 'reason' }).toMatchObject({ code: 'invalid' })
  await fails({ order: 'o1', contact: 'k1', why: 'reason' }).toMatchObject({ code: 'invalid' })
  for (const name of [{ order: 'o7' }, { contact: 'k7' }, { customer: 'x' }, { pseudonym: '0'.repeat(12) }]) {
    await fails({ ...name, why: 'reason' }).toMatchObject({ code: 'notFound' })
  }
  expect((await call('experience.accessLog', {})).total).toBe(0)
})

it('names a customer by one pseudonym for as long as the folder’s key lives', async () => {
  const named = async () => (await call('orders.detail', { order: 'o1' })).customer
  const before = await named()
  expect(before).toMatch(/^[0-9a-f]{12}$/)
  expect((await call('orders.detail', { order: 'o2' })).customer).not.toBe(before)
  expect(statSync(join(folder, KEY_FILE)).mode & 0o777).toBe(0o600)
  await engine.close()
  engine = await open()
  expect(await named()).toBe(before)
  expect(folderKeys(Buffer.alloc(32, 1)).pseudonymOf(ADA)).not.toBe(before)
})

it('tells no customer’s own id elsewhere', async () => {
  const answers = [
    await call('orders.list', {}),
    await call('orders.detail', { order: 'o1' }),
    await call('experience.ratedOrders', {}),
    await call('experience.search', { text: 'late' }),
    await call('experience.search', { kind: 'contact' }),
    await call('experience.journeys', {}),
    await call('experience.matrix', {}),
    await call('search.find', { text: 'ada' }),
    await call('source.record', { identity: 'ce:shop|2' }),
    await call('claims.list', {}),
  ]
  expect(JSON.stringify(answers)).not.toMatch(/@example\.com/)
  expect(answers.at(-2)).toMatchObject({ withheld: true, raw: '', events: [{ type: 'OrderPlaced' }] })
  const asSent = await call('source.record', { identity: 'ce:shop|2' }, 'operator')
  expect(asSent).toMatchObject({ withheld: false, raw: expect.stringContaining(ADA) as string })
  expect(JSON.stringify(asSent.events)).not.toContain(ADA)
})

it('is written down by no feed', async () => {
  const cloud = {
    specversion: '1.0',
    id: 'x',
    source: 'shop',
    type: 'org.omnitower.CustomerOpened',
    time: '2026-03-01T10:00:00Z',
    data: { opening: 'x', actor: 'nobody', role: 'analyst', why: 'none', granted: true },
  }
  const body = Buffer.from(JSON.stringify(cloud))
  const report = await engine.intake.submit({ feed: 'shop', transport: 'http', body, receivedAt: now })
  expect(report).toMatchObject({ accepted: 0, quarantined: 1 })
  expect(report.problems[0]?.reason).toContain('decided here')
})
