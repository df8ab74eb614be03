/** Proves users' own rules from end to end: written, tried on the past, saved, fired, changed and taken away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { CanonicalEvent } from '../shared/events.ts'
import type { Role } from './api/api.ts'
import { openEngine, type Engine } from './engine.ts'
import { silentLogger } from './platform.ts'

const START = Date.UTC(2026, 5, 1)
const HOUR = 3_600_000
let folder: string
let engine: Engine
let now: number
let told = 0

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-own-'))
  now = START
  engine = await openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
    alerts: 'manual',
  })
})
afterEach(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const call = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>, role: Role = 'operator') =>
  engine.api.call(path, input, { actor: 'ada', role }) as Promise<OutputOf<P>>

async function tell(...events: CanonicalEvent[]) {
  told += 1
  const record = { identity: `test:${told}`, occurredAt: now, events }
  await engine.ledger.append({
    feed: 'pos',
    transport: 'http',
    format: 'test',
    documentName: null,
    recordedAt: now,
    records: [{ outcome: 'record', record, raw: '{}' }],
  })
}
const count = (sku: string, units: number) =>
  tell({ type: 'StockCounted', sku, location: 'store', disposition: 'sellable', units })

const RULE = {
  rule: 'own:few',
  title: 'Few left',
  subjectKind: 'position',
  expression: 'sellableUnits < 3 && sellableUnits > 0',
  severity: 'warning' as const,
  pendingMs: 0,
  recoverMs: 0,
  enabled: true,
  why: 'the season begins',
}
const own = async (state: 'open' | 'resolved' = 'open') =>
  (await call('alerts.list', { rule: 'own:few', state })).rows.map(({ summary, labels }) => [
    summary,
    labels['sku'],
  ])

describe('a rule of a user’s own', () => {
  it('finds what was there before it, what comes after it, and ends what it no longer holds for', async () => {
    await tell(
      { type: 'LocationDescribed', location: 'store', name: 'Harbour Street', kind: 'store' },
      { type: 'SkuDescribed', sku: 'tee', name: 'Tee' },
    )
    await count('tee', 2)
    await count('cap', 9)
    await engine.alerts.evaluate()
    expect(await own()).toEqual([])
    expect(await call('alerts.saveRule', RULE)).toEqual({ rule: 'own:few' })
    await engine.alerts.evaluate()
    expect(await own()).toEqual([['Few left: Tee at Harbour Street', 'tee']])
    await count('cap', 1)
    now += 1_000
    await count('tee', 5)
    await engine.alerts.evaluate()
    expect(await own()).toEqual([['Few left: cap at Harbour Street', 'cap']])
    const [{ alert } = { alert: '' }] = (await call('alerts.list', { rule: 'own:few' })).rows
    const { evidence } = await call('alerts.detail', { alert })
    expect(evidence.map(({ text }) => text)).toEqual(['units on hand that can be sold: 1'])
  })

  it('is changed and taken away, and its alerts go with it; the chain of acts tells who did it', async () => {
    await count('tee', 2)
    await call('alerts.saveRule', RULE)
    await call('alerts.saveRule', RULE)
    await engine.alerts.evaluate()
    expect(await own()).toHaveLength(1)
    await call('alerts.saveRule', { ...RULE, expression: 'sellableUnits < 1', why: 'too many' })
    await engine.alerts.evaluate()
    expect(await own()).toEqual([])
    now += HOUR
    await call('alerts.saveRule', { ...RULE, why: 'back' })
    await engine.alerts.evaluate()
    expect(await own()).toHaveLength(1)
    await call('alerts.removeRule', { rule: 'own:few', why: 'the season is over' })
    await engine.alerts.evaluate()
    expect(await own()).toEqual([])
    expect((await call('alerts.rules', {})).rules.some(({ rule }) => rule === 'own:few')).toBe(false)
    expect((await call('audit.head', {})).acts).toBe(4)
    await expect(call('alerts.removeRule', { rule: 'own:few', why: 'again' })).rejects.toThrow(
      'no rule own:few',
    )
  })

  it('about what ages is looked at as time passes', async () => {
    await count('tee', 2)
    await call('alerts.saveRule', {
      ...RULE,
      subjectKind: 'location',
      expression: 'silentHours > 2',
    })
    await engine.alerts.evaluate()
    now += 2 * HOUR
    await engine.alerts.evaluate()
    expect((await call('alerts.list', { rule: 'own:few' })).total).toBe(0)
    now += 2 * 60_000
    await engine.alerts.evaluate()
    expect((await call('alerts.list', { rule: 'own:few' })).total).toBe(1)
  })

  it('is refused where it cannot be understood, or by who may not', async () => {
    await expect(call('alerts.saveRule', { ...RULE, expression: 'sellable < 3' })).rejects.toThrow(
      'Unknown variable',
    )
    await expect(call('alerts.saveRule', { ...RULE, subjectKind: 'moon' })).rejects.toThrow('no rules about')
    await expect(call('alerts.saveRule', { ...RULE, rule: 'stockout' })).rejects.toThrow('rule')
    await expect(call('alerts.saveRule', RULE, 'viewer')).rejects.toThrow('needs the role')
    expect(
      await call('alerts.tryExpression', { subjectKind: 'feed', expression: 'silentMinutes > 5' }),
    ).toEqual({
      valid: true,
      fault: null,
      at: null,
      names: ['silentMinutes'],
    })
  })

  it('of every kind can be read: each figure of each kind stands in a condition', async () => {
    await count('tee', 2)
    const { kinds } = await call('alerts.conditions', {})
    for (const { kind, figures } of kinds) {
      const expression = figures
        .map(({ name, type }) =>
          type === 'number' ? `${name} > -1` : type === 'text' ? `${name} != "?"` : `!${name}`,
        )
        .join(' || ')
      await call('alerts.saveRule', {
        ...RULE,
        rule: `own:${kind.toLowerCase()}`,
        subjectKind: kind,
        expression,
      })
    }
    await engine.alerts.evaluate()
    const { rules } = await call('alerts.rules', {})
    expect(rules.filter((one) => one.own).map(({ rule, fault }) => [rule, fault])).toEqual(
      kinds.map(({ kind }) => [`own:${kind.toLowerCase()}`, null]).toSorted(),
    )
  })
})

describe('a trial on the past', () => {
  const { rule: _rule, enabled: _enabled, why: _why, ...draft } = RULE

  it('shows what would have fired, by what was known then', async () => {
    for (const units of [9, 2, 1, 8, 2]) {
      await count('tee', units)
      now += HOUR
    }
    const result = await call('alerts.backTest', { draft, from: START, until: now })
    expect(result.spells.map(({ from, until, summary }) => [summary, from, until])).toEqual([
      ['Few left: tee at store', START + HOUR, START + 3 * HOUR],
      ['Few left: tee at store', START + 4 * HOUR, null],
    ])
    expect(result).toMatchObject({
      records: 5,
      direction: 'above',
      byDay: [{ day: '2026-06-01', alerts: 2 }],
    })
  })

  it('of one of the program’s rules shows spells at other thresholds too', async () => {
    await tell({ type: 'ChannelDescribed', channel: 'web' }, { type: 'ChannelDescribed', channel: 'app' })
    const price = (channel: string, priceMinor: number) =>
      tell({ type: 'ListingShown', channel, sku: 'tee', active: true, priceMinor, currency: 'USD' })
    await price('web', 1000)
    await price('app', 1000)
    now += HOUR
    await price('app', 1200)
    now += HOUR
    await price('app', 1000)
    now += HOUR
    const result = await call('alerts.backTest', { rule: 'priceDifference', from: START, until: now })
    expect(result.spells).toHaveLength(1)
    expect(result.curve.length).toBeGreaterThan(3)
    expect(result.curve.at(0)?.alerts).toBe(1)
    expect(result.curve.at(-1)?.alerts).toBe(0)
  })

  it('says why it cannot be made', async () => {
    const period = { from: START, until: START + HOUR }
    await expect(call('alerts.backTest', { ...period, rule: 'feedSilent' })).rejects.toThrow(
      'cannot be tried',
    )
    await expect(call('alerts.backTest', { ...period, rule: 'nothing' })).rejects.toThrow('no rule nothing')
    await expect(call('alerts.backTest', { ...period })).rejects.toThrow('name a rule')
    await expect(call('alerts.backTest', { draft, from: START, until: START })).rejects.toThrow('ends before')
    await expect(
      call('alerts.backTest', { draft: { ...draft, expression: 'x' }, ...period }),
    ).rejects.toThrow('Unknown variable')
  })

  it('is withdrawn with the question', async () => {
    await count('tee', 2)
    const asking = new AbortController()
    const asked = engine.api.call(
      'alerts.backTest',
      { draft, from: START, until: START + HOUR },
      { actor: 'ada', role: 'operator' },
      asking.signal,
    )
    setImmediate(() => asking.abort())
    await expect(asked).rejects.toThrow('withdrawn')
    expect((await call('alerts.backTest', { draft, from: START, until: START + HOUR })).records).toBe(1)
  })
})
