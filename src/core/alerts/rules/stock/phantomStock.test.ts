/** Proves that stock which should have sold and did not is found by its odds, and neither slow movers nor shut shops. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { oddsOfPhantom } from './odds.ts'
import { phantomStock } from './phantomStock.ts'
import { count, POSITION, receipt, sale, SHOP, SKU } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => (rules = openRuleHarness()))
afterEach(() => rules.close())

const at = (day: number) => START + day * DAY + 10 * HOUR

/** The shop trades on each of these days; the SKU sells on those that `sells` says. */
function trade(
  days: number,
  sells: (day: number) => boolean,
  shop = SHOP,
  isOpen: (day: number) => boolean = () => true,
): FeedRecord[] {
  const told = [record(START, receipt(400, SKU, shop), receipt(2000, 'other', shop))]
  for (let day = 0; day < days; day += 1) {
    if (!isOpen(day)) continue
    told.push(record(at(day), sale(2, 'other', shop)))
    if (sells(day)) told.push(record(at(day) + HOUR, sale(3, SKU, shop)))
  }
  return told
}

it('fires when a daily seller has not sold on enough days of trade, from the end of the day that told', () => {
  rules.tell(...trade(34, (day) => day < 28))
  rules.at(at(33) + HOUR)
  const [found] = rules.fires(phantomStock)
  expect(found).toMatchObject({ subject: POSITION })
  expect(found?.figure).toBeGreaterThan(0.95)
  // Nobody sold after day 27; three full days of silence suffice for what sold on each day.
  expect(found?.since).toBe(START + 31 * DAY)
  const told = rules.explain(phantomStock, found!)
  expect(told.evidence[0]?.text).toContain('Last left')
  expect(told.impact.units).toBe(400 - 84)
})

it('does not fire a day before, and says when to look again', () => {
  rules.tell(...trade(31, (day) => day < 28))
  rules.at(at(30) + HOUR)
  expect(rules.fires(phantomStock)).toEqual([])
  expect(rules.measure(phantomStock, [POSITION])).toMatchObject([{ lookAgainAt: START + 31 * DAY }])
})

it('ends with a sale, with a receipt, and with a count that found it', () => {
  for (const [place, event] of [sale(1), receipt(5), count(300)].entries()) {
    rules.close()
    rules = openRuleHarness()
    rules.tell(...trade(34, (day) => day < 28))
    rules.at(at(33) + 2 * HOUR)
    expect(rules.fires(phantomStock), String(place)).toHaveLength(1)
    rules.tell(record(at(33) + HOUR, event))
    expect(rules.fires(phantomStock), String(place)).toEqual([])
  }
})

it('leaves a slow mover alone', () => {
  rules.tell(...trade(60, (day) => day % 7 === 0 && day < 43))
  rules.at(at(59) + HOUR)
  expect(rules.fires(phantomStock)).toEqual([])
})

it('does not count days on which the shop was shut', () => {
  // Shut on Sundays, and for a week at the end.
  rules.tell(
    ...trade(
      37,
      (day) => day < 28,
      SHOP,
      (day) => day % 7 !== 6 && (day < 29 || day > 35),
    ),
  )
  rules.at(at(36) + HOUR)
  expect(rules.fires(phantomStock)).toEqual([])
})

it('does not take the end of a season for lost stock', () => {
  for (const shop of [SHOP, 'gln:1', 'gln:2', 'gln:3']) rules.tell(...trade(34, (day) => day < 28, shop))
  rules.at(at(33) + HOUR)
  expect(rules.fires(phantomStock)).toEqual([])
  rules.tell(record(at(32), sale(1, SKU, 'gln:2')))
  expect(rules.fires(phantomStock)).toHaveLength(3)
})

it('grows with silence and with how often it sold before', () => {
  const often = { units: 60, leavingDays: 28, days: 28 }
  const seldom = { units: 8, leavingDays: 7, days: 28 }
  const odds = [0, 1, 2, 3, 4].map((days) => oddsOfPhantom(often, days, 0.5))
  expect(odds).toEqual([...odds].sort((a, b) => a - b))
  expect(oddsOfPhantom(seldom, 4, 0.5)).toBeLessThan(odds[4]!)
})
