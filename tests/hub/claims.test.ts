/** Proves that 50 clients never get more units than there are, also where the hub is killed meanwhile, and what a channel meets over HTTP. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClaimPage } from '../../src/shared/readModels/claims.ts'
import type { PositionPage } from '../../src/shared/readModels/inventory.ts'
import { callHub, liveHub, sendToHub, type LiveHub } from '../../src/hub/liveHub.ts'
import {
  claimOverHttp,
  claimOverSocket,
  countedText,
  LOCATION,
  post,
  SKU,
  type Outcome,
  type Wanted,
} from './claims.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

const UNITS = 10
const CLIENTS = 25
const CLAIMS_EACH = 4

let folder: string
let data: string
let hub: Serving | null = null
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-claims-'))
  data = join(folder, 'data')
})
afterEach(async () => {
  await hub?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

function hubOf(): LiveHub {
  const live = liveHub(data)
  if (!live) throw new Error('no hub is live')
  return live
}

/** A hub with so many units of one position, and a channel's key. */
async function stockedHub(units: number): Promise<string> {
  hub = await serveTower(['--data', data])
  await sendToHub(hubOf(), 'POST', '/feeds/till', Buffer.from(countedText(units)))
  return keyOf('shop')
}

async function keyOf(feed: string): Promise<string> {
  const made = await callHub(hubOf(), 'command', 'feeds.create', { feed, authentication: 'bearer' })
  return (made as { key: string }).key
}

const wantedBy = (client: string): Wanted[] =>
  Array.from({ length: CLAIMS_EACH }, (_, n) => ({ key: `${client}-${n}`, order: `order-${client}-${n}` }))

/** All clients at once; `settled` hears of each outcome. */
async function rush(feedKey: string, settled: (key: string, outcome: Outcome) => void): Promise<void> {
  const live = hubOf()
  await Promise.all(
    Array.from({ length: CLIENTS }, (_, n) => [
      claimOverHttp(live, feedKey, wantedBy(`web${n}`), settled),
      claimOverSocket(live, wantedBy(`desk${n}`), settled),
    ]).flat(),
  )
}

const query = (path: string, input: unknown) => callHub(hubOf(), 'query', path, input)
const position = async () =>
  ((await query('inventory.positions', { location: LOCATION, sku: SKU })) as PositionPage).rows[0]

async function expectTenOpen(): Promise<void> {
  const open = (await query('claims.list', { sku: SKU, state: 'open' })) as ClaimPage
  expect([open.total, open.rows.reduce((sum, row) => sum + row.openUnits, 0)]).toEqual([UNITS, UNITS])
  expect(await position()).toMatchObject({ sellableUnits: UNITS, claimedUnits: UNITS, atpUnits: 0 })
}

async function expectVerified(): Promise<void> {
  await hub?.end('SIGTERM')
  const verified = await tower(['verify', '--data', data, '--json'])
  const { ok, checks } = JSON.parse(verified.out) as {
    ok: boolean
    checks: { name: string; checked: number; violations: string[] }[]
  }
  expect(checks.flatMap(({ violations }) => violations)).toEqual([])
  expect([ok, verified.code]).toEqual([true, 0])
  expect(checks.find(({ name }) => name.startsWith('no unit was promised twice'))?.checked).toBe(UNITS)
}

it('50 clients claim the last 10 units 200 times: exactly 10 are granted', async () => {
  const feedKey = await stockedHub(UNITS)
  const outcomes = new Map<string, Outcome>()
  await rush(feedKey, (key, outcome) => outcomes.set(key, outcome))
  const granted = [...outcomes.values()].filter((one) => one && 'granted' in one)
  const denied = [...outcomes.values()].filter((one) => one && 'denied' in one)
  expect([outcomes.size, granted.length, denied.length]).toEqual([200, UNITS, 190])
  expect(
    denied.every((one) => one && 'denied' in one && one.denied === 409 && one.availableUnits === 0),
  ).toBe(true)
  await expectTenOpen()
  await expectVerified()
})

it('and exactly 10 where the hub is killed in the middle and all is sent again under the same keys', async () => {
  const feedKey = await stockedHub(UNITS)
  const before = new Map<string, Outcome>()
  let untilKill = 4
  await rush(feedKey, (key, outcome) => {
    before.set(key, outcome)
    if (!outcome) return
    untilKill -= 1
    if (untilKill === 0) hub?.process.kill('SIGKILL')
  })
  await hub?.end('SIGKILL')
  expect([...before.values()]).toContain(null)

  hub = await serveTower(['--data', data])
  const outcomes = new Map<string, Outcome>()
  await rush(feedKey, (key, outcome) => outcomes.set(key, outcome))
  const granted = [...outcomes].filter(([, one]) => one && 'granted' in one)
  expect([outcomes.size, granted.length]).toEqual([200, UNITS])
  for (const [key, one] of before) if (one && 'granted' in one) expect(outcomes.get(key)).toEqual(one)
  await expectTenOpen()
  await expectVerified()
})

