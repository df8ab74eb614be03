/** Proves that running out before the next receipt is foreseen by its odds, and not where help comes in time. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { FeedRecord } from '../../../../shared/events.ts'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { projectedStockout } from './projectedStockout.ts'
import { count, described, milestone, POSITION, receipt, sale, SHIPMENT, SKU } from './stock.fixture.ts'

const NOW = START + 28 * DAY
let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(NOW)
})
afterEach(() => rules.close())

/** Four a day for four weeks, received every `every` days; then what is left is counted. */
function life(left: number, every = 7, perDay = 4): FeedRecord[] {
  const told: FeedRecord[] = [record(START, receipt(200))]
  for (let day = 0; day < 28; day += 1) {
    told.push(record(START + day * DAY + 9 * HOUR, sale(perDay)))
    if (day > 0 && day % every === 0) told.push(record(START + day * DAY + HOUR, receipt(perDay)))
  }
  return [...told, record(NOW - HOUR, count(left))]
}
const underWay = (dueInMs: number, sku = SKU) => [
  record(NOW - 2 * HOUR, described([{ sku, units: 50 }]), milestone('departed')),
  record(NOW - HOUR, {
    type: 'ShipmentEstimateChanged',
    shipment: SHIPMENT,
    estimatedDeliveryAt: NOW + dueInMs,
  }),
]

it('fires where what leaves until the next receipt is more than there is, and says by what it was reckoned', () => {
  rules.tell(...life(10, 9))
  const [found] = rules.fires(projectedStockout)
  expect(found).toMatchObject({ subject: POSITION, since: NOW - HOUR })
  expect(found?.figure).toBeGreaterThan(0.8)
  const told = rules.explain(projectedStockout, found!)
  expect(told.evidence[1]?.text).toContain('every 9 days')
  expect(told.impact.units).toBeGreaterThan(10)
})

it('does not fire where stock lasts, or help is under way and comes in time', () => {
  rules.tell(...life(150, 9))
  expect(rules.fires(projectedStockout)).toEqual([])
  rules.tell(record(NOW - HOUR / 2, count(10)))
  expect(rules.fires(projectedStockout)).toHaveLength(1)
  rules.tell(...underWay(DAY))
  expect(rules.fires(projectedStockout)).toEqual([])
})

it('waits for what stands at the door, and not for ever', () => {
  rules.tell(...life(10, 9), ...underWay(-HOUR))
  expect(rules.fires(projectedStockout)).toEqual([])
  rules.tell(record(NOW - 60_000, milestone('delivered')))
  expect(rules.fires(projectedStockout)).toEqual([])
  rules.at(NOW + 13 * HOUR)
  expect(rules.fires(projectedStockout)).toHaveLength(1)
})

it('fires where what is under way comes too late, or is something else', () => {
  rules.tell(...life(10), ...underWay(6 * DAY))
  const [found] = rules.fires(projectedStockout)
  expect(rules.explain(projectedStockout, found!).evidence[1]?.link).toContain('/network/shipment/')
  expect(rules.fires(projectedStockout, undefined, { threshold: 0.999999 })).toEqual([])
})

it('goes by the rhythm of the place where the position has none of its own', () => {
  rules.tell(record(START, receipt(200), receipt(9, 'other')))
  for (let day = 0; day < 28; day += 1) rules.tell(record(START + day * DAY + 9 * HOUR, sale(4)))
  rules.tell(record(NOW - HOUR, count(7)))
  const [found] = rules.fires(projectedStockout)
  expect(rules.explain(projectedStockout, found!).evidence[1]?.text).toContain('3 days are looked ahead')
  // Trucks come daily: the next day and a half will do.
  rules.close()
  rules = openRuleHarness()
  rules.at(NOW)
  rules.tell(record(START, receipt(200)))
  for (let day = 0; day < 28; day += 1) {
    rules.tell(
      record(START + day * DAY + 9 * HOUR, sale(4)),
      record(START + day * DAY + HOUR, receipt(1, 'other')),
    )
  }
  rules.tell(record(NOW - HOUR, count(7)))
  expect(rules.fires(projectedStockout)).toEqual([])
  rules.tell(record(NOW - HOUR / 2, count(3)))
  const [again] = rules.fires(projectedStockout)
  expect(rules.explain(projectedStockout, again!).evidence[1]?.text).toContain(
    'place receives about every 1 days',
  )
})

it('ends with a receipt', () => {
  rules.tell(...life(5, 9))
  expect(rules.fires(projectedStockout)).toHaveLength(1)
  rules.tell(record(NOW - 1, receipt(100)))
  expect(rules.fires(projectedStockout)).toEqual([])
})

it('does not take days without stock for days without demand', () => {
  // Ten a day for a week, then nothing on hand for two weeks.
  const told = [record(START, receipt(70))]
  for (let day = 0; day < 7; day += 1) told.push(record(START + day * DAY + 9 * HOUR, sale(10)))
  const other = Array.from({ length: 28 }, (_, day) => record(START + day * DAY + HOUR, sale(1, 'other')))
  rules.tell(record(START, receipt(500, 'other')), ...told, ...other)
  rules.tell(record(NOW - DAY, receipt(20)))
  const measured = rules.measure(projectedStockout, [POSITION], {
    parameters: { horizonDays: 7, learnedDays: 5 },
  })
  expect(measured[0]?.figure).toBeGreaterThan(0.8)
})

it('says nothing of what it knows too little of, or of what never leaves', () => {
  rules.tell(record(NOW - 2 * DAY, receipt(3)), record(NOW - DAY, sale(1)), record(NOW - HOUR, sale(1)))
  rules.tell(record(NOW - 20 * DAY, receipt(3, 'idle')))
  expect(rules.measure(projectedStockout)).toEqual([])
})
