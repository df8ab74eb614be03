/** Owns the parts that the schemas of events are put together from: ids, quantities, places, promises. */
import { Type, TypeRegistry, type Static } from '@sinclair/typebox'
import { OUTER_ACCOUNTS, STOCK_DISPOSITIONS } from './vocabulary.ts'

export const strict = { additionalProperties: false } as const

/** `oneOf` is a plain JSON Schema enum; the schema compiler has to be told how to check one. */
TypeRegistry.Set<{ enum?: unknown[] }>('Unsafe', (schema, value) => schema.enum?.includes(value) ?? false)

export const oneOf = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })

/**
 * Ids are opaque strings with a scheme in front: `gln:9506000134352` (GLN, with `.extension` where given),
 * `gtin:09506000134352` (GTIN-14; `gtin:…@KGM` where the quantity has a unit of measure), or `feed:own id`.
 */
export const Id = Type.String({ minLength: 1, maxLength: 512 })
export const Text = Type.String({ maxLength: 2000 })
export const Quantity = Type.Number({ minimum: 0, maximum: 1_000_000_000 })
export const Latitude = Type.Number({ minimum: -90, maximum: 90 })
export const Longitude = Type.Number({ minimum: -180, maximum: 180 })

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