describe('a channel over HTTP', () => {
  const content = {
    order: 'cart-1',
    sku: SKU,
    location: LOCATION,
    units: 2,
    kind: 'soft',
    expiresInSeconds: 600,
  }
  const keyed = (key: string) => ({ 'idempotency-key': key })
  const outcomeOf = async (answer: Promise<Response>) => {
    const { status } = await answer
    return { status, ...((await (await answer).json()) as Record<string, unknown>) }
  }

  it('takes, confirms and releases its own claims, and no other’s', async () => {
    const shop = await stockedHub(UNITS)
    const other = await keyOf('market')
    const { address } = hubOf()
    const ask = (path: string, key: string, body: unknown, more = {}) =>
      outcomeOf(post(address, path, key, body, more))

    const first = await ask('/claims', shop, content, keyed('1'))
    expect(first).toMatchObject({ status: 200, claim: 'shop:1', units: 2, kind: 'soft', availableUnits: 10 })
    expect(await ask('/claims', shop, content, keyed('"1"'))).toEqual(first)
    expect(await ask('/claims', shop, { ...content, claim: '1' })).toEqual(first)
    expect(await ask('/claims', shop, { ...content, units: 3 }, keyed('1'))).toMatchObject({ status: 409 })
    expect(await ask('/claims', other, content, keyed('1'))).toMatchObject({ status: 200, claim: 'market:1' })
    expect(await ask('/claims', other, { ...content, units: 7 }, keyed('2'))).toMatchObject({
      status: 409,
      availableUnits: 6,
      askedUnits: 7,
    })
    expect(await ask('/claims/shop:1/release', other, { why: 'not mine' })).toMatchObject({ status: 404 })
    expect(await ask('/claims/1/confirm', shop, '')).toMatchObject({ status: 200, claim: 'shop:1' })
    const released = await ask('/claims/shop:1/release', shop, { why: 'the cart was emptied' })
    expect(released).toMatchObject({ status: 200, why: 'the cart was emptied' })
    expect(await ask('/claims/1/release', shop, { why: 'again' })).toEqual(released)
    expect(await ask('/claims/1/confirm', shop, {})).toMatchObject({ status: 409 })
    const { rows } = (await query('claims.list', { order: 'cart-1' })) as ClaimPage
    expect(rows.map(({ claim, state, actor }) => [claim, state, actor]).sort()).toEqual([
      ['market:1', 'open', 'feed:market'],
      ['shop:1', 'released', 'feed:shop'],
    ])
    expect(await position()).toMatchObject({ claimedUnits: 2, allocatedUnits: 0, atpUnits: 8 })
  })

  it('a soft claim that runs out is given up without anybody asking', async () => {
    const shop = await stockedHub(UNITS)
    const soft = { ...content, expiresInSeconds: 1 }
    expect((await post(hubOf().address, '/claims', shop, soft, keyed('1'))).status).toBe(200)
    await vi.waitFor(async () => expect(await position()).toMatchObject({ claimedUnits: 0, atpUnits: 10 }), {
      timeout: 60_000,
      interval: 100,
    })
    expect(await query('claims.list', {})).toMatchObject({ rows: [{ state: 'expired', openUnits: 0 }] })
  })

  it('is refused by name whatever else it sends, and nothing of it is taken', async () => {
    const shop = await stockedHub(UNITS)
    const { address } = hubOf()
    const bodies: [status: number, body: unknown, headers?: Record<string, string>][] = [
      [400, content],
      [400, content, keyed('two words')],
      [400, content, keyed('x'.repeat(121))],
      [400, { ...content, claim: 'a' }, keyed('b')],
      [400, '{', keyed('1')],
      [400, '[]', keyed('1')],
      [400, 'null', keyed('1')],
      [400, '['.repeat(16_000), keyed('1')],
      [413, JSON.stringify({ ...content, order: 'x'.repeat(20_000) }), keyed('1')],
      [400, { ...content, units: 0 }, keyed('1')],
      [400, { ...content, units: -1 }, keyed('1')],
      [400, { ...content, units: 1e10 }, keyed('1')],
      [400, { ...content, units: 0.0000001 }, keyed('1')],
      [400, { ...content, units: '2' }, keyed('1')],
      [400, { ...content, units: null }, keyed('1')],
      [400, { ...content, kind: 'firm' }, keyed('1')],
      [400, { ...content, expiresInSeconds: undefined }, keyed('1')],
      [400, { ...content, expiresInSeconds: 0 }, keyed('1')],
      [400, { ...content, order: '' }, keyed('1')],
      [400, { ...content, order: 'a\u0000b' }, keyed('1')],
      [400, '{"order":"\\ud800","sku":"s","location":"l","units":1,"kind":"firm"}', keyed('1')],
      [400, { ...content, actor: 'administrator' }, keyed('1')],
      [400, '{"__proto__":{"claim":"x"}}', keyed('1')],
    ]
    for (const [status, body, headers] of bodies) {
      const answer = await post(address, '/claims', shop, body, headers)
      expect([status, JSON.stringify(body).slice(0, 100)]).toEqual([
        answer.status,
        JSON.stringify(body).slice(0, 100),
      ])
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
    }
    for (const path of ['/claims', '/claims/1/release', '/claims/1/confirm']) {
      expect((await post(address, path, 'twr_wrong', content, keyed('1'))).status).toBe(401)
    }
    expect((await post(address, '/claims/none/release', shop, { why: 'x' })).status).toBe(404)
    expect((await post(address, `/claims/${encodeURIComponent('a/../b')}/confirm`, shop, '')).status).toBe(
      404,
    )
    expect((await post(address, '/claims/none/release', shop, {})).status).toBe(400)
    const forged = countedText(1, 'forged').replaceAll('StockCounted', 'ClaimTaken')
    await sendToHub(hubOf(), 'POST', '/feeds/till', Buffer.from(forged))
    expect(await query('claims.list', {})).toEqual({ rows: [], total: 0 })
    expect(await query('quarantine.list', {})).toMatchObject({ total: 1 })
  })
})
