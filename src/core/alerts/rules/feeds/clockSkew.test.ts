/** Proves when a clock is called off, and that slow ways, bursts and one record from the future are not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, openRuleHarness, START, type RuleHarness } from '../../../rules.fixture.ts'
import { clockSkew } from './clockSkew.ts'
import { sale, sells } from './feeds.fixture.ts'

let harness: RuleHarness
const end = START + 3 * HOUR
beforeEach(() => {
  harness = openRuleHarness({ rules: [clockSkew] })
  sells(harness, START, end, MINUTE)
})
afterEach(() => harness.close())

const subjects = () => harness.fires(clockSkew).map(({ subject }) => subject)

describe('a feed', () => {
  it('is ahead where its records are dated after they came, until they are right again', () => {
    sells(harness, end, end + 6 * MINUTE, MINUTE, { lagMs: -20 * MINUTE })
    const [measured] = harness.fires(clockSkew)
    expect(measured).toMatchObject({ subject: 'tills', labels: { feed: 'tills' }, since: end })
    expect(measured!.figure! / 60).toBeCloseTo(20, -1)
    expect(harness.explain(clockSkew, measured!).summary).toMatch(
      /^The clock of feed tills is \d\d min ahead\.$/,
    )
    sells(harness, end + 6 * MINUTE, end + 8 * MINUTE, MINUTE)
    expect(subjects()).toEqual([])
  })
  it('is behind where all its records suddenly seem an hour old and none was held back', () => {
    sells(harness, end, end + 10 * MINUTE, MINUTE, { lagMs: HOUR })
    const [measured] = harness.fires(clockSkew)
    expect(measured!.figure! / 60).toBeGreaterThan(50)
    expect(harness.explain(clockSkew, measured!).summary).toMatch(/behind\.$/)
  })
  it('may be off by less than two minutes', () => {
    sells(harness, end, end + 10 * MINUTE, MINUTE, { lagMs: -1.5 * MINUTE })
    expect(subjects()).toEqual([])
  })
  it('may be late by an hour after it was held back for an hour', () => {
    sells(harness, end + HOUR, end + 1.2 * HOUR, MINUTE, { lagMs: HOUR })
    expect(subjects()).toEqual([])
  })
  it('may hand in at once what one of its places held back for minutes', () => {
    harness.at(end + 2 * MINUTE)
    harness.tellFrom('tills', ...Array.from({ length: 12 }, (_, n) => sale(end - (6 + n / 4) * MINUTE)))
    expect(subjects()).toEqual([])
  })
  it('may send a burst of old records, and one record from the future', () => {
    harness.at(end + MINUTE)
    harness.tellFrom('tills', ...Array.from({ length: 100 }, (_, n) => sale(end - n * MINUTE)))
    harness.tellFrom('tills', sale(end + 20 * HOUR))
    expect(subjects()).toEqual([])
  })
})

describe('one store of many', () => {
  const tell = (from: number, until: number, lagMs: number) => {
    for (let at = from; at < until; at += 5 * MINUTE) {
      harness.at(at)
      harness.tellFrom(
        'tills',
        sale(at - lagMs, 'gln:odd'),
        ...['a', 'b', 'c'].map((one) => sale(at, `gln:${one}`)),
      )
    }
    harness.at(until)
  }
  beforeEach(() => tell(end, end + HOUR, 0))

  it.each([
    ['ahead', -30 * MINUTE],
    ['behind', 2 * HOUR],
  ])('is %s, while its feed is right', (where, lagMs) => {
    tell(end + HOUR, end + 2 * HOUR, lagMs)
    expect(subjects()).toEqual(['tills\ngln:odd'])
    const [measured] = harness.fires(clockSkew)
    expect(measured).toMatchObject({
      labels: { feed: 'tills', location: 'gln:odd' },
      figure: Math.abs(lagMs) / 1_000,
    })
    expect(harness.explain(clockSkew, measured!).summary).toContain(
      `gln:odd is ${where === 'ahead' ? '30 min ahead' : '2 h behind'}`,
    )
    tell(end + 2 * HOUR, end + 3 * HOUR, 0)
    expect(subjects()).toEqual([])
  })
  it('may send late what it sends, by differing times', () => {
    for (let slot = 0; slot < 6; slot += 1)
      tell(end + HOUR + slot * 10 * MINUTE, end + HOUR + (slot + 1) * 10 * MINUTE, (20 + slot * 15) * MINUTE)
    expect(subjects()).toEqual([])
  })
})
