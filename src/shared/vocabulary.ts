/** Owns the closed lists of words that events are told in: dispositions, milestones, flows, steps, scales. */

/** Condition that stock is held in. CBV dispositions are mapped onto these by the EPCIS adapter. */
export const STOCK_DISPOSITIONS = [
  'sellable',
  'inspection',
  'damaged',
  'expired',
  'recalled',
  'unsellable',
] as const
export type StockDisposition = (typeof STOCK_DISPOSITIONS)[number]

/** Accounts outside the network's locations; together with the locations they sum to zero per SKU. */
export const OUTER_ACCOUNTS = ['supplier', 'customer', 'inTransit', 'adjustment'] as const
export type OuterAccount = (typeof OUTER_ACCOUNTS)[number]

export const LOCATION_KINDS = ['store', 'dc', 'supplier', 'hub', 'customer', 'other'] as const
export type LocationKind = (typeof LOCATION_KINDS)[number]

/** Steps of a shipment's life, in the order in which they normally come. */
export const MILESTONES = [
  'planned',
  'labelCreated',
  'pickedUp',
  'departed',
  'inTransit',
  'arrived',
  'outForDelivery',
  'deliveryAttempted',
  'availableForPickup',
  'delayed',
  'held',
  'exception',
  'refused',
  'damaged',
  'lost',
  'returning',
  'returned',
  'cancelled',
  'delivered',
  'received',
] as const
export type Milestone = (typeof MILESTONES)[number]

/** What the sender or the receiver tells of a shipment, not its carrier. */
export const NOT_CARRIERS_WORD: readonly Milestone[] = ['planned', 'labelCreated', 'received', 'cancelled']

/**
 * The ways in which an order reaches its customer. `boris` is a shipped order whose return is brought to a store;
 * `ropis` differs from `bopis` in that it is paid for at the counter.
 */
export const FLOWS = [
  'shipFromDc',
  'shipFromStore',
  'dropShip',
  'bopis',
  'ropis',
  'boris',
  'storeHomeDelivery',
] as const
export type Flow = (typeof FLOWS)[number]

/**
 * Steps of an order's lines. `shipped`: given to a carrier, the units left the location. `arrived`: at the place of
 * collection. `ready`: the customer may come. `delivered` and `collected`: in the customer's hands, which ends the promise.
 */
export const ORDER_STEPS = [
  'approved',
  'allocated',
  'rejected',
  'picked',
  'packed',
  'shipped',
  'arrived',
  'ready',
  'delivered',
  'collected',
  'cancelled',
] as const
export type OrderStep = (typeof ORDER_STEPS)[number]

export const RETURN_STEPS = ['initiated', 'received', 'graded', 'refunded', 'withdrawn'] as const
export type ReturnStep = (typeof RETURN_STEPS)[number]

/** Who a cancellation, a rejection or a change is down to. */
export const CAUSED_BY = ['customer', 'store', 'stock', 'carrier', 'channel'] as const
export type CausedBy = (typeof CAUSED_BY)[number]

/** What a rating is given on: 1–5 stars, 0–10 likelihood to recommend (NPS), 1–5 satisfaction (CSAT). */
export const RATING_SCALES = ['stars', 'nps', 'csat'] as const
export type RatingScale = (typeof RATING_SCALES)[number]

/**
 * How a lane's transit is counted: days on which the carrier works, days of the calendar, or days of 24 hours by the
 * clock, which promise an instant instead of a date.
 */
export const TRANSIT_COUNTS = ['workingDays', 'calendarDays', 'clockDays'] as const
export type TransitCount = (typeof TRANSIT_COUNTS)[number]

/** States that a system may have an order in, as it tells them; compared between systems by their rank. */
export const TOLD_ORDER_STATES = [
  'open',
  'inProgress',
  'shipped',
  'fulfilled',
  'cancelled',
  'returned',
] as const
export type ToldOrderState = (typeof TOLD_ORDER_STATES)[number]

/** What a source's own total counts: records that it sent, units sold, or units on hand. */
export const CONTROL_MEASURES = ['records', 'soldUnits', 'onHandUnits'] as const
export type ControlMeasure = (typeof CONTROL_MEASURES)[number]

/**
 * `pending`: it holds, for less than the rule's waiting time. `recovering`: it holds no more, for less than the time after
 * which it is over. `noData`: what it is judged by fell silent. `error`: the rule failed on it.
 */
export const ALERT_STATES = ['pending', 'firing', 'recovering', 'resolved', 'noData', 'error'] as const
export type AlertState = (typeof ALERT_STATES)[number]

export const ALERT_SEVERITIES = ['critical', 'serious', 'warning'] as const
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number]

export const ALERT_ACTS = [
  'acknowledged',
  'unacknowledged',
  'assigned',
  'commented',
  'snoozed',
  'voted',
] as const
export type AlertAct = (typeof ALERT_ACTS)[number]

/** What rules look after. */
export const ALERT_AREAS = ['channels', 'stock', 'speed', 'feeds'] as const
export type AlertArea = (typeof ALERT_AREAS)[number]
