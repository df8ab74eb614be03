/** Owns the events of who may approve what: limits, and approving in another's stead. Decided here, never told by a feed. */
import { Type } from '@sinclair/typebox'
import { Id, strict, Text } from './eventParts.ts'
import { seen, who, why } from './transferEvents.ts'

export const ApprovalLimitSet = Type.Object(
  {
    type: Type.Literal('ApprovalLimitSet'),
    /** A role, or `actor:` and a name, which goes before the role. */
    holder: Type.String({ minLength: 1, maxLength: 210 }),
    /** Null: without limit. */
    valueMinor: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    distanceKm: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
    /** Hours after which the holder has to confirm a request anew; absent: 24. */
    ageHours: Type.Optional(Type.Number({ minimum: 0, maximum: 8784 })),
    ...seen,
    why: Text,
    ...who,
  },
  { ...strict, description: 'Up to which value and distance somebody may approve.' },
)
export const ApprovalDelegated = Type.Object(
  {
    type: Type.Literal('ApprovalDelegated'),
    delegation: Id,
    /** Who may approve in `actor`’s stead. */
    to: Text,
    from: Type.Integer(),
    until: Type.Integer(),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'Somebody let another approve in their stead for a time.' },
)
export const ApprovalDelegationEnded = Type.Object(
  { type: Type.Literal('ApprovalDelegationEnded'), delegation: Id, ...seen, ...why, ...who },
  { ...strict, description: 'A delegation was ended before its time.' },
)
