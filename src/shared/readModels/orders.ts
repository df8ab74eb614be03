/** Owns the shapes that questions about orders, lines, returns and claims are answered with. Units are numbers of units; instants are milliseconds since 1970. */
import type {
  CausedBy,
  Flow,
  OrderStep,
  RatingScale,
  ReturnStep,
  StockDisposition,
  TransitCount,
} from '../vocabulary.ts'
import type { Freshness } from './freshness.ts'
import type { ShipmentRow } from './shipments.ts'

/** Where units of a line stand: the last step taken; `placed` before any. */
export type LineStage = 'placed' | Exclude<OrderStep, 'rejected'>

/** Where an order stands as a whole: the least advanced of its open lines, else how it ended. */
export type OrderStatus = 'undescribed' | LineStage | 'returned'

export const PROMISE_BASES = ['channel', 'carrier', 'rule'] as const
/** Who gave the promised time: the channel, the carrier's estimate, or our own rule. */
export type PromiseBasis = (typeof PROMISE_BASES)[number]

/** How our own rule came to a promise. */
export interface RuleSteps {
  /** Where it was made from. */
  from: string
  /** When work on the order begins, by the cutoff and the opening hours. */
  beginsAt: number
  /** When it is given to the carrier; ready, where it is collected there. */
  handledAt: number
  /** The agreement that it goes by; null where it is collected where it was handled. */
  transit: { days: number; countedIn: TransitCount; carrier: string | null } | null
}

export interface LinePromise {
  at: number
  basis: PromiseBasis
  /** Where the basis is our rule. */
  rule?: RuleSteps
}

/** Units of a line that went one way together. A split order has lines with several. */
export interface LinePortion {
  units: number
  stage: LineStage
  location: string | null
  locationName: string | null
  shipment: string | null
  /** When each step was taken; a step that no record told of is absent. */
  stepAt: Partial<Record<OrderStep, number>>
  cancelledBy: CausedBy | null
}

export interface LineReturn {
  return: string
  units: number
  /** Of these, units that never came into the customer's hands: the demand for them was cancelled. */
  undeliveredUnits: number
  step: ReturnStep
  location: string | null
  disposition: StockDisposition | null
  refundMinor: number
  stepAt: Partial<Record<ReturnStep, number>>
  reason: string | null
}

/** Time against the promise, when the question was asked. Working hours are those of the location that has the units. */
export interface PromiseTime {
  /** From placed until handed over, while open until now; null where either is not known, and where it was cancelled. */
  elapsedHours: number | null
  /** The same in working hours; null besides where no schedule of the location tells them. */
  elapsedBusinessHours: number | null
  /** From now until the promise is broken, less than zero where it was; null without a promise, and once it is over. */
  remainingHours: number | null
  remainingBusinessHours: number | null
}

export interface OrderLineState extends PromiseTime {
  line: string
  sku: string
  skuName: string | null
  units: number
  priceMinor: number | null
  currency: string | null
  portions: LinePortion[]
  returns: LineReturn[]
  promise: LinePromise | null
  /** When the last units came into the customer's hands; null while some are open. */
  handedOverAt: number | null
  late: boolean | null
}

/** A step that the flow does not allow from where the units stood. It is kept, named, and has no effect. */
export interface RefusedStep {
  at: number
  line: string | null
  step: OrderStep | ReturnStep
  /** e.g. `bopis has no step “delivered”`. */
  why: string
  identity: string
}

export interface OrderRow extends PromiseTime {
  order: string
  status: OrderStatus
  /** Stated by the source, else told by where its units are taken from and to; null while nothing tells. */
  flow: Flow | null
  channel: string | null
  placedAt: number | null
  lineCount: number
  units: number
  valueMinor: number
  currency: string | null
  /** Of the line that is due first, or was. */
  promisedAt: number | null
  promiseBasis: PromiseBasis | null
  handedOverAt: number | null
  late: boolean | null
  region: string | null
  location: string | null
  locationName: string | null
  freshness: Freshness
}

export interface OrderPage {
  rows: OrderRow[]
  total: number
}

export interface TimelineEntry {
  at: number
  /** What happened: a step, a milestone, a payment, a return step, a rating. */
  kind: 'order' | 'step' | 'shipment' | 'return' | 'payment' | 'claim' | 'feedback' | 'contact'
  what: string
  line: string | null
  units: number | null
  location: string | null
  locationName: string | null
  shipment: string | null
  detail: string | null
  identity: string
  feed: string
  refusedBecause: string | null
}

export interface ClaimRow {
  claim: string
  order: string
  line: string | null
  sku: string
  location: string
  units: number
  /** What of it still holds stock. */
  openUnits: number
  kind: 'soft' | 'firm'
  state: 'open' | 'released' | 'expired' | 'fulfilled'
  takenAt: number
  /** As it was taken: a claim that was confirmed does not run out. */
  expiresAt: number | null
  confirmedAt: number | null
  /** When it was given up or ran out; null while it is open, and where its units left or were cancelled. */
  endedAt: number | null
  endedWhy: string | null
  /** Who took it: a person, or `feed:` and a feed's name. */
  actor: string
}

export interface OrderDetail {
  row: OrderRow
  /** A pseudonym: opens the customer's timeline only by role and reason. */
  customer: string | null
  lines: OrderLineState[]
  shipments: ShipmentRow[]
  claims: ClaimRow[]
  payments: { at: number; method: string; amountMinor: number; currency: string }[]
  feedback: { at: number; rating: number; scale: RatingScale; title: string | null; text: string | null }[]
  timeline: TimelineEntry[]
  refusedSteps: RefusedStep[]
}

export interface OrderSummary {
  orders: number
  /** Orders with both a promised and an actual time of coming into the customer's hands. */
  withPromiseAndDelivery: number
  lateOrders: number
  lines: number
  linesWithPromiseAndDelivery: number
  lateLines: number
  openLines: number
  byStatus: Record<string, number>
  byFlow: Record<string, number>
}
