/** Proves which step may follow which, for every flow, stage and step: what is not legal is refused by name. */
import { describe, expect, it } from 'vitest'
import type { CanonicalEvent } from '../../../shared/events.ts'
import { FLOWS, ORDER_STEPS, type Flow, type OrderStep } from '../../../shared/vocabulary.ts'
import type { LineStage } from '../../../shared/readModels/orders.ts'
import { foldOrder } from './fold.ts'

const ADDRESS: readonly LineStage[] = [
  'placed',
  'approved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'delivered',
]
const COUNTER: readonly LineStage[] = [
  'placed',
  'approved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'arrived',
  'ready',
  'collected',
]
const HELD: readonly LineStage[] = ['allocated', 'picked', 'packed']

/** The flows written down a second time: which stages each has. */
const STAGES: Readonly<Record<Flow, readonly LineStage[]>> = {
  shipFromDc: ADDRESS,
  shipFromStore: ADDRESS,
  dropShip: ADDRESS,
  boris: ADDRESS,
  storeHomeDelivery: ADDRESS,
  bopis: COUNTER,
  ropis: COUNTER,
}

const around = { shipments: [], placeOf: () => null, rulePromise: () => null }

/** A line of one unit that is led to a stage and then told to take a step. */
function after(flow: Flow, stage: LineStage, step: OrderStep) {
  const events: object[] = [
    { type: 'OrderPlaced', flow },
    { type: 'OrderLineAdded', line: '1', sku: 's', units: 1 },
  ]
  if (stage !== 'placed') events.push({ type: 'OrderStepTaken', line: '1', step: stage })
  events.push({ type: 'OrderStepTaken', line: '1', step, location: 'here' })
  const { lines, refused } = foldOrder(
    events.map((event, hour) => ({
      event: { order: 'o', ...event } as CanonicalEvent,
      occurredAt: hour * 3_600_000,
      recordTime: null,
      identity: `r${hour}`,
      line: 0,
      recordedAt: 0,
      feedNumber: 1,
    })),
    around,
  )
  return { stage: lines[0]?.portions[0]?.stage, why: refused.map(({ why }) => why) }
}

/** What becomes of it, by the rules in words: the stage, or why it is refused. */
function expected(flow: Flow, stage: LineStage, step: OrderStep): LineStage | { why: string } {
  const isOver = ['delivered', 'collected', 'cancelled'].includes(stage)
  if (step === stage) return stage
  if (step === 'rejected')
    return HELD.includes(stage)
      ? 'placed'
      : { why: `“rejected” cannot follow “${stage}”: nothing is allocated that has not left` }
  if (step === 'cancelled')
    return isOver
      ? { why: `“cancelled” cannot follow “${stage}”: what the customer has comes back as a return` }
      : 'cancelled'
  const stages = STAGES[flow]
  if (!stages.includes(step)) return { why: `${flow} has no step “${step}”` }
  return !isOver && stages.indexOf(step) > stages.indexOf(stage)
    ? step
    : { why: `“${step}” cannot follow “${stage}”` }
}

describe.each(FLOWS)('%s', (flow) => {
  const stages: LineStage[] = [...STAGES[flow], 'cancelled']
  const pairs = stages.flatMap((stage) => ORDER_STEPS.map((step) => [stage, step] as const))
  it.each(pairs)('at “%s”, told “%s”', (stage, step) => {
    const outcome = expected(flow, stage, step)
    expect(after(flow, stage, step)).toEqual(
      typeof outcome === 'string' ? { stage: outcome, why: [] } : { stage, why: [outcome.why] },
    )
  })
})
