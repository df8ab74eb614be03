/** Owns the shipments that an event names by despatch advice or bill of lading, and the steps they reach. */
import type { CanonicalEvent } from '../../../../shared/events.ts'
import type { Place } from '../../../../shared/eventParts.ts'
import { toUnits } from '../../../../shared/units.ts'
import { BIZ_STEPS } from './bizSteps.ts'
import type { Facts } from './facts.ts'
import type { Things } from './things.ts'

/** Most lines that a shipment's description may have; more are left out, all of them. */
const MOST_LINES = 10_000

const placeOf = (location: string | undefined): Place | undefined =>
  location === undefined ? undefined : { location }

/** Adds the description of each shipment and the step it reached, where the business step is one of a shipment's life. */
export function describeShipments(facts: Facts, things: Things, into: CanonicalEvent[]): void {
  const meaning = facts.step === undefined ? undefined : BIZ_STEPS[facts.step]
  if (facts.step === undefined || meaning?.milestone === undefined) return
  const { effect, milestone } = meaning
  const isOutbound = effect === 'despatch'
  const isInbound = effect === 'receipt'
  const origin = placeOf(isOutbound ? facts.places.leaving : facts.places.source)
  const destination = placeOf(facts.places.destination ?? (isInbound ? facts.places.business : undefined))
  for (const shipment of facts.shipments) {
    const description: CanonicalEvent = { type: 'ShipmentDescribed', shipment }
    if (origin !== undefined) description.origin = origin
    if (destination !== undefined) description.destination = destination
    // Only a despatch of one shipment tells what is in it; a receipt tells what arrived.
    if (isOutbound && facts.shipments.length === 1 && things.microunitsBySku.size <= MOST_LINES) {
      const lines = [...things.microunitsBySku].map(([sku, microunits]) => ({
        sku,
        units: toUnits(microunits),
      }))
      if (lines.length > 0) description.lines = lines
    }
    if (Object.keys(description).length > 2) into.push(description)
    const reached: CanonicalEvent = {
      type: 'ShipmentMilestoneReached',
      shipment,
      milestone,
      code: facts.step,
    }
    if (facts.places.seen !== undefined) reached.place = facts.places.seen
    into.push(reached)
  }
}
