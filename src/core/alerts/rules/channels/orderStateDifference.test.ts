/** Proves that states that exclude each other are found: called off and gone out at once, others when telling had its time. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { ToldOrderState } from '../../../../shared/vocabulary.ts'
import {
  DAY,
  HOUR,
  MINUTE,
  openRuleHarness,
  record,
  START,
  type RuleHarness,
} from '../../../rules.fixture.ts'
import { orderStateDifference } from './orderStateDifference.ts'

const ORDER = 'shop:order:17'
const told = (system: string, state: ToldOrderState): CanonicalEvent => ({
  type: 'OrderStateTold',
  order: ORDER,
  system,
  state,
})
const placed: CanonicalEvent[] = [
  { type: 'OrderPlaced', order: ORDER, channel: 'web', flow: 'shipFromDc' },
  {
    type: 'OrderLineAdded',
    order: ORDER,
    line: '1',
    sku: 'sku:tea',
    units: 2,
    priceMinor: 500,
    currency: 'EUR',
  },
]
const step = (name: 'allocated' | 'shipped'): CanonicalEvent => ({
  type: 'OrderStepTaken',
  order: ORDER,
  line: '1',
  step: name,
  location: 'gln:dc',
})

let harness: RuleHarness
beforeEach(() => {
  harness = openRuleHarness()
})
afterEach(() => harness.close())
const firing = () => harness.fires(orderStateDifference)

it('fires an hour after one system had it gone out, and is over when the other follows', () => {
  harness.tell(
    record(START, told('oms', 'open')),
    record(START, told('web', 'open')),
    record(START + MINUTE, told('oms', 'shipped')),
  )
  harness.at(START + HOUR)
  expect(firing()).toEqual([])
  expect(harness.measure(orderStateDifference)).toMatchObject([{ lookAgainAt: START + 61 * MINUTE + 1 }])
  harness.at(START + 62 * MINUTE)
  const [found] = firing()
  expect(found).toMatchObject({
    subject: ORDER,
    figure: 61,
    since: START + 61 * MINUTE,
    labels: { order: ORDER },
  })
  const { summary, evidence, severity } = harness.explain(orderStateDifference, found!)
  expect(summary).toBe('Order 17 is shipped in oms, open in web.')
  expect(evidence).toHaveLength(2)
  expect(severity).toBeUndefined()
  harness.tell(record(START + 62 * MINUTE, told('web', 'fulfilled')))
  expect(firing()).toEqual([])
})

it('fires at once where it is called off in one and gone out in another', () => {
  harness.tell(record(START, ...placed, told('oms', 'shipped')), record(START + 1, told('web', 'cancelled')))
  harness.at(START + 1)
  const [found] = firing()
  expect(found).toMatchObject({ since: START + 1, labels: { channel: 'web' } })
  expect(harness.explain(orderStateDifference, found!)).toMatchObject({
    severity: 'critical',
    impact: { customers: 1, valueMinor: 1000, currency: 'EUR' },
  })
})

it('holds what is told against our own ledger', () => {
  harness.tell(
    record(START, ...placed, step('allocated'), told('web', 'open')),
    record(START + MINUTE, step('shipped')),
  )
  harness.at(START + 2 * HOUR)
  expect(firing()).toMatchObject([{ figure: 119 }])
  harness.tell(record(START + HOUR, told('web', 'shipped')))
  expect(firing()).toEqual([])
})

it('lets finer words be, an order of which a part has gone, one system alone, and old orders', () => {
  harness.tell(record(START, told('oms', 'inProgress')), record(START, told('web', 'open')))
  harness.at(START + 3 * HOUR)
  expect(firing()).toEqual([])
  harness.tell(
    record(START, ...placed, { type: 'OrderLineAdded', order: ORDER, line: '2', sku: 'sku:cup', units: 1 }),
    record(START + 1, step('shipped')),
  )
  expect(firing()).toEqual([])
  harness.tell(record(START + 2, told('oms', 'shipped')))
  harness.at(START + 8 * DAY)
  expect(harness.measure(orderStateDifference)).toMatchObject([{ figure: null }])
})
