/** Owns the events of what channels show and what other systems say: listings, promotions, told states and totals. */
import { Type } from '@sinclair/typebox'
import { Id, oneOf, Quantity, strict, Text } from './eventParts.ts'
import { CONTROL_MEASURES, TOLD_ORDER_STATES } from './vocabulary.ts'

const Currency = Type.String({ minLength: 3, maxLength: 3 })

export const ChannelDescribed = Type.Object(
  {
    type: Type.Literal('ChannelDescribed'),
    /** The word by which orders name the channel. */
    channel: Id,
    name: Type.Optional(Text),
    /** Whose sellable stock the channel may promise. Absent: every location that holds stock. */
    locations: Type.Optional(Type.Array(Id, { maxItems: 10_000 })),
    /** Oldest that what it shows of stock may be, by agreement. Absent: none agreed. */
    stockAgeMinutes: Type.Optional(Type.Number({ minimum: 0, maximum: 100_000 })),
    /** What its prices are in, where a listing does not say. */
    currency: Type.Optional(Currency),
  },
  { ...strict, description: 'What a sales channel is, valid from occurredAt on.' },
)

export const ListingShown = Type.Object(
  {
    type: Type.Literal('ListingShown'),
    channel: Id,
    sku: Id,
    /** Whether customers can buy it there. */
    active: Type.Optional(Type.Boolean()),
    /** What customers pay now. */
    priceMinor: Type.Optional(Type.Integer({ minimum: 0 })),
    /** What it costs there outside of promotions; null: as now. */
    regularMinor: Type.Optional(Type.Union([Type.Integer({ minimum: 0 }), Type.Null()])),
    currency: Type.Optional(Currency),
    /** The promotion that it is shown under; null: none. */
    promotion: Type.Optional(Type.Union([Id, Type.Null()])),
    /** Units that the channel offers; null: it does not count them and offers without end. */
    offeredUnits: Type.Optional(Type.Union([Quantity, Type.Null()])),
    /** Days until delivery that it promises, by place; an entry without a place holds everywhere else. */
    deliveryPromises: Type.Optional(
      Type.Array(
        Type.Object(
          {
            region: Type.Optional(Text),
            country: Type.Optional(Text),
            days: Type.Number({ minimum: 0, maximum: 365 }),
          },
          strict,
        ),
        { maxItems: 1000 },
      ),
    ),
  },
  {
    ...strict,
    description:
      'What a channel shows of a SKU. Each member holds until it is told anew; what is left out is as before.',
  },
)

export const PromotionPlanned = Type.Object(
  {
    type: Type.Literal('PromotionPlanned'),
    promotion: Id,
    name: Type.Optional(Text),
    skus: Type.Array(Id, { maxItems: 10_000 }),
    /** Channels in which it should run. */
    channels: Type.Array(Id, { maxItems: 1000 }),
    startsAt: Type.Integer(),
    /** The first instant at which it should run no more. */
    endsAt: Type.Integer(),
    cancelled: Type.Optional(Type.Boolean()),
  },
  {
    ...strict,
    description: 'A promotion is planned: what, where, from when until when. Told anew as a whole.',
  },
)

export const OrderStateTold = Type.Object(
  {
    type: Type.Literal('OrderStateTold'),
    order: Id,
    /** Who says so, e.g. `shopify`, `oms`, `wms`. */
    system: Id,
    state: oneOf(TOLD_ORDER_STATES),
    at: Type.Optional(Type.Integer()),
  },
  {
    ...strict,
    description: 'The state that one system has an order in. Moves no order; states are compared.',
  },
)

export const LocationCapacitySet = Type.Object(
  {
    type: Type.Literal('LocationCapacitySet'),
    location: Id,
    /** Order lines that the location can send or make ready on a day. */
    linesPerDay: Type.Number({ minimum: 0, maximum: 10_000_000 }),
  },
  { ...strict, description: 'What a location can do in a day, valid from occurredAt on.' },
)

export const ControlTotalTold = Type.Object(
  {
    type: Type.Literal('ControlTotalTold'),
    /** Who counted, e.g. `pos`, `wms`, `shopify`. */
    system: Id,
    measure: oneOf(CONTROL_MEASURES),
    location: Type.Optional(Id),
    sku: Type.Optional(Id),
    /** From (inclusive) until (exclusive), by the source's time; stock is at `until`. */
    from: Type.Optional(Type.Integer()),
    until: Type.Integer(),
    total: Type.Number(),
  },
  { ...strict, description: "A source's own total, to be held against the ledger's. Changes no stock." },
)

export const FeedSequenceTold = Type.Object(
  {
    type: Type.Literal('FeedSequenceTold'),
    /** What is numbered, e.g. `pos:store-17` or an X12 sender and receiver. */
    sequence: Id,
    number: Type.Integer({ minimum: 0 }),
  },
  { ...strict, description: 'The number that the record has in its source, one up from the record before.' },
)

export const ShipmentLineReceived = Type.Object(
  {
    type: Type.Literal('ShipmentLineReceived'),
    shipment: Id,
    location: Id,
    sku: Id,
    units: Quantity,
  },
  {
    ...strict,
    description: 'Units of a shipment were received. Moves no stock; is held against what was sent.',
  },
)
