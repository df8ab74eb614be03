/** Owns the contract's entries about customers' experience: figures, ratings, journeys, words, and one customer's timeline. */
import { Type } from '@sinclair/typebox'
import { command, Id, Instant, oneOf, page, query, strict } from './contractParts.ts'
import type * as Experience from './readModels/experience.ts'
import { LATE_CAUSES } from './readModels/speed.ts'
import { FLOWS, RATING_SCALES } from './vocabulary.ts'

/** Causes that rated orders can be asked for: those of speed, cancelled orders, and late ones that no step explains. */
export const ORDER_CAUSES = [...LATE_CAUSES, 'cancelled', 'unknown'] as const

/**
 * Which orders an answer is about. The window is by the time at which an order was placed; absent, it is the 13 weeks up
 * to the latest order. An empty channel, flow or region: the source states none.
 */
const experienceScope = {
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
  region: Type.Optional(Type.String({ maxLength: 200 })),
  country: Type.Optional(Type.String({ maxLength: 200 })),
  channel: Type.Optional(Type.String({ maxLength: 2000 })),
  flow: Type.Optional(oneOf([...FLOWS, ''] as const)),
}
const Hours = Type.Number({ minimum: -1_000_000, maximum: 1_000_000 })
const Rating = Type.Integer({ minimum: 0, maximum: 10 })
/** Which answers of customers. */
const answers = {
  scale: Type.Optional(oneOf(RATING_SCALES)),
  ratingMin: Type.Optional(Rating),
  ratingMax: Type.Optional(Rating),
}
const Why = Type.String({ minLength: 3, maxLength: 2000 })

export const experienceContract = {
  /** Each channel and its flows: promise, cancels, returns, contacts, ratings, with intervals and trend. */
  'experience.matrix': query<Experience.ExperienceMatrix>()(
    Type.Object(
      { ...experienceScope, trendStepDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 400 })) },
      strict,
    ),
  ),
  /** Ratings of one scale (stars where absent) by how late the same order was. */
  'experience.ratings': query<Experience.RatingByLateness>()(
    Type.Object({ ...experienceScope, scale: answers.scale }, strict),
  ),
  /** Customers' answers, the latest first, each with what happened to its order. */
  'experience.ratedOrders': query<Experience.RatedOrderPage>()(
    Type.Object(
      {
        ...experienceScope,
        ...page,
        ...answers,
        /** Orders that came this much after their promise: more than, and at most. Negative: before it. */
        lateFromHours: Type.Optional(Hours),
        lateUntilHours: Type.Optional(Hours),
        late: Type.Optional(Type.Boolean()),
        cause: Type.Optional(oneOf(ORDER_CAUSES)),
        withText: Type.Optional(Type.Boolean()),
        /** The answers about one order, whenever it was placed. */
        order: Type.Optional(Id),
      },
      strict,
    ),
  ),
  /** From the first touch over channel, flow and outcome to the return. */
  'experience.journeys': query<Experience.Journeys>()(Type.Object({ ...experienceScope }, strict)),
  /** Answers and contacts by words; without words those of the cell. Both with the terms that stand out. */
  'experience.search': query<Experience.FeedbackSearch>()(
    Type.Object(
      {
        ...experienceScope,
        ...page,
        /** Nobody pages further: a deeper page would read everything before it. */
        offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000 })),
        ...answers,
        text: Type.Optional(Type.String({ maxLength: 400 })),
        kind: Type.Optional(oneOf(['feedback', 'contact'] as const)),
      },
      strict,
    ),
  ),
  /** Who opened which customer, when and why; the latest first. */
  'experience.accessLog': query<Experience.AccessLog>()(
    Type.Object({ ...page, pseudonym: Type.Optional(Type.String({ pattern: '^[0-9a-f]{12}$' })) }, strict),
  ),

  /**
   * Opens one customer's timeline, named by exactly one of the four. Written down, with who and why, before it is answered.
   */
  'customers.open': command<Experience.CustomerTimeline>()(
    Type.Object(
      {
        order: Type.Optional(Id),
        contact: Type.Optional(Id),
        customer: Type.Optional(Id),
        pseudonym: Type.Optional(Type.String({ pattern: '^[0-9a-f]{12}$' })),
        why: Why,
      },
      strict,
    ),
  ),
  /** Makes a link under which the customer of an order can answer, until it runs out. */
  'experience.feedbackLink': command<Experience.FeedbackLink>()(
    Type.Object(
      {
        order: Id,
        /** Stars where absent. */
        scale: Type.Optional(oneOf(RATING_SCALES)),
        expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
      },
      strict,
    ),
  ),
} as const
