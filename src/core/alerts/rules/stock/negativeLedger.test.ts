/** Proves that books below nothing are found, and that a receipt that is booked late mends them. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { negativeLedger } from './negativeLedger.ts'
import { count, POSITION, receipt, sale } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(START + DAY)
})
afterEach(() => rules.close())

it('fires from the record that took more than there was', () => {
  const sold = record(START + 3 * HOUR, sale(3))
  rules.tell(record(START, receipt(2)), sold, record(START + 4 * HOUR, sale(1)))
  const [found] = rules.fires(negativeLedger)
  expect(found).toMatchObject({ subject: POSITION, figure: -2, since: START + 3 * HOUR })
  const told = rules.explain(negativeLedger, found!)
  expect(told.evidence).toMatchObject([{ identity: sold.identity }])
  expect(told.impact.units).toBe(2)
})

it('does not fire at nothing, and waits for the receipt that is booked after the sale', () => {
  rules.tell(record(START, receipt(2)), record(START + HOUR, sale(2)))
  expect(rules.fires(negativeLedger)).toEqual([])
  rules.tell(record(START + 2 * HOUR, sale(1)))
  expect(rules.fires(negativeLedger)).toHaveLength(1)
  expect(negativeLedger.defaults.pendingMs).toBeGreaterThanOrEqual(HOUR / 2)
  rules.tell(record(START + 90 * 60_000, receipt(1)))
  expect(rules.fires(negativeLedger)).toEqual([])
})

it('ends with a count', () => {
  rules.tell(record(START, sale(2)))
  expect(rules.fires(negativeLedger)).toMatchObject([{ figure: -2, since: START }])
  rules.tell(record(START + HOUR, count(4)))
  expect(rules.fires(negativeLedger)).toEqual([])
})
