/** Owns what records and shipments tell of an order's lines, brought into one sequence. */
import type { EventOf, Flow, Place } from '../../../shared/events.ts'
import type { Fact } from '../../ledger/subjects.ts'
import { stepRank } from './flows.ts'
import type { Step } from './portions.ts'
import type { ReturnFact } from './returns.ts'

/** A shipment of the order, as it stands. */
export interface OrderShipment {
  shipment: string
  carrier: string | null
  origin: Place | null
  destination: Place | null
  lines: { sku: string; units: number; orderLine?: string }[]
  promisedAt: number | null
  promiseBasis: string | null
  /** What the carrier said first. */
  firstEstimateAt: number | null
  /** When it left its origin. */
  shippedAt: number | null
  /** When it could be collected at a counter. */
  arrivedAt: number | null
  deliveredAt: number | null
}

/** What the order's line is, in the words of its records. */
export type LineStatement = Partial<EventOf<'OrderLineAdded'>> & { line: string; sku: string; units: number }

export type Told =
  | {
      kind: 'step'
      at: number
      rank: number
      identity: string
      place: number
      step: Step
      fromShipment: boolean
    }
  | { kind: 'return'; at: number; rank: number; identity: string; place: number; fact: ReturnFact }

const RETURN_RANK = 200

/** Lines merged statement by statement, in the order of their names. */
export function lineStatements(facts: readonly Fact[]): LineStatement[] {
  const lines = new Map<string, LineStatement>()
  for (const { event } of facts) {
    if (event.type === 'OrderLineAdded') lines.set(event.line, { ...lines.get(event.line), ...event })
  }
  return [...lines.values()].sort((a, b) => (a.line < b.line ? -1 : 1))
}

/** Steps and returns that records name for a line, or for every line. */
export function toldOf(facts: readonly Fact[], line: string): Told[] {
  const told: Told[] = []
  for (const { event, occurredAt, identity, line: place } of facts) {
    if (event.type === 'OrderStepTaken' && (event.line === undefined || event.line === line)) {
      const { step, units = null, location = null, shipment = null, by = null } = event
      const at = event.at ?? occurredAt
      told.push({
        kind: 'step', at, rank: stepRank(step), identity, place, fromShipment: false,
        step: { step, at, units, location, shipment, by },
      }) // prettier-ignore
    }
    const isOfLine =
      event.type === 'ReturnStepTaken' &&
      (event.line === line || (event.line === undefined && event.step !== 'refunded'))
    if (event.type === 'ReturnStepTaken' && isOfLine) {
      told.push({
        kind: 'return',
        at: event.at ?? occurredAt,
        rank: RETURN_RANK,
        identity,
        place,
        fact: returnFact(event, occurredAt),
      })
    }
  }
  return told
}

export function returnFact(event: EventOf<'ReturnStepTaken'>, occurredAt: number): ReturnFact {
  const {
    line = null,
    step,
    units = null,
    location = null,
    disposition = null,
    amountMinor = null,
    why = null,
  } = event
  return {
    return: event.return,
    line,
    step,
    at: event.at ?? occurredAt,
    units,
    location,
    disposition,
    amountMinor,
    reason: why,
  }
}

/** Units of a line within a shipment; null: all of them, where the shipment does not list what it carries. */
function unitsWithin(shipment: OrderShipment, line: LineStatement): number | null {
  if (shipment.lines.length === 0) return null
  const own = shipment.lines.filter((one) =>
    one.orderLine === undefined ? one.sku === line.sku : one.orderLine === line.line,
  )
  return Math.min(
    line.units,
    own.reduce((sum, one) => sum + one.units, 0),
  )
}

/** Steps that a shipment's milestones tell of: what left, what came to a counter, what came to the customer. */
export function toldByShipment(shipment: OrderShipment, line: LineStatement, flow: Flow | null): Told[] {
  const units = unitsWithin(shipment, line)
  if (units === 0) return []
  const isPickup = flow === 'bopis' || flow === 'ropis'
  const steps: [Step['step'], number | null, string | null][] = [
    ['shipped', shipment.shippedAt ?? shipment.deliveredAt, shipment.origin?.location ?? null],
    [
      'arrived',
      isPickup ? (shipment.arrivedAt ?? shipment.deliveredAt) : null,
      shipment.destination?.location ?? null,
    ],
    ['delivered', isPickup ? null : shipment.deliveredAt, null],
  ]
  return steps.flatMap(([step, at, location]): Told[] =>
    at === null
      ? []
      : [{
          kind: 'step', at, rank: stepRank(step), identity: `shipment ${shipment.shipment}`, place: 0, fromShipment: true,
          step: { step, at, units, location, shipment: shipment.shipment, by: null },
        }],
  ) // prettier-ignore
}

/** One order whatever the arrival: by time, then as steps normally come, then by name. */
export function inSequence(told: readonly Told[]): Told[] {
  return [...told].sort(
    (a, b) =>
      a.at - b.at ||
      a.rank - b.rank ||
      (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : a.place - b.place),
  )
}
