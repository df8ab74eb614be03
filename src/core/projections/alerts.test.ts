/** Proves that alerts follow from what was found and done, in any order, and that acts change them once. */
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AlertState } from '../../shared/vocabulary.ts'
import { finding, HOUR, MINUTE, openAlertLedger, T0 } from '../alerts.fixture.ts'
import { openReader } from '../ledger/database.ts'
import { digestParts } from '../ledger/digest.ts'
import type { Reader } from '../ledger/types.ts'
import { rebuildLedger } from '../ledger/rebuild.ts'
import { alertDetail } from '../queries/alertDetail.ts'
import { alertPage } from '../queries/alerts.ts'
import { PROJECTIONS } from './projections.ts'

let store: ReturnType<typeof openAlertLedger>
beforeEach(() => {
  store = openAlertLedger()
})
afterEach(() => store.close())

const A = 'one:aaaaaaaaaaaa:1'
const outcomes = (outcome: ReturnType<typeof store.act>) =>
  'answer' in outcome && 'alerts' in outcome.answer
    ? outcome.answer.alerts.map((one) => one.outcome)
    : outcome
const row = () => alertDetail(store.view(), A).row
const events = () => store.reader.get<{ n: number }>('SELECT count(*) AS n FROM events')?.n

describe('an alert', () => {
  it('has the times of its states, and keeps what it was about once it is over', () => {
    store.find(finding(A, { state: 'pending', figure: 2 }))
    store.at(T0 + MINUTE)
    store.find(
      finding(A, {
        figure: 3,
        impact: { units: 5, valueMinor: 900, currency: 'EUR' },
        evidence: [{ text: 'e' }],
      }),
    )
    store.at(T0 + 2 * MINUTE)
    store.find(finding(A, { figure: 7, action: { text: 'look', link: '/inventory' }, impact: { units: 6 } }))
    expect(row()).toMatchObject({ state: 'firing', firedAt: T0 + MINUTE, resolvedAt: null, figure: 7 })
    store.at(T0 + 3 * MINUTE)
    store.find(finding(A, { state: 'recovering', figure: 1 }))
    store.at(T0 + 9 * MINUTE)
    store.find(finding(A, { state: 'resolved', figure: 0 }))
    expect(row()).toMatchObject({
      state: 'resolved',
      firedAt: T0 + MINUTE,
      resolvedAt: T0 + 9 * MINUTE,
      impact: { units: 6, valueMinor: null },
      action: { text: 'look', link: '/inventory' },
    })
    const { evidence, timeline } = alertDetail(store.view(), A)
    expect(evidence).toEqual([{ text: 'e', identity: null, link: null, at: null }])
    expect(timeline.map((one) => one.kind === 'state' && one.state)).toEqual([
      'pending',
      'firing',
      'firing',
      'recovering',
      'resolved',
    ])
    expect(alertPage(store.view(), {}).total).toBe(0)
    expect(alertPage(store.view(), { state: 'resolved' }).rows).toMatchObject([{ alert: A }])
  })

  it('that was over before it fired is no alert that was', () => {
    store.find(finding(A, { state: 'pending' }), finding(A, { state: 'resolved' }))
    expect(alertPage(store.view(), { state: 'resolved' }).total).toBe(0)
    expect(alertPage(store.view(), { state: 'pending' }).total).toBe(0)
  })

  it('is ordered by the count of its findings where they come within a millisecond', () => {
    const states: AlertState[] = ['pending', 'firing', 'recovering']
    for (let turn = 0; turn < 12; turn += 1) {
      store.find(finding(A, { state: states[turn % 3] ?? 'firing', figure: turn }))
    }
    expect(row()).toMatchObject({ state: 'recovering', figure: 11 })
  })
})

