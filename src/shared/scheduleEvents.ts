/** Owns the events that our own promises rest on: when a location works on orders, and how long a lane takes. */
import { Type } from '@sinclair/typebox'
import { Id, oneOf, strict, Text } from './eventParts.ts'
import { TRANSIT_COUNTS } from './vocabulary.ts'

const TimeOfDay = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })
const EndOfDay = Type.String({ pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$' })
const Weekday = Type.Integer({ minimum: 1, maximum: 7 })
const Dates = Type.Array(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' }), { maxItems: 400 })
const TimeZone = Type.String({ minLength: 1, maxLength: 64 })

export const LocationScheduleSet = Type.Object(
  {
    type: Type.Literal('LocationScheduleSet'),
    location: Id,
    /** IANA name; absent: the location's own. */
    timeZone: Type.Optional(TimeZone),
    /** Work on orders placed until this local time begins the same day. */
    cutoff: TimeOfDay,
    /** Working hours from the start of the work until given to the carrier, or ready for the customer. */
    handlingHours: Type.Number({ minimum: 0, maximum: 1000 }),
    /** Working hours that customers have to collect what is ready, before the promise is broken. Absent: none. */
    collectionHours: Type.Optional(Type.Number({ minimum: 0, maximum: 1000 })),
    opensAt: TimeOfDay,
    closesAt: EndOfDay,
    /** Monday is 1, Sunday 7. */
    openWeekdays: Type.Array(Weekday, { maxItems: 7 }),
    /**
     * Hours of weekdays that differ from `opensAt` to `closesAt`: all hours of each weekday that is named. Several of one
     * weekday leave a break between them; work through the night ends at 24:00 and goes on at 00:00.
     */
    hours: Type.Optional(
      Type.Array(Type.Object({ weekday: Weekday, opensAt: TimeOfDay, closesAt: EndOfDay }, strict), {
        maxItems: 100,
      }),
    ),
    /** Local dates without work. */
    closedOn: Type.Optional(Dates),
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
    /** Absent: whoever carries it. */
    carrier: Type.Optional(Text),
    /** From the carrier's pick-up to delivery. */
    transitDays: Type.Number({ minimum: 0, maximum: 365 }),
    /** Absent: working days. */
    countedIn: Type.Optional(oneOf(TRANSIT_COUNTS)),
    /** Weekdays on which the carrier works; Monday is 1, Sunday 7. Absent: Monday to Friday. */
    workingWeekdays: Type.Optional(Type.Array(Weekday, { minItems: 1, maxItems: 7 })),
    /** Dates on which the carrier does not work. */
    closedOn: Type.Optional(Dates),
    /** IANA name of the destination's zone, in which its days end. Absent: that of the destination, where known, else of the origin. */
    timeZone: Type.Optional(TimeZone),
  },
  { ...strict, description: 'How long a lane takes by agreement, valid from occurredAt on.' },
)
