/** Owns EasyPost's closed lists: what each tracker status and status detail means for a shipment. */
import type { Milestone } from '../../../../shared/vocabulary.ts'

/** The ten statuses; null where the word states no step. */
export const STATUSES: ReadonlyMap<string, Milestone | null> = new Map<string, Milestone | null>([
  ['unknown', null],
  ['pre_transit', 'labelCreated'],
  ['in_transit', 'inTransit'],
  ['out_for_delivery', 'outForDelivery'],
  ['delivered', 'delivered'],
  ['available_for_pickup', 'availableForPickup'],
  ['return_to_sender', 'returning'],
  ['failure', 'exception'],
  ['cancelled', 'cancelled'],
  ['error', 'exception'],
])

/** The twenty-eight details; null where the word adds nothing to the status. */
export const STATUS_DETAILS: ReadonlyMap<string, Milestone | null> = new Map<string, Milestone | null>([
  ['address_correction', 'exception'],
  ['arrived_at_destination', 'arrived'],
  ['arrived_at_facility', 'inTransit'],
  ['arrived_at_pickup_location', 'availableForPickup'],
  ['awaiting_information', 'held'],
  ['cancelled', 'cancelled'],
  ['damaged', 'damaged'],
  ['delayed', 'delayed'],
  ['delivery_exception', 'exception'],
  ['departed_facility', 'inTransit'],
  ['departed_origin_facility', 'departed'],
  ['expired', 'exception'],
  ['failure', 'exception'],
  ['held', 'held'],
  ['in_transit', 'inTransit'],
  ['label_created', 'labelCreated'],
  ['lost', 'lost'],
  ['missorted', 'exception'],
  ['out_for_delivery', 'outForDelivery'],
  ['received_at_destination_facility', 'inTransit'],
  ['received_at_origin_facility', 'pickedUp'],
  ['refused', 'refused'],
  ['return', 'returning'],
  ['status_update', null],
  ['transferred_to_destination_carrier', 'inTransit'],
  ['transit_exception', 'exception'],
  ['unknown', null],
  ['weather_delay', 'delayed'],
])

/** Statuses that say all there is to say; under the others a detail that has a meaning is the finer word. */
const DECISIVE: ReadonlySet<string> = new Set([
  'out_for_delivery',
  'delivered',
  'available_for_pickup',
  'return_to_sender',
  'cancelled',
])

/** The step of a status and its detail; undefined where the status is none of EasyPost's, null where it is no step. */
export function milestoneOf(status: string, detail: string): Milestone | null | undefined {
  const own = STATUSES.get(status)
  if (own === undefined || DECISIVE.has(status)) return own
  return STATUS_DETAILS.get(detail) ?? own
}
