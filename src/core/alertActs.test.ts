/** Proves what people may do about alerts over the contract: who, to how many, with which words and times. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { InputOf, OutputOf, PathOf } from '../shared/contract.ts'
import type { AlertDelta, AlertSummary } from '../shared/readModels/alerts.ts'
import { DAY, finding, T0 } from './alerts.fixture.ts'
import type { Role } from './api/api.ts'
import { openEngine, type Engine } from './engine.ts'
import { DECISIONS_FEED } from './ledger/decisions.ts'
import { verifyLedger } from './ledger/verify.ts'
import { silentLogger } from './platform.ts'
import { PROJECTIONS } from './projections/projections.ts'

let folder: string
let engine: Engine
let now = T0
let serial = 0

function call<P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>, role: Role = 'operator') {
  return engine.api.call(path, input, { actor: `a ${role}`, role }) as Promise<OutputOf<P>>
}
const hostile = (path: string, input: unknown, role: Role = 'operator') =>
  expect(engine.api.call(path, input, { actor: `a ${role}`, role })).rejects

/** Alerts that the engine found. */
async function found(count: number): Promise<string[]> {
  const alerts = Array.from({ length: count }, () => `stockout:${(serial += 1)}:1`)
  await engine.ledger.append({
    feed: DECISIONS_FEED,
    transport: 'command',
    format: 'decision',
    documentName: null,
    recordedAt: now,
    records: alerts.map((alert) => {
      const record = { identity: `tower:alert:${alert}:1`, occurredAt: now, events: [finding(alert)] }
      return { outcome: 'record', record, raw: JSON.stringify(record) }
    }),
  })
  return alerts
}
const events = () => engine.ledger.reader.get<{ n: number }>('SELECT count(*) AS n FROM events')?.n

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitower-acts-'))
  engine = await openEngine({
    dataDirectory: folder,
    network: 'own',
    resourcesDirectory: resolve(import.meta.dirname, '../../resources'),
    clock: { now: () => now },
    logger: silentLogger,
    version: 'test',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
  })
})
afterAll(async () => {
  await engine.close()
  const { checks } = verifyLedger(join(folder, 'ledger.sqlite'), PROJECTIONS)
  expect(checks.flatMap(({ violations }) => violations)).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  now += DAY
})

const COMMANDS = (alert: string): [string, object][] => [
  ['alerts.acknowledge', { alerts: [alert] }],
  ['alerts.unacknowledge', { alerts: [alert] }],
  ['alerts.assign', { alerts: [alert], owner: 'bob' }],
  ['alerts.snooze', { alerts: [alert], until: now + 1 }],
  ['alerts.silence', { matchers: [], until: null, why: 'w' }],
  ['alerts.endSilence', { silence: 's' }],
  ['alerts.setRule', { rule: 'stockout', settings: {}, scoped: [], why: 'w' }],
]

describe('who may', () => {
  it('act is an operator; a viewer may look, an analyst may say what they think of it', async () => {
    const [alert = ''] = await found(1)
    const before = events()
    for (const [path, input] of COMMANDS(alert)) {
      for (const role of ['viewer', 'analyst'] as const) {
        await hostile(path, input, role).toMatchObject({ code: 'forbidden' })
      }
    }
    await hostile('alerts.comment', { alert, text: 'x' }, 'viewer').toMatchObject({ code: 'forbidden' })
    await hostile('alerts.vote', { alert, useful: true }, 'viewer').toMatchObject({ code: 'forbidden' })
    expect(events()).toBe(before)
    expect(await call('alerts.comment', { alert, text: 'x' }, 'analyst')).toMatchObject({ done: 1 })
    expect(await call('alerts.vote', { alert, useful: true }, 'analyst')).toMatchObject({ done: 1 })
    const { timeline } = await call('alerts.detail', { alert }, 'viewer')
    expect(timeline.slice(1)).toMatchObject([
      { act: 'commented', actor: 'a analyst', role: 'analyst' },
      { act: 'voted', actor: 'a analyst', useful: true },
    ])
  })

  it('say who they are is the connection, not the payload', async () => {
    const [alert = ''] = await found(1)
    await hostile('alerts.acknowledge', { alerts: [alert], actor: 'root' }).toMatchObject({ code: 'invalid' })
    await hostile('alerts.comment', { alert, text: 'x', role: 'administrator' }).toMatchObject({
      code: 'invalid',
    })
  })
})

