/** Owns the contract's entries about transfers: the list, what people decide, reviews and approval, limits, delegations, the audit. */
import { Type } from '@sinclair/typebox'
import { command, Id, Instant, nothing, oneOf, page, query, strict, stream } from './contractParts.ts'
import { Quantity } from './eventParts.ts'
import type * as Approvals from './readModels/approvals.ts'
import type { AuditExport } from './readModels/audit.ts'
import { TRANSFER_STATUSES, TRANSFER_TROUBLES } from './readModels/transfers.ts'
import type * as Transfers from './readModels/transfers.ts'
import { TransferId, TransferLineNumber, VARIANCE_CAUSES } from './transferEvents.ts'

/** Transfers that one command may name, or draft. */
export const TRANSFERS_PER_COMMAND = 100
/** Lines that one transfer may have. */
export const TRANSFER_LINES_MAX = 1000
/** `open`: all that are not over. */
export const TRANSFER_STATUS_FILTERS = ['open', ...TRANSFER_STATUSES] as const
/** `requested`: what the caller asked for; `waiting`: what waits for an approval that the caller may give. */
export const TRANSFER_WHOSE = ['requested', 'waiting'] as const
export const TRANSFER_SORTS = ['changed', 'asked', 'value', 'distance', 'units', 'from', 'to'] as const
/** The longest that somebody may approve in another's stead: 92 days. */
export const DELEGATION_MS_MAX = 92 * 86_400_000

const Name = Type.String({ maxLength: 512 })
const Why = Type.String({ minLength: 1, maxLength: 2000 })
const Title = Type.String({ minLength: 1, maxLength: 200 })
const Person = Type.String({ minLength: 1, maxLength: 200 })
const Units = Type.Number({ exclusiveMinimum: 0, maximum: 1_000_000_000 })
/** What the caller last saw of it, as `version` says: a command that was sent twice is then one. */
const Version = Type.Integer({ minimum: 0 })
const transfers = Type.Array(TransferId, { minItems: 1, maxItems: TRANSFERS_PER_COMMAND, uniqueItems: true })
const lineUnits = Type.Array(Type.Object({ line: TransferLineNumber, units: Units }, strict), {
  minItems: 1,
  maxItems: TRANSFER_LINES_MAX,
})

