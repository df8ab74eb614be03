/** Tests the states of an alert over any course of findings and times: none fires too soon or twice, and waiting is by the sources' time. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Measurement, RuleSettings } from './rule.ts'
import { foundOf, judge, TELL_AGAIN_MS, type Found, type Spell, type Verdict } from './stateMachine.ts'

const MINUTE = 60_000
const settings: RuleSettings = {
  enabled: true,
  severity: 'serious',
  threshold: 10,
  pendingMs: 5 * MINUTE,
  recoverMs: 3 * MINUTE,
  parameters: {},
}
const measured = (figure: number | null, since: number): Measurement => ({
  subject: 's',
  labels: {},
  figure,
  since,
  dataAsOf: since,
})
const beyond = (figure: number, since: number): Found => ({
  kind: 'beyond',
  measured: measured(figure, since),
})

/** The spell that a verdict leaves; null: none is open. */
function after(spell: Spell | null, found: Found, verdict: Verdict, now: number): Spell | null {
  if (verdict.state === null || verdict.state === 'resolved') return null
  const one = 'measured' in found ? found.measured : null
  const base: Spell = spell ?? {
    alert: 'a',
    rule: 'r',
    subject: 's',
    state: 'pending',
    stateAt: now,
    severity: 'serious',
    setSeverity: 'serious',
    since: verdict.since,
    firedAt: null,
    dataAsOf: now,
    figure: null,
    threshold: settings.threshold,
    labels: {},
    inhibitedBy: null,
    changes: 0,
    toldAt: now,
  }
  return {
    ...base,
    since: verdict.since,
    state: verdict.state,
    stateAt: spell?.state === verdict.state ? base.stateAt : now,
    firedAt: verdict.state === 'firing' ? (base.firedAt ?? now) : base.firedAt,
    figure: verdict.isNews && one ? one.figure : base.figure,
    changes: base.changes + Number(verdict.isNews),
    toldAt: verdict.isNews ? now : base.toldAt,
  }
}

const step = fc.record({
  /** Milliseconds until the step. */
  passes: fc.integer({ min: 0, max: 10 * MINUTE }),
  found: fc.oneof(
    fc.record({
      kind: fc.constant('beyond' as const),
      figure: fc.integer({ min: 11, max: 100 }),
      ago: fc.integer({ min: -MINUTE, max: 20 * MINUTE }),
    }),
    fc.record({ kind: fc.constantFrom('well' as const, 'noData' as const, 'error' as const) }),
  ),
})