describe('many at once', () => {
  it('are answered one by one, done once, each an act of its own in the chain', async () => {
    const alerts = await found(499)
    const { acts } = await call('audit.head', {})
    const report = await call('alerts.acknowledge', { alerts: [...alerts, 'nothing'] })
    expect(report.done).toBe(499)
    expect(report.alerts.at(-1)).toEqual({
      alert: 'nothing',
      outcome: 'notFound',
      message: 'There is no alert nothing.',
    })
    expect((await call('audit.head', {})).acts).toBe(acts + 499)
    expect(await call('alerts.acknowledge', { alerts })).toMatchObject({ done: 0 })
    expect((await call('audit.head', {})).acts).toBe(acts + 499)
  })

  it('at the same moment count once', async () => {
    const alerts = await found(20)
    const reports = await Promise.all(
      Array.from({ length: 10 }, () => call('alerts.assign', { alerts, owner: 'bob' })),
    )
    expect(reports.reduce((sum, { done }) => sum + done, 0)).toBe(20)
  })

  it('are not more than five hundred, and no alert twice', async () => {
    const alerts = Array.from({ length: 501 }, (_one, n) => `x${n}`)
    await hostile('alerts.acknowledge', { alerts }).toMatchObject({ code: 'invalid' })
    await hostile('alerts.acknowledge', { alerts: ['a', 'a'] }).toMatchObject({ code: 'invalid' })
    await hostile('alerts.acknowledge', { alerts: [] }).toMatchObject({ code: 'invalid' })
  })
})

