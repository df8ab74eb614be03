/** Owns the trade's words for the codes of orders, promises and speed. */
import type { CausedBy, Flow, OrderStep, ReturnStep, TransitCount } from '../../shared/vocabulary.ts'
import type { ClaimRow, OrderStatus, PromiseBasis, TimelineEntry } from '../../shared/readModels/orders.ts'
import type { HeatmapColumn, LateCause } from '../../shared/readModels/speed.ts'

export const FLOW_WORDS: Record<Flow, string> = {
  shipFromDc: 'Ship from DC',
  shipFromStore: 'Ship from store',
  dropShip: 'Drop-ship',
  bopis: 'BOPIS',
  ropis: 'ROPIS',
  boris: 'BORIS',
  storeHomeDelivery: 'Store sale, home delivery',
}

/** What each flow is, for a hover. */
export const FLOW_RULES: Record<Flow, string> = {
  shipFromDc: 'Shipped to the customer from a distribution centre',
  shipFromStore: 'Shipped to the customer from a store',
  dropShip: 'Shipped to the customer by the supplier',
  bopis: 'Bought online, picked up in store',
  ropis: 'Reserved online, paid for and picked up in store',
  boris: 'Bought online and shipped, returned in store',
  storeHomeDelivery: 'Bought in a store, delivered to the home',
}

export const flowWord = (flow: string | null): string =>
  flow === null ? 'flow not known' : (FLOW_WORDS[flow as Flow] ?? flow)

export const STATUS_WORDS: Record<OrderStatus, string> = {
  undescribed: 'Not described',
  placed: 'Placed',
  approved: 'Approved',
  allocated: 'Allocated',
  picked: 'Picked',
  packed: 'Packed',
  shipped: 'Shipped',
  arrived: 'Arrived at the pickup place',
  ready: 'Ready for pickup',
  delivered: 'Delivered',
  collected: 'Collected',
  cancelled: 'Cancelled',
  returned: 'Returned',
}

export const STEP_WORDS: Record<OrderStep, string> = {
  approved: 'Approved',
  allocated: 'Allocated',
  rejected: 'Rejected by the location',
  picked: 'Picked',
  packed: 'Packed',
  shipped: 'Shipped',
  arrived: 'Arrived at the pickup place',
  ready: 'Ready for pickup',
  delivered: 'Delivered',
  collected: 'Collected',
  cancelled: 'Cancelled',
}

/** What a line that waits for a step waits for. */
export const WAITING_WORDS: Record<OrderStep, string> = {
  approved: 'Approval',
  allocated: 'Allocation',
  rejected: 'Another location',
  picked: 'Picking',
  packed: 'Packing',
  shipped: 'Hand-over to the carrier',
  arrived: 'Arrival at the pickup place',
  ready: 'Being made ready',
  delivered: 'Delivery',
  collected: 'Collection',
  cancelled: 'Cancellation',
}

export const RETURN_STEP_WORDS: Record<ReturnStep, string> = {
  initiated: 'Return started',
  received: 'Return received',
  graded: 'Return graded',
  refunded: 'Refunded',
  withdrawn: 'Return withdrawn',
}

export const BASIS_WORDS: Record<PromiseBasis, string> = {
  channel: 'promised by the channel',
  carrier: 'the carrier’s estimate',
  rule: 'by our own rule: cutoff, calendar, handling, lane',
}

export const TRANSIT_WORDS: Record<TransitCount, string> = {
  workingDays: 'working days',
  calendarDays: 'calendar days',
  clockDays: 'times 24 hours',
}

export const CAUSED_BY_WORDS: Record<CausedBy, string> = {
  customer: 'by the customer',
  store: 'by the store',
  stock: 'for want of stock',
  carrier: 'by the carrier',
  channel: 'by the channel',
}

export const CLAIM_STATE_WORDS: Record<ClaimRow['state'], string> = {
  open: 'Holds stock',
  released: 'Released',
  expired: 'Expired',
  fulfilled: 'Fulfilled',
}

export const CAUSE_WORDS: Record<LateCause, string> = {
  allocationWait: 'Wait for allocation',
  pick: 'Picking',
  dwell: 'Dwell, waiting to leave',
  carrier: 'Carrier',
  stockShortage: 'Stock shortage',
  wrongPromise: 'Promise too early',
}

export const COLUMN_WORDS: Record<HeatmapColumn, string> = {
  channel: 'Channel',
  flow: 'Flow',
  carrier: 'Carrier',
  location: 'Location',
  weekHour: 'Weekday and hour',
}

export const TIMELINE_KIND_WORDS: Record<TimelineEntry['kind'], string> = {
  order: 'Order',
  step: 'Step',
  shipment: 'Shipment',
  return: 'Return',
  payment: 'Payment',
  claim: 'Claim',
  feedback: 'Feedback',
  contact: 'Contact',
}

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
export const SHORT_WEEKDAYS = WEEKDAYS.map((day) => day.slice(0, 3))

/** `Monday 14:00–15:00`. */
export function weekHourWord(hour: number): string {
  const clock = (at: number) => `${String(at % 24).padStart(2, '0')}:00`
  return `${WEEKDAYS[Math.floor(hour / 24)] ?? '?'} ${clock(hour)}–${clock(hour + 1)}`
}

/** What a column's value is called where the engine names it by its code. */
export function columnValueWord(column: HeatmapColumn, key: string, name: string): string {
  if (column === 'flow') return key ? flowWord(key) : 'Flow not known'
  if (column === 'weekHour') return weekHourWord(Number(key))
  return name || key || `${COLUMN_WORDS[column]} not stated`
}
