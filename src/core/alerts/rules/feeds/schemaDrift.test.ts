/** Proves when a feed's records are said to look otherwise, and that an optional field, or a damaged record, is let pass. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { HOUR, MINUTE, openRuleHarness, START, type RuleHarness } from '../../../rules.fixture.ts'
import { sale } from './feeds.fixture.ts'
import { schemaDrift } from './schemaDrift.ts'

let harness: RuleHarness
const end = START + 26 * HOUR
beforeEach(() => {
  harness = openRuleHarness({ rules: [schemaDrift] })
  tell(START, end, 10 * MINUTE)
})
afterEach(() => harness.close())

/** Records with a till, a price in minor units, and what else they are given. */
function tell(
  from: number,
  until: number,
  everyMs: number,
  change: (n: number) => object = () => ({}),
): void {
  let n = 0
  for (let at = from; at < until; at += everyMs) {
    harness.at(at)
    const more = { till: 7, price: 499, ...change(n) }
    harness.tellFrom('tills', { ...sale(at), ...more } satisfies FeedRecord)
    n += 1
  }
  harness.at(until)
}

const fires = () => harness.fires(schemaDrift)

describe('fires', () => {
  it.each([
    ['a field is missing', () => ({ price: undefined }), 'price is missing'],
    ['a field has another type', () => ({ price: '4.99' }), 'price is string instead of number'],
    ['a new field is in every record', () => ({ colour: 'red' }), 'colour is new'],
  ])('where %s, and ends when records are as they were', (_, change, words) => {
    tell(end, end + 10 * MINUTE, MINUTE, change)
    const [measured] = fires()
    expect(measured).toMatchObject({ subject: 'tills', figure: 1, labels: { feed: 'tills' } })
    expect(Math.abs(measured!.since - end)).toBeLessThan(MINUTE)
    const { summary, evidence, action } = harness.explain(schemaDrift, measured!)
    expect(summary).toBe(`Records of feed tills look otherwise: ${words}.`)
    expect(evidence[1]?.text).toMatch(/in \d+ looked-at records in a row/)
    expect(action.link).toBe('/feeds/feed/tills')
    tell(end + 10 * MINUTE, end + 20 * MINUTE, MINUTE)
    expect(fires()).toEqual([])
  })
  it('where its records are refused for it', () => {
    for (let minute = 0; minute < 9; minute += 1) {
      harness.at(end + minute * MINUTE)
      const { events, ...rest } = sale(end)
      const raw = JSON.stringify({ ...rest, occurredAt: minute, till: 7, price: 499, happenings: events })
      harness.tellRefused('tills', 'events are missing', 'events', raw)
    }
    expect(fires()).toMatchObject([{ figure: 2 }])
  })
})

describe('does not fire', () => {
  it('for fewer records than it takes', () => {
    tell(end, end + 5 * MINUTE, MINUTE, () => ({ price: undefined }))
    expect(fires()).toEqual([])
  })
  it('for a new optional field that is in some records, or was in one', () => {
    tell(end, end + 40 * MINUTE, MINUTE, (n) => (n % 3 === 0 ? { gift: true } : {}))
    tell(end + 40 * MINUTE, end + 60 * MINUTE, MINUTE, (n) => (n === 4 ? { coupon: 'X' } : {}))
    expect(fires()).toEqual([])
  })
  it('for single damaged records', () => {
    for (let n = 0; n < 30; n += 1) {
      tell(end + n * MINUTE, end + (n + 1) * MINUTE, MINUTE, () =>
        n % 4 === 0 ? { price: null, till: undefined } : {},
      )
    }
    expect(fires()).toEqual([])
  })
  it('for many records of one message', () => {
    harness.at(end)
    const odd = Array.from({ length: 500 }, () => ({ ...sale(end), odd: 1 }))
    harness.tellFrom('tills', ...odd)
    expect(fires()).toEqual([])
  })
})

it('says nothing of a feed that it has not known for long', () => {
  for (let n = 0; n < 60; n += 1) {
    harness.at(end + n * MINUTE)
    harness.tellFrom('new', { ...sale(end), ...(n < 40 ? { price: 1 } : {}) })
  }
  expect(harness.fires(schemaDrift)).toEqual([])
})
