/** Proves that counts far from the books are found with both their records, and neither small corrections nor first counts. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { countVariance } from './countVariance.ts'
import { count, POSITION, receipt, sale } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(START + DAY)
})
afterEach(() => rules.close())

const NIGHT = START + 20 * HOUR

it('fires from the count, in percent of the books just before it', () => {
  const last = record(START + HOUR, sale(10))
  const counted = record(NIGHT, count(72))
  rules.tell(record(START, receipt(90)), last, counted, record(NIGHT + HOUR, sale(5)))
  const [found] = rules.fires(countVariance)
  expect(found).toMatchObject({ subject: POSITION, figure: 10, since: NIGHT })
  const told = rules.explain(countVariance, found!)
  expect(told.evidence.map(({ identity }) => identity)).toEqual([counted.identity, last.identity])
  expect(told.impact.units).toBe(8)
})

it.each([
  ['one unit of few', 4, 3],
  ['two units of few', 4, 2],
  ['five percent of many', 100, 95],
  ['nothing', 40, 40],
])('tolerates %s', (_, books, counted) => {
  rules.tell(record(START, receipt(books)), record(NIGHT, count(counted)))
  expect(rules.fires(countVariance)).toEqual([])
})

it('finds just beyond: three of few, six percent of many', () => {
  rules.tell(record(START, receipt(40), receipt(100, 'many')), record(NIGHT, count(37), count(94, 'many')))
  expect(rules.fires(countVariance).map(({ figure }) => figure)).toEqual([7.5, 6])
})

it('leaves the first count of a position alone', () => {
  rules.tell(record(NIGHT, count(50)))
  expect(rules.fires(countVariance)).toEqual([])
})

it('ends with a count that agrees, with a late record that explains it, and after its days', () => {
  rules.tell(record(START, receipt(50)), record(NIGHT, count(40)))
  const [found] = rules.fires(countVariance)
  expect(found).toMatchObject({ figure: 20, lookAgainAt: START + DAY + HOUR })
  rules.tell(record(START + HOUR, sale(10)))
  expect(rules.fires(countVariance)).toEqual([])
  rules.tell(record(NIGHT + HOUR, count(10)))
  expect(rules.fires(countVariance)).toHaveLength(1)
  rules.at(NIGHT + HOUR + 3 * DAY)
  expect(rules.fires(countVariance)).toEqual([])
})

it('judges by the latest count, also where it comes late', () => {
  rules.tell(record(START, receipt(50)), record(NIGHT, count(50)))
  rules.tell(record(NIGHT - HOUR, count(20)))
  expect(rules.fires(countVariance)).toMatchObject([{ since: NIGHT }])
})
