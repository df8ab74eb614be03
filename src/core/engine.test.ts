/** Proves the composition on a real folder: refused rows replayed by their mapping, and the state as it was or was known. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { RawMessage } from './feeds/adapter.ts'
import type { Caller } from './api/api.ts'
import { openEngine, type Engine } from './engine.ts'
import { silentLogger } from './platform.ts'

const caller: Caller = { actor: 'test', role: 'administrator' }
const HOUR_MS = 3_600_000
const START = Date.UTC(2026, 2, 1)

let dataDirectory: string
let engine: Engine
let now = START

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) =>
  engine.api.call(path, input, caller) as Promise<OutputOf<P>>

function submit(text: string, more: Partial<RawMessage> = {}) {
  now += 1
  return engine.intake.submit({
    feed: 'shop',
    transport: 'command',
    body: Buffer.from(text),
    receivedAt: now,
    ...more,
  })
}

/** A CloudEvent with one canonical event. */
const told = (id: string, occurredAt: number, data: { type: string }) =>
  JSON.stringify({
    specversion: '1.0',
    id,
    source: '/test',
    type: `org.omnitower.${data.type}`,
    time: new Date(occurredAt).toISOString(),
    datacontenttype: 'application/json',
    data,
  })
const SHELF = { location: 'gln:9506000134352', disposition: 'sellable' } as const
const SKU = 'gtin:09506000134369'

beforeEach(async () => {
  now = START
  dataDirectory = mkdtempSync(join(tmpdir(), 'omnitower-engine-'))
  mkdirSync(join(dataDirectory, 'mappings'))
  writeFileSync(
    join(dataDirectory, 'mappings', 'till.json'),
    JSON.stringify({
      name: 'till',
      title: 'Till',
      description: 'Sales of a till; its columns could be anything, so that it is used by name only.',
      byNameOnly: true,
      columns: ['a', 'b', 'c'],
      key: ['{a}'],
      time: { from: '{b}', as: 'instant' },
      events: [
        { type: 'OrderPlaced', fields: { order: 'shop:{a}' } },
        {
          type: 'OrderLineAdded',
          fields: { order: 'shop:{a}', line: '1', sku: 'shop:1', units: { from: '{c}', as: 'decimal' } },
        },
      ],
    }),
  )
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

describe('a refused record', () => {
  it('of a CSV file is replayed by the mapping that was named for the file', async () => {
    const report = await submit('a,b,c\nA1,2026-03-01T10:00:00Z,2\nA2,2026-03-01T10:00:00Z,two\n', {
      mapping: 'till',
    })
    expect(report).toMatchObject({ format: 'csv', accepted: 1, quarantined: 1 })
    const { rows } = await call('quarantine.list', {})
    const raw = rows[0]!.raw.replace('two', '3')
    expect(await call('quarantine.retry', { id: rows[0]!.id, raw })).toMatchObject({
      accepted: 1,
      stillQuarantined: 0,
    })
    expect((await call('orders.summary', {})).orders).toBe(2)
    expect((await call('feeds.list', {})).feeds).toMatchObject([
      { received: 2, accepted: 2, duplicates: 0, quarantined: 0 },
    ])
  })

  it('that is still refused stays open, and a number that is not open is not found', async () => {
    await submit('a,b,c\nA2,2026-03-01T10:00:00Z,two\n', { mapping: 'till' })
    const { rows } = await call('quarantine.list', {})
    expect(await call('quarantine.retry', {})).toEqual({
      retried: 1,
      accepted: 0,
      duplicates: 0,
      stillQuarantined: 1,
    })
    expect((await call('quarantine.list', {})).total).toBe(1)
    await expect(call('quarantine.retry', { id: rows[0]!.id + 1 })).rejects.toMatchObject({
      code: 'notFound',
    })
  })
})

describe('the state of the past', () => {
  it('as of a time leaves out what happened later; as known at a time, what was recorded later', async () => {
    await submit(
      told('count', START, { type: 'StockCounted', sku: SKU, ...SHELF, units: 10 } as { type: string }),
    )
    const sale = (units: number) =>
      ({ type: 'StockMoved', sku: SKU, units, from: SHELF, to: 'customer' }) as { type: string }
    await submit(told('sale 1', START + HOUR_MS, sale(1)))
    await submit(told('sale 2', START + 3 * HOUR_MS, sale(2)))
    const knownAt = now
    // A sale of the second hour comes after all others.
    await submit(told('late', START + 2 * HOUR_MS, sale(4)))
    const onHand = async (times: { asOf?: number; asKnownAt?: number }) =>
      (await call('inventory.positions', times)).rows.map((row) => row.onHandUnits)

    expect(await onHand({})).toEqual([3])
    expect(await onHand({ asOf: START + HOUR_MS })).toEqual([9])
    expect(await onHand({ asOf: START + 2 * HOUR_MS })).toEqual([5])
    expect(await onHand({ asOf: START + 2 * HOUR_MS, asKnownAt: knownAt })).toEqual([9])
    expect(await onHand({ asKnownAt: knownAt })).toEqual([7])
    expect(await onHand({ asOf: START - 1 })).toEqual([])
    const { rows } = await call('network.locations', { asOf: START + HOUR_MS })
    expect(rows).toMatchObject([{ location: SHELF.location, onHandUnits: 9 }])
    expect((await call('inventory.sku', { sku: SKU, asKnownAt: knownAt })).onHandUnits).toBe(7)
  })

  it('answers all who ask at once, also where they ask for more states than are kept', async () => {
    await submit(
      told('known', START, { type: 'LocationDescribed', location: SHELF.location } as { type: string }),
    )
    const asked = Array.from({ length: 5 }, (_, hours) =>
      call('network.locations', { asOf: START + hours * HOUR_MS }),
    )
    expect((await Promise.all(asked)).map(({ rows }) => rows.length)).toEqual([1, 1, 1, 1, 1])
  })
})
