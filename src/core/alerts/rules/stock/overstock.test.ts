/** Proves that far too much of what sells slowly is found, once it is worth it, and neither new stock nor slow movers. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { overstock } from './overstock.ts'
import { POSITION, receipt, sale, SKU } from './stock.fixture.ts'

const NOW = START + 40 * DAY
let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(NOW)
})
afterEach(() => rules.close())

/** One unit sold every other day over forty days. */
function life(onHand: number): void {
  rules.tell(record(START, receipt(onHand + 20)))
  for (let day = 0; day < 40; day += 2) rules.tell(record(START + day * DAY + HOUR, sale(1)))
}

it('fires on cover beyond the threshold, from what raised it, with the excess and its value', () => {
  rules.tell(
    record(START, {
      type: 'ListingShown',
      channel: 'web',
      sku: SKU,
      active: true,
      priceMinor: 1500,
      currency: 'EUR',
    }),
  )
  life(200)
  const [found] = rules.fires(overstock)
  expect(found).toMatchObject({ subject: POSITION, since: START })
  expect(found?.figure).toBeGreaterThan(300)
  const { impact } = rules.explain(overstock, found!)
  expect(impact.units).toBeGreaterThan(90)
  expect(impact.valueMinor).toBe(impact.units! * 1500)
})

it('does not fire just inside, and ends when the excess leaves', () => {
  life(85)
  expect(rules.fires(overstock)).toEqual([])
  rules.tell(record(NOW - DAY, receipt(100)))
  expect(rules.fires(overstock)).toHaveLength(1)
  rules.tell(record(NOW - HOUR, sale(120)))
  expect(rules.fires(overstock)).toEqual([])
})

it('leaves alone what is worth little, by value or by units', () => {
  rules.tell(
    record(START, { type: 'ListingShown', channel: 'web', sku: SKU, priceMinor: 100, currency: 'EUR' }),
  )
  life(200)
  expect(rules.fires(overstock)).toEqual([])
  rules.tell(
    record(START, receipt(12, 'slow')),
    record(START + DAY, sale(1, 'slow')),
    record(START + 20 * DAY, sale(1, 'slow')),
  )
  expect(rules.fires(overstock)).toEqual([])
})

it('waits until it knows how a new position sells', () => {
  rules.tell(record(NOW - 5 * DAY, receipt(500)))
  for (let day = 4; day > 0; day -= 1) rules.tell(record(NOW - day * DAY, sale(1)))
  expect(rules.measure(overstock)).toEqual([])
})
