/** Proves that the chain of human acts tells every way in which somebody could change what was done. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { EventOf } from '../shared/events.ts'
import { finding, openAlertLedger, T0 } from './alerts.fixture.ts'
import { openAppender } from './ledger/append.ts'
import { checkAudit, openAudit } from './ledger/audit.ts'
import { DECISIONS_FEED } from './ledger/decisions.ts'
import { intaken } from './ledger/testLedger.fixture.ts'
import { PROJECTIONS } from './projections/projections.ts'
import { auditHead } from './queries/audit.ts'

const ALERTS = ['one:a:1', 'one:b:1', 'one:c:1']
let store: ReturnType<typeof openAlertLedger>

beforeEach(() => {
  store = openAlertLedger()
  store.find(...ALERTS.map((alert) => finding(alert)))
  store.act('acknowledged', ALERTS, { why: 'seen' })
  store.decide({
    kind: 'setSilence',
    silence: 's1',
    matchers: [],
    from: T0,
    until: null,
    why: 'rebuilding',
    actor: 'ann',
    role: 'operator',
  })
  store.decide({ kind: 'endSilence', silence: 's1', actor: 'bob', role: 'administrator' })
  store.act('commented', ['one:b:1'], { why: 'all well' })
})
afterEach(() => store.close())

const CHECK = /^audit/
const broken = () => store.ledger.verify().checks.find(({ name }) => CHECK.test(name))?.violations
const run = (sql: string) => store.ledger.connection.database.exec(sql)
const numberOf = (identity: string) =>
  store.reader.get<{ n: number }>('SELECT event_number AS n FROM events WHERE identity = ?', [identity])?.n

describe('the chain', () => {
  it('has each human act, in the order in which they were done, and nothing else', () => {
    expect(broken()).toEqual([])
    expect(store.violations()).toEqual([])
    const acts = store.reader.all<{ identity: string }>(
      'SELECT identity FROM audit JOIN events USING (event_number) ORDER BY number',
    )
    expect(acts.map(({ identity }) => identity)).toEqual([
      'tower:alertAct:one:a:1:1',
      'tower:alertAct:one:b:1:1',
      'tower:alertAct:one:c:1:1',
      'tower:alertSilence:s1:set',
      'tower:alertSilence:s1:ended',
      'tower:alertAct:one:b:1:2',
    ])
    expect(auditHead(store.context)).toEqual({
      acts: 6,
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    })
  })

  it('has claims that people take, and not those that run out by themselves', () => {
    const claim = {
      kind: 'takeClaim',
      order: 'o',
      line: null,
      sku: 'x',
      location: 'l',
      microunits: 1,
    } as const
    store.tell({ type: 'StockCounted', sku: 'x', location: 'l', disposition: 'sellable', units: 9 })
    const before = auditHead(store.context)
    store.ledger.decide(T0, { ...claim, claim: 'c1', expiresInMs: 10, actor: 'ann' })
    store.ledger.decide(T0 + 20, { kind: 'expireClaims', limit: 9 })
    expect(store.reader.get('SELECT state FROM claims')).toEqual({ state: 'expired' })
    expect(auditHead(store.context).acts).toBe(before.acts + 1)
    expect(broken()).toEqual([])
  })

  it('has who opened a customer, and no act that a source tells of', () => {
    const opened: EventOf<'CustomerOpened'> = {
      type: 'CustomerOpened',
      opening: 'k',
      actor: 'eve',
      role: 'analyst',
      why: 'complaint',
      granted: true,
    }
    const taken = (identity: string) => intaken({ identity, occurredAt: T0, events: [opened] })
    store.ledger.commit([[taken('tower:customer:k')]], DECISIONS_FEED)
    expect(auditHead(store.context).acts).toBe(7)
    store.ledger.commit([[taken('shop:k')]], 'shop')
    expect(auditHead(store.context).acts).toBe(7)
  })

  it('takes in what people did before there was a chain, once', () => {
    const head = auditHead(store.context)
    run(`DELETE FROM audit; INSERT OR IGNORE INTO refolds VALUES ('audit')`)
    expect(broken()).toHaveLength(7)
    openAppender(store.ledger.connection, PROJECTIONS).refold()
    expect(broken()).toEqual([])
    expect(auditHead(store.context)).toEqual(head)
    run(`INSERT OR IGNORE INTO refolds VALUES ('audit')`)
    openAppender(store.ledger.connection, PROJECTIONS).refold()
    expect(auditHead(store.context)).toEqual(head)
  })

  it('is taken back with the act where the writing failed', () => {
    const head = auditHead(store.context)
    run(`CREATE TRIGGER fails BEFORE INSERT ON alerts BEGIN SELECT RAISE(ABORT, 'no'); END`)
    expect(() => store.act('unacknowledged', ['one:a:1'])).toThrow('no')
    expect(auditHead(store.context)).toEqual(head)
    run('DROP TRIGGER fails')
    expect(broken()).toEqual([])
  })
})

describe('it tells that', () => {
  it('an act was altered', () => {
    run(`UPDATE events SET body = replace(body, 'seen', 'gone') WHERE identity = 'tower:alertAct:one:b:1:1'`)
    expect(broken()).toEqual([
      'act 2 (tower:alertAct:one:b:1:1) is not what was written, or not in its place',
    ])
  })

  it('an act was dated otherwise', () => {
    run(`UPDATE events SET occurred_at = occurred_at - 1 WHERE identity = 'tower:alertSilence:s1:set'`)
    expect(broken()).toEqual([
      'act 4 (tower:alertSilence:s1:set) is not what was written, or not in its place',
    ])
  })

  it('we had heard of it at another time', () => {
    const event = numberOf('tower:alertSilence:s1:set')
    run(`UPDATE messages SET recorded_at = 1
      WHERE message_number = (SELECT message_number FROM events WHERE event_number = ${event})`)
    expect(broken()).toHaveLength(1)
  })

  it('an act was taken out of the log', () => {
    const event = numberOf('tower:alertAct:one:b:1:1')
    run(`DELETE FROM events WHERE event_number = ${event}`)
    expect(broken()).toEqual([
      `act 2 is gone from the log (event ${event})`,
      '1 events are missing from the log',
    ])
  })

  it('an act was taken out of log and chain', () => {
    const event = numberOf('tower:alertAct:one:b:1:1')
    run(`DELETE FROM audit WHERE event_number = ${event}; DELETE FROM events WHERE event_number = ${event}`)
    expect(broken()).toEqual([
      'act 2 is missing from the chain',
      'act 3 (tower:alertAct:one:c:1:1) is not what was written, or not in its place',
      '1 events are missing from the log',
    ])
  })

  it('acts were numbered anew to hide it', () => {
    run(`DELETE FROM audit WHERE number = 2; UPDATE audit SET number = -number WHERE number > 2;
      UPDATE audit SET number = -number - 1 WHERE number < 0`)
    expect(broken()).toEqual(
      expect.arrayContaining(['tower:alertAct:one:b:1:1 is in the log and not in the chain']),
    )
    expect(broken()?.length).toBeGreaterThan(1)
  })

  it('two acts changed places', () => {
    run(`UPDATE audit SET number = 99 WHERE number = 4; UPDATE audit SET number = 4 WHERE number = 5;
      UPDATE audit SET number = 5 WHERE number = 99`)
    expect(broken()?.length).toBeGreaterThanOrEqual(2)
  })

  it('the end of the chain was cut off', () => {
    run('DELETE FROM audit WHERE number = 6')
    expect(broken()).toEqual([
      'the chain ends with act 5; 6 were written',
      'tower:alertAct:one:b:1:2 is in the log and not in the chain',
    ])
  })

  it('acts were cut off with their events, while anything came after them', () => {
    store.tell({ type: 'StockCounted', sku: 'x', location: 'l', disposition: 'sellable', units: 9 })
    const event = numberOf('tower:alertAct:one:b:1:2')
    run(`DELETE FROM audit WHERE number = 6; DELETE FROM events WHERE event_number = ${event}`)
    expect(broken()).toEqual([
      'the chain ends with act 5; 6 were written',
      '1 events are missing from the log',
    ])
  })

  it('an act was put in beside the ways of the program', () => {
    run(`INSERT INTO events SELECT (SELECT max(event_number) + 1 FROM events), message_number, raw_index, 'tower:alertAct:one:a:1:9',
      content_hash, occurred_at, record_time, retracted, body FROM events WHERE identity = 'tower:alertAct:one:a:1:1'`)
    expect(broken()).toEqual(['tower:alertAct:one:a:1:9 is in the log and not in the chain'])
  })

  it('an act was put in with a hash that somebody made up', () => {
    const event = numberOf('tower:alert:one:a:1:1')
    run(`INSERT INTO audit (number, event_number, hash) VALUES (7, ${event}, x'00')`)
    expect(broken()).toEqual(['act 7 (tower:alert:one:a:1:1) is not what was written, or not in its place'])
  })

  it('a setting was altered, or taken out', () => {
    const set = { act: 'feedCreated', of: 'till', actor: 'ann', role: 'administrator' } as const
    openAudit(store.ledger.connection).noteSetting(set, T0)
    openAudit(store.ledger.connection).noteSetting({ ...set, act: 'feedDisabled' }, T0)
    expect(broken()).toEqual([])
    run(`UPDATE audit SET setting = replace(setting, 'ann', 'eve') WHERE number = 7`)
    expect(broken()).toEqual(['act 7 (a setting) is not what was written, or not in its place'])
    run('DELETE FROM audit WHERE number = 7')
    expect(broken()).toEqual([
      'act 7 is missing from the chain',
      'act 8 (a setting) is not what was written, or not in its place',
    ])
  })

  it('the end was cut off without a trace, by the head that was noted elsewhere', () => {
    const noted = auditHead(store.context)
    const check = () => checkAudit(store.reader, { acts: noted.acts, hash: noted.hash ?? '' }).violations
    store.act('commented', ['one:c:1'], { why: 'later' })
    expect(check()).toEqual([])
    for (const identity of ['tower:alertAct:one:c:1:2', 'tower:alertAct:one:b:1:2']) {
      const event = numberOf(identity)
      run(`DELETE FROM audit WHERE event_number = ${event}; DELETE FROM events WHERE event_number = ${event}`)
    }
    run(`UPDATE sqlite_sequence SET seq = 5 WHERE name = 'audit'`)
    expect(broken()).toEqual([])
    expect(check()).toEqual(['act 6 was noted elsewhere, and the chain ends before it'])
    store.act('commented', ['one:c:1'], { why: 'another' })
    expect(check()).toContain('act 6 was noted elsewhere with another hash')
  })
})
