/** Owns what records and shipments tell of an order's lines, brought into one sequence. */
import { type EventOf } from '../../../shared/events.ts'
import { RETURN_STEPS, type Flow } from '../../../shared/vocabulary.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { stepRank } from './flows.ts'
import { isInstead, lastTelling, unitsOfParts } from './lineParts.ts'
import type { Step } from './portions.ts'
import type { ReturnFact } from './returns.ts'
import type { OrderShipment, OrderSurroundings } from './surroundings.ts'

/** What the order's line is, in the words of its records. */
export type LineStatement = Partial<EventOf<'OrderLineAdded'>> & { line: string; sku: string; units: number }

/** The line that an order is taken to have while no record describes one. */
export const IMPLIED_LINE: LineStatement = { line: '', sku: '', units: 1 }

interface Telling {
  at: number
  rank: number
  identity: string
  place: number
  /** Told of the order as a whole: it is refused only where no line could take it. */
  isOfOrder: boolean
}
export type ToldStep = Telling & { kind: 'step'; step: Step }
export type ToldReturn = Telling & { kind: 'return'; fact: ReturnFact }
export type Told = ToldStep | ToldReturn

const RETURN_RANK = 200
const ORDER_REFUND_RANK = 300

/** Lines merged statement by statement, in the order of their names. What is told of a part tells nothing that is told of the whole. */
export function lineStatements(facts: readonly Fact[]): LineStatement[] {
  const lines = new Map<string, LineStatement>()
  const parts = new Map<string, LineStatement>()
  for (const { event } of facts) {
    if (event.type !== 'OrderLineAdded') continue
    const told = event.part === undefined ? lines : parts
    told.set(event.line, { ...told.get(event.line), ...event })
  }
  for (const [line, { part: _part, origin: _origin, units: _units, ...told }] of parts) {
    const whole = lines.get(line)
    lines.set(line, { ...told, ...(whole ?? { units: unitsOfParts(facts, line) }) } as LineStatement)
  }
  return [...lines.values()].sort((a, b) => (a.line < b.line ? -1 : 1))
}

/** Steps and returns that records name for a line, or for every line. */
export function toldOf(facts: readonly Fact[], line: string): Told[] {
  return facts.flatMap((fact): Told[] => {
    const { event } = fact
    if (event.type !== 'OrderStepTaken' && event.type !== 'ReturnStepTaken') return []
    if (event.line !== undefined && event.line !== line) return []
    if (event.type === 'ReturnStepTaken') return isOrderRefund(event) ? [] : [toldReturn(event, fact)]
    const { step, location = null, shipment = null, by = null } = event
    const telling = event.part === undefined ? event : lastTelling(facts, fact, event)
    if (telling === null) return []
    const { units = null } = telling
    const isAfterRejection = event.part !== undefined && step === 'allocated' && isInstead(facts, fact, event)
    const rank = isAfterRejection ? stepRank('rejected') + 0.1 : stepRank(step)
    const at = event.at ?? fact.occurredAt
    return [
      {
        ...tellingOf(fact, at, rank, event.line === undefined),
        kind: 'step',
        step: { step, at, units, location, shipment, by, fromShipment: false },
      },
    ]
  })
}

/** Money that went back for the order as a whole. */
export function orderRefunds(facts: readonly Fact[]): ToldReturn[] {
  return facts.flatMap((fact) => {
    const { event } = fact
    if (event.type !== 'ReturnStepTaken' || !isOrderRefund(event)) return []
    return [{ ...toldReturn(event, fact), rank: ORDER_REFUND_RANK }]
  })
}

const isOrderRefund = ({ line, step }: EventOf<'ReturnStepTaken'>) =>
  line === undefined && step === 'refunded'

const tellingOf = ({ identity, line }: Fact, at: number, rank: number, isOfOrder: boolean): Telling => ({
  at,
  rank,
  identity,
  place: line,
  isOfOrder,
})

function toldReturn(event: EventOf<'ReturnStepTaken'>, fact: Fact): ToldReturn {
  const {
    step,
    line = null,
    units = null,
    location = null,
    disposition = null,
    amountMinor = null,
    why = null,
  } = event
  const at = event.at ?? fact.occurredAt
  return {
    ...tellingOf(fact, at, RETURN_RANK + RETURN_STEPS.indexOf(step), line === null),
    kind: 'return',
    fact: { return: event.return, line, step, at, units, location, disposition, amountMinor, reason: why },
  }
}

/** Whether a line of a shipment is of this line of the order. */
export const isCarried = (one: OrderShipment['lines'][number], line: LineStatement) =>
  one.orderLine === undefined ? one.sku === line.sku : one.orderLine === line.line

/** Units of a line within a shipment; null: all of them, where nothing tells what it carries. */
function unitsWithin(shipment: OrderShipment, line: LineStatement): number | null {
  if (shipment.lines.length === 0 || line === IMPLIED_LINE) return null
  const units = shipment.lines.reduce((sum, one) => sum + (isCarried(one, line) ? one.units : 0), 0)
  return Math.min(line.units, units)
}

/**
 * Whether a shipment brings units back: it starts where the order was to end, or at a customer's. It tells nothing of the way
 * to the customer, nor of a promise.
 * @param goal location that the order goes to
 */
export function bringsBack(
  { origin }: OrderShipment,
  goal: string | undefined,
  around: OrderSurroundings,
): boolean {
  if (origin?.location === undefined) return false
  return origin.location === goal || around.placeOf(origin.location)?.kind === 'customer'
}

/** Steps that a shipment's milestones tell of: what left, what came to a counter, what came to the customer. */
export function toldByShipment(shipment: OrderShipment, line: LineStatement, flow: Flow | null): ToldStep[] {
  const units = unitsWithin(shipment, line)
  if (units === 0) return []
  const isPickup = flow === 'bopis' || flow === 'ropis'
  const steps: [Step['step'], number | null, string | null][] = [
    ['shipped', shipment.shippedAt, shipment.origin?.location ?? null],
    isPickup
      ? ['arrived', shipment.arrivedAt ?? shipment.deliveredAt, shipment.destination?.location ?? null]
      : ['delivered', shipment.deliveredAt, null],
  ]
  return steps.flatMap(([step, at, location]): ToldStep[] =>
    at === null
      ? []
      : [
          {
            kind: 'step',
            at,
            rank: stepRank(step),
            identity: `shipment ${shipment.shipment}`,
            place: stepRank(step),
            isOfOrder: units === null,
            step: { step, at, units, location, shipment: shipment.shipment, by: null, fromShipment: true },
          },
        ],
  )
}

/** One order whatever the arrival: by time, then as steps normally come, then by name. */
export function inSequence<T extends Telling>(told: readonly T[]): T[] {
  return [...told].sort(
    (a, b) =>
      a.at - b.at ||
      a.rank - b.rank ||
      (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : a.place - b.place),
  )
}
