/** Proves that promises are compared place by place, by the entry that names the place most closely. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { shows, SKU } from './channelEvents.fixture.ts'
import { daysTo, promiseDifference } from './promiseDifference.ts'

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.at(START + DAY)
})
afterEach(() => harness.close())
const firing = () => harness.fires(promiseDifference)

const PROMISES = [{ days: 5 }, { country: 'US', days: 4 }, { country: 'US', region: 'TX', days: 2 }]

it('takes the entry that names the place most closely', () => {
  expect(daysTo(PROMISES, { country: 'US', region: 'TX' })).toBe(2)
  expect(daysTo(PROMISES, { country: 'US', region: 'CA' })).toBe(4)
  expect(daysTo(PROMISES, { country: 'DE' })).toBe(5)
  expect(daysTo([{ country: 'US', days: 4 }], { country: 'DE' })).toBeUndefined()
})

it('fires for the place where they lie furthest apart, and is over when they agree', () => {
  harness.tell(
    record(START, shows('web', { deliveryPromises: PROMISES })),
    record(START + 1, shows('market', { deliveryPromises: [{ country: 'US', days: 4 }] })),
  )
  const [found] = firing()
  expect(found).toMatchObject({
    subject: SKU,
    figure: 2,
    since: START + 1,
    labels: { sku: SKU, country: 'US', region: 'TX' },
  })
  expect(harness.explain(promiseDifference, found!).summary).toBe(
    'web promises sku:tea to TX, US in 2 days, market in 4.',
  )
  harness.tell(record(START + 2, shows('market', { deliveryPromises: PROMISES })))
  expect(firing()).toEqual([])
})

it('lets a day be, and another place, and a listing that is closed', () => {
  harness.tell(
    record(START, shows('web', { deliveryPromises: [{ country: 'US', days: 3 }] })),
    record(START, shows('market', { deliveryPromises: [{ country: 'US', days: 4 }] })),
    record(START, shows('abroad', { deliveryPromises: [{ country: 'DE', days: 9 }] })),
    record(START, shows('closed', { active: false, deliveryPromises: [{ country: 'US', days: 9 }] })),
  )
  expect(firing()).toEqual([])
})
