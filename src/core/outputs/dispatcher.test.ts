/** Proves that each change of an alert reaches each output that it concerns once, late rather than never, and not where it is muted. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OutputSettings } from '../../shared/outputContract.ts'
import { silentLogger } from '../platform.ts'
import type { AlertChange } from './output.ts'
import { createDispatcher, type Dispatcher, type Standing } from './dispatcher.ts'
import { deliveryPage, outputRows, retryable, storedOutput } from './outputRows.ts'
import { AT, change, openReceiver } from './outputs.fixture.ts'
import { openOutboxStore } from '../outboxStore.fixture.ts'
import { RETRY_WAITS_MS } from './retryTimes.ts'
import { newSecret } from './webhook.ts'

let store: ReturnType<typeof openOutboxStore>
let receiver: Awaited<ReturnType<typeof openReceiver>>
let now: number
let standing: Map<string, Standing>
let dispatcher: Dispatcher

const open = () =>
  createDispatcher({
    reader: store.reader,
    note: store.note,
    open: (sealed) => Buffer.from(sealed).toString(),
    concerns: (matchers, { rule }) => matchers.every(({ values }) => values.includes(rule)),
    standing: (alerts) =>
      new Map(alerts.map((alert) => [alert, standing.get(alert) ?? { isOpen: true, isMuted: false }])),
    clock: { now: () => now },
    random: { next: () => 0.5 },
    logger: silentLogger,
    screens: () => null,
  })

async function addOutput(settings: OutputSettings, rules: string[] = [], output = 'o1', enabled = true) {
  await store.note({
    kind: 'saveOutput',
    output,
    name: output,
    outputKind: settings.kind,
    target: 'there',
    isPlain: false,
    sealedSettings: Buffer.from(JSON.stringify(settings)),
    matchers: rules.length > 0 ? [{ label: 'rule', values: rules }] : [],
    enabled,
    at: now,
  })
}

const fire = (...changes: AlertChange[]) => store.tell(now, changes)
const told = () => receiver.received.map(({ headers }) => headers['webhook-id'])
const webhook = () => ({ kind: 'webhook' as const, url: receiver.url, secret: newSecret() })
const row = () => outputRows(store.reader)[0]
async function retry() {
  const deliveries = retryable(store.reader, 'o1')
  await store.note({ kind: 'retryDeliveries', output: 'o1', deliveries, at: now })
  dispatcher.changed('o1')
}
const subjects = () =>
  receiver.received.map(({ body }) => {
    const { type, subject } = JSON.parse(body) as { type: string; subject: string }
    return `${type.split('.').at(-1)} ${subject}`
  })

beforeEach(async () => {
  store = openOutboxStore()
  receiver = await openReceiver()
  now = AT
  standing = new Map()
  dispatcher = open()
})
afterEach(async () => {
  store.close()
  await receiver.close()
})

describe('an output', () => {
  it('is told of what fires and what is over, once, and not of what was before it', async () => {
    fire(change({ alert: 'early' }))
    await addOutput(webhook())
    fire(change({ alert: 'a', state: 'pending' }), change({ alert: 'a' }), change({ alert: 'b' }))
    await dispatcher.turn()
    await dispatcher.turn()
    fire(change({ alert: 'a', severity: 'critical' }), change({ alert: 'a', state: 'resolved' }))
    fire(change({ alert: 'neverFired', state: 'resolved' }))
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing a', 'firing b', 'resolved a'])
    expect(row()).toMatchObject({ delivered: 3, waiting: 0, held: 0, dead: 0, fault: null })
    expect(store.notices()).toBe(0)
  })

  it('is told only what its matchers name', async () => {
    await addOutput(webhook(), ['feedSilent'])
    fire(change({ alert: 'a' }), change({ alert: 'b', rule: 'feedSilent' }))
    await dispatcher.turn()
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { subject: string }).subject)).toEqual([
      'b',
    ])
  })

  it('hears nothing of a muted alert until it is muted no more, and nothing at all where it is over by then', async () => {
    await addOutput(webhook())
    standing.set('a', { isOpen: true, isMuted: true }).set('b', { isOpen: true, isMuted: true })
    fire(change({ alert: 'a' }), change({ alert: 'b' }), change({ alert: 'c', inhibitedBy: 'a' }))
    await dispatcher.turn()
    expect(told()).toEqual([])
    expect(row()?.held).toBe(2)
    now += 10_000
    standing.set('b', { isOpen: false, isMuted: false })
    fire(change({ alert: 'b', state: 'resolved' }))
    await dispatcher.turn()
    expect(row()?.held).toBe(1)
    now += 10_000
    standing.set('a', { isOpen: true, isMuted: false })
    await dispatcher.turn()
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { subject: string }).subject)).toEqual([
      'a',
    ])
    expect(row()).toMatchObject({ held: 0, delivered: 1 })
  })

  it('that does not answer is tried again, ever more rarely, under the same id; then given up and retried on demand', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 500 })
    fire(change({ alert: 'a' }))
    const waits: number[] = []
    for (let last = now; row()?.dead !== 1;) {
      const before = receiver.received.length
      await dispatcher.turn()
      if (receiver.received.length > before) {
        waits.push(now - last)
        last = now
      }
      const next = deliveryPage(store.reader, { limit: 1 }).rows[0]?.nextAt
      now = Math.max(now + 1, next ?? now)
    }
    expect(waits).toEqual([0, ...RETRY_WAITS_MS])
    expect(new Set(told()).size).toBe(1)
    expect(deliveryPage(store.reader, { status: 'dead' }).rows[0]).toMatchObject({
      alert: 'a',
      attempts: RETRY_WAITS_MS.length + 1,
      fault: 'answered 500',
    })
    expect(row()?.fault).toBe('answered 500')
    receiver.answerWith({ status: 200 })
    store.setOpen('a', true)
    await retry()
    await dispatcher.turn()
    expect(row()).toMatchObject({ dead: 0, delivered: 1, fault: null })
  })

  it('is tried rarely while it is down, however much waits for it', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 500 })
    fire(...Array.from({ length: 50 }, (_, index) => change({ alert: `a${index}` })))
    for (let second = 0; second < 600; second += 1) {
      now += 1_000
      await dispatcher.turn()
    }
    expect(receiver.received.length).toBeLessThan(6)
    receiver.answerWith({ status: 200 })
    now += 700_000
    await dispatcher.turn()
    expect(row()).toMatchObject({ waiting: 0, delivered: 50 })
  })

  it('waits as long as the receiver asks', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 429, headers: { 'retry-after': '1800' } })
    fire(change())
    await dispatcher.turn()
    receiver.answerWith({ status: 200 })
    now += 1_799_000
    await dispatcher.turn()
    expect(row()?.delivered).toBe(0)
    now += 1_000
    await dispatcher.turn()
    expect(row()?.delivered).toBe(1)
  })

  it('that is gone for good is sent nothing more', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 410 })
    fire(change({ alert: 'a' }), change({ alert: 'b' }))
    await dispatcher.turn()
    now += 86_400_000
    await dispatcher.turn()
    expect(told()).toHaveLength(1)
    expect(row()).toMatchObject({ enabled: false, fault: 'answered 410', dead: 2, waiting: 0 })
  })

  it('hears of the end of an alert after its beginning, whatever fails on the way', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 500 })
    fire(change({ alert: 'a' }))
    await dispatcher.turn()
    receiver.received.length = 0
    receiver.answerWith({ status: 200 })
    now += 1_000
    fire(change({ alert: 'a', state: 'resolved' }), change({ alert: 'b' }))
    dispatcher.changed('o1')
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing b'])
    now += 10_000
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing b', 'firing a', 'resolved a'])
  })

  it('is not told later that an alert fires which is over by then', async () => {
    await addOutput(webhook())
    receiver.answerWith({ status: 410 })
    fire(change({ alert: 'a' }), change({ alert: 'b' }))
    await dispatcher.turn()
    expect(row()).toMatchObject({ dead: 2, waiting: 0 })
    receiver.received.length = 0
    receiver.answerWith({ status: 200 })
    await addOutput(webhook())
    store.setOpen('a', false)
    store.setOpen('b', true)
    await retry()
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing b'])
  })

  it('that is off is told nothing, later neither, and keeps no notices', async () => {
    await addOutput(webhook())
    fire(change({ alert: 'a' }))
    await addOutput(webhook(), [], 'o1', false)
    fire(change({ alert: 'b' }))
    expect(store.notices()).toBe(0)
    await addOutput(webhook())
    fire(change({ alert: 'c' }))
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing c'])
  })

  it('that is slow holds up no other', async () => {
    const slow = await openReceiver()
    slow.answerLate()
    await addOutput({ kind: 'webhook', url: slow.url, secret: newSecret() }, [], 'slow')
    await addOutput(webhook())
    fire(change({ alert: 'a' }))
    const turn = dispatcher.turn()
    await vi.waitFor(() => expect(row()).toMatchObject({ output: 'o1', delivered: 1 }))
    fire(change({ alert: 'b' }))
    await dispatcher.turn()
    expect(subjects()).toEqual(['firing a', 'firing b'])
    await slow.close()
    await turn
  })

  it('keeps what waits over a restart', async () => {
    await addOutput(webhook())
    fire(change({ alert: 'a' }))
    // Noted with the alert, and nothing sent: as after a crash between the two.
    dispatcher = open()
    await dispatcher.turn()
    expect(told()).toHaveLength(1)
  })

  it('whose settings cannot be opened says so, and loses nothing', async () => {
    await addOutput(webhook())
    fire(change())
    await store.note({
      kind: 'saveOutput',
      output: 'o1',
      name: 'o1',
      outputKind: 'webhook',
      target: 'there',
      isPlain: false,
      sealedSettings: Buffer.from('not what was sealed'),
      matchers: [],
      enabled: true,
      at: now,
    })
    await dispatcher.turn()
    expect(row()).toMatchObject({ waiting: 1, fault: 'its settings cannot be opened: save it anew' })
  })

  it('can be tried without an alert', async () => {
    await addOutput(webhook())
    const stored = storedOutput(store.reader, 'o1')
    expect(stored && (await dispatcher.test(stored))).toEqual({ delivered: true })
    expect(receiver.received[0]?.body).toContain('This is a test. Nothing is wrong.')
    expect(deliveryPage(store.reader, {}).total).toBe(0)
  })

  it('of Alertmanager gets one request for each rule', async () => {
    await addOutput({ kind: 'alertmanager', url: receiver.url })
    fire(change({ alert: 'a' }), change({ alert: 'b' }), change({ alert: 'c', rule: 'feedSilent' }))
    await dispatcher.turn()
    expect(receiver.received).toHaveLength(0)
    now += 1_000
    await dispatcher.turn()
    expect(receiver.received.map(({ body }) => (JSON.parse(body) as { alerts: [] }).alerts.length)).toEqual([
      2, 1,
    ])
  })
})
