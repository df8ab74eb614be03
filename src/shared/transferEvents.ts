/** Owns the events of transfers: what people decide about them, what was handed out, and what warehouses answer. */
import { Type, type Static } from '@sinclair/typebox'
import { Id, oneOf, Quantity, strict, Text } from './eventParts.ts'

/**
 * Id of a transfer: `TR` and ten characters of Crockford's base 32, short enough for W05-02 (22 characters), so that a
 * warehouse's answer names it. Feeds' adapters know a transfer's number by this form alone.
 */
export const TRANSFER_ID_PATTERN = '^TR[0-9A-HJKMNP-TV-Z]{10}$'
export const TransferId = Type.String({ pattern: TRANSFER_ID_PATTERN })
/** Number of a line in its transfer, from 1; it stands in N9*LI of the documents. */
export const TransferLineNumber = Type.String({ pattern: '^[1-9][0-9]{0,3}$' })

/** Why units did not come as they were sent, or more came. */
export const VARIANCE_CAUSES = [
  'lostInTransit',
  'damagedInTransit',
  'shortShipped',
  'overShipped',
  'miscounted',
  'wrongItem',
  'other',
] as const

const ShortText = Type.String({ maxLength: 500 })
/** Who tells of units, where it is not who the record's identity names: what one teller says adds up, of several the most counts. */
const toldBy = { toldBy: Type.Optional(Text) }
/** Who did it, as what, and the digest of what was on the screen then. */
export const who = { actor: Text, role: Text }
export const seen = { seen: Type.Optional(Type.String({ maxLength: 100 })) }
export const why = { why: Type.Optional(Text) }

