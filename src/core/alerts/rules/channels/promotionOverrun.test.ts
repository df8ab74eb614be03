/** Proves that a promotion that a channel still shows after its end is found, some minutes after. */
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
import { planned, shows, SKU } from './channelEvents.fixture.ts'
import { promotionOverrun } from './promotionOverrun.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(
    record(START - DAY, planned(START - DAY, START)),
    record(START - DAY, shows('web', { active: true, promotion: 'spring' })),
  )
})
afterEach(() => harness.close())
const firing = () => harness.fires(promotionOverrun)

it('fires ten minutes after the end, by time alone, and is over when it is taken down', () => {
  harness.at(START - HOUR)
  expect(harness.measure(promotionOverrun)).toMatchObject([{ lookAgainAt: START + 10 * MINUTE + 1 }])
  harness.at(START + 10 * MINUTE)
  expect(firing()).toEqual([])
  harness.at(START + 10 * MINUTE + 1)
  const [found] = firing()
  expect(found).toMatchObject({ subject: `spring\nweb\n${SKU}`, since: START + 10 * MINUTE })
  expect(harness.explain(promotionOverrun, found!).summary).toBe(
    'web still shows Spring days for sku:tea, which ended 10 minutes ago.',
  )
  harness.tell(record(START + 11 * MINUTE, shows('web', { promotion: null })))
  expect(firing()).toEqual([])
})

it('counts from when it was called off, and not from its end where that was moved', () => {
  harness.tell(record(START - 6 * HOUR, planned(START - DAY, START, { cancelled: true })))
  harness.at(START - 5 * HOUR)
  expect(firing()).toMatchObject([{ figure: 60 }])
  harness.tell(record(START - 4 * HOUR, planned(START - DAY, START + DAY)))
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
})

it('lets be what is not sold, what is shown of no plan, and what was told long ago', () => {
  harness.tell(
    record(START - HOUR, shows('app', { active: false, promotion: 'spring' })),
    record(START - HOUR, shows('market', { active: true, promotion: 'unplanned' })),
  )
  harness.at(START + HOUR)
  expect(firing().map(({ subject }) => subject)).toEqual([`spring\nweb\n${SKU}`])
  harness.at(START + 10 * DAY)
  expect(firing()).toEqual([])
  expect(harness.measure(promotionOverrun, [`spring\nweb\n${SKU}`])).toMatchObject([{ figure: null }])
})
