/** Proves how an order's lines take their steps and returns, and which steps are refused, by name. */
import { describe, expect, it } from 'vitest'
import { type CanonicalEvent } from '../../../shared/events.ts'
import { FLOWS, type Flow, type OrderStep } from '../../../shared/vocabulary.ts'
import { FLOW_RULES } from './flows.ts'
import { foldOrder } from './fold.ts'

const nothing = { shipments: [], placeOf: () => null, rulePromise: () => null }
type Told = Omit<Extract<CanonicalEvent, { order: string }>, 'order'> & { type: CanonicalEvent['type'] }

/** Each event an hour after the one before. */
function folded(events: readonly object[]) {
  return foldOrder(
    events.map((event, hour) => ({
      event: { order: 'o1', ...event } as CanonicalEvent,
      occurredAt: hour * 3_600_000,
      recordTime: null,
      identity: `r${String(hour).padStart(3, '0')}`,
      line: 0,
      recordedAt: 0,
      feedNumber: 1,
    })),
    nothing,
  )
}
const placed = (flow: Flow): Told[] => [{ type: 'OrderPlaced', flow } as Told]
const line = (units: number) => ({ type: 'OrderLineAdded', line: '1', sku: 's', units })
const step = (name: OrderStep, more: object = {}) => ({
  type: 'OrderStepTaken',
  line: '1',
  step: name,
  ...more,
})
const back = (name: string, more: object = {}) => ({
  type: 'ReturnStepTaken',
  return: 'ret',
  line: '1',
  step: name,
  ...more,
})

describe.each(FLOWS)('%s', (flow) => {
  const steps = FLOW_RULES[flow].stages.filter((stage) => stage !== 'placed') as OrderStep[]
  const forward = [...placed(flow), line(2), ...steps.map((name) => step(name))]

  it('goes forward to the customer, and back by a return', () => {
    const there = folded(forward)
    expect([there.status, there.refused]).toEqual([steps.at(-1), []])
    const home = folded([
      ...forward,
      back('initiated', { units: 2 }),
      back('received'),
      back('graded', { disposition: 'sellable' }),
      back('refunded', { amountMinor: 100 }),
    ])
    expect([home.status, home.refused, home.refundedMinor]).toEqual(['returned', [], 100])
    expect(home.lines[0]?.returns[0]).toMatchObject({ step: 'refunded', units: 2, disposition: 'sellable' })
  })
  it('refuses a step that its stages lack, and one that goes back', () => {
    const foreign: OrderStep = steps.includes('delivered') ? 'collected' : 'delivered'
    expect(folded([...placed(flow), line(2), step(foreign)]).refused).toMatchObject([
      { step: foreign, why: `${flow} has no step “${foreign}”` },
    ])
    expect(folded([...placed(flow), line(2), step('packed'), step('picked')]).refused).toMatchObject([
      { step: 'picked', why: '“picked” cannot follow “packed”' },
    ])
  })
})

