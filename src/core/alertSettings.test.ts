/** Tests how rules are set while the engine runs: by scope, switched off, made by users, resting. */
import { afterEach, describe, expect, it } from 'vitest'
import type { Rule } from './alerts/rule.ts'
import { LOW } from './lowStock.fixture.ts'
import { HOUR, MINUTE, openRuleHarness, record, START, type RuleHarness } from './rules.fixture.ts'

const SELLABLE = (location: string) => ({ location, disposition: 'sellable' as const })
const receive = (at: number, location: string, sku: string, units: number) =>
  record(at, { type: 'StockMoved', sku, units, from: 'supplier', to: SELLABLE(location) })
const sell = (at: number, location: string, sku: string, units: number) =>
  record(at, { type: 'StockMoved', sku, units, from: SELLABLE(location), to: 'customer' })

let harness: RuleHarness
afterEach(() => harness.close())

describe('scopes', () => {
  it('is set by scope, and the one with the most matchers counts', () => {
    harness = openRuleHarness({ rules: [LOW] })
    harness.at(START + HOUR)
    harness.tell(
      receive(START, 's1', 'a', 4),
      receive(START, 's2', 'a', 4),
      record(START, { type: 'SkuDescribed', sku: 'a', category: 'toys' }),
      record(START, { type: 'LocationDescribed', location: 's2', region: 'TX' }),
    )
    harness.decide({
      kind: 'setAlertRule',
      rule: 'low',
      settings: {},
      scoped: [
        {
          matchers: [
            { label: 'category', values: ['toys'] },
            { label: 'region', values: ['TX'] },
          ],
          settings: { threshold: 9, severity: 'critical' },
        },
        { matchers: [{ label: 'category', values: ['toys'] }], settings: { enabled: false } },
      ],
      why: 'toys sell in Texas',
      actor: 'ann',
      role: 'operator',
    })
    harness.evaluate()
    expect(
      harness.alerts().map(({ subject, severity, threshold }) => [subject, severity, threshold]),
    ).toEqual([['s2\na', 'critical', 9]])
  })
})

describe('settings', () => {
  const set = (settings: object, scoped: object[] = []) =>
    harness.decide({
      kind: 'setAlertRule',
      rule: 'low',
      settings,
      scoped: scoped as [],
      why: 'a trial',
      actor: 'ann',
      role: 'operator',
    })

  it('of a part that are easier to pass than those of all are what a rule may filter by', () => {
    const filtering: Rule = {
      ...LOW,
      measure: (context, subjects) =>
        LOW.measure(context, subjects).filter(({ figure }) => (figure ?? 0) < context.base.threshold),
    }
    harness = openRuleHarness({ rules: [filtering] })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 7), receive(START, 's2', 'a', 7))
    harness.evaluate()
    expect(harness.alerts()).toEqual([])
    set({}, [{ matchers: [{ label: 'location', values: ['s2'] }], settings: { threshold: 10 } }])
    harness.evaluate()
    expect(harness.alerts().map(({ subject }) => subject)).toEqual(['s2\na'])
  })

  it('that switch a rule off end its alerts at once, and it is not asked', () => {
    let asked = 0
    const counting: Rule = {
      ...LOW,
      defaults: { ...LOW.defaults, recoverMs: HOUR },
      measure(context, subjects) {
        asked += 1
        return LOW.measure(context, subjects)
      },
    }
    harness = openRuleHarness({ rules: [counting] })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 1))
    harness.evaluate()
    set({ enabled: false })
    const before = asked
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
    harness.tell(receive(START, 's1', 'b', 1))
    expect(harness.evaluate()).toEqual([])
    expect(asked).toBe(before)
    set({})
    expect(harness.evaluate()).toHaveLength(2)
  })
})

describe('what an alert is about', () => {
  it('follows the latest measurement, and so do those that it explains', () => {
    const about: Rule = {
      ...LOW,
      rule: 'about',
      inhibits: [{ rules: ['low'], equal: ['channel'] }],
      measure: (context, subjects) =>
        LOW.measure(context, subjects).map((one) => ({
          ...one,
          labels: { channel: (one.figure ?? 0) < 2 ? 'web' : 'market' },
        })),
    }
    const listed: Rule = {
      ...LOW,
      measure: (context, subjects) =>
        LOW.measure(context, subjects).map((one) => ({ ...one, labels: { channel: 'web' } })),
    }
    harness = openRuleHarness({ rules: [about, listed] })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 4))
    harness.evaluate()
    expect(harness.alerts('low')).toMatchObject([{ inhibitedBy: null }])
    harness.tell(sell(START, 's1', 'a', 3))
    harness.at(START + 1_000)
    const found = harness.evaluate()
    expect(found.find(({ rule }) => rule === 'about')).toMatchObject({ labels: { channel: 'web' } })
    const [explainer] = harness.alerts('about')
    expect(harness.alerts('low')).toMatchObject([{ inhibitedBy: explainer?.alert }])
  })
})

describe('a dear rule', () => {
  it('rests between two looks at a subject, and loses nothing by it', () => {
    const dear: Rule = { ...LOW, restMs: MINUTE }
    harness = openRuleHarness({ rules: [dear] })
    harness.at(START)
    harness.tell(receive(START, 's1', 'a', 9))
    harness.evaluate()
    harness.at(START + 1_000)
    harness.tell(sell(START + 1_000, 's1', 'a', 8))
    expect(harness.evaluate()).toEqual([])
    harness.at(START + MINUTE)
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['firing'])
  })
})

describe('rules of users', () => {
  it('are made, made anew and taken away while the engine runs', () => {
    harness = openRuleHarness({ rules: [] })
    harness.at(START + HOUR)
    harness.tell(receive(START, 's1', 'a', 4))
    harness.evaluate()
    const save = (expression: string) =>
      harness.tell(
        record(harness.now(), {
          type: 'UserRuleSaved',
          rule: 'own:few',
          title: 'Few left',
          subjectKind: 'position',
          expression,
          severity: 'serious',
          pendingMs: 0,
          recoverMs: 0,
          enabled: true,
          why: 'a trial',
          actor: 'ann',
          role: 'operator',
        }),
      )
    save('sellableUnits < 5')
    expect(harness.evaluate().map(({ rule, state }) => [rule, state])).toEqual([['own:few', 'firing']])
    harness.at(START + 2 * HOUR)
    save('sellableUnits < 3')
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
    harness.tell(sell(START + 2 * HOUR, 's1', 'a', 2))
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['firing'])
    harness.tell(
      record(START + 3 * HOUR, {
        type: 'UserRuleRemoved',
        rule: 'own:few',
        why: 'a trial',
        actor: 'ann',
        role: 'operator',
      }),
    )
    expect(harness.evaluate().map(({ state }) => state)).toEqual(['resolved'])
  })
})
