/** Proves that stock that is older than agreed is found by time alone, whatever else the channel tells. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { channelStockOld } from './channelStockOld.ts'
import { described, shows } from './channelEvents.fixture.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(START - DAY, described('web', { name: 'Webshop', stockAgeMinutes: 60 })),
    record(START, shows('web', { offeredUnits: 5 })),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(channelStockOld)

it('fires when the age agreed has passed, though prices still come, and is over with the next stock', () => {
  harness.tell(record(START + 30 * MINUTE, shows('web', { priceMinor: 5 })))
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
  expect(harness.measure(channelStockOld)).toMatchObject([{ figure: 0, lookAgainAt: START + HOUR + 1 }])
  harness.at(START + HOUR + MINUTE)
  const [found] = firing()
  expect(found).toMatchObject({
    subject: 'web',
    figure: 1,
    since: START + HOUR,
    labels: { channel: 'web', feed: 'test' },
  })
  const { summary, action } = harness.explain(channelStockOld, found!)
  expect(summary).toBe('Webshop has told no stock for 61 minutes; 60 are agreed.')
  expect(action.link).toBe('/feeds/feed/test')
  harness.tell(record(START + HOUR + MINUTE, shows('web', { offeredUnits: 5 })))
  expect(firing()).toEqual([])
})

it('knows nothing where no age is agreed, or no stock was told; a channel that fell silent a week ago is given up', () => {
  harness.tell(
    record(START, shows('app', { offeredUnits: 5 })),
    record(START, described('new', { stockAgeMinutes: 5 })),
  )
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
  harness.at(START + 8 * DAY)
  expect(harness.measure(channelStockOld)).toMatchObject([{ subject: 'web', figure: null }])
})
