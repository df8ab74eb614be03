/** Owns the pieces that the contract is put together from: kinds of entries, and the inputs that many paths share. */
import { Type, type TSchema } from '@sinclair/typebox'

export interface Query<Input extends TSchema, Output> {
  kind: 'query'
  input: Input
  /** Type only. */
  output?: Output
}
export interface Command<Input extends TSchema, Output> {
  kind: 'command'
  input: Input
  output?: Output
}
/** Sends one snapshot, then deltas; both carry the ledger position. */
export interface Stream<Input extends TSchema, Snapshot, Delta> {
  kind: 'stream'
  input: Input
  snapshot?: Snapshot
  delta?: Delta
}

export const strict = { additionalProperties: false } as const
export const query =
  <O>() =>
  <I extends TSchema>(input: I): Query<I, O> => ({ kind: 'query', input })
export const command =
  <O>() =>
  <I extends TSchema>(input: I): Command<I, O> => ({ kind: 'command', input })
export const stream =
  <S, D>() =>
  <I extends TSchema>(input: I): Stream<I, S, D> => ({ kind: 'stream', input })

export const Id = Type.String({ minLength: 1, maxLength: 512 })
/** Milliseconds since 1970; the most is the last that a date can name. */
export const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })
/** As of a time of the sources (`asOf`), as known at a time of ours (`asKnownAt`). Absent: now. */
export const times = { asOf: Type.Optional(Instant), asKnownAt: Type.Optional(Instant) }
export const scope = {
  region: Type.Optional(Type.String({ maxLength: 200 })),
  country: Type.Optional(Type.String({ maxLength: 200 })),
  category: Type.Optional(Type.String({ maxLength: 200 })),
}
export const page = {
  offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
}
export const nothing = Type.Object({}, strict)
export const oneOf = <T extends readonly string[]>(values: T) =>
  Type.Unsafe<T[number]>({ type: 'string', enum: [...values] })
