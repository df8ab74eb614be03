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
    lines: Type.Optional(Type.Array(Type.Object({ sku: Id, units: Quantity }, strict), { maxItems: 10_000 })),
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
    status: Type.Optional(Text),
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
  },
  { ...strict, description: 'An order has a line.' },
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
    rating: Type.Integer({ minimum: 0, maximum: 10 }),
    title: Type.Optional(Type.String({ maxLength: 10_000 })),
    text: Type.Optional(Type.String({ maxLength: 100_000 })),
    answeredAt: Type.Optional(Type.Integer()),
  },
  { ...strict, description: 'A customer rated an order.' },
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
  PaymentTaken,
  FeedbackGiven,
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
