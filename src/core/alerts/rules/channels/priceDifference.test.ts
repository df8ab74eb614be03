/** Proves that prices that differ are found: gross ones at once, others when they had time to spread, and none that a plan explains. */
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
import { priceDifference } from './priceDifference.ts'

const price = (channel: string, priceMinor: number, more = {}) =>
  shows(channel, { priceMinor, currency: 'EUR', active: true, ...more })

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
  harness.tell(record(START - DAY, price('web', 1000), price('app', 1000), price('market', 1000)))
})
afterEach(() => harness.close())
const firing = () => harness.fires(priceDifference)

it('fires at once where the difference is gross, and names who stands apart', () => {
  harness.tell(record(START, price('market', 100, { offeredUnits: 7 })))
  harness.at(START)
  const [found] = firing()
  expect(found).toMatchObject({
    subject: SKU,
    labels: { sku: SKU, channel: 'market' },
    figure: 900,
    since: START,
  })
  const { summary, impact, severity, evidence, action } = harness.explain(priceDifference, found!)
  expect(summary).toBe('sku:tea costs 1.00 EUR in market and 10.00 EUR in app.')
  expect(impact).toEqual({ units: 7, valueMinor: 6300, currency: 'EUR' })
  expect(severity).toBe('critical')
  expect(evidence).toHaveLength(3)
  expect(action.text).toContain('market')
})

it('waits with others until they had time to spread, and is over when they agree', () => {
  harness.tell(record(START, price('market', 1100)))
  harness.at(START + 29_999)
  expect(firing()).toEqual([])
  expect(harness.measure(priceDifference)).toMatchObject([{ figure: 0, lookAgainAt: START + 30_000 }])
  harness.at(START + 30_000)
  expect(firing()).toMatchObject([{ figure: 10, since: START, labels: { channel: 'market' } }])
  harness.tell(record(START + MINUTE, price('web', 1100)), record(START + MINUTE, price('app', 1100)))
  expect(firing()).toEqual([])
})

it('lets a new price be that reaches all channels within the time, and differences within the tolerance', () => {
  harness.tell(
    record(START, price('web', 1200)),
    record(START + 20_000, price('app', 1200), price('market', 1195)),
  )
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
})

it('compares one currency, active listings, and what was told this week', () => {
  harness.tell(
    record(START - 30 * DAY, price('dead', 10)),
    record(START, shows('abroad', { priceMinor: 500, currency: 'USD' })),
    record(START, price('closed', 500, { active: false })),
  )
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
})

it('takes the currency of the channel where the listing names none', () => {
  harness.tell(
    record(START, { type: 'ChannelDescribed', channel: 'shop', currency: 'EUR' }),
    record(START, shows('shop', { priceMinor: 2000 })),
  )
  harness.at(START + HOUR)
  expect(firing()).toMatchObject([{ figure: 100 }])
})

it('lets a planned promotion explain a price, and no other word', () => {
  harness.tell(
    record(START, planned(START, START + DAY, { channels: ['market'] })),
    record(START, price('market', 800, { promotion: 'spring' })),
  )
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
  harness.tell(record(START + HOUR, price('market', 800, { promotion: 'other' })))
  harness.at(START + 2 * HOUR)
  expect(firing()).toMatchObject([{ figure: 25 }])
})
