/** Proves that a buffer that is eaten into is found, and neither one that just holds nor one that is gone altogether. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { bufferBreached } from './bufferBreached.ts'
import { keptBack, POSITION, receipt, sale, SHOP, SKU } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(START + DAY)
})
afterEach(() => rules.close())

it('fires from the sale that went below what is kept back', () => {
  const sold = record(START + 2 * HOUR, sale(2))
  rules.tell(record(START, receipt(10), keptBack(4)), record(START + HOUR, sale(5)), sold)
  const [found] = rules.fires(bufferBreached)
  expect(found).toMatchObject({ subject: POSITION, figure: -1, since: START + 2 * HOUR })
  expect(rules.explain(bufferBreached, found!).evidence).toMatchObject([{}, { identity: sold.identity }])
})

it('does not fire where the buffer is just there, and ends when it is filled', () => {
  rules.tell(record(START, receipt(10), keptBack(4)), record(START + HOUR, sale(6)))
  expect(rules.fires(bufferBreached)).toEqual([])
  rules.tell(record(START + 2 * HOUR, sale(1)))
  expect(rules.fires(bufferBreached)).toHaveLength(1)
  rules.tell(record(START + 3 * HOUR, receipt(1)))
  expect(rules.fires(bufferBreached)).toEqual([])
})

it('begins when the buffer was set or orders took hold, not when stock went below it', () => {
  rules.at(START + 6 * DAY)
  rules.tell(record(START, receipt(5)), record(START + 5 * DAY, keptBack(8)))
  expect(rules.fires(bufferBreached)).toMatchObject([{ figure: -3, since: START + 5 * DAY }])
})

it('counts what orders hold', () => {
  rules.tell(
    record(START, receipt(5)),
    record(
      START + HOUR,
      { type: 'OrderPlaced', order: 'o1' },
      { type: 'OrderLineAdded', order: 'o1', line: '1', sku: SKU, units: 7 },
      { type: 'OrderStepTaken', order: 'o1', line: '1', step: 'allocated', location: SHOP, units: 7 },
    ),
  )
  expect(rules.fires(bufferBreached)).toMatchObject([{ figure: -2, since: START + HOUR }])
})

it('leaves a stockout to the rule of stockouts, and a position without a buffer alone', () => {
  rules.tell(record(START, receipt(3), keptBack(4)), record(START + HOUR, sale(3)))
  rules.tell(record(START, receipt(1, 'bare')))
  expect(rules.fires(bufferBreached)).toEqual([])
})
