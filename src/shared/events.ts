/** Owns the canonical events: what every feed's records become, with their run-time schemas. */
import { Type, type Static } from '@sinclair/typebox'
import {
  Account,
  DeliveryPromise,
  Id,
  Latitude,
  Longitude,
  oneOf,
  Place,
  Quantity,
  strict,
  Text,
} from './eventParts.ts'
import {
  AlertActed,
  AlertChanged,
  AlertRuleSet,
  AlertSilenceEnded,
  AlertSilenceSet,
  UserRuleRemoved,
  UserRuleSaved,
} from './alertEvents.ts'
import {
  ChannelDescribed,
  ControlTotalTold,
  FeedSequenceTold,
  ListingShown,
  LocationCapacitySet,
  OrderStateTold,
  PromotionPlanned,
  ShipmentLineReceived,
} from './listingEvents.ts'
import {
  ClaimConfirmed,
  ClaimReleased,
  ClaimTaken,
  CustomerContacted,
  CustomerOpened,
  CustomerTouched,
  FeedbackGiven,
  OrderLineAdded,
  OrderPlaced,
  OrderStepTaken,
  PaymentTaken,
  ReturnStepTaken,
} from './orderEvents.ts'
import { LaneTransitSet, LocationScheduleSet } from './scheduleEvents.ts'
import { ApprovalDelegated, ApprovalDelegationEnded, ApprovalLimitSet } from './approvalEvents.ts'
import {
  ScenarioRemoved,
  ScenarioSaved,
  TransferAmended,
  TransferApproved,
  TransferCancelled,
  TransferClosed,
  TransferDrafted,
  TransferLineReceived,
  TransferLineSent,
  TransferRejected,
  TransferReleased,
  TransferSubmitted,
  TransferVarianceSettled,
} from './transferEvents.ts'
import { LOCATION_KINDS, MILESTONES, STOCK_DISPOSITIONS } from './vocabulary.ts'

export const StockMoved = Type.Object(
  { type: Type.Literal('StockMoved'), sku: Id, units: Quantity, from: Account, to: Account },
  { ...strict, description: 'Units of one SKU went from one account to another.' },
)
export const StockCounted = Type.Object(
  {
    type: Type.Literal('StockCounted'),
    sku: Id,
    location: Id,
    disposition: oneOf(STOCK_DISPOSITIONS),
    units: Quantity,
  },
  { ...strict, description: 'A physical count: what was on hand at that time, whatever the moves say.' },
)
export const SafetyStockSet = Type.Object(
  { type: Type.Literal('SafetyStockSet'), sku: Id, location: Id, units: Quantity },
  { ...strict, description: 'Units that are kept back from what is available to promise.' },
)
export const LocationDescribed = Type.Object(
  {
    type: Type.Literal('LocationDescribed'),
    location: Id,
    name: Type.Optional(Text),
    kind: Type.Optional(oneOf(LOCATION_KINDS)),
    address: Type.Optional(Text),
    city: Type.Optional(Text),
    region: Type.Optional(Text),
    country: Type.Optional(Text),
    postalCode: Type.Optional(Text),
    latitude: Type.Optional(Latitude),
    longitude: Type.Optional(Longitude),
    timeZone: Type.Optional(Type.String({ maxLength: 64 })),
    openedOn: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  },
  { ...strict, description: 'Master data of a location, valid from occurredAt on.' },
)
export const SkuDescribed = Type.Object(
  {
    type: Type.Literal('SkuDescribed'),
    sku: Id,
    name: Type.Optional(Text),
    category: Type.Optional(Text),
    brand: Type.Optional(Text),
    weightGrams: Type.Optional(Type.Number({ minimum: 0 })),
  },
  { ...strict, description: 'Master data of a SKU, valid from occurredAt on.' },
)
export const SkuAliased = Type.Object(
  { type: Type.Literal('SkuAliased'), alias: Id, sku: Id },
  {
    ...strict,
    description: 'What a source calls by another name is this SKU: its stock is booked under the SKU.',
  },
)
export const CategoryNamed = Type.Object(
  { type: Type.Literal('CategoryNamed'), category: Id, language: Id, name: Text },
  { ...strict, description: 'The name of a category in a language.' },
)
export const PostalAreaLocated = Type.Object(
  {
    type: Type.Literal('PostalAreaLocated'),
    country: Text,
    postalCode: Text,
    latitude: Latitude,
    longitude: Longitude,
    city: Type.Optional(Text),
    region: Type.Optional(Text),
  },
  { ...strict, description: 'One observation of where a postal area lies; several are averaged.' },
)
export const ShipmentDescribed = Type.Object(
  {
    type: Type.Literal('ShipmentDescribed'),
    shipment: Id,
    order: Type.Optional(Id),
    carrier: Type.Optional(Text),
    service: Type.Optional(Text),
    trackingNumber: Type.Optional(Text),
    origin: Type.Optional(Place),
    destination: Type.Optional(Place),
    promisedDelivery: Type.Optional(DeliveryPromise),
    /**
     * Who tells of `lines`, where one source brings what several tell, e.g. a warehouse and a sender. What one party tells
     * adds up; what another tells is the same goods once more.
     */
    toldBy: Type.Optional(Text),
    /** `orderLine`: the line of the order that these units are for, where the source says. */
    lines: Type.Optional(
      Type.Array(Type.Object({ sku: Id, units: Quantity, orderLine: Type.Optional(Text) }, strict), {
        maxItems: 10_000,
      }),
    ),
  },
  { ...strict, description: 'What a shipment is: from where, to where, by whom, with what.' },
)
export const ShipmentMilestoneReached = Type.Object(
  {
    type: Type.Literal('ShipmentMilestoneReached'),
    shipment: Id,
    milestone: oneOf(MILESTONES),
    /** When the step was taken, where one record tells of several steps; else the record's own time. */
    at: Type.Optional(Type.Integer()),
    place: Type.Optional(Place),
    /** The source's own code and words, kept as they stand. */
    code: Type.Optional(Text),
    detail: Type.Optional(Text),
  },
  { ...strict, description: 'A shipment reached a step.' },
)
export const ShipmentEstimateChanged = Type.Object(
  {
    type: Type.Literal('ShipmentEstimateChanged'),
    shipment: Id,
    estimatedDeliveryAt: Type.Integer(),
  },
  { ...strict, description: 'The carrier expects delivery at another time. Changes no state.' },
)
export const ObservationRecorded = Type.Object(
  {
    type: Type.Literal('ObservationRecorded'),
    /** Why the record changes no stock, in words that name the rule. */
    why: Text,
    step: Type.Optional(Text),
    place: Type.Optional(Place),
    things: Type.Optional(
      Type.Array(Type.Object({ id: Id, units: Quantity }, strict), { maxItems: 100_000 }),
    ),
    parent: Type.Optional(Id),
  },
  { ...strict, description: 'Something was seen that has no meaning for stock; kept for tracing.' },
)

