/** Proves what is shown of rules: settings, votes, and how soon somebody was there. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { finding, MINUTE, openAlertLedger, T0, TEST_RULES } from '../alerts.fixture.ts'
import { alertRule, alertRules } from './alertRules.ts'
import type { AlertEngineStatus } from './alertDirectory.ts'

const engine: AlertEngineStatus = {
  progress: () => ({ evaluatedAt: T0, behindRecords: 0 }),
  ruleStatus: (rule) =>
    rule === 'many' ? { lastEvaluatedAt: T0, evaluationMicroseconds: 3.5, fault: null } : null,
}
let store: ReturnType<typeof openAlertLedger>
beforeEach(() => {
  store = openAlertLedger()
})
afterEach(() => store.close())

describe('a rule', () => {
  const documentation = (rule: string) => `# ${rule}`
  it('has its settings, its votes, and how soon somebody was there', () => {
    store.find(finding('many:1'), finding('many:2'), finding('many:3', { state: 'pending' }))
    store.at(T0 + 2 * MINUTE)
    store.act('acknowledged', ['many:1'])
    store.at(T0 + 6 * MINUTE)
    store.act('acknowledged', ['many:2'])
    store.act('voted', ['many:1'], { useful: true })
    store.act('voted', ['many:1'], { useful: true }, 'bob')
    store.act('voted', ['many:2'], { useful: false })
    store.decide({
      kind: 'setAlertRule',
      rule: 'many',
      settings: { threshold: 5, parameters: { days: 7 } },
      scoped: [{ matchers: [{ label: 'location', values: ['l1'] }], settings: { enabled: false } }],
      why: 'too many',
      actor: 'ann',
      role: 'operator',
    })
    const rows = alertRules(store.view(), engine).rules
    expect(rows.map(({ rule }) => rule)).toEqual(TEST_RULES.map(({ rule }) => rule))
    expect(rows[1]).toMatchObject({
      firing: 2,
      pending: 1,
      fired: 2,
      lastFiredAt: T0,
      votes: { useful: 2, noise: 1 },
      precision: 2 / 3,
      acknowledgeMsMedian: 4 * MINUTE,
      settings: { threshold: 5, severity: 'serious', enabled: true, parameters: { days: 7 } },
      scopedSettings: 1,
      lastEvaluatedAt: T0,
      evaluationMicroseconds: 3.5,
    })
    expect(rows[0]).toMatchObject({ precision: null, acknowledgeMsMedian: null, lastFiredAt: null })
    const detail = alertRule(store.view(), engine, 'many', documentation)
    expect(detail).toMatchObject({
      documentation: '# many',
      defaults: { threshold: 1, parameters: { days: 3 } },
      history: [{ at: T0 + 6 * MINUTE, actor: 'ann', role: 'operator', why: 'too many' }],
      expression: null,
    })
    expect(detail.firedByDay).toHaveLength(28)
    expect(detail.firedByDay.at(-1)).toEqual({ day: '2026-03-10', alerts: 2 })
    expect(() => alertRule(store.view(), engine, 'nothing', documentation)).toThrow('There is no rule')
  })

  it('that users wrote stands beside the others', () => {
    const saved = {
      type: 'UserRuleSaved',
      rule: 'own:late-tea',
      title: 'Late tea',
      subjectKind: 'order',
      expression: 'hours > 3',
      severity: 'warning',
      pendingMs: 0,
      recoverMs: 0,
      enabled: true,
      why: 'w',
      actor: 'ann',
      role: 'analyst',
    } as const
    store.tell(saved)
    expect(alertRules(store.view(), engine).rules.at(-1)).toMatchObject({
      rule: 'own:late-tea',
      area: 'speed',
      own: true,
      title: 'Late tea',
    })
    expect(alertRule(store.view(), engine, 'own:late-tea', documentation)).toMatchObject({
      expression: 'hours > 3',
      documentation: '# own-rules',
    })
    store.at(T0 + 1)
    store.tell({ type: 'UserRuleRemoved', rule: 'own:late-tea', why: 'w', actor: 'ann', role: 'analyst' })
    expect(alertRules(store.view(), engine).rules).toHaveLength(TEST_RULES.length)
  })
})
