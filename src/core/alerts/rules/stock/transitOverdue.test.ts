/** Proves that goods which should have been received are found, by estimate, promise or the time of their way, and only these. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DAY, HOUR, openRuleHarness, record, START, type RuleHarness } from '../../../rules.fixture.ts'
import {
  arrival,
  CENTRE,
  described,
  despatch,
  milestone,
  receipt,
  sale,
  SHIPMENT,
  SHOP,
  SKU,
} from './stock.fixture.ts'
import { transitOverdue } from './transitOverdue.ts'

let rules: RuleHarness
beforeEach(() => {
  rules = openRuleHarness()
  rules.tell(record(START, receipt(50), receipt(500, SKU, CENTRE)))
})
afterEach(() => rules.close())

const DUE = START + DAY
const estimate = (at: number) => ({
  type: 'ShipmentEstimateChanged' as const,
  shipment: SHIPMENT,
  estimatedDeliveryAt: at,
})
const leave = (more = {}) =>
  record(
    START + HOUR,
    despatch(20),
    described([{ sku: SKU, units: 20 }], { carrier: 'Redwood', ...more }),
    milestone('departed'),
  )
function nowIs(at: number): void {
  rules.at(at)
  rules.tell(record(at - 1000, sale(1)))
}

it('fires half a day after its estimate, and says what is on it', () => {
  rules.tell(leave(), record(START + 2 * HOUR, estimate(DUE)))
  nowIs(DUE + 13 * HOUR)
  const [found] = rules.fires(transitOverdue)
  expect(found).toMatchObject({ subject: SHIPMENT, figure: 13, since: DUE + 12 * HOUR })
  expect(found?.labels).toEqual({ shipment: SHIPMENT, location: SHOP, carrier: 'Redwood' })
  const told = rules.explain(transitOverdue, found!)
  expect(told.impact).toMatchObject({ units: 20, shipments: 1 })
  expect(told.action?.link).toContain('/network/shipment/')
})

it('does not fire before, says when to look again, and ends when it is received', () => {
  rules.tell(leave(), record(START + 2 * HOUR, estimate(DUE)))
  nowIs(DUE + 11 * HOUR)
  expect(rules.fires(transitOverdue)).toEqual([])
  expect(rules.measure(transitOverdue)[0]?.lookAgainAt).toBe(DUE + 12 * HOUR + 1)
  nowIs(DUE + 13 * HOUR)
  expect(rules.fires(transitOverdue)).toHaveLength(1)
  rules.tell(record(DUE + 13 * HOUR, arrival(20), milestone('received')))
  expect(rules.measure(transitOverdue)).toEqual([])
})

it('goes by the promise where there is no estimate, and by the latest estimate', () => {
  rules.tell(leave({ promisedDelivery: { at: DUE } }))
  nowIs(DUE + 13 * HOUR)
  expect(rules.fires(transitOverdue)).toHaveLength(1)
  rules.tell(record(START + 3 * HOUR, estimate(DUE + 5 * HOUR)))
  expect(rules.fires(transitOverdue)).toEqual([])
})

it('goes by the way of those before it where nobody said when', () => {
  rules.tell(leave())
  nowIs(START + 4 * DAY)
  expect(rules.measure(transitOverdue)).toEqual([])
  for (let n = 0; n < 6; n += 1) {
    const before = { shipment: `before:${n}` }
    rules.tell(
      record(
        START - 9 * DAY,
        { ...described([{ sku: SKU, units: 1 }]), ...before } as never,
        { ...milestone('departed'), ...before } as never,
      ),
      record(START - 9 * DAY + (10 + n) * HOUR, { ...milestone('received'), ...before } as never),
    )
  }
  const [found] = rules.fires(transitOverdue)
  expect(found?.since).toBe(START + HOUR + (15 + 12) * HOUR)
})

it('leaves parcels to customers alone, and has no data where the place fell silent', () => {
  rules.tell(leave({ destination: { city: 'Lyon' } }), record(START + 2 * HOUR, estimate(DUE)))
  nowIs(DUE + 2 * DAY)
  expect(rules.measure(transitOverdue)).toEqual([])
  rules.close()
  rules = openRuleHarness()
  rules.tell(
    record(START, receipt(50), receipt(500, SKU, CENTRE)),
    leave(),
    record(START + 2 * HOUR, estimate(DUE)),
  )
  rules.at(START + 9 * DAY)
  expect(rules.measure(transitOverdue)).toMatchObject([{ figure: null }])
})