/** Every canonical event type by name. */
export const EVENT_SCHEMAS = {
  StockMoved,
  StockCounted,
  SafetyStockSet,
  LocationDescribed,
  SkuDescribed,
  SkuAliased,
  CategoryNamed,
  PostalAreaLocated,
  ShipmentDescribed,
  ShipmentMilestoneReached,
  ShipmentEstimateChanged,
  OrderPlaced,
  OrderLineAdded,
  OrderStepTaken,
  ReturnStepTaken,
  ClaimTaken,
  ClaimReleased,
  ClaimConfirmed,
  PaymentTaken,
  FeedbackGiven,
  LocationScheduleSet,
  LaneTransitSet,
  CustomerTouched,
  CustomerContacted,
  CustomerOpened,
  ChannelDescribed,
  ListingShown,
  PromotionPlanned,
  OrderStateTold,
  LocationCapacitySet,
  ControlTotalTold,
  FeedSequenceTold,
  ShipmentLineReceived,
  AlertChanged,
  AlertActed,
  AlertSilenceSet,
  AlertSilenceEnded,
  AlertRuleSet,
  UserRuleSaved,
  UserRuleRemoved,
  ScenarioSaved,
  ScenarioRemoved,
  TransferDrafted,
  TransferAmended,
  TransferSubmitted,
  TransferApproved,
  TransferRejected,
  TransferReleased,
  TransferCancelled,
  TransferLineSent,
  TransferLineReceived,
  TransferVarianceSettled,
  TransferClosed,
  ApprovalLimitSet,
  ApprovalDelegated,
  ApprovalDelegationEnded,
  ObservationRecorded,
} as const

export type EventType = keyof typeof EVENT_SCHEMAS
export type CanonicalEvent = { [K in EventType]: Static<(typeof EVENT_SCHEMAS)[K]> }[EventType]
export type EventOf<K extends EventType> = Extract<CanonicalEvent, { type: K }>

/**
 * A record that an adapter understood: one identity, one or more canonical events that take effect together.
 * Two records of one identity with different contents are versions of one fact; `recordTime` (else the lower
 * content hash) says which counts. A retraction takes the whole effect of its identity back.
 */
export interface FeedRecord {
  /** The source's own event id with its scheme, e.g. `epcis:urn:uuid:…`; the same over any transport. */
  identity: string
  /** The source's time, milliseconds since 1970. */
  occurredAt: number
  /** The source's record time or version number, where it gives one; later counts. */
  recordTime?: number
  /** True for an EPCIS error declaration and its like: this identity has no effect. */
  retracted?: boolean
  /** At least one event. */
  events: CanonicalEvent[]
}
