/** Owns the canonical events: what every feed's records become, with their run-time schemas. */
import { Type, TypeRegistry, type Static } from '@sinclair/typebox'

const strict = { additionalProperties: false } as const

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

/** `oneOf` is a plain JSON Schema enum; the schema compiler has to be told how to check one. */
TypeRegistry.Set<{ enum?: unknown[] }>('Unsafe', (schema, value) => schema.enum?.includes(value) ?? false)

const oneOf = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })

/**
 * Ids are opaque strings with a scheme in front: `gln:9506000134352` (GLN, with `.extension` where given),
 * `gtin:09506000134352` (GTIN-14; `gtin:…@KGM` where the quantity has a unit of measure), or `feed:own id`.
 */
const Id = Type.String({ minLength: 1, maxLength: 512 })
const Text = Type.String({ maxLength: 2000 })
const Quantity = Type.Number({ minimum: 0, maximum: 1_000_000_000 })
const Latitude = Type.Number({ minimum: -90, maximum: 90 })
const Longitude = Type.Number({ minimum: -180, maximum: 180 })

export const LocationAccount = Type.Object({ location: Id, disposition: oneOf(STOCK_DISPOSITIONS) }, strict)
export const Account = Type.Union([LocationAccount, oneOf(OUTER_ACCOUNTS)])
export type Account = Static<typeof Account>

/** Where something is, as exactly as the source says. Coordinates are found later from the parts. */
export const Place = Type.Object(
  {
    location: Type.Optional(Id),
    name: Type.Optional(Text),
    city: Type.Optional(Text),
    region: Type.Optional(Text),
    country: Type.Optional(Text),
    postalCode: Type.Optional(Text),
    latitude: Type.Optional(Latitude),
    longitude: Type.Optional(Longitude),
  },
  strict,
)
export type Place = Static<typeof Place>

