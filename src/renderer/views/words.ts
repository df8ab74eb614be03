/** Owns the trade's words for the codes of the vocabulary. */
import type { LocationKind, Milestone, StockDisposition } from '../../shared/vocabulary.ts'

export const DISPOSITION_WORDS: Record<StockDisposition, string> = {
  sellable: 'Sellable',
  inspection: 'In inspection',
  damaged: 'Damaged',
  expired: 'Expired',
  recalled: 'Recalled',
  unsellable: 'Unsellable',
}

export const KIND_WORDS: Record<LocationKind, string> = {
  store: 'Store',
  dc: 'Distribution centre',
  supplier: 'Supplier',
  hub: 'Hub',
  customer: 'Customer',
  other: 'Other place',
}

export const MILESTONE_WORDS: Record<Milestone, string> = {
  planned: 'Planned',
  labelCreated: 'Label created',
  pickedUp: 'Picked up',
  departed: 'Departed',
  inTransit: 'In transit',
  arrived: 'Arrived at a facility',
  outForDelivery: 'Out for delivery',
  deliveryAttempted: 'Delivery attempted',
  availableForPickup: 'Available for pickup',
  delayed: 'Delayed',
  held: 'Held',
  exception: 'Exception',
  refused: 'Refused',
  damaged: 'Damaged',
  lost: 'Lost',
  returning: 'Returning',
  returned: 'Returned',
  cancelled: 'Cancelled',
  delivered: 'Delivered',
  received: 'Received',
}

/** The rule behind days of cover, for a hover. */
export const COVER_RULE =
  'on hand ÷ units that leave a day (sold to customers and sent on to other locations), mean of the 28 days before the latest event'
export const LEAVING_RULE =
  'sold to customers and sent on to other locations, mean of the 28 days before the latest event'
/** The rules behind what is set aside, for a hover. */
export const CLAIMED_RULE = 'set aside for order lines by claims that are open'
export const ALLOCATED_RULE = 'allocated to order lines, beyond what these have claimed'
export const ATP_RULE = 'available to promise: sellable − claimed − allocated − safety stock'
