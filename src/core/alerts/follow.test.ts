/** Tests what a stretch of the log touches, also what no event names: positions that orders hold, orders of shipments, what was taken back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../shared/events.ts'
import { openRuleHarness, record, START, type RuleHarness } from '../rules.fixture.ts'
import { endOfLog, readStretch, type LogPlace, type Stretch } from './follow.ts'

let harness: RuleHarness
let place: LogPlace
beforeEach(() => {
  harness = openRuleHarness({ rules: [] })
  place = endOfLog(harness.reader)
})
afterEach(() => harness.close())

/** What was touched since this was asked last. */
function next(limit = 1_000): Stretch {
  const stretch = readStretch(harness.reader, place, limit)
  place = stretch.place
  return stretch
}
const names = (set: ReadonlySet<string>) => [...set].map((one) => one.replaceAll('\n', ' ')).sort()
const shelf = (location: string) => ({ location, disposition: 'sellable' as const })
const moved = (sku: string, location: string): CanonicalEvent => ({
  type: 'StockMoved',
  sku,
  units: 1,
  from: shelf(location),
  to: 'customer',
})

describe('a stretch of the log', () => {
  it('touches what events name, by the SKU that names stand for', () => {
    harness.tell(record(START, { type: 'SkuAliased', alias: 'a-old', sku: 'a' }))
    next()
    harness.tell(
      record(START, moved('a-old', 's1')),
      record(START, { type: 'StockCounted', sku: 'b', units: 2, ...shelf('s2') }),
      record(START, { type: 'ListingShown', channel: 'web', sku: 'a-old', promotion: 'spring' }),
    )
    const { touched } = next()
    expect(names(touched.positions)).toEqual(['s1 a', 's2 b'])
    expect(names(touched.counted)).toEqual(['s2 b'])
    expect(names(touched.listings)).toEqual(['web a'])
    expect(names(touched.promotions)).toEqual(['spring'])
    expect(names(touched.feeds)).toEqual(['test'])
  })

  it('touches positions whose article was tied to another', () => {
    harness.tell(record(START, moved('a-old', 's1')), record(START, moved('a', 's2')))
    next()
    harness.tell(record(START + 1, { type: 'SkuAliased', alias: 'a-old', sku: 'a' }))
    expect(names(next().touched.positions)).toEqual(['s1 a', 's2 a'])
  })

  it('touches orders of shipments, and positions that lines of orders are taken from', () => {
    harness.tell(
      record(
        START,
        { type: 'OrderPlaced', order: 'o1', flow: 'shipFromDc' },
        { type: 'OrderLineAdded', order: 'o1', line: '1', sku: 'a', units: 1 },
        { type: 'OrderStepTaken', order: 'o1', line: '1', step: 'allocated', location: 's1' },
        { type: 'ShipmentDescribed', shipment: 'p1', order: 'o1' },
      ),
    )
    next()
    harness.tell(
      record(START + 1, { type: 'ShipmentMilestoneReached', shipment: 'p1', milestone: 'delivered' }),
    )
    const { touched } = next()
    expect(names(touched.orders)).toEqual(['o1'])
    expect(names(touched.positions)).toEqual(['s1 a'])
  })

  it('touches what a record said before another version of it took its place', () => {
    const first = record(START, moved('a', 's1'))
    harness.tell(first)
    next()
    harness.tell({ ...first, recordTime: START + 1, events: [moved('b', 's2')] })
    expect(names(next().touched.positions)).toEqual(['s1 a', 's2 b'])
    harness.tell({ ...first, recordTime: START + 2, retracted: true })
    expect(names(next().touched.positions)).toContain('s2 b')
  })

  it('touches feeds that sent nothing new, and not the findings themselves', () => {
    const once = record(START, moved('a', 's1'))
    harness.tellFrom('till', once)
    next()
    harness.tellFrom('till', once)
    harness.tellRefused('shop', 'no date', 'date', 'x')
    const { touched, events } = next()
    expect(events).toBe(0)
    expect(names(touched.feeds)).toEqual(['shop', 'till'])
    expect(names(touched.positions)).toEqual([])
  })

  it('is bounded, and the next one goes on where it ended', () => {
    harness.tell(...['a', 'b', 'c'].map((sku) => record(START, moved(sku, 's1'))))
    const [first, second] = [next(2), next(2)]
    expect([first.more, second.more]).toEqual([true, false])
    expect([first, second].map(({ touched }) => names(touched.positions))).toEqual([
      ['s1 a', 's1 b'],
      ['s1 c'],
    ])
  })
})