export const transferContract = {
  /** Transfers, the latest changed first. */
  'transfers.list': query<Transfers.TransferPage>()(
    Type.Object(
      {
        ...page,
        status: Type.Optional(oneOf(TRANSFER_STATUS_FILTERS)),
        from: Type.Optional(Name),
        to: Type.Optional(Name),
        /** At either end. */
        location: Type.Optional(Name),
        sku: Type.Optional(Name),
        /** The start of the transfer's or the request's number, words of the title, or of the places' names. */
        text: Type.Optional(Type.String({ maxLength: 200 })),
        mine: Type.Optional(oneOf(TRANSFER_WHOSE)),
        request: Type.Optional(Name),
        trouble: Type.Optional(oneOf(TRANSFER_TROUBLES)),
        sort: Type.Optional(oneOf(TRANSFER_SORTS)),
        descending: Type.Optional(Type.Boolean()),
      },
      strict,
    ),
  ),
  'transfers.detail': query<Transfers.TransferDetail>()(Type.Object({ transfer: TransferId }, strict)),
  /** What whoever approves is to see: the source's stock of this moment, and what changed since it was asked for. */
  'transfers.review': query<{ reviews: Approvals.TransferReview[] }>()(Type.Object({ transfers }, strict)),
  'transfers.limits': query<Approvals.ApprovalLimits>()(nothing),
  /** Those that are not over, then those of the last 92 days. */
  'transfers.delegations': query<{ delegations: Approvals.DelegationRow[] }>()(nothing),
  /** Human acts with the links that hold them in the chain, the first first. */
  'audit.export': query<AuditExport>()(
    Type.Object(
      {
        from: Type.Optional(Instant),
        until: Type.Optional(Instant),
        /** Only from this number on. */
        after: Type.Optional(Type.Integer({ minimum: 0 })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000 })),
      },
      strict,
    ),
  ),

  /** Writes transfers down; each has one source and one destination. What a unit is worth is looked up here. */
  'transfers.draft': command<Transfers.TransferDrafts>()(
    Type.Object(
      {
        /** The caller's own key: the same key asks for the same again. */
        key: Type.Optional(Type.String({ pattern: '^[!-~]{1,120}$' })),
        transfers: Type.Array(
          Type.Object(
            {
              from: Id,
              to: Id,
              lines: Type.Array(Type.Object({ sku: Id, units: Units }, strict), {
                minItems: 1,
                maxItems: TRANSFER_LINES_MAX,
              }),
              title: Type.Optional(Title),
              why: Type.Optional(Why),
            },
            strict,
          ),
          { minItems: 1, maxItems: TRANSFERS_PER_COMMAND },
        ),
      },
      strict,
    ),
  ),
  /** Sets the lines anew, as long as nothing was sent. What grew has to be approved; what shrank is free at once. */
  'transfers.amend': command<{ transfer: string; revision: number }>()(
    Type.Object(
      {
        transfer: TransferId,
        /** The revision that the caller saw. */
        revision: Type.Integer({ minimum: 0 }),
        /** A line that is left out is given up; one without a number is new. */
        lines: Type.Array(
          Type.Object({ line: Type.Optional(TransferLineNumber), sku: Id, units: Units }, strict),
          { minItems: 1, maxItems: TRANSFER_LINES_MAX },
        ),
        why: Type.Optional(Why),
      },
      strict,
    ),
  ),
  'transfers.submit': command<Transfers.TransferActReport>()(
    Type.Object({ transfers, why: Type.Optional(Why) }, strict),
  ),
  /** Each transfer has its own check and its own answer; one that cannot be approved does not stop the others. */
  'transfers.approve': command<Approvals.ApprovalReport>()(
    Type.Object(
      {
        transfers: Type.Array(
          Type.Object(
            {
              transfer: TransferId,
              /** Absent: all as they are asked for. A line that is left out, or has no units, is not approved. */
              lines: Type.Optional(
                Type.Array(Type.Object({ line: TransferLineNumber, units: Quantity }, strict), {
                  minItems: 1,
                  maxItems: TRANSFER_LINES_MAX,
                }),
              ),
              /** As the review had it. */
              seen: Type.String({ minLength: 1, maxLength: 100 }),
              /** What the review said that has to be confirmed is confirmed. */
              confirm: Type.Optional(Type.Boolean()),
            },
            strict,
          ),
          { minItems: 1, maxItems: TRANSFERS_PER_COMMAND },
        ),
        /** In whose stead, by a delegation. */
        onBehalfOf: Type.Optional(Person),
        why: Type.Optional(Why),
      },
      strict,
    ),
  ),
  'transfers.reject': command<Transfers.TransferActReport>()(
    Type.Object({ transfers, onBehalfOf: Type.Optional(Person), why: Why }, strict),
  ),
  'transfers.release': command<Transfers.TransferActReport>()(
    Type.Object({ transfers, why: Type.Optional(Why) }, strict),
  ),
  /** Calls off what has not been sent: all of it, or units of lines. */
  'transfers.cancel': command<{ transfer: string; cancelledUnits: number; version: number }>()(
    Type.Object(
      {
        transfer: TransferId,
        lines: Type.Optional(lineUnits),
        version: Type.Optional(Version),
        why: Why,
      },
      strict,
    ),
  ),
  /** Says what became of units that did not come as they were sent; books them out of transit, or into it. */
  'transfers.settle': command<{ transfer: string; settledUnits: number; version: number }>()(
    Type.Object(
      {
        transfer: TransferId,
        lines: Type.Array(
          Type.Object(
            {
              line: TransferLineNumber,
              cause: oneOf(VARIANCE_CAUSES),
              /** Of what is open, in its direction; absent: all. */
              units: Type.Optional(Units),
            },
            strict,
          ),
          { minItems: 1, maxItems: TRANSFER_LINES_MAX },
        ),
        version: Type.Optional(Version),
        why: Type.Optional(Why),
      },
      strict,
    ),
  ),
  /** For what the tower does not close by itself: nothing may be open any more. */
  'transfers.close': command<Transfers.TransferActReport>()(
    Type.Object({ transfers, why: Type.Optional(Why) }, strict),
  ),
  'transfers.setLimit': command<{ holder: string }>()(
    Type.Object(
      {
        /** A role, or `actor:` and a login's name, which goes before the role. */
        holder: Type.String({ pattern: '^(analyst|operator|administrator|actor:.{1,200})$' }),
        /** In minor units of the transfer's currency. Null: without limit. */
        valueMinor: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
        distanceKm: Type.Union([Type.Number({ minimum: 0, maximum: 40_100 }), Type.Null()]),
        /** Hours after which a request has to be confirmed anew; absent: 24. */
        ageHours: Type.Optional(Type.Number({ minimum: 0, maximum: 8784 })),
        why: Why,
      },
      strict,
    ),
  ),
  /** Lets another approve in the caller's stead, within the caller's limits. */
  'transfers.delegate': command<{ delegation: string }>()(
    Type.Object(
      { to: Person, from: Type.Optional(Instant), until: Instant, why: Type.Optional(Why) },
      strict,
    ),
  ),
  'transfers.endDelegation': command<{ delegation: string; endedAt: number }>()(
    Type.Object({ delegation: Id }, strict),
  ),

  /** How many are where; then the rows that changed. */
  'transfers.live': stream<Transfers.TransferDelta, Transfers.TransferDelta>()(nothing),
} as const
