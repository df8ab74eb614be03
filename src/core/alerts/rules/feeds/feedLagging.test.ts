/** Proves when a feed is called late, and that a burst after a reconnect and a nightly batch are not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, openRuleHarness, START, type RuleHarness } from '../../../rules.fixture.ts'
import { feedLagging } from './feedLagging.ts'
import { sale, sells } from './feeds.fixture.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness({ rules: [feedLagging] })
})
afterEach(() => harness.close())

const end = START + 5 * HOUR

describe('a feed whose records take seconds', () => {
  beforeEach(() => sells(harness, START, end, MINUTE))

  it('is called late from the first late minute on, once that has lasted, until its records are quick again', () => {
    harness.evaluate()
    sells(harness, end, end + 4 * MINUTE, MINUTE, { lagMs: 10 * MINUTE })
    expect(harness.evaluate().map(({ state }) => state)).not.toContain('firing')
    sells(harness, end + 4 * MINUTE, end + 8 * MINUTE, MINUTE, { lagMs: 10 * MINUTE })
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'firing', since: end, subject: 'tills' })
    const [measured] = harness.fires(feedLagging)
    expect(measured!.figure).toBeGreaterThan(8)
    const { summary, action } = harness.explain(feedLagging, measured!)
    expect(summary).toMatch(/Records of feed tills come 1\d min after they happened/)
    expect(action.link).toBe('/feeds/feed/tills')
    sells(harness, end + 8 * MINUTE, end + 12 * MINUTE, MINUTE)
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'recovering' })
    sells(harness, end + 12 * MINUTE, end + 16 * MINUTE, MINUTE)
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'resolved' })
  })
  it('may be late by less than three times the usual', () => {
    sells(harness, end, end + 20 * MINUTE, MINUTE, { lagMs: 2.5 * MINUTE })
    expect(harness.fires(feedLagging)).toEqual([])
  })
  it('may send at once what gathered while it was cut off', () => {
    harness.at(end + 2 * HOUR)
    const gathered = Array.from({ length: 120 }, (_, minute) => sale(end + minute * MINUTE))
    harness.tellFrom('tills', ...gathered)
    sells(harness, end + 2 * HOUR + MINUTE, end + 2.5 * HOUR, MINUTE)
    expect(harness.fires(feedLagging)).toEqual([])
  })
})

it('lets a nightly batch be as old as it always is', () => {
  for (let day = 1; day < 9; day += 1) {
    harness.at(START + day * DAY)
    harness.tellFrom('tills', ...Array.from({ length: 24 }, (_, hour) => sale(harness.now() - hour * HOUR)))
  }
  expect(harness.fires(feedLagging)).toEqual([])
})

it('says nothing of a feed that it knows too little of', () => {
  sells(harness, START, START + 30 * MINUTE, MINUTE, { lagMs: HOUR })
  expect(harness.measure(feedLagging)).toEqual([])
})