describe('any course of findings', () => {
  it('fires only once it has held for the waiting time, by the time of the sources, and never twice for one finding', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let spell: Spell | null = null
        let now = 1_000_000_000
        for (const { passes, found: told } of steps) {
          now += passes
          const found: Found =
            told.kind === 'beyond'
              ? beyond(told.figure, now - told.ago)
              : told.kind === 'noData'
                ? { kind: 'noData', measured: measured(null, now) }
                : told.kind === 'well'
                  ? { kind: 'well', measured: null }
                  : { kind: 'error' }
          const before: Spell | null = spell
          const verdict = judge(before, found, settings, now)
          if (verdict.state === 'firing' && before?.firedAt === undefined) {
            expect(now - verdict.since).toBeGreaterThanOrEqual(settings.pendingMs)
          }
          if (before === null && found.kind !== 'beyond') expect(verdict.state).toBeNull()
          if (before !== null) expect(verdict.state).not.toBeNull()
          // What never fired neither recovers nor falls silent.
          if (before?.firedAt === null && verdict.state !== 'firing') {
            expect(['pending', 'resolved']).toContain(verdict.state)
          }
          if (verdict.state === 'pending' && found.kind === 'beyond') {
            expect(verdict.lookAgainAt).toBe(verdict.since + settings.pendingMs)
          }
          spell = after(before, found, verdict, now)
          // The same again, at the same time, is no news: what was measured once more is not told once more.
          const again = judge(spell, found, settings, now)
          if (spell !== null) {
            expect(again.isNews).toBe(false)
            expect(again.state).toBe(verdict.state)
          } else expect(again.state === null || again.state === 'pending').toBe(true)
        }
      }),
    )
  })

  it('looks again at the very time at which waiting or recovering ends', () => {
    const since = 5_000_000
    const waiting = judge(null, beyond(20, since), settings, since)
    expect(waiting).toMatchObject({ state: 'pending', isNews: true, lookAgainAt: since + settings.pendingMs })
    const pending = after(null, beyond(20, since), waiting, since)
    expect(judge(pending, beyond(20, since), settings, since + settings.pendingMs - 1).state).toBe('pending')
    const fires = judge(pending, beyond(20, since), settings, since + settings.pendingMs)
    expect(fires).toMatchObject({ state: 'firing', isNews: true })
    const firing = after(pending, beyond(20, since), fires, since + settings.pendingMs)
    const well: Found = { kind: 'well', measured: null }
    const at = since + 20 * MINUTE
    const recovers = judge(firing, well, settings, at)
    expect(recovers).toMatchObject({ state: 'recovering', lookAgainAt: at + settings.recoverMs })
    const recovering = after(firing, well, recovers, at)
    expect(judge(recovering, well, settings, at + settings.recoverMs - 1)).toMatchObject({ isNews: false })
    expect(judge(recovering, well, settings, at + settings.recoverMs).state).toBe('resolved')
  })

  it('tells a figure that moved by a fifth, at most once a minute', () => {
    const firing = after(null, beyond(20, 0), judge(null, beyond(20, 0), settings, MINUTE * 10), MINUTE * 10)
    const at = MINUTE * 10
    expect(judge(firing, beyond(23, 0), settings, at + TELL_AGAIN_MS).isNews).toBe(false)
    expect(judge(firing, beyond(30, 0), settings, at + 1)).toMatchObject({
      isNews: false,
      lookAgainAt: at + TELL_AGAIN_MS,
    })
    expect(judge(firing, beyond(30, 0), settings, at + TELL_AGAIN_MS).isNews).toBe(true)
  })

  it('waits from when it was first seen where a rule can only say that it holds now', () => {
    const first = judge(null, beyond(20, 0), settings, 0)
    const pending = after(null, beyond(20, 0), first, 0)
    expect(judge(pending, beyond(20, settings.pendingMs), settings, settings.pendingMs)).toMatchObject({
      state: 'firing',
      since: 0,
    })
  })

  it('tells again where the rule was set to another severity', () => {
    const firing = after(null, beyond(20, 0), judge(null, beyond(20, 0), settings, MINUTE * 10), MINUTE * 10)
    const at = MINUTE * 11
    expect(judge(firing, beyond(20, 0), settings, at).isNews).toBe(false)
    expect(judge(firing, beyond(20, 0), { ...settings, severity: 'critical' }, at).isNews).toBe(true)
  })

  it('takes a source whose clock is fast as if it spoke of now', () => {
    expect(judge(null, beyond(20, 2_000_000), { ...settings, pendingMs: 0 }, 1_000_000)).toMatchObject({
      state: 'firing',
      since: 1_000_000,
    })
  })

  it('takes what a rule cannot compare as not known, and a rule that is off as well', () => {
    const rule = { direction: 'above' } as Parameters<typeof foundOf>[0]
    expect(foundOf(rule, measured(Number.NaN, 0), settings).kind).toBe('noData')
    expect(foundOf(rule, measured(null, 0), settings).kind).toBe('noData')
    expect(foundOf(rule, measured(Infinity, 0), settings)).toMatchObject({
      kind: 'beyond',
      measured: { figure: 1e15 },
    })
    expect(foundOf(rule, measured(50, 0), { ...settings, enabled: false }).kind).toBe('well')
  })
})