it('a double refund counts once and is refused by name', () => {
  const { refundedMinor, refused } = folded([
    ...placed('shipFromDc'),
    line(1),
    step('delivered'),
    back('received'),
    back('refunded', { amountMinor: 500 }),
    back('refunded', { amountMinor: 500 }),
  ])
  expect([refundedMinor, refused.map(({ why }) => why)]).toEqual([
    500,
    ['the return ret was refunded already'],
  ])
})
it('a return before delivery cancels the demand; what comes back after all is received and graded', () => {
  const { status, refused, lines } = folded([
    ...placed('shipFromDc'),
    line(2),
    step('shipped'),
    back('initiated'),
    back('received', { location: 'dc' }),
    back('graded', { disposition: 'sellable' }),
  ])
  expect([status, refused]).toEqual(['cancelled', []])
  expect(lines[0]?.returns).toMatchObject([{ units: 2, undeliveredUnits: 2, step: 'graded', location: 'dc' }])
})
it('a partial cancel takes the units that least was done to', () => {
  const { status, lines } = folded([
    ...placed('shipFromStore'),
    line(3),
    step('packed', { units: 1 }),
    step('cancelled', { units: 2, by: 'stock' }),
  ])
  expect([status, lines[0]?.shortUnits]).toEqual(['packed', 2])
  expect(lines[0]?.portions.map(({ stage, units }) => [stage, units])).toEqual([
    ['packed', 1],
    ['cancelled', 2],
  ])
})
it('a split shipment is over when its last parcel is delivered', () => {
  const sent = [
    ...placed('shipFromDc'),
    line(3),
    step('shipped', { units: 1, shipment: 'a' }),
    step('shipped', { units: 2, shipment: 'b' }),
    step('delivered', { shipment: 'b' }),
  ]
  expect(folded(sent)).toMatchObject({ status: 'shipped', lines: [{ handedOverAt: null }] })
  expect(folded([...sent, step('delivered', { shipment: 'a' })])).toMatchObject({
    status: 'delivered',
    refused: [],
    lines: [{ handedOverAt: 5 * 3_600_000 }],
  })
})
it('a rejection sends the units of that place elsewhere, and no others', () => {
  const { lines, refused } = folded([
    ...placed('shipFromStore'),
    line(5),
    step('allocated', { units: 2, location: 'A' }),
    step('allocated', { units: 3, location: 'B' }),
    step('rejected', { location: 'B' }),
    step('picked', { location: 'A' }),
    step('allocated', { location: 'C' }),
  ])
  expect([refused, lines[0]?.rejections]).toEqual([[], 1])
  expect(lines[0]?.portions).toMatchObject([
    { units: 2, location: 'A', stage: 'picked' },
    { units: 3, location: 'C', stage: 'allocated' },
  ])
})
it('a pick-up that is collected after the promise is late, though it was ready in time', () => {
  const { lines } = folded([
    { type: 'OrderPlaced', flow: 'bopis', promise: { at: 3 * 3_600_000 } },
    line(1),
    step('ready'),
    step('approved', { at: 60_000 }),
    step('collected'),
  ])
  expect(lines[0]).toMatchObject({
    late: true,
    portions: [{ stepAt: { ready: 2 * 3_600_000, collected: 4 * 3_600_000 } }],
  })
})
describe('an order whose flow nothing tells', () => {
  it('takes every step in the order in which steps come, and refuses by name what goes back', () => {
    const { flow, status, refused } = folded([
      { type: 'OrderPlaced' },
      line(1),
      step('shipped'),
      step('arrived'),
      step('ready'),
      step('packed'),
      step('collected'),
      step('delivered'),
    ])
    expect([flow, status]).toEqual([null, 'collected'])
    expect(refused.map(({ why }) => why)).toEqual([
      '“packed” cannot follow “ready”',
      '“delivered” cannot follow “collected”',
    ])
  })
  it('is known by its steps alone, without a record that it was placed, and without its lines', () => {
    expect(folded([step('picked')])).toMatchObject({
      status: 'undescribed',
      placedAt: null,
      refused: [{ why: 'no record has described the line “1” yet' }],
    })
    expect(folded([{ type: 'OrderStepTaken', step: 'delivered' }])).toMatchObject({
      status: 'delivered',
      refused: [],
      lines: [{ handedOverAt: 0 }],
    })
  })
})
it('a line of no units keeps no order open', () => {
  const { status, lines } = folded([
    ...placed('shipFromDc'),
    line(1),
    { ...line(0), line: '2' },
    { type: 'OrderStepTaken', step: 'delivered' },
  ])
  expect([status, lines.map(({ handedOverAt }) => handedOverAt)]).toEqual([
    'delivered',
    [3 * 3_600_000, null],
  ])
  expect(folded([...placed('shipFromDc'), line(0)]).status).toBe('cancelled')
})
it('steps that a source tells of one instant are taken in the order in which they come', () => {
  const at = 5 * 3_600_000
  const { status, refused } = folded([
    ...placed('bopis'),
    line(1),
    back('received', { at }),
    step('collected', { at }),
    step('ready', { at }),
    step('packed', { at }),
    step('allocated', { at }),
  ])
  expect([status, refused]).toEqual(['returned', []])
})