describe('an act', () => {
  beforeEach(() => void store.find(finding(A)))

  it('is done once, however often it is asked for', () => {
    for (const [act, more] of [
      ['acknowledged', { why: 'seen' }],
      ['assigned', { owner: 'bob' }],
      ['snoozed', { until: T0 + HOUR }],
      ['voted', { useful: true }],
    ] as const) {
      expect(outcomes(store.act(act, [A], more))).toEqual(['done'])
      const before = events()
      expect(outcomes(store.act(act, [A], more))).toEqual(['unchanged'])
      expect(events()).toBe(before)
    }
    expect(row()).toMatchObject({
      acknowledgedBy: 'ann',
      acknowledgedAt: T0,
      owner: 'bob',
      snoozedUntil: T0 + HOUR,
      mutedBy: 'snoozed',
    })
    expect(alertDetail(store.view(), A).votes).toEqual({ useful: 1, noise: 0 })
  })

  it('is taken back by its opposite', () => {
    store.act('acknowledged', [A])
    expect(outcomes(store.act('unacknowledged', [A]))).toEqual(['done'])
    expect(outcomes(store.act('unacknowledged', [A]))).toEqual(['unchanged'])
    store.act('assigned', [A], { owner: 'bob' })
    store.act('assigned', [A], { owner: null })
    store.act('snoozed', [A], { until: T0 + HOUR })
    store.act('snoozed', [A], { until: null })
    expect(row()).toMatchObject({ acknowledgedBy: null, owner: null, snoozedUntil: null, mutedBy: null })
  })

  it('of a vote counts once a person, the latest', () => {
    store.act('voted', [A], { useful: true })
    store.act('voted', [A], { useful: false, why: 'it was nothing' })
    store.act('voted', [A], { useful: false }, 'bob')
    expect(alertDetail(store.view(), A).votes).toEqual({ useful: 0, noise: 2 })
  })

  it('names its actor and role, and stands in the story with its reason', () => {
    store.at(T0 + MINUTE)
    store.act('commented', [A], { why: 'called the store' })
    expect(alertDetail(store.view(), A).timeline.at(-1)).toEqual({
      kind: 'act',
      at: T0 + MINUTE,
      act: 'commented',
      actor: 'ann',
      role: 'operator',
      why: 'called the store',
      owner: null,
      until: null,
      useful: null,
    })
  })

  it('on what is over, or not there, is refused; it can still be judged', () => {
    store.find(finding(A, { state: 'resolved' }))
    expect(outcomes(store.act('acknowledged', [A, 'nothing']))).toEqual(['conflict', 'notFound'])
    expect(outcomes(store.act('voted', [A], { useful: false }))).toEqual(['done'])
    expect(outcomes(store.act('commented', [A], { why: 'x' }))).toEqual(['done'])
  })

  it('of a snooze ends by itself', () => {
    store.act('snoozed', [A], { until: T0 + HOUR })
    expect(alertPage(store.view(), {}).total).toBe(0)
    expect(alertPage(store.view(), { muted: true }).total).toBe(1)
    store.at(T0 + HOUR)
    expect(alertPage(store.view(), {}).rows).toMatchObject([{ mutedBy: null, snoozedUntil: null }])
  })
})

const step = fc.record({
  alert: fc.integer({ min: 0, max: 3 }),
  what: fc.constantFrom(
    'pending',
    'firing',
    'recovering',
    'noData',
    'resolved',
    'acknowledged',
    'unacknowledged',
    'assigned',
    'snoozed',
    'voted',
    'commented',
  ),
  after: fc.integer({ min: 0, max: 2 }),
  actor: fc.constantFrom('ann', 'bob'),
  useful: fc.boolean(),
})

const standing = (reader: Reader) =>
  reader
    .all<{ alert: string; change: number }>('SELECT * FROM alerts ORDER BY alert')
    .map(({ change, ...row }) => ({ ...row, isCounted: change > 0 }))

it('comes out the same from the log, in its order and against it', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const other = openAlertLedger()
      try {
        for (const { alert, what, after, actor, useful } of steps) {
          other.at(other.now() + after)
          const id = `one:${alert}:1`
          if (what === 'pending' || what === 'firing' || what === 'recovering' || what === 'noData') {
            other.find(
              finding(id, {
                state: what,
                figure: after,
                evidence: after === 1 ? [{ text: `seen by ${actor}` }] : [],
                impact: { units: after + other.now() - T0 },
                ...(useful ? { action: { text: actor, link: '/inventory' } } : {}),
              }),
            )
          } else if (what === 'resolved') other.find(finding(id, { state: what }))
          else {
            const more = { owner: actor, until: T0 + HOUR, useful }
            other.act(what, [id], more, actor)
          }
        }
        expect(other.violations()).toEqual([])
        const targetPath = join(other.ledger.path, '..', 'log.sqlite')
        rebuildLedger({ sourcePath: other.ledger.path, targetPath, projections: PROJECTIONS, order: 'log' })
        const rebuilt = openReader(targetPath)
        expect(digestParts(rebuilt)).toEqual(digestParts(other.reader))
        // Folded from all facts at once there, and one after the other here.
        expect(standing(rebuilt)).toEqual(standing(other.reader))
        rebuilt.close()
      } finally {
        other.close()
      }
    }),
    { numRuns: 25 },
  )
})

it('is no part of the digest', () => {
  const before = store.ledger.digest()
  store.find(finding(A))
  store.act('acknowledged', [A])
  store.ledger.decide(T0, {
    kind: 'saveOwnRule',
    rule: 'own:few',
    title: 'Few',
    subjectKind: 'position',
    expression: 'sellableUnits < 1',
    severity: 'warning',
    pendingMs: 0,
    recoverMs: 0,
    enabled: true,
    why: 'w',
    actor: 'ann',
    role: 'operator',
  })
  expect(store.ledger.digest()).toBe(before)
  expect(store.violations()).toEqual([])
})
