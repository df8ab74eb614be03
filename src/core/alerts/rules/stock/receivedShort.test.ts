/** Proves that what is missing from a received shipment is found line by line, and neither splits nor small differences. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import { receivedShort } from './receivedShort.ts'
import { arrival, described, despatch, milestone, receipt, SHIPMENT, SHOP, SKU } from './stock.fixture.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.at(START + 2 * DAY)
  const lines = [
    { sku: SKU, units: 24 },
    { sku: 'b', units: 12 },
  ]
  rules.tell(
    record(START, receipt(5)),
    record(START + HOUR, despatch(24), despatch(12, 'b'), described(lines), milestone('departed')),
  )
})
afterEach(() => rules.close())

const later = START + DAY

it('fires with the lines that are missing', () => {
  const received = record(later, arrival(18), arrival(12, 'b'), milestone('received'))
  rules.tell(received)
  const [found] = rules.fires(receivedShort)
  expect(found).toMatchObject({
    subject: SHIPMENT,
    figure: 6,
    since: later,
    labels: { location: SHOP, sku: SKU },
  })
  const told = rules.explain(receivedShort, found!)
  expect(told.evidence).toMatchObject([
    { identity: received.identity },
    { text: expect.stringContaining('6 units missing') as string },
  ])
  expect(told.impact).toMatchObject({ units: 6, shipments: 1 })
})

it('tolerates three units, and what is more than was sent', () => {
  rules.tell(record(later, arrival(21), arrival(14, 'b'), milestone('received')))
  expect(rules.fires(receivedShort)).toEqual([])
})

it('adds up what comes in parts, and ends when the rest is booked', () => {
  rules.tell(record(later, arrival(12), milestone('received')))
  expect(rules.fires(receivedShort)).toMatchObject([{ figure: 24 }])
  rules.tell(record(later + HOUR, arrival(12), arrival(12, 'b'), milestone('received')))
  expect(rules.measure(receivedShort)).toEqual([])
  expect(receivedShort.defaults.pendingMs).toBeGreaterThan(HOUR)
})

it('takes lines that are told of one by one for what was received', () => {
  const line = (sku: string, units: number) => ({
    type: 'ShipmentLineReceived' as const,
    shipment: SHIPMENT,
    location: SHOP,
    sku,
    units,
  })
  rules.tell(
    record(later, line(SKU, 20), line('b', 12), arrival(24), arrival(12, 'b'), milestone('received')),
  )
  expect(rules.fires(receivedShort)).toMatchObject([{ figure: 4 }])
})

it('does not judge what was delivered but not booked, nor what is still under way', () => {
  rules.tell(record(later, milestone('arrived')))
  expect(rules.measure(receivedShort)).toEqual([])
  rules.tell(record(later + 1, milestone('delivered')))
  expect(rules.measure(receivedShort)).toEqual([])
})

it('stands for a week', () => {
  rules.tell(record(later, arrival(12), milestone('received')))
  rules.at(later + 6 * DAY)
  expect(rules.fires(receivedShort)).toMatchObject([{ lookAgainAt: later + 7 * DAY }])
  rules.at(later + 7 * DAY)
  expect(rules.measure(receivedShort)).toEqual([])
})
