/** Proves that soft claims end by the engine's own clock: at once for whoever asks next, and soon in what is stored. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { Role } from './api/api.ts'
import { openEngine, type Engine } from './engine.ts'
import { silentLogger } from './platform.ts'

const START = Date.UTC(2026, 2, 1)
const LOCATION = 'gln:9506000134352'
const SKU = 'gtin:09506000134369'

let dataDirectory: string
let engine: Engine
let now: number

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>, role: Role = 'operator') =>
  engine.api.call(path, input, { actor: 'test', role }) as Promise<OutputOf<P>>
const take = (claim: string, units: number, expiresInSeconds = 60) =>
  call('claims.take', {
    claim,
    order: `order ${claim}`,
    sku: SKU,
    location: LOCATION,
    units,
    kind: 'soft',
    expiresInSeconds,
  })
const positionNow = async () => (await call('inventory.positions', { location: LOCATION, sku: SKU })).rows[0]

beforeEach(async () => {
  now = START
  dataDirectory = mkdtempSync(join(tmpdir(), 'omnitower-claims-'))
  engine = await openEngine({
    dataDirectory,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
  await engine.ledger.append({
    feed: 'till',
    transport: 'http',
    format: 'test',
    documentName: null,
    recordedAt: now,
    records: [
      {
        outcome: 'record',
        record: {
          identity: 'test:1',
          occurredAt: now,
          events: [{ type: 'StockCounted', sku: SKU, location: LOCATION, disposition: 'sellable', units: 5 }],
        },
        raw: '',
      },
    ],
  })
})
afterEach(async () => {
  await engine.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

it('counts a soft claim until its time is up by the clock that was given, and not a moment longer', async () => {
  await take('a', 5)
  expect(await positionNow()).toMatchObject({ claimedUnits: 5, atpUnits: 0 })
  now += 59_999
  await expect(take('b', 1)).rejects.toMatchObject({ code: 'conflict', details: { availableUnits: 0 } })
  now += 1
  await take('b', 5)
  expect((await call('claims.list', { state: 'expired' })).rows.map(({ claim }) => claim)).toEqual(['a'])
})

it('gives up what has run out without anybody asking, and tells the streams', async () => {
  await take('a', 2)
  await take('b', 1, 600)
  const told: number[] = []
  const end = await engine.api.subscribe(
    'inventory.live',
    { positions: [{ location: LOCATION, sku: SKU }] },
    { actor: 'test', role: 'viewer' },
    {
      snapshot() {},
      delta: (_position, value) =>
        told.push((value as { rows: { atpUnits: number }[] }).rows[0]?.atpUnits ?? -1),
      failure() {},
    },
  )
  now += 60_000
  await vi.waitFor(() => expect(told.at(-1)).toBe(4), { timeout: 30_000, interval: 20 })
  end()
  expect((await call('claims.list', {})).rows.map(({ claim, state }) => [claim, state])).toEqual([
    ['b', 'open'],
    ['a', 'expired'],
  ])
  expect((await call('network.locations', {})).totals.atpUnits).toBe(4)
  expect(await call('inventory.sku', { sku: SKU })).toMatchObject({ claimedUnits: 1, atpUnits: 4 })
})

it('shows the state as it was known before a claim', async () => {
  now += 120_000
  const before = now
  now += 1_000
  await take('a', 3)
  const { rows } = await call('inventory.positions', { location: LOCATION, asKnownAt: before })
  expect(rows).toMatchObject([{ claimedUnits: 0, atpUnits: 5 }])
  expect(await positionNow()).toMatchObject({ claimedUnits: 3, atpUnits: 2 })
})

it('lets no viewer claim', async () => {
  const input = { claim: 'x', order: 'o', sku: SKU, location: LOCATION, units: 1, kind: 'firm' } as const
  await expect(call('claims.take', input, 'viewer')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(call('claims.confirm', { claim: 'x' }, 'viewer')).rejects.toMatchObject({ code: 'forbidden' })
  await expect(call('claims.release', { claim: 'x', why: 'y' }, 'viewer')).rejects.toMatchObject({
    code: 'forbidden',
  })
})