describe('how much', () => {
  it('is taken of one alert, and of silences, has an end', async () => {
    const [alert = ''] = await found(1)
    for (let turn = 0; turn < 10; turn += 1) {
      const comments = Array.from({ length: 100 }, (_one, n) =>
        call('alerts.comment', { alert, text: `${turn} ${n}` }),
      )
      expect((await Promise.all(comments)).every(({ done }) => done === 1)).toBe(true)
    }
    expect(await call('alerts.acknowledge', { alerts: [alert] })).toMatchObject({
      done: 0,
      alerts: [{ outcome: 'conflict' }],
    })
    const silences = await Promise.allSettled(
      Array.from({ length: 203 }, () =>
        call('alerts.silence', { matchers: [{ label: 'x', values: ['y'] }], until: now + 1, why: 'w' }),
      ),
    )
    expect(silences.filter(({ status }) => status === 'fulfilled')).toHaveLength(200)
    expect(silences.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
    now += 1
    await call('alerts.silence', { matchers: [{ label: 'x', values: ['y'] }], until: now + 1, why: 'w' })
  })
})

describe('what is said', () => {
  it('is no empty, endless or broken text', async () => {
    const [alert = ''] = await found(1)
    const before = events()
    for (const text of ['', '   ', 'x'.repeat(2001), 'a\u0000b', '\ud800']) {
      await hostile('alerts.comment', { alert, text }).toMatchObject({ code: 'invalid' })
      await hostile('alerts.assign', { alerts: [alert], owner: text }).toMatchObject({ code: 'invalid' })
    }
    await hostile('alerts.acknowledge', { alerts: ['\ud800'] }).toMatchObject({ code: 'invalid' })
    await hostile('alerts.vote', { alert, useful: true, why: 'a\u0000' }).toMatchObject({ code: 'invalid' })
    const silence = { matchers: [{ label: 'x', values: ['\ud800'] }], until: null, why: 'w' }
    await hostile('alerts.silence', silence).toMatchObject({ code: 'invalid' })
    expect(events()).toBe(before)
    const text = '“ß🦉” '.repeat(300).slice(0, 1999)
    await call('alerts.comment', { alert, text })
    expect((await call('alerts.detail', { alert })).timeline.at(-1)).toMatchObject({ why: text })
  })

  it('of what is not there is refused', async () => {
    await hostile('alerts.comment', { alert: 'nothing', text: 'x' }).toMatchObject({ code: 'notFound' })
    await hostile('alerts.vote', { alert: 'nothing', useful: true }).toMatchObject({ code: 'notFound' })
    await hostile('alerts.detail', { alert: 'nothing' }).toMatchObject({ code: 'notFound' })
    await hostile('alerts.rule', { rule: '../../etc/passwd' }).toMatchObject({ code: 'notFound' })
    await hostile('alerts.endSilence', { silence: 'nothing' }).toMatchObject({ code: 'notFound' })
    const rule = { rule: 'nothing', settings: {}, scoped: [], why: 'w' }
    await hostile('alerts.setRule', rule).toMatchObject({ code: 'notFound' })
  })

  it('of a rule has parts that the rule has, and parts of the network', async () => {
    const rule = { rule: 'priceDifference', settings: {}, scoped: [], why: 'w' }
    expect(await call('alerts.setRule', { ...rule, settings: { threshold: 7 } })).toEqual({
      rule: 'priceDifference',
    })
    const detail = await call('alerts.rule', { rule: 'priceDifference' })
    expect(detail.row.settings.threshold).toBe(7)
    expect(detail.documentation).toMatch(/^# /)
    for (const settings of [
      { parameters: { nothing: 1 } },
      { parameters: { __proto__: 1, constructor: 1 } },
      { threshold: 'much' },
      { pendingMs: -1 },
      { severity: 'awful' },
    ]) {
      await hostile('alerts.setRule', { ...rule, settings }).toMatchObject({ code: 'invalid' })
    }
    const everywhere = { matchers: [], settings: { enabled: false } }
    await hostile('alerts.setRule', { ...rule, scoped: [everywhere] }).toMatchObject({ code: 'invalid' })
    await hostile('alerts.setRule', { ...rule, why: '' }).toMatchObject({ code: 'invalid' })
  })
})

describe('times', () => {
  it('that are past, or end before they begin, are refused', async () => {
    const [alert = ''] = await found(1)
    for (const until of [0, now - 1, now]) {
      await hostile('alerts.snooze', { alerts: [alert], until }).toMatchObject({ code: 'invalid' })
      await hostile('alerts.silence', { matchers: [], until, why: 'w' }).toMatchObject({ code: 'invalid' })
    }
    const late = { matchers: [], from: now + 9, until: now + 8, why: 'w' }
    await hostile('alerts.silence', late).toMatchObject({ code: 'invalid' })
    const weekly = [{ weekday: 1, from: '22:00', until: '06:00' }]
    const window = { matchers: [], until: null, why: 'w', weekly }
    await hostile('alerts.silence', window).toMatchObject({ code: 'invalid' })
    await hostile('alerts.silence', { ...window, timeZone: 'Mars/Olympus' }).toMatchObject({
      code: 'invalid',
    })
    const same = [{ weekday: 1, from: '22:00', until: '22:00' }]
    await hostile('alerts.silence', { ...window, weekly: same, timeZone: 'UTC' }).toMatchObject({
      code: 'invalid',
    })
    const noDay = [{ weekday: 8, from: '22:00', until: '23:00' }]
    await hostile('alerts.silence', { ...window, weekly: noDay, timeZone: 'UTC' }).toMatchObject({
      code: 'invalid',
    })
  })

  it('of a silence are kept, and it is ended once', async () => {
    const [alert = ''] = await found(1)
    const matchers = [{ label: 'rule', values: ['stockout'] }]
    const { silence } = await call('alerts.silence', { matchers, until: now + DAY, why: 'stocktaking' })
    expect((await call('alerts.detail', { alert })).row.mutedBy).toBe('silenced')
    expect((await call('alerts.silences', {})).silences[0]).toMatchObject({ silence, active: true })
    const ended = await call('alerts.endSilence', { silence })
    now += 5
    expect(await call('alerts.endSilence', { silence })).toEqual(ended)
    expect((await call('alerts.detail', { alert })).row.mutedBy).toBeNull()
  })
})

it('tells an open page of what changed', async () => {
  const told: (AlertSummary | AlertDelta)[] = []
  const end = await engine.api.subscribe(
    'alerts.live',
    {},
    { actor: 'a', role: 'viewer' },
    {
      snapshot: (_position, value) => void told.push(value as AlertSummary),
      delta: (_position, value) => void told.push(value as AlertDelta),
      failure: (thrown) => {
        throw thrown
      },
    },
  )
  const [first] = told
  const firing = first && 'firing' in first ? first.firing.serious : -1
  const [alert = ''] = await found(1)
  await expect
    .poll(() => told.flatMap((one) => ('changed' in one ? one.changed.map((row) => row.alert) : [])))
    .toEqual([alert])
  const last = told.at(-1)
  expect(last && 'summary' in last ? last.summary.firing.serious : null).toBe(firing + 1)
  end()
})

it('chains who made, turned and closed a feed', async () => {
  const { acts } = await call('audit.head', {})
  await call('feeds.create', { feed: 'till', authentication: 'bearer' }, 'administrator')
  await call('feeds.rotateKey', { feed: 'till' }, 'administrator')
  await call('feeds.setEnabled', { feed: 'till', enabled: false }, 'administrator')
  await hostile('feeds.rotateKey', { feed: 'till' }).toMatchObject({ code: 'forbidden' })
  await hostile('feeds.rotateKey', { feed: 'nowhere' }, 'administrator').toMatchObject({ code: 'notFound' })
  expect((await call('audit.head', {})).acts).toBe(acts + 3)
  const settings = engine.ledger.reader.all<{ setting: string }>(
    'SELECT setting FROM audit WHERE setting IS NOT NULL ORDER BY number',
  )
  expect(settings.map(({ setting }) => JSON.parse(setting) as object)).toEqual(
    ['feedCreated', 'feedKeyRotated', 'feedDisabled'].map((act) => ({
      act,
      of: 'till',
      actor: 'a administrator',
      role: 'administrator',
      at: now,
    })),
  )
})
