/** Owns the events that made-up lives of orders are told by, and steps that cannot be taken from where a line stands. */
import type { CanonicalEvent, EventOf } from '../../../shared/events.ts'
import type { Flow, OrderStep } from '../../../shared/vocabulary.ts'
import { isOver, isWithCustomer, ROADS, type Naming, type Unit } from './unitModel.fixture.ts'

type StepEvent = EventOf<'OrderStepTaken'>
type ReturnEvent = EventOf<'ReturnStepTaken'>

export const stepOf = (
  order: string,
  line: string | null,
  step: OrderStep,
  units: number | null,
  { location, shipment }: Naming,
  more: Partial<StepEvent> = {},
): StepEvent => ({
  type: 'OrderStepTaken',
  order,
  step,
  ...(line === null ? {} : { line }),
  ...(units === null ? {} : { units }),
  ...(location ? { location } : {}),
  ...(shipment ? { shipment } : {}),
  ...more,
})

export const returnOf = (
  order: string,
  { name, line }: { name: string; line: string },
  step: ReturnEvent['step'],
  more: Partial<ReturnEvent> = {},
): ReturnEvent => ({ type: 'ReturnStepTaken', return: name, order, line, step, ...more })

interface Standing {
  order: string
  flow: Flow
  line: string
  units: readonly Unit[]
  /** A return of the line, where there is one. */
  back: { name: string; line: string; steps: string[] } | undefined
  /** What was paid for the order, in minor units. */
  paid: number
  more: { at?: number }
}

/** A step that is refused, whatever else is told later; undefined where the one that was picked would not be. */
export function wrongStep(
  { order, flow, line, units, back, paid, more }: Standing,
  pick: number,
): CanonicalEvent | undefined {
  const road = ROADS[flow]
  const unknown = { name: 'unknown', line }
  const all = (is: (unit: Unit) => boolean) => units.every(is)
  const step = (name: OrderStep, count: number | null = 1, of = line) =>
    stepOf(order, of, name, count, {}, more)
  const cases: [boolean, CanonicalEvent][] = [
    [true, step(road.includes('collected') ? 'delivered' : 'collected')],
    [!road.includes('arrived'), step('ready', null)],
    [all(isOver) && all(({ stage }) => stage !== 'delivered'), step('shipped')],
    [all(isOver) && units.some(isWithCustomer), step('picked')],
    [all(isWithCustomer), step('cancelled')],
    [all(({ stage }) => stage === 'placed' || stage === 'shipped'), step('rejected')],
    [all(({ stage }) => stage === 'shipped'), step('packed')],
    [true, step('picked', 1, 'no such line')],
    [all(isOver), step('cancelled', 9)],
    [true, returnOf(order, unknown, 'graded', { disposition: 'sellable', ...more })],
    [true, returnOf(order, unknown, 'withdrawn', more)],
    [true, returnOf(order, unknown, 'refunded', { amountMinor: paid + 1, ...more })],
    [flow === 'boris', returnOf(order, unknown, 'received', { location: 'gln:dc', units: 1, ...more })],
    [true, returnOf(order, unknown, 'initiated', { units: 9, ...more })],
    ...(back?.steps.includes('refunded')
      ? [[true, returnOf(order, back, 'refunded', { amountMinor: 1, ...more })] as [boolean, CanonicalEvent]]
      : []),
    ...(back?.steps.includes('received')
      ? [[true, returnOf(order, back, 'withdrawn', more)] as [boolean, CanonicalEvent]]
      : []),
  ]
  const possible = cases.filter(([is]) => is)
  return possible[pick % possible.length]?.[1]
}
