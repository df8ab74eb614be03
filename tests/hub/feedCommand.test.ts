/** Proves `tower feed`: a key without a browser, once. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { sales } from './sales.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

// Each step is a process of its own, and a machine may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

let data: string
let hub: Serving | null = null

beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'tower-feed-'))))
afterEach(async () => {
  await hub?.end('SIGKILL')
  hub = null
  rmSync(data, { recursive: true, force: true })
})

describe('feed', () => {
  it('is made with a key that is shown once, without a hub and through one, and is listed', async () => {
    const made = await tower(['feed', 'add', 'till-1', '--data', data, '--json'])
    expect(made.code).toBe(0)
    const first = JSON.parse(made.out) as { feed: string; key: string; address: string | null }
    expect(first).toMatchObject({ feed: 'till-1', address: null })
    const again = await tower(['feed', 'add', 'till-1', '--data', data, '--json'])
    expect([again.code, again.out]).toEqual([1, ''])
    hub = await serveTower(['--data', data])
    const signed = await tower(['feed', 'add', 'shop', '--authentication', 'hmac', '--data', data])
    expect(signed.out).toContain(`${hub.address}/feeds/shop`)
    const taken = await fetch(`${hub.address}/feeds/till-1`, {
      method: 'POST',
      headers: { authorization: `Bearer ${first.key}` },
      body: sales('1'),
    })
    expect(taken.status).toBe(200)
    const listed = await tower(['feed', 'list', '--data', data, '--json'])
    expect(JSON.parse(listed.out)).toMatchObject([
      { feed: 'shop', authentication: 'hmac', received: 0 },
      { feed: 'till-1', authentication: 'bearer', received: 1 },
    ])
    expect(listed.out).not.toContain(first.key)
    const odd = await tower(['feed', 'add', 'other', '--authentication', 'none', '--data', data])
    expect([odd.code, odd.out]).toEqual([2, ''])
  })
})
