/** Tests the rules as a list: names are their own, thresholds make sense, inhibition has no circles; and what they are tried with. */
import { afterEach, describe, expect, it } from 'vitest'
import { subjectKey } from './alerts/rule.ts'
import { RULES } from './alerts/rules.ts'
import { LOW } from './lowStock.fixture.ts'
import { HOUR, openRuleHarness, record, START, type RuleHarness } from './rules.fixture.ts'

const SELLABLE = (location: string) => ({ location, disposition: 'sellable' as const })

describe('what rules are tried with', () => {
  let harness: RuleHarness
  afterEach(() => harness.close())

  it('measures what was touched, over a real ledger', () => {
    harness = openRuleHarness()
    harness.at(START + HOUR)
    harness.tell(
      record(START, { type: 'StockMoved', sku: 'a', units: 4, from: 'supplier', to: SELLABLE('s1') }),
      record(START, { type: 'StockMoved', sku: 'b', units: 9, from: 'supplier', to: SELLABLE('s1') }),
    )
    expect(harness.measure(LOW)).toHaveLength(2)
    expect(harness.fires(LOW)).toEqual([
      {
        subject: subjectKey('s1', 'a'),
        labels: { location: 's1', sku: 'a' },
        figure: 4,
        since: START,
        dataAsOf: START,
      },
    ])
    expect(harness.fires(LOW, undefined, { threshold: 4 })).toEqual([])
  })
})

describe('the rules', () => {
  it('have names of their own, and parameters within their bounds', () => {
    expect(new Set(RULES.map(({ rule }) => rule)).size).toBe(RULES.length)
    for (const { rule, parameters, definition, restMs } of RULES) {
      // What rests is judged again after a restart: so much of the log is read twice.
      expect(restMs ?? 0, rule).toBeLessThanOrEqual(60_000)
      expect(rule).toMatch(/^[a-z][A-Za-z]+$/)
      expect(definition).toMatch(/\.$/)
      for (const one of parameters) {
        expect(one.default, `${rule} ${one.name}`).toBeGreaterThanOrEqual(one.minimum)
        expect(one.default, `${rule} ${one.name}`).toBeLessThanOrEqual(one.maximum)
      }
    }
  })

  it('inhibit only rules that are there, and none goes round in a circle', () => {
    const names = new Set(RULES.map(({ rule }) => rule))
    const inhibited = new Map(
      RULES.map((one) => [one.rule, (one.inhibits ?? []).flatMap(({ rules }) => rules)]),
    )
    for (const [rule, others] of inhibited) {
      for (const other of others) expect(names, `${rule} inhibits ${other}`).toContain(other)
    }
    const reaches = (from: string, to: string, trail: readonly string[] = []): boolean =>
      !trail.includes(from) &&
      (inhibited.get(from) ?? []).some((next) => next === to || reaches(next, to, [...trail, from]))
    for (const { rule } of RULES) expect(reaches(rule, rule), rule).toBe(false)
  })
})
