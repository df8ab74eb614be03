/** Tests the evaluation as a whole over a real ledger: alerts begin, wait, end, explain one another, and go on after a restart. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Rule } from './alerts/rule.ts'
import { HOUR, MINUTE, openRuleHarness, record, START, type RuleHarness } from './rules.fixture.ts'
import { LOW } from './lowStock.fixture.ts'

const SELLABLE = (location: string) => ({ location, disposition: 'sellable' as const })
const receive = (at: number, location: string, sku: string, units: number) =>
  record(at, { type: 'StockMoved', sku, units, from: 'supplier', to: SELLABLE(location) })
const sell = (at: number, location: string, sku: string, units: number) =>
  record(at, { type: 'StockMoved', sku, units, from: SELLABLE(location), to: 'customer' })

const WAITING: Rule = {
  ...LOW,
  rule: 'waiting',
  defaults: { ...LOW.defaults, pendingMs: 10 * MINUTE, recoverMs: 5 * MINUTE },
}

let harness: RuleHarness
afterEach(() => harness.close())

describe('one rule', () => {
  beforeEach(() => {
    harness = openRuleHarness({ rules: [LOW] })
  })

  it('fires once, stays, is told again when the figure moved, and resolves', () => {
    harness.at(START + HOUR)
    harness.tell(receive(START, 's1', 'a', 4))
    expect(harness.evaluate().map(({ state, figure }) => [state, figure])).toEqual([['firing', 4]])
    expect(harness.evaluate()).toEqual([])
    // Too soon to be told again.
    harness.tell(sell(START + 1, 's1', 'a', 2))
    expect(harness.evaluate()).toEqual([])
    harness.at(START + HOUR + MINUTE)
    expect(harness.evaluate().map(({ state, figure }) => [state, figure])).toEqual([['firing', 2]])
    harness.tell(receive(START + 2, 's1', 'a', 10))
    expect(harness.evaluate().map(({ state, figure }) => [state, figure])).toEqual([['resolved', 12]])
    const [alert, ...others] = harness.alerts()
    expect(others).toEqual([])
    expect(alert).toMatchObject({
      state: 'resolved',
      since: START,
      firedAt: START + HOUR,
      resolvedAt: START + HOUR + MINUTE,
      changes: 3,
    })
  })

  it('gives another spell that began at the same time a name of its own', () => {
    harness.at(START + HOUR)
    harness.tell(receive(START, 's1', 'a', 4))
    harness.evaluate()
    harness.decide({
      kind: 'setAlertRule',
      rule: 'low',
      settings: { threshold: 3 },
      scoped: [],
      why: 'too many',
      actor: 'ann',
      role: 'operator',
    })
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
    harness.at(START + 2 * HOUR)
    harness.decide({
      kind: 'setAlertRule',
      rule: 'low',
      settings: {},
      scoped: [],
      why: 'too few',
      actor: 'ann',
      role: 'operator',
    })
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['firing'])
    expect(new Set(harness.alerts().map(({ alert }) => alert)).size).toBe(2)
  })
})

describe('waiting', () => {
  beforeEach(() => {
    harness = openRuleHarness({ rules: [WAITING] })
  })

  it('is counted from the time of the sources, over a restart', () => {
    harness.at(START + MINUTE)
    harness.tell(receive(START, 's1', 'a', 4))
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['pending'])
    harness.restart()
    harness.at(START + 10 * MINUTE - 1)
    expect(harness.evaluate()).toEqual([])
    harness.at(START + 10 * MINUTE)
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['firing'])
    harness.restart()
    harness.tell(receive(START + 11 * MINUTE, 's1', 'a', 4))
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['recovering'])
    harness.restart()
    harness.at(START + 15 * MINUTE)
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
    expect(harness.alerts()).toHaveLength(1)
  })

  it('ends without having fired where it is over before', () => {
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 4))
    harness.evaluate()
    harness.at(START + 5 * MINUTE)
    harness.tell(receive(START + 5 * MINUTE, 's1', 'a', 4))
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
    harness.at(START + HOUR)
    expect(harness.evaluate()).toEqual([])
    expect(harness.alerts()).toMatchObject([{ firedAt: null, state: 'resolved' }])
  })
})

describe('faults', () => {
  it('of one subject leave the others, and other rules, alone; they are shown and go away', () => {
    let isBroken = true
    const fragile: Rule = {
      ...LOW,
      rule: 'fragile',
      measure(context, subjects) {
        if (isBroken && subjects.includes('s1\nbad')) throw new Error('cannot measure bad')
        return LOW.measure(context, subjects)
      },
    }
    const watch: Rule = {
      ...LOW,
      rule: 'watch',
      subjectKind: 'rule',
      direction: 'above',
      defaults: { ...LOW.defaults, threshold: 0 },
      touchedBy: () => [],
      measure: ({ reader, now }, subjects) =>
        subjects.flatMap((subject) =>
          reader.get('SELECT 1 FROM alert_rule_runs WHERE rule = ? AND fault IS NOT NULL', [subject])
            ? [{ subject, labels: {}, figure: 1, since: now, dataAsOf: now }]
            : [],
        ),
    }
    harness = openRuleHarness({ rules: [fragile, LOW, watch], mayFail: true })
    harness.at(START)
    harness.tell(...['a', 'bad', 'c'].map((sku) => receive(START, 's1', sku, 1)))
    harness.evaluate()
    const firing = () =>
      harness
        .alerts()
        .filter(({ state }) => state === 'firing')
        .map(({ rule, subject }) => `${rule} ${subject.replace('\n', ' ')}`)
        .sort()
    expect(firing()).toEqual([
      'fragile s1 a',
      'fragile s1 c',
      'low s1 a',
      'low s1 bad',
      'low s1 c',
      'watch fragile',
    ])
    expect(
      harness.reader.get('SELECT fault, faults FROM alert_rule_runs WHERE rule = ?', ['fragile']),
    ).toMatchObject({ fault: 'cannot measure bad' })
    isBroken = false
    harness.at(START + 2 * MINUTE)
    harness.evaluate()
    expect(firing()).toEqual([
      'fragile s1 a',
      'fragile s1 bad',
      'fragile s1 c',
      'low s1 a',
      'low s1 bad',
      'low s1 c',
    ])
    expect(harness.alerts('watch')).toMatchObject([{ state: 'resolved' }])
  })

  it('of a rule that fired show the alert in error, and it comes back', () => {
    let isBroken = false
    const fragile: Rule = {
      ...LOW,
      explain(context, measured) {
        if (isBroken) throw new Error('no words')
        return LOW.explain(context, measured)
      },
      measure(context, subjects) {
        if (isBroken) throw new Error('broken')
        return LOW.measure(context, subjects)
      },
    }
    harness = openRuleHarness({ rules: [fragile], mayFail: true })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 1))
    harness.evaluate()
    isBroken = true
    harness.at(START + 10 * MINUTE)
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['error'])
    isBroken = false
    harness.at(START + 20 * MINUTE)
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['firing'])
    expect(harness.alerts()).toHaveLength(1)
  })
})

describe('explaining', () => {
  it('mutes what it explains, and brings it back when it ends itself', () => {
    const outage: Rule = {
      ...LOW,
      rule: 'outage',
      inhibits: [{ rules: ['low'], equal: ['location'] }],
      defaults: { ...LOW.defaults, threshold: 1 },
    }
    harness = openRuleHarness({ rules: [LOW, outage] })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 3), receive(START, 's2', 'a', 3))
    harness.evaluate()
    harness.tell(
      record(START, { type: 'StockMoved', sku: 'b', units: 0, from: 'supplier', to: SELLABLE('s1') }),
    )
    harness.evaluate()
    const muted = () =>
      harness
        .alerts('low')
        .filter(({ inhibitedBy }) => inhibitedBy !== null)
        .map(({ subject }) => subject)
        .sort()
    expect(muted()).toEqual(['s1\na', 's1\nb'])
    harness.restart()
    expect(harness.evaluate()).toEqual([])
    harness.tell(receive(START + 1, 's1', 'b', 2))
    harness.at(START + HOUR)
    harness.evaluate()
    expect(muted()).toEqual([])
    expect(harness.alerts('outage')).toMatchObject([{ state: 'resolved' }])
    expect(harness.alerts('low').every(({ state }) => state === 'firing')).toBe(true)
  })
})

describe('people', () => {
  it('are not told of: nothing is said of a location that is where a customer is', () => {
    harness = openRuleHarness({ rules: [LOW] })
    harness.at(START)
    harness.tell(
      record(START, { type: 'LocationDescribed', location: 'home', kind: 'customer' }),
      receive(START, 'home', 'a', 1),
      receive(START, 's1', 'a', 1),
    )
    harness.evaluate()
    expect(harness.alerts().map(({ subject }) => subject)).toEqual(['s1\na'])
  })
})
