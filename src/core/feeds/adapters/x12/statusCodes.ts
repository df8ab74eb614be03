/** Owns X12 element 1650: what each shipment status code of an AT7 means for a shipment. */
import type { Milestone } from '../../../../shared/vocabulary.ts'

/**
 * `milestone`: the shipment reached a step. `estimate`: AT7-05 and -06 say when delivery is expected, no state
 * changes. `waypoint`: an estimate for a place on the way, kept but of no effect.
 */
export type StatusMeaning =
  | { kind: 'milestone'; milestone: Milestone; words: string; at: 'origin' | 'destination' | 'between' }
  | { kind: 'estimate'; words: string }
  | { kind: 'waypoint'; words: string }

const step = (
  milestone: Milestone,
  words: string,
  at: 'origin' | 'destination' | 'between' = 'between',
): StatusMeaning => ({ kind: 'milestone', milestone, words, at })

/** The codes of releases 003070 to 008010. `departed` is left to the origin, `arrived` to the destination. */
export const STATUS_CODES: ReadonlyMap<string, StatusMeaning> = new Map<string, StatusMeaning>([
  ['A3', step('returned', 'returned to shipper', 'origin')],
  ['A7', step('refused', 'refused by consignee', 'destination')],
  ['A9', step('damaged', 'damaged')],
  ['AF', step('pickedUp', 'carrier left the pick-up location with the shipment', 'origin')],
  ['AG', { kind: 'estimate', words: 'estimated delivery' }],
  ['AH', step('deliveryAttempted', 'delivery attempted', 'destination')],
  ['AI', step('exception', 'reconsigned')],
  ['AJ', step('outForDelivery', 'tendered for delivery', 'destination')],
  ['AM', step('pickedUp', 'loaded on truck', 'origin')],
  ['AN', step('inTransit', 'diverted to air carrier')],
  ['AP', step('exception', 'delivery not completed', 'destination')],
  ['AR', step('inTransit', 'rail arrival at the destination ramp')],
  ['AV', step('inTransit', 'available for delivery', 'destination')],
  ['B6', { kind: 'waypoint', words: 'estimated arrival at a carrier terminal' }],
  ['BA', step('inTransit', 'picked up by a connecting line or cartage agent')],
  ['BC', step('held', 'storage in transit')],
  ['C1', { kind: 'waypoint', words: 'estimated departure from a terminal' }],
  ['CA', step('cancelled', 'shipment cancelled')],
  ['CB', step('delivered', 'delivery completed, last part of a split delivery', 'destination')],
  ['CD', step('delivered', 'carrier left the delivery location', 'destination')],
  ['CL', step('planned', 'trailer closed out', 'origin')],
  ['CP', step('pickedUp', 'completed loading at the pick-up location', 'origin')],
  ['D1', step('delivered', 'completed unloading at the delivery location', 'destination')],
  ['E1', { kind: 'waypoint', words: 'estimated arrival at the pick-up location' }],
  ['I1', step('inTransit', 'in-gate')],
  ['J1', step('inTransit', 'delivered to a connecting line')],
  ['K1', step('inTransit', 'arrived at customs')],
  ['L1', step('planned', 'loading', 'origin')],
  ['OA', step('inTransit', 'out-gate')],
  ['OO', step('exception', 'paperwork received, shipment or equipment not received')],
  ['P1', step('inTransit', 'departed from a terminal')],
  ['PA', step('exception', 'partial delivery', 'destination')],
  ['PR', step('held', 'held by customs at an in-bond location')],
  ['R1', step('inTransit', 'received from the prior carrier')],
  ['RL', step('departed', 'rail departure from the origin ramp', 'origin')],
  ['S1', step('arrived', 'trailer spotted at the consignee', 'destination')],
  ['SD', step('delayed', 'shipment delayed')],
  ['X1', step('arrived', 'arrived at the delivery location', 'destination')],
  ['X2', { kind: 'estimate', words: 'estimated arrival at the consignee' }],
  ['X3', step('planned', 'carrier arrived at the pick-up location', 'origin')],
  ['X4', step('inTransit', 'arrived at a terminal')],
  ['X5', step('arrived', 'arrived at the loading dock of the delivery location', 'destination')],
  ['X6', step('inTransit', 'en route to the delivery location')],
  ['X8', step('planned', 'carrier arrived at the loading dock of the pick-up location', 'origin')],
  ['XB', step('planned', 'shipment acknowledged', 'origin')],
])

/** Element 1652, appointments: those for delivery say when delivery is expected, those for pick-up are kept only. */
export const APPOINTMENT_CODES: ReadonlyMap<string, StatusMeaning> = new Map<string, StatusMeaning>([
  ['AA', { kind: 'waypoint', words: 'pick-up appointment' }],
  ['AB', { kind: 'estimate', words: 'delivery appointment' }],
  ['AC', { kind: 'estimate', words: 'estimated delivery appointment' }],
  ['NA', { kind: 'waypoint', words: 'normal appointment' }],
  ['X9', { kind: 'estimate', words: 'delivery appointment secured' }],
  ['XA', { kind: 'waypoint', words: 'pick-up appointment secured' }],
  ['XC', { kind: 'estimate', words: 'delivery appointment changed' }],
  ['XD', { kind: 'waypoint', words: 'pick-up appointment changed' }],
])
