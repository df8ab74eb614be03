/** Proves when missing numbers call, and that late ones, new numberings and sources that skip do not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DAY, MINUTE, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { sequenceGap } from './sequenceGap.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness({ rules: [sequenceGap] })
})
afterEach(() => harness.close())

/** Tells numbers, one a second. */
function tell(numbers: readonly number[], sequence = 'tills:17'): void {
  for (const number of numbers) {
    harness.at(harness.now() + 1_000)
    harness.tellFrom('tills', record(harness.now(), { type: 'FeedSequenceTold', sequence, number }))
  }
}
const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, n) => first + n)
const wait = (ms: number) => harness.at(harness.now() + ms)
const stored = () => harness.reader.all('SELECT first, last FROM sequence_gaps ORDER BY first')

describe('missing numbers', () => {
  beforeEach(() => tell([...upTo(1, 40), ...upTo(44, 60)]))

  it('call after a grace, from when a later number came, and end when they come', () => {
    const revealedAt = START + 41_000
    wait(9 * MINUTE)
    expect(harness.fires(sequenceGap)).toEqual([])
    expect(harness.evaluate()).toEqual([])
    wait(2 * MINUTE)
    expect(harness.evaluate()).toMatchObject([
      {
        state: 'firing',
        subject: 'tills:17',
        figure: 3,
        since: revealedAt,
        labels: { feed: 'tills', sequence: 'tills:17' },
      },
    ])
    const [measured] = harness.fires(sequenceGap)
    const { summary, evidence } = harness.explain(sequenceGap, measured!)
    expect(summary).toBe('3 numbers are missing from tills:17 (feed tills): 41–43.')
    expect(evidence[1]).toEqual({ text: 'Missing: 41–43', at: revealedAt })
    tell([42])
    expect(harness.fires(sequenceGap)).toMatchObject([{ figure: 2 }])
    tell([43, 41])
    expect(harness.evaluate().at(-1)).toMatchObject({ state: 'resolved' })
    expect(stored()).toEqual([])
  })
  it('are given up after a week', () => {
    wait(8 * DAY)
    expect(harness.measure(sequenceGap)).toMatchObject([{ figure: null }])
  })
})

it('takes numbers in any order, and each as often as it comes', () => {
  tell([5, 3, 1, 9, 9, 7, 2, 4, 4, 6, 8, 10])
  wait(DAY)
  expect(harness.fires(sequenceGap)).toEqual([])
  expect(stored()).toEqual([])
})

it('takes a jump by thousands, or backwards, for a new numbering, and misses numbers of it', () => {
  tell([...upTo(1, 30), ...upTo(9_001, 9_030)])
  tell(upTo(1, 30), 'other')
  tell(upTo(50_001, 50_020), 'back')
  tell(upTo(1, 20), 'back')
  wait(DAY)
  expect(harness.fires(sequenceGap)).toEqual([])
  tell([...upTo(9_031, 9_034), 9_036])
  tell([21, 22, 25], 'back')
  wait(MINUTE * 11)
  expect(harness.fires(sequenceGap).map(({ subject, figure }) => [subject, figure])).toEqual([
    ['tills:17', 1],
    ['back', 2],
  ])
})

it('says nothing of a source that leaves out numbers all the time', () => {
  tell(upTo(1, 60).map((n) => n * 10))
  wait(DAY)
  expect(harness.measure(sequenceGap)).toEqual([])
})

it('keeps one row for what came in order, however much it is', () => {
  tell(upTo(1, 300))
  expect(stored()).toEqual([])
  expect(harness.reader.all('SELECT low, high, told FROM feed_sequences')).toEqual([
    { low: 1, high: 300, told: 300 },
  ])
})
