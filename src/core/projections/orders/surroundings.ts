/** Owns what an order's fold is told besides the order's own records: its shipments, the places it touches, our rule. */
import type { Flow, LocationKind } from '../../../shared/vocabulary.ts'
import type { Place } from '../../../shared/eventParts.ts'
import type { RuleSteps } from '../../../shared/readModels/orders.ts'

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
  /** When it left its origin; null where nothing tells. */
  shippedAt: number | null
  /** When it could be collected at a counter. */
  arrivedAt: number | null
  deliveredAt: number | null
}

export interface KnownPlace {
  kind: LocationKind | null
  region: string | null
  country: string | null
  timeZone: string | null
}

export interface PromiseQuestion {
  placedAt: number
  /** Where the promise was made from, whichever place sends the units in the end. */
  origin: string | null
  /** Of a pick-up, the counter. */
  destination: Place | null
  flow: Flow | null
}
/**
 * The promise by our own rule (cutoff, calendar, handling, lane); a bare instant where it is known from before, null where
 * no schedule tells one.
 */
export type RulePromise = (question: PromiseQuestion) => RuleAnswer | number | null

export interface RuleAnswer {
  at: number
  steps: RuleSteps
}

/** All of it is part of the state, so arrival cannot matter. */
export interface OrderSurroundings {
  shipments: readonly OrderShipment[]
  placeOf(location: string): KnownPlace | null
  /** The promise by our own rule; null where no schedule tells one. */
  rulePromise: RulePromise
}
