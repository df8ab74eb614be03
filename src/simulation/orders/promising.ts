/** Owns what customers are promised: days of delivery by lane, slots at the counter and at the door. */
import type { DeliveryPromise } from '../../shared/eventParts.ts'
import type { Random } from '../../core/platform.ts'
import { zoneClock, type ZoneClock } from '../localTime.ts'
import type { Location } from '../network.ts'
import { distanceKm, type Site } from '../places.ts'
import { happens, integerBetween } from '../randomness.ts'
import { DAY_MS, HOUR_MS } from '../world.ts'
import { withinHours, workingHours } from './commerce.ts'

export const CUTOFF_HOUR = 14
const LAST_PICKUP_HOUR = 22
const SLOT_HOURS = 2
const VAN_SLOT_HOURS = 4

/** Working days of a lane by agreement with the carriers. */
export function transitDays(from: Site, to: Site): number {
  const km = distanceKm(from, to)
  return km < 450 ? 1 : km < 1_300 ? 2 : km < 2_500 ? 3 : 4
}

const dayStartOf = (clock: ZoneClock, at: number) => {
  const offset = clock.offsetAt(at)
  return Math.floor((at + offset) / DAY_MS) * DAY_MS - offset
}

const dateOf = (clock: ZoneClock, at: number) => new Date(at + clock.offsetAt(at)).toISOString().slice(0, 10)

/** A promised day: given to the carrier by the last round of the day of handling, and the lane's days from there. */
export function promisedDay(
  from: Site,
  to: Site,
  placedAt: number,
  daysMore: number,
): { promise: DeliveryPromise; brokenAt: number } {
  const origin = zoneClock(from.timeZone)
  const handled = origin.hourAt(placedAt) < CUTOFF_HOUR ? 0 : 1
  const givenAt = dayStartOf(origin, placedAt) + handled * DAY_MS + LAST_PICKUP_HOUR * HOUR_MS
  const there = zoneClock(to.timeZone)
  const days = Math.max(1, transitDays(from, to) + daysMore)
  const noon = dayStartOf(there, givenAt) + days * DAY_MS + 12 * HOUR_MS
  return {
    promise: { date: dateOf(there, noon), timeZone: to.timeZone, basis: 'checkout' },
    brokenAt: dayStartOf(there, noon) + DAY_MS - 1,
  }
}

/** A slot at the counter: within the hour for those in a hurry, else later that day or on the next ones. */
export function pickupSlot(random: Random, store: Location, placedAt: number): number {
  const lead = happens(random, 0.45) ? 1 : integerBetween(random, 3, happens(random, 0.4) ? 30 : 8)
  const { opensHour, closesHour } = workingHours(store)
  // Slots begin when the first orders are picked, and end before the store does.
  const [first, last] = closesHour === 24 ? [0, 24] : [opensHour + 2, closesHour - 1]
  return slotFrom(store.clock, placedAt + lead * HOUR_MS, first, last)
}

export function vanSlot(random: Random, clock: ZoneClock, placedAt: number): number {
  const lead = happens(random, 0.6) ? 2 : integerBetween(random, 4, 26)
  return slotFrom(clock, placedAt + lead * HOUR_MS, 8, 18)
}

/** The first half hour from an instant on, within the hours that slots begin in. */
function slotFrom(clock: ZoneClock, at: number, opensHour: number, closesHour: number): number {
  const half = Math.ceil(at / (HOUR_MS / 2)) * (HOUR_MS / 2)
  return withinHours(clock, half, opensHour, closesHour)
}

/** The promise of a slot is kept until its end. */
export function slotPromise(slotAt: number, kind: 'pickup' | 'van') {
  const brokenAt = slotAt + (kind === 'pickup' ? SLOT_HOURS : VAN_SLOT_HOURS) * HOUR_MS
  return { promise: { at: brokenAt, basis: 'slot' }, brokenAt }
}
