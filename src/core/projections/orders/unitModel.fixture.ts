/** Owns a plain recount of an order line, one unit at a time: where each unit is, by rules told in other words than the fold's. */
import type { Flow, OrderStep } from '../../../shared/vocabulary.ts'
import type { LineStage } from '../../../shared/readModels/orders.ts'

const ADDRESS = 'placed approved allocated picked packed shipped delivered'.split(' ') as LineStage[]
const COUNTER = 'placed approved allocated picked packed shipped arrived ready collected'.split(
  ' ',
) as LineStage[]

/** The road of each flow, written down a second time. */
export const ROADS: Readonly<Record<Flow, readonly LineStage[]>> = {
  shipFromDc: ADDRESS,
  shipFromStore: ADDRESS,
  dropShip: ADDRESS,
  boris: ADDRESS,
  storeHomeDelivery: ADDRESS,
  bopis: COUNTER,
  ropis: COUNTER,
}

export interface Unit {
  stage: LineStage
  location: string | null
  shipment: string | null
  /** When it came into the customer's hands. */
  handedAt: number | null
}

export interface Naming {
  location?: string | null
  shipment?: string | null
}

const AT_GOAL: readonly string[] = ['allocated', 'arrived', 'ready', 'collected', 'delivered']
export const isOver = ({ stage }: Unit) =>
  stage === 'delivered' || stage === 'collected' || stage === 'cancelled'
export const isWithCustomer = ({ stage }: Unit) => stage === 'delivered' || stage === 'collected'

/** Whether this one unit may take the step. */
export function mayTake(flow: Flow, unit: Unit, step: OrderStep): boolean {
  if (step === 'cancelled') return !isOver(unit)
  if (step === 'rejected') return ['allocated', 'picked', 'packed'].includes(unit.stage)
  const road = ROADS[flow]
  return !isOver(unit) && road.includes(step) && road.indexOf(step) > road.indexOf(unit.stage)
}

const kindOf = ({ stage, location, shipment }: Unit) => JSON.stringify([stage, location, shipment])

/**
 * The units that take a step: those of the parcel, then those of the place, then what is furthest on; what is given up,
 * from what least was done to.
 * @returns undefined where fewer can take it, and where two kinds of units would do as well
 */
export function choose(
  flow: Flow,
  units: readonly Unit[],
  step: OrderStep,
  count: number | null,
  { location = null, shipment = null }: Naming = {},
): Unit[] | undefined {
  const near = (unit: Unit) =>
    (shipment !== null && unit.shipment === shipment ? 2 : 0) +
    (location !== null && unit.location === location ? 1 : 0)
  const meant = units.filter((unit) => {
    if (shipment !== null && unit.shipment !== null && unit.shipment !== shipment) return false
    return location === null || unit.location === null || AT_GOAL.includes(step) || unit.location === location
  })
  let able = meant.filter((unit) => mayTake(flow, unit, step))
  if (count === null) {
    const nearest = Math.max(0, ...meant.map(near))
    if (step !== 'allocated' && nearest > 0) able = able.filter((unit) => near(unit) === nearest)
    return able.length > 0 ? able : undefined
  }
  const road = ROADS[flow]
  const sign = step === 'cancelled' || step === 'rejected' ? 1 : -1
  const rank = (unit: Unit) => [near(unit) * -1, sign * road.indexOf(unit.stage)]
  const sorted = able.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)]
    return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0)
  })
  if (count < 1 || sorted.length < count) return undefined
  const [last, next] = [sorted[count - 1], sorted[count]]
  if (last && next && String(rank(last)) === String(rank(next)) && kindOf(last) !== kindOf(next))
    return undefined
  return sorted.slice(0, count)
}

/** Lets these units take the step. */
export function walk(
  chosen: readonly Unit[],
  step: OrderStep,
  at: number,
  { location = null, shipment = null }: Naming,
): void {
  for (const unit of chosen) {
    if (step === 'rejected') {
      unit.stage = 'placed'
      unit.location = null
      unit.shipment = null
      continue
    }
    unit.stage = step
    if (step === 'cancelled') continue
    if (location !== null && step !== 'delivered') unit.location = location
    unit.shipment = shipment ?? unit.shipment
    if (isWithCustomer(unit)) unit.handedAt = at
  }
}

/** How many units are of each kind. */
export function tally(units: readonly Unit[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const unit of units) sums[kindOf(unit)] = (sums[kindOf(unit)] ?? 0) + 1
  return sums
}
