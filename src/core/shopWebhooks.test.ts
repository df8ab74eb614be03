/** Proves a shop's webhooks over a real server and store: signed ones make an order, forged ones leave a trace and nothing else. */
import { createHmac } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import { openEngine, type Engine } from './engine.ts'
import { systemClock, type Logger } from './platform.ts'
import { startServer, type TowerServer } from './server.ts'

let folder: string
let engine: Engine
let server: TowerServer
let warnings: string[]

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) =>
  engine.api.call(path, input, { actor: 'test', role: 'administrator' }) as Promise<OutputOf<P>>
const feedRow = async () => (await call('feeds.list', {})).feeds.find(({ feed }) => feed === 'shop')
const SECRET = 'hush'
const send = (body: string, headers: Record<string, string>) =>
  fetch(`${server.address}/feeds/shop`, { method: 'POST', body, headers })
const sign = (body: string) => createHmac('sha256', SECRET).update(body).digest('base64')
const ORDER = JSON.stringify({
  id: 11,
  admin_graphql_api_id: 'gid://shopify/Order/11',
  created_at: '2026-03-01T10:00:00Z',
  updated_at: '2026-03-01T10:00:00Z',
  currency: 'EUR',
  financial_status: 'pending',
  line_items: [{ id: 21, sku: 'TEE', quantity: 1, price: '9.00' }],
}).replace('"id":11,', '"id":820982911946154508,')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-shop-'))
  warnings = []
  const logger: Logger = {
    debug() {},
    info() {},
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    error() {},
  }
  engine = await openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: systemClock,
    logger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    rendererDirectory: null,
    localActor: 'test',
    operatorToken: null,
    version: 'test',
    clock: systemClock,
    logger,
  })
  await server.attach(engine, { jobsFile: join(folder, 'jobs.jsonl'), inbox: join(folder, 'inbox') })
  await engine.feeds.create({ feed: 'shop', authentication: 'hmac', secret: SECRET })
})
afterEach(async () => {
  await server.close()
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

it('a signed webhook is an order; sent again it is a duplicate', async () => {
  const headers = { 'x-shopify-hmac-sha256': sign(ORDER) }
  expect(await (await send(ORDER, headers)).json()).toMatchObject({ format: 'shopify', accepted: 1 })
  expect(await (await send(ORDER, headers)).json()).toMatchObject({ accepted: 0, duplicates: 1 })
  const detail = await call('orders.detail', { order: 'shopify:order:820982911946154508' })
  expect(JSON.stringify(detail)).toContain('sku:TEE')
})

it('a forged or unsigned one is answered 401, counted and logged without the secret, and has no effect', async () => {
  const wrong = [
    { 'x-shopify-hmac-sha256': sign(`${ORDER} `) },
    { 'x-wc-webhook-signature': sign('other') },
    { 'x-shopify-hmac-sha256': sign(ORDER), 'x-wc-webhook-signature': 'x' },
    {},
  ] as Record<string, string>[]
  for (const headers of wrong) expect((await send(ORDER, headers)).status).toBe(401)
  expect(await feedRow()).toMatchObject({
    forged: 4,
    lastForgedAt: expect.any(Number) as number,
    received: 0,
  })
  expect(warnings.length).toBe(4)
  expect(warnings.join()).not.toContain(SECRET)
  await expect(call('orders.detail', { order: 'shopify:order:820982911946154508' })).rejects.toMatchObject({
    code: 'notFound',
  })
})

it('WooCommerce’s ping is answered 200 and does nothing; its signature is known', async () => {
  expect((await send('webhook_id=142', {})).status).toBe(200)
  expect(await feedRow()).toMatchObject({ forged: 0, received: 0 })
  expect((await send('{"a":1}', { 'x-wc-webhook-signature': sign('{"a":1}') })).status).toBe(200)
  expect(await feedRow()).toMatchObject({ received: 1, quarantined: 1 })
})
