/** Proves when refusals and duplicates are too many, and that single mishaps are not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { DAY, HOUR, MINUTE, openRuleHarness, START, type RuleHarness } from '../../../rules.fixture.ts'
import { duplicateStorm } from './duplicateStorm.ts'
import { sale, sells } from './feeds.fixture.ts'
import { quarantineRate } from './quarantineRate.ts'

let harness: RuleHarness
const end = START + 3 * HOUR
beforeEach(() => {
  harness = openRuleHarness({ rules: [quarantineRate, duplicateStorm] })
  sells(harness, START, end, MINUTE)
})
afterEach(() => harness.close())

describe('refusals', () => {
  let refused = 0
  const refuse = (count: number) => {
    for (let n = 0; n < count; n += 1) {
      refused += 1
      harness.tellRefused('tills', 'units are missing', 'units', `{"n":${refused}}`)
    }
  }
  const accept = (count: number) =>
    harness.tellFrom('tills', ...Array.from({ length: count }, () => sale(harness.now())))

  it('call where many are refused, with what was refused, and end when they end', () => {
    refuse(6)
    const [measured] = harness.fires(quarantineRate)
    expect(measured).toMatchObject({ subject: 'tills', since: end, labels: { feed: 'tills' } })
    const { summary, evidence, action } = harness.explain(quarantineRate, measured!)
    expect(summary).toMatch(/of the records of feed tills are refused; usual is 0 %/)
    expect(evidence[1]).toMatchObject({
      text: 'units: units are missing',
      link: expect.stringMatching(/^\/feeds\/quarantine\/\d+$/),
    })
    expect(action.link).toBe('/feeds/quarantine?feed=tills')
    harness.at(end + 12 * MINUTE)
    accept(10)
    expect(harness.fires(quarantineRate)).toEqual([])
  })
  it('do not call below the share, below the least number, or where so many are usual', () => {
    refuse(4)
    expect(harness.fires(quarantineRate)).toEqual([])
    accept(200)
    refuse(4)
    expect(harness.fires(quarantineRate)).toEqual([])
    for (let hour = 1; hour < 60; hour += 1) {
      harness.at(end + hour * HOUR)
      accept(8)
      refuse(4)
    }
    harness.at(end + 61 * HOUR)
    accept(8)
    refuse(6)
    expect(harness.fires(quarantineRate)).toEqual([])
  })
})

describe('duplicates', () => {
  const again = (records: readonly FeedRecord[]) => harness.tellFrom('tills', ...records)
  const some = (count: number) => Array.from({ length: count }, (_, n) => sale(harness.now() - n))

  it('call where they go on for minutes, and end when they end', () => {
    const sent = some(40)
    again(sent)
    for (let minute = 1; minute <= 3; minute += 1) {
      harness.at(end + minute * MINUTE)
      again(sent)
    }
    const [measured] = harness.fires(duplicateStorm)
    expect(measured).toMatchObject({ subject: 'tills', since: end + MINUTE })
    expect(harness.explain(duplicateStorm, measured!).summary).toMatch(
      /of what feed tills sends was sent before/,
    )
    sells(harness, end + 15 * MINUTE, end + 16 * MINUTE, MINUTE)
    expect(harness.fires(duplicateStorm)).toEqual([])
  })
  it('do not call for one file that is sent twice, or for what is sent again after a reconnect', () => {
    const file = some(5_000)
    again(file)
    harness.at(end + MINUTE)
    again(file)
    sells(harness, end + 2 * MINUTE, end + 9 * MINUTE, MINUTE)
    again(file.slice(0, 300))
    expect(harness.fires(duplicateStorm)).toEqual([])
  })
  it('do not call where half of what comes is new', () => {
    const sent = some(40)
    again(sent)
    for (let minute = 1; minute <= 4; minute += 1) {
      harness.at(end + minute * MINUTE)
      again(sent)
      again(some(45))
    }
    expect(harness.fires(duplicateStorm)).toEqual([])
  })
  it('do not call where they are usual', () => {
    const sent = some(40)
    again(sent)
    for (let hour = 0; hour < 30; hour += 1) {
      harness.at(end + hour * HOUR + MINUTE)
      again(sent)
      again(some(20))
    }
    const later = end + 2 * DAY
    for (let minute = 0; minute <= 4; minute += 1) {
      harness.at(later + minute * MINUTE)
      again(sent)
    }
    expect(harness.fires(duplicateStorm)).toEqual([])
  })
})
