/** Proves the feedback page over a real server: an answer by a sealed link, and what becomes of every other one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import { openEngine, type Engine } from './engine.ts'
import type { Logger } from './platform.ts'
import { startServer, type TowerServer } from './server.ts'
import { openLink, sealLink } from './server/feedbackToken.ts'

const ORDER = 'shop:order:1'
const DAY_MS = 86_400_000
let folder: string
let engine: Engine
let server: TowerServer
let warnings: string[]
let now: number

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) =>
  engine.api.call(path, input, { actor: 'test', role: 'administrator' }) as Promise<OutputOf<P>>
const look = (path: string) => fetch(`${server.address}${path}`)
const send = (path: string, form: Record<string, string> | string, headers: Record<string, string> = {}) =>
  fetch(`${server.address}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    redirect: 'manual',
  })
const answers = async () => (await call('orders.detail', { order: ORDER })).feedback
const feedRow = async () => (await call('feeds.list', {})).feeds.find(({ feed }) => feed === 'feedback-page')

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-feedback-'))
  warnings = []
  now = Date.UTC(2026, 2, 12, 12)
  const clock = { now: () => (now += 1) }
  const logger: Logger = {
    debug() {},
    info() {},
    warn: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
    error: (message, fields) => void warnings.push(`${message} ${JSON.stringify(fields)}`),
  }
  engine = await openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock,
    logger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
  server = await startServer({
    host: '127.0.0.1',
    port: 0,
    rendererDirectory: null,
    // Behind a login: customers have none.
    logins: { check: async () => null, roleOf: () => null },
    localActor: 'test',
    operatorToken: null,
    version: 'test',
    clock,
    logger,
  })
  engine.setListening(server.address)
  await server.attach(engine, { jobsFile: join(folder, 'jobs.jsonl'), inbox: join(folder, 'inbox') })
  const placed = {
    specversion: '1.0',
    id: '1',
    source: 'shop',
    type: 'org.omnitower.OrderPlaced',
    time: '2026-03-01T10:00:00Z',
    data: { order: ORDER, customer: 'ada@example.com', channel: 'web' },
  }
  await engine.intake.submit({
    feed: 'shop',
    transport: 'http',
    body: Buffer.from(JSON.stringify(placed)),
    receivedAt: now,
  })
})
afterEach(async () => {
  await server.close()
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

it('shows a form without a script, under a policy that lets nothing else in', async () => {
  const { path, url } = await call('experience.feedbackLink', { order: ORDER })
  expect(url).toBe(`${server.address}${path}`)
  const answer = await look(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
  expect(answer.headers.get('referrer-policy')).toBe('same-origin')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const page = await answer.text()
  expect(page).not.toMatch(/<script|ada@|https?:/)
  expect(page.match(/type="radio"/g)).toHaveLength(5)
  expect(page).toContain('<label class="text" for="text">')
  expect(await answers()).toEqual([])
})

it('keeps an answer, and of a second one only that', async () => {
  const { path } = await call('experience.feedbackLink', { order: ORDER, scale: 'nps' })
  const first = await send(path, { rating: '3', text: 'came late\r\n\u0000<b>' }, { origin: server.address })
  expect(first.status).toBe(200)
  expect(await first.text()).toContain('Thank you')
  expect(await answers()).toMatchObject([{ rating: 3, scale: 'nps', text: 'came late\n<b>' }])
  expect((await send(path, { rating: '9' })).status).toBe(200)
  expect(await answers()).toMatchObject([{ rating: 9, scale: 'nps', text: null }])
  expect(await feedRow()).toMatchObject({ received: 2, accepted: 2, quarantined: 0 })
  const { total } = await call('experience.ratedOrders', {})
  expect(total).toBe(1)
})

it('asks again for what is missing, and keeps what was written', async () => {
  const { path } = await call('experience.feedbackLink', { order: ORDER })
  for (const rating of ['', '0', '6', '5.0', '1e0', ' 3']) {
    const answer = await send(path, { rating, text: '"><script>x</script>' })
    expect(answer.status).toBe(400)
    const page = await answer.text()
    expect(page).toContain('role="alert"')
    expect(page).toContain('&quot;&gt;&lt;script&gt;')
    expect(page).not.toContain('<script>')
  }
  expect((await send(path, { rating: '5', text: 'x'.repeat(4001) })).status).toBe(400)
  expect(await answers()).toEqual([])
})

describe('a link that is no good', () => {
  const forgedOf = (path: string) => {
    const [content = '', seal = ''] = path.slice('/feedback/'.length).split('.')
    const other = Buffer.from(JSON.stringify(['shop:order:2', 'stars', 9_999_999_999])).toString('base64url')
    return [
      `${content}.${seal.slice(1)}`,
      `${other}.${seal}`,
      `${content}.`,
      content,
      '',
      'x',
      `${content}.${seal}.x`,
      `${content}.${seal}=`,
      `${content}.${'A'.repeat(43)}`,
      'a'.repeat(6001),
    ].map((token) => `/feedback/${token}`)
  }
  it('gets 401 and leaves a trace where it was never given out', async () => {
    const { path } = await call('experience.feedbackLink', { order: ORDER })
    const forged = forgedOf(path)
    for (const one of forged) {
      expect((await look(one)).status).toBe(401)
      const answer = await send(one, { rating: '5' })
      expect(answer.status).toBe(401)
      expect(await answer.text()).toContain('not valid')
    }
    expect(engine.feeds.forgedOf('feedback-page').count).toBe(2 * forged.length)
    expect(warnings.length).toBeGreaterThan(0)
    expect(await answers()).toEqual([])
  })
  it('gets 410 once it has run out', async () => {
    const { path } = await call('experience.feedbackLink', { order: ORDER, expiresInDays: 1 })
    now += DAY_MS
    expect((await look(path)).status).toBe(410)
    const answer = await send(path, { rating: '5' })
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('run out')
    expect(await answers()).toEqual([])
  })
  it('is made for known orders alone, by those who may', async () => {
    await expect(call('experience.feedbackLink', { order: 'shop:order:9' })).rejects.toMatchObject({
      code: 'notFound',
    })
    const viewer = { actor: 'v', role: 'viewer' } as const
    await expect(engine.api.call('experience.feedbackLink', { order: ORDER }, viewer)).rejects.toMatchObject({
      code: 'forbidden',
    })
  })
})

it('refuses what is too large with a page, and a form sent from another page', async () => {
  const { path } = await call('experience.feedbackLink', { order: ORDER })
  const large = await send(path, { rating: '5', text: 'x'.repeat(70_000) })
  expect(large.status).toBe(413)
  expect(large.headers.get('content-type')).toContain('text/html')
  expect((await send(path, { rating: '5' }, { origin: 'https://evil.example' })).status).toBe(403)
  expect(await answers()).toEqual([])
})

it('is closed together with its feed', async () => {
  const { path } = await call('experience.feedbackLink', { order: ORDER })
  await send(path, { rating: '4' })
  await engine.feeds.create({ feed: 'feedback-page', authentication: 'bearer' })
  await call('feeds.setEnabled', { feed: 'feedback-page', enabled: false })
  expect((await send(path, { rating: '1' })).status).toBe(410)
  expect(await answers()).toMatchObject([{ rating: 4 }])
})

it('holds off whoever answers by one link again and again', async () => {
  const { path } = await call('experience.feedbackLink', { order: ORDER })
  const statuses: number[] = []
  for (let turn = 0; turn < 22; turn += 1) statuses.push((await send(path, { rating: '4' })).status)
  expect(statuses.slice(0, 20)).toEqual(Array(20).fill(200))
  expect(statuses.slice(20)).toEqual([429, 429])
})

it('seals links so that each opens under its own key alone, whatever the order is called', () => {
  const [key, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]
  for (const order of ['a', '注文:1', 'x'.repeat(512), '"],[', '../..', 'a b%2F?#']) {
    const link = { order, scale: 'csat', expiresAt: 1_800_000_000_000 } as const
    const token = sealLink(key, link)
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
    expect(openLink(key, token)).toEqual(link)
    expect(openLink(other, token)).toBeNull()
  }
})
