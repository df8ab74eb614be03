/** Owns the events of orders and their customers: placed, stepped, returned, claimed, paid, rated, touched. */
import { Type } from '@sinclair/typebox'
import { DeliveryPromise, Id, oneOf, Place, Quantity, strict, Text } from './eventParts.ts'
import {
  CAUSED_BY,
  FLOWS,
  ORDER_STEPS,
  RATING_SCALES,
  RETURN_STEPS,
  STOCK_DISPOSITIONS,
} from './vocabulary.ts'

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
    /**
     * Names the part of the line that is told of, e.g. one warehouse's. What is told of the line as a whole goes before it;
     * where only parts are told, their sum was ordered. A part that is told again is amended.
     */
    part: Type.Optional(Text),
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
    /** The part of the line that takes the step: told again for the same part, its units are amended, not added. */
    part: Type.Optional(Text),
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
export const CustomerOpened = Type.Object(
  {
    type: Type.Literal('CustomerOpened'),
    /** The opening's own id. */
    opening: Id,
    /** Absent where it was refused. */
    pseudonym: Type.Optional(Text),
    actor: Text,
    role: Text,
    why: Text,
    /** False: somebody without the role asked, and saw nothing. */
    granted: Type.Boolean(),
  },
  {
    ...strict,
    description: 'Somebody asked to see who a customer is. Decided here, and written down before the answer.',
  },
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
