/** Owns an order as it was known at a time: folded again from the facts up to then, and from no others. */
import type { Fact } from '../ledger/subjects.ts'
import { foldOrder, type OrderFold } from './orders/fold.ts'
import type { OrderShipment, OrderSurroundings } from './orders/surroundings.ts'
import { foldShipment } from './shipments.ts'

/** All that was ever told of an order and its shipments; each list in order of time, identity and line. */
export interface OrderFacts {
  order: readonly Fact[]
  shipments: readonly { shipment: string; facts: readonly Fact[] }[]
}

/** Milestones that say that a shipment has left its origin. */
const LEFT = new Set(['pickedUp', 'departed', 'inTransit', 'arrived', 'outForDelivery', 'deliveryAttempted'])

/** When what a fact tells of came about: one record may tell of several steps, each with a time of its own. */
const timeOf = ({ event, occurredAt }: Fact): number => ('at' in event ? event.at : undefined) ?? occurredAt

/**
 * What was known at a time. What an order consists of is known once it is placed, though a table of lines may date them
 * otherwise; whatever is said of a line afterwards counts from its own time.
 */
export function knownAt(facts: readonly Fact[], at: number): Fact[] {
  const lines = new Set<string>()
  return facts.filter((fact) => {
    if (fact.event.type === 'OrderLineAdded' && !lines.has(fact.event.line)) {
      lines.add(fact.event.line)
      return true
    }
    return timeOf(fact) <= at
  })
}

function shipmentAt(shipment: string, facts: readonly Fact[], around: Around): OrderShipment | null {
  if (facts.length === 0) return null
  const state = foldShipment(facts, (location) => around.placeOf(location)?.timeZone ?? null)
  const first = (is: (milestone: string) => boolean) =>
    state.milestones.find(({ milestone }) => is(milestone))?.at ?? null
  const { carrier, origin, destination, lines, promisedAt, firstEstimateAt, deliveredAt } = state
  return {
    shipment,
    carrier,
    origin,
    destination,
    lines,
    promisedAt,
    firstEstimateAt,
    deliveredAt,
    promiseBasis: state.promise?.basis ?? null,
    shippedAt: first((milestone) => LEFT.has(milestone)),
    arrivedAt: first((milestone) => milestone === 'availableForPickup'),
  }
}

type Around = Omit<OrderSurroundings, 'shipments'>

/** The order as it was known at a time; its lines are those of a time before where nothing new was told. */
export function foldOrderAt(facts: OrderFacts, at: number, around: Around): OrderFold {
  const shipments = facts.shipments.flatMap(
    (one) => shipmentAt(one.shipment, knownAt(one.facts, at), around) ?? [],
  )
  return foldOrder(knownAt(facts.order, at), { ...around, shipments })
}
