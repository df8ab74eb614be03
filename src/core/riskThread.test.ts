/** Proves that the engine asks its thread: risks follow what was taken in, proofs are made on demand, and both end with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import { openEngine, type Engine } from './engine.ts'
import { silentLogger } from './platform.ts'

const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 2, 1)
const NOW = START + 500 * HOUR_MS

let dataDirectory: string
let engine: Engine
let now = NOW

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) =>
  engine.api.call(path, input, { actor: 'test', role: 'administrator' }) as Promise<OutputOf<P>>

/** An order with a step or none, told in CloudEvents. */
async function tell(place: number, steps: [step: string, hours: number][]): Promise<void> {
  const order = `shop:${place}`
  const placedAt = START + place * 10 * HOUR_MS
  const data = [
    {
      type: 'OrderPlaced',
      order,
      flow: 'shipFromDc',
      promise: { at: placedAt + 48 * HOUR_MS },
      destination: { region: 'North' },
    },
    {
      type: 'OrderLineAdded',
      order,
      line: '1',
      sku: 'shop:sku',
      units: 1,
      priceMinor: 100 + place,
      origin: 'shop:dc',
    },
    ...steps.map(([step, hours]) => ({
      type: 'OrderStepTaken',
      order,
      step,
      at: placedAt + hours * HOUR_MS,
    })),
  ]
  const events = data.map((one, line) => ({
    specversion: '1.0',
    id: `${order} ${line} ${steps.length}`,
    source: '/test',
    type: `org.omnitower.${one.type}`,
    time: new Date(placedAt).toISOString(),
    datacontenttype: 'application/json',
    data: one,
  }))
  await engine.intake.submit({
    feed: 'shop',
    transport: 'command',
    body: Buffer.from(JSON.stringify(events)),
    receivedAt: NOW,
  })
}

beforeEach(async () => {
  now = NOW
  dataDirectory = mkdtempSync(join(tmpdir(), 'omnitower-risk-'))
  engine = await openEngine({
    dataDirectory,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
})
afterEach(async () => {
  await engine.close()
  rmSync(dataDirectory, { recursive: true, force: true })
})

it('says the risk of what is open, as it stands at each question', async () => {
  expect(await call('orders.atRisk', {})).toEqual({ rows: [], total: 0, asOf: NOW })
  for (let place = 0; place < 40; place += 1) {
    await tell(place, [
      ['shipped', 10],
      ['delivered', place % 4 === 0 ? 60 : 40],
    ])
  }
  await tell(49, [])
  const before = await call('orders.atRisk', {})
  expect(before.rows.map(({ order, waitsFor }) => [order, waitsFor])).toEqual([['shop:49', 'shipped']])
  expect(before.rows[0]?.risk).toBeGreaterThan(0.1)
  now += 60_000
  await tell(48, [['shipped', 10]])
  expect((await call('orders.atRisk', {})).total).toBe(2)

  const { sets } = await call('speed.calibration', {})
  expect(sets[0]).toMatchObject({ moment: 'all moments', counted: 'due', refreshed: true })
  // Asked again, it is not made again; with more records it is.
  expect(await call('speed.calibration', {})).toEqual({ sets })
  await tell(39, [['shipped', 11]])
  expect((await call('speed.calibration', {})).sets.length).toBeGreaterThan(0)
})

it('has nothing to prove without orders', async () => {
  expect(await call('speed.calibration', {})).toEqual({ sets: [] })
})

it('ends with the engine: who still waits is told so', async () => {
  const waiting = Promise.allSettled([call('orders.atRisk', {}), call('speed.calibration', {})])
  await new Promise((done) => setImmediate(done))
  await engine.close()
  for (const one of await waiting) {
    if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'unavailable' })
  }
  await expect(call('orders.atRisk', {})).rejects.toMatchObject({ code: 'unavailable' })
})
