/** Proves when a rule is called out for failing, and when it is well again. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MINUTE, openRuleHarness, START, type RuleHarness } from '../../../rules.fixture.ts'
import { sale } from './feeds.fixture.ts'
import { quarantineRate } from './quarantineRate.ts'
import { ruleNotEvaluated } from './ruleNotEvaluated.ts'

let isBroken = false
const fragile = {
  ...quarantineRate,
  rule: 'fragile',
  measure: (...given: Parameters<typeof quarantineRate.measure>) => {
    if (isBroken) throw new Error('out of paper')
    return quarantineRate.measure(...given)
  },
}

let harness: RuleHarness
beforeEach(() => {
  isBroken = false
  harness = openRuleHarness({ rules: [fragile, ruleNotEvaluated], mayFail: true })
})
afterEach(() => harness.close())

function minutes(count: number): void {
  for (let n = 0; n < count; n += 1) {
    harness.at(harness.now() + MINUTE)
    harness.tellFrom('tills', sale(harness.now()))
    harness.evaluate()
  }
}
const states = () => harness.alerts('ruleNotEvaluated').map(({ subject, state }) => [subject, state])

it('is called out when it has failed for a minute, with its fault, and is well when it works', () => {
  minutes(5)
  expect(states()).toEqual([])
  isBroken = true
  minutes(4)
  expect(states()).toEqual([['fragile', 'firing']])
  const [alert] = harness.alerts('ruleNotEvaluated')
  expect(alert!.summary).toMatch(/^Rule fragile has failed for .*: out of paper$/)
  expect(alert!.since).toBeGreaterThanOrEqual(START + 5 * MINUTE)
  isBroken = false
  minutes(4)
  expect(states()).toEqual([['fragile', 'resolved']])
})

it('is not called out for being idle, or for one failure', () => {
  minutes(2)
  isBroken = true
  harness.tellFrom('tills', sale(harness.now()))
  harness.evaluate()
  isBroken = false
  minutes(1)
  harness.at(harness.now() + 60 * MINUTE)
  harness.evaluate()
  expect(states()).toEqual([])
})
