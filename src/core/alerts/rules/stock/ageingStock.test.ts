/** Proves that stock which nobody took for a long time is found, counted from when it was there, and not before. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { ageingStock } from './ageingStock.ts'
import { POSITION, receipt, sale } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => (rules = openRuleHarness()))
afterEach(() => rules.close())

/** The shop goes on selling something else. */
function nowIs(day: number): void {
  rules.at(START + day * DAY)
  rules.tell(record(START + day * DAY - 1000, sale(1, 'other')))
}

it('fires when nothing has left for ninety days, from that time on', () => {
  const last = record(START + 2 * DAY, sale(1))
  rules.tell(record(START, receipt(10)), last, record(START + 40 * DAY, receipt(1)))
  nowIs(93)
  const [found] = rules.fires(ageingStock)
  expect(found).toMatchObject({ subject: POSITION, since: START + 92 * DAY })
  expect(found?.figure).toBeCloseTo(91, 3)
  const told = rules.explain(ageingStock, found!)
  expect(told.evidence).toMatchObject([{ identity: last.identity }])
  expect(told.impact.units).toBe(10)
})

it('does not fire just inside, but says when to look again; ends with a sale', () => {
  rules.tell(record(START, receipt(10)), record(START + 2 * DAY, sale(1)))
  nowIs(91.5)
  expect(rules.fires(ageingStock)).toEqual([])
  const at = rules.measure(ageingStock, [POSITION])[0]?.lookAgainAt
  expect(at).toBeGreaterThan(START + 92 * DAY)
  nowIs(92.5)
  expect(rules.fires(ageingStock)).toHaveLength(1)
  rules.tell(record(START + 92.4 * DAY, sale(1)))
  expect(rules.fires(ageingStock)).toEqual([])
})

it('counts from when stock came to be there', () => {
  rules.tell(record(START, receipt(2)), record(START + DAY, sale(2)), record(START + 150 * DAY, receipt(9)))
  nowIs(160)
  expect(rules.fires(ageingStock)).toEqual([])
  nowIs(241)
  expect(rules.fires(ageingStock)).toMatchObject([{ since: START + 240 * DAY }])
})

it('leaves a single unit alone, and a place that fell silent', () => {
  rules.tell(record(START, receipt(1, 'single')), record(START, receipt(5)))
  rules.at(START + 100 * DAY)
  expect(rules.measure(ageingStock).map(({ figure }) => figure)).toEqual([null, null])
  nowIs(100)
  expect(rules.fires(ageingStock)).toMatchObject([{ subject: POSITION }])
})
