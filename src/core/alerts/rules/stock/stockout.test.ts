/** Proves that what sells and has run out is found, from the record that took the last, and that nothing else is. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { count, keptBack, POSITION, receipt, sale, SHOP, SKU } from './stock.fixture.ts'
import { stockout } from './stockout.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(START + 10 * DAY)
})
afterEach(() => rules.close())

const day = (n: number) => START + n * DAY
const soldOut = () => {
  const last = record(day(9) + HOUR, sale(2))
  rules.tell(record(day(0), receipt(5)), record(day(2), sale(1)), record(day(5), sale(2)), last)
  return last
}

it('fires from the record that took the last unit, with what it costs and what to do', () => {
  const last = soldOut()
  const [found] = rules.fires(stockout)
  expect(found).toMatchObject({ subject: POSITION, figure: 0, since: day(9) + HOUR })
  expect(found?.labels).toEqual({ location: SHOP, sku: SKU })
  const told = rules.explain(stockout, found!)
  expect(told.evidence[0]).toMatchObject({ identity: last.identity, at: day(9) + HOUR })
  expect(told.impact.units).toBeGreaterThan(0)
  expect(told.action?.link).toContain('/inventory/sku/')
})

it('does not fire while one unit is left, and ends when some come', () => {
  soldOut()
  rules.tell(record(day(9) + 2 * HOUR, receipt(1)))
  expect(rules.fires(stockout)).toEqual([])
})

it('is judged anew by a late record', () => {
  soldOut()
  rules.tell(record(day(3), receipt(4)))
  expect(rules.fires(stockout)).toEqual([])
})

it('finds what a count found empty', () => {
  rules.tell(record(day(0), receipt(5)), record(day(2), sale(1)), record(day(5), sale(2)))
  rules.tell(record(day(8), count(0)))
  const [found] = rules.fires(stockout)
  expect(found).toMatchObject({ since: day(8) })
  expect(rules.explain(stockout, found!).evidence[0]?.text).toContain('count')
})

it('leaves a position alone that never sold, or sold once', () => {
  rules.tell(
    record(day(0), receipt(1), count(0)),
    record(day(1), receipt(1, 'other')),
    record(day(2), sale(1, 'other')),
  )
  expect(rules.fires(stockout)).toEqual([])
})

it('finds one that never sold where stock is planned', () => {
  rules.tell(record(day(8), keptBack(2), receipt(3)), record(day(9), count(0)))
  expect(rules.fires(stockout)).toMatchObject([{ figure: 0, since: day(9) }])
})

it('leaves a new position alone that was never stocked, planned as it may be, and one whose books never began', () => {
  rules.tell(record(day(8), keptBack(2), count(0)))
  rules.tell(record(day(8), sale(1, 'till only')), record(day(9), sale(1, 'till only')))
  rules.tell(
    record(day(9), {
      type: 'StockMoved',
      sku: 'returned',
      units: 1,
      from: 'customer',
      to: { location: SHOP, disposition: 'inspection' },
    }),
    record(day(9), keptBack(1, 'returned')),
  )
  expect(rules.fires(stockout)).toEqual([])
})

it('leaves out what left the assortment: long ago, or in every channel', () => {
  soldOut()
  const listed = (channel: string, active: boolean) =>
    record(day(9), { type: 'ListingShown', channel, sku: SKU, active })
  rules.tell(listed('web', false), listed('app', false))
  expect(rules.fires(stockout)).toEqual([])
  rules.tell(record(day(9) + 1, { type: 'ListingShown', channel: 'app', sku: SKU, active: true }))
  const [found] = rules.fires(stockout)
  expect(found?.lookAgainAt).toBe(day(9 + 1 + 28))
  rules.at(day(9 + 1 + 28))
  rules.tell(record(day(9 + 28), sale(1, 'something else')))
  expect(rules.fires(stockout)).toEqual([])
})

it('has nothing to judge by where a place fell silent', () => {
  soldOut()
  rules.at(day(17))
  expect(rules.measure(stockout)).toMatchObject([{ subject: POSITION, figure: null }])
})