/** What the plan said of a line; frozen, so that it can be held against what happened. */
export const LinePrediction = Type.Object(
  {
    /** Expected sales more at the receiver, and fewer at the source, over the horizon. */
    receiverSalesUnits: Type.Number(),
    sourceSalesUnits: Type.Number(),
    netValueMinor: Type.Integer(),
    /** Estimates that it rests on: mean demand over the horizon at both ends, without the transfer. */
    receiverDemandUnits: Type.Number(),
    sourceDemandUnits: Type.Number(),
    /** The planner's sentence about this transfer. */
    explanation: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  strict,
)

/** The plan that transfers were promoted from, frozen with the request. */
export const PlanReference = Type.Object(
  {
    scenario: Type.Optional(Id),
    /** The run of the planner. */
    run: Id,
    plannedAt: Type.Integer(),
    /** End of the horizon that the prediction is about. */
    horizonEndsAt: Type.Integer(),
    /** Whole plan's value and bound, in minor units of the currency. */
    planValueMinor: Type.Integer(),
    boundMinor: Type.Integer(),
    currency: Type.String({ maxLength: 3 }),
    /** Digest of the base snapshot. */
    base: Type.String({ maxLength: 100 }),
    /** Which correction of earlier outcomes the numbers bore, in words. */
    correction: Type.Optional(ShortText),
  },
  strict,
)

const RequestedLine = Type.Object(
  {
    line: TransferLineNumber,
    sku: Id,
    units: Quantity,
    /** Price of a unit when it was asked for, which limits are held against; absent: not known. */
    unitValueMinor: Type.Optional(Type.Integer({ minimum: 0 })),
    prediction: Type.Optional(LinePrediction),
  },
  strict,
)
const RequestedLines = Type.Array(RequestedLine, { minItems: 1, maxItems: 1000 })

export const TransferDrafted = Type.Object(
  {
    type: Type.Literal('TransferDrafted'),
    transfer: TransferId,
    /** Transfers that were asked for together. */
    request: Id,
    title: Type.Optional(ShortText),
    from: Id,
    to: Id,
    lines: RequestedLines,
    currency: Type.Optional(Type.String({ maxLength: 3 })),
    distanceKm: Type.Optional(Type.Number({ minimum: 0 })),
    plan: Type.Optional(PlanReference),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'Somebody wrote down a transfer that is not asked for yet.' },
)

/** Lines as they are from then on: a line that is left out is given up. Each amendment has the next revision. */
export const TransferAmended = Type.Object(
  {
    type: Type.Literal('TransferAmended'),
    transfer: TransferId,
    revision: Type.Integer({ minimum: 1 }),
    lines: RequestedLines,
    ...seen,
    ...why,
    ...who,
  },
  {
    ...strict,
    description:
      'What is asked for was changed; what was approved of it has to be approved anew where it grew.',
  },
)
export const TransferSubmitted = Type.Object(
  {
    type: Type.Literal('TransferSubmitted'),
    transfer: TransferId,
    revision: Type.Integer({ minimum: 0 }),
    /** What there was at the source then, so that whoever approves is told what has changed since. */
    stock: Type.Optional(
      Type.Array(
        Type.Object(
          {
            line: TransferLineNumber,
            onHandUnits: Type.Number(),
            heldUnits: Type.Number(),
            safetyUnits: Type.Number(),
            availableUnits: Type.Number(),
          },
          strict,
        ),
        { maxItems: 1000 },
      ),
    ),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'The transfer is asked for: somebody else has to approve it.' },
)
export const TransferApproved = Type.Object(
  {
    type: Type.Literal('TransferApproved'),
    transfer: TransferId,
    revision: Type.Integer({ minimum: 0 }),
    /** Units approved by line, whole or trimmed; a line that is left out is not approved. They are set aside at the source. */
    lines: Type.Array(
      Type.Object(
        {
          line: TransferLineNumber,
          units: Quantity,
          /** Available to promise at the source before these units were set aside. */
          availableUnits: Type.Number(),
        },
        strict,
      ),
      { minItems: 1, maxItems: 1000 },
    ),
    /** What had changed since the request, and was confirmed. */
    confirmed: Type.Optional(Type.Array(ShortText, { maxItems: 50 })),
    /** In whose stead, by a delegation. */
    onBehalfOf: Type.Optional(Text),
    delegation: Type.Optional(Id),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'Units were approved, and set aside at the source in the same moment.' },
)
export const TransferRejected = Type.Object(
  {
    type: Type.Literal('TransferRejected'),
    transfer: TransferId,
    revision: Type.Integer({ minimum: 0 }),
    onBehalfOf: Type.Optional(Text),
    ...seen,
    why: Text,
    ...who,
  },
  { ...strict, description: 'The transfer was turned down.' },
)
export const TransferReleased = Type.Object(
  {
    type: Type.Literal('TransferReleased'),
    transfer: TransferId,
    /** Releases of one transfer are numbered: an amendment after the first makes a second. */
    release: Type.Integer({ minimum: 1 }),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'The documents go out to source and destination.' },
)
/** Which lines are called off, and how many units; absent: all that has not been sent. */
export const TransferCancelled = Type.Object(
  {
    type: Type.Literal('TransferCancelled'),
    transfer: TransferId,
    lines: Type.Optional(
      Type.Array(Type.Object({ line: TransferLineNumber, units: Quantity }, strict), { maxItems: 1000 }),
    ),
    ...seen,
    why: Text,
    ...who,
  },
  { ...strict, description: 'Units that have not left are called off, and are free again at the source.' },
)
/** Told by the source's warehouse. The record carries the StockMoved from the source to `inTransit` too. */
export const TransferLineSent = Type.Object(
  {
    type: Type.Literal('TransferLineSent'),
    transfer: TransferId,
    line: Type.Optional(TransferLineNumber),
    sku: Id,
    units: Quantity,
    /** Units that will not come any more, as the warehouse says. */
    shortUnits: Type.Optional(Quantity),
    shipment: Type.Optional(Id),
    code: Type.Optional(Text),
    ...toldBy,
  },
  { ...strict, description: 'The source sent units of a transfer.' },
)
/** Told by the destination. The record carries the StockMoved from `inTransit` to the destination too. */
export const TransferLineReceived = Type.Object(
  {
    type: Type.Literal('TransferLineReceived'),
    transfer: TransferId,
    line: Type.Optional(TransferLineNumber),
    sku: Id,
    units: Quantity,
    /** Of these, units that came damaged. */
    damagedUnits: Type.Optional(Quantity),
    shipment: Type.Optional(Id),
    code: Type.Optional(Text),
    ...toldBy,
  },
  { ...strict, description: 'The destination received units of a transfer.' },
)
/** The record carries the StockMoved that books the difference (in transit to adjustment, or back) too. */
export const TransferVarianceSettled = Type.Object(
  {
    type: Type.Literal('TransferVarianceSettled'),
    transfer: TransferId,
    line: TransferLineNumber,
    /** Where no line asked for it: what came instead. */
    sku: Type.Optional(Id),
    /** Sent less received: positive where units are missing, negative where more came. */
    units: Type.Number({ minimum: -1_000_000_000, maximum: 1_000_000_000 }),
    cause: oneOf(VARIANCE_CAUSES),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'Somebody said what became of units that did not come as they were sent.' },
)
export const TransferClosed = Type.Object(
  { type: Type.Literal('TransferClosed'), transfer: TransferId, ...seen, ...why, ...who },
  {
    ...strict,
    description: 'Nothing of the transfer is open any more. By the tower itself, where nothing differs.',
  },
)

/** Which operators on which base; see `ScenarioOperator`. Kept as JSON text, so that older ones stay readable. */
export const ScenarioSaved = Type.Object(
  {
    type: Type.Literal('ScenarioSaved'),
    scenario: Id,
    version: Type.Integer({ minimum: 1 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    /** Scope, horizon, operators, pins: canonical JSON of the contract's `ScenarioDefinition`. */
    definition: Type.String({ maxLength: 500_000 }),
    /** Others see it. */
    shared: Type.Boolean(),
    clonedFrom: Type.Optional(Id),
    ...seen,
    ...why,
    ...who,
  },
  { ...strict, description: 'A scenario was saved under its name.' },
)
export const ScenarioRemoved = Type.Object(
  { type: Type.Literal('ScenarioRemoved'), scenario: Id, ...seen, ...why, ...who },
  { ...strict, description: 'A scenario was removed from the list.' },
)

export type LinePrediction = Static<typeof LinePrediction>
export type PlanReference = Static<typeof PlanReference>