/** A promise is an instant, or a date that is kept until the end of that day in the destination's time zone. */
export const DeliveryPromise = Type.Object(
  {
    at: Type.Optional(Type.Integer()),
    date: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    timeZone: Type.Optional(Type.String({ maxLength: 64 })),
    basis: Type.Optional(Type.String({ maxLength: 64 })),
  },
  strict,
)
export type DeliveryPromise = Static<typeof DeliveryPromise>

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
export const OrderPlaced = Type.Object(
  {
    type: Type.Literal('OrderPlaced'),
    order: Id,
    channel: Type.Optional(Text),
    customer: Type.Optional(Id),
    /** The source's own word for the order's state, kept as it stands. */
    status: Type.Optional(Text),
    flow: Type.Optional(oneOf(FLOWS)),
    destination: Type.Optional(Place),
    /** Where the customer collects. */
    pickup: Type.Optional(Id),
    promise: Type.Optional(DeliveryPromise),
  },
  { ...strict, description: 'A customer ordered.' },
)
export const OrderLineAdded = Type.Object(
  {
    type: Type.Literal('OrderLineAdded'),
    order: Id,
    line: Text,
    sku: Id,
    units: Quantity,
    origin: Type.Optional(Id),
    priceMinor: Type.Optional(Type.Integer()),
    freightMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String({ maxLength: 3 })),
    shipBy: Type.Optional(Type.Integer()),
    /** Where it differs from the order's. */
    promise: Type.Optional(DeliveryPromise),
  },
  { ...strict, description: 'An order has a line.' },
)
export const OrderStepTaken = Type.Object(
  {
    type: Type.Literal('OrderStepTaken'),
    order: Id,
    /** Absent: every line. */
    line: Type.Optional(Text),
    step: oneOf(ORDER_STEPS),
    /** Absent: all units that the step can be taken with. */
    units: Type.Optional(Quantity),
    location: Type.Optional(Id),
    shipment: Type.Optional(Id),
    by: Type.Optional(oneOf(CAUSED_BY)),
    why: Type.Optional(Text),
    /** When the step was taken, where one record tells of several; else the record's own time. */
    at: Type.Optional(Type.Integer()),
  },
  { ...strict, description: 'Units of an order took a step towards the customer, or were cancelled.' },
)
export const ReturnStepTaken = Type.Object(
  {
    type: Type.Literal('ReturnStepTaken'),
    return: Id,
    order: Id,
    /** Absent: the refund or return is of the order as a whole. */
    line: Type.Optional(Text),
    step: oneOf(RETURN_STEPS),
    units: Type.Optional(Quantity),
    /** Where it was received or graded. */
    location: Type.Optional(Id),
    /** What grading found. */
    disposition: Type.Optional(oneOf(STOCK_DISPOSITIONS)),
    amountMinor: Type.Optional(Type.Integer()),
    currency: Type.Optional(Type.String({ maxLength: 3 })),
    why: Type.Optional(Text),
    at: Type.Optional(Type.Integer()),
  },
  { ...strict, description: 'A return of units of one order line took a step, or money went back.' },
)
export const ClaimTaken = Type.Object(
  {
    type: Type.Literal('ClaimTaken'),
    claim: Id,
    order: Id,
    line: Type.Optional(Text),
    sku: Id,
    location: Id,
    units: Quantity,
    /** Soft claims end at `expiresAt`; firm ones when the units leave, or are released. */
    kind: oneOf(['soft', 'firm'] as const),
    expiresAt: Type.Optional(Type.Integer()),
    /** Units that could be promised just before. */
    availableUnits: Type.Number(),
    actor: Text,
  },
  {
    ...strict,
    description: 'Units were set aside for an order line. Decided here, in the order of the log.',
  },
)
export const ClaimReleased = Type.Object(
  { type: Type.Literal('ClaimReleased'), claim: Id, order: Id, why: Text, actor: Text },
  { ...strict, description: 'A claim was given up; its units can be promised again.' },
)
export const ClaimConfirmed = Type.Object(
  { type: Type.Literal('ClaimConfirmed'), claim: Id, order: Id, actor: Text },
  { ...strict, description: 'A soft claim became firm.' },
)
export const PaymentTaken = Type.Object(
  {
    type: Type.Literal('PaymentTaken'),
    order: Id,
    method: Text,
    amountMinor: Type.Integer(),
    currency: Type.String({ maxLength: 3 }),
    installments: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { ...strict, description: 'A payment for an order.' },
)
export const FeedbackGiven = Type.Object(
  {
    type: Type.Literal('FeedbackGiven'),
    order: Id,
    customer: Type.Optional(Id),
    rating: Type.Integer({ minimum: 0, maximum: 10 }),
    /** Absent: stars. */
    scale: Type.Optional(oneOf(RATING_SCALES)),
    title: Type.Optional(Type.String({ maxLength: 10_000 })),
    text: Type.Optional(Type.String({ maxLength: 100_000 })),
    answeredAt: Type.Optional(Type.Integer()),
  },
  { ...strict, description: 'A customer rated an order.' },
)
export const LocationScheduleSet = Type.Object(
  {
    type: Type.Literal('LocationScheduleSet'),
    location: Id,
    /** Orders placed by this local time are handled the same day. */
    cutoff: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    /** From the start of handling until given to the carrier, or ready for the customer. */
    handlingHours: Type.Number({ minimum: 0, maximum: 1000 }),
    opensAt: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    closesAt: Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' }),
    /** Monday is 1, Sunday 7. */
    openWeekdays: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { maxItems: 7 }),
    closedOn: Type.Optional(
      Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 400 }),
    ),
  },
  { ...strict, description: 'When a location works on orders, valid from occurredAt on.' },
)
export const LaneTransitSet = Type.Object(
  {
    type: Type.Literal('LaneTransitSet'),
    origin: Id,
    /** Absent: everywhere in the country; without a country: everywhere. */
    region: Type.Optional(Text),
    country: Type.Optional(Text),
    carrier: Type.Optional(Text),
    /** Working days from the carrier's pick-up to delivery. */
    transitDays: Type.Number({ minimum: 0, maximum: 365 }),
  },
  { ...strict, description: 'How long a lane takes by agreement, valid from occurredAt on.' },
)
export const CustomerTouched = Type.Object(
  {
    type: Type.Literal('CustomerTouched'),
    customer: Id,
    channel: Text,
    /** What happened, e.g. `visit`, `search`, `cart`, `checkout`, `storeVisit`, `newsletter`. */
    touch: Text,
    order: Type.Optional(Id),
  },
  { ...strict, description: 'A customer met a channel.' },
)
export const CustomerContacted = Type.Object(
  {
    type: Type.Literal('CustomerContacted'),
    /** The case's or call's own id. */
    contact: Id,
    customer: Type.Optional(Id),
    order: Type.Optional(Id),
    /** e.g. `phone`, `chat`, `email`, `counter`. */
    medium: Text,
    topic: Type.Optional(Text),
    text: Type.Optional(Type.String({ maxLength: 100_000 })),
  },
  { ...strict, description: 'A customer asked for help.' },
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
