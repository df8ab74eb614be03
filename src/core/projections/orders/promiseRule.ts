/** Owns our own promise as arithmetic: cutoff, working hours, handling, transit, and the day or hour that comes of them. */
import { cutoffOn, type LocationSchedule } from '../../../shared/locationSchedule.ts'
import { DAY_MS, HOUR_MS, instantOfWall, isoDateOf, localDayAt } from '../../../shared/timeZone.ts'
import {
  addBusinessTime,
  openStretches,
  workingDayFrom,
  type WorkingCalendar,
} from '../../../shared/workingCalendar.ts'
import type { LaneTerms } from '../laneTransits.ts'
import { promiseDeadline } from '../promises.ts'

/** A place that works on orders, by the schedule in force when the order was placed. */
export interface WorkingPlace {
  schedule: LocationSchedule
  calendar: WorkingCalendar
}

const MONDAY_TO_FRIDAY = [1, 2, 3, 4, 5]

/**
 * When the work on an order is done: given to the carrier, or ready at the counter. It begins when the order is placed,
 * or at the next opening; for an order placed after the cutoff, at the opening of the next working day.
 */
export function handling(
  { schedule, calendar }: WorkingPlace,
  placedAt: number,
): { beginsAt: number; handledAt: number } | null {
  const day = localDayAt(placedAt, calendar.timeZone)
  const cutoff = cutoffOn(schedule, calendar, day)
  let from = placedAt
  if (cutoff === null || placedAt > cutoff) {
    const next = workingDayFrom(calendar, day + 1)
    if (next === null) return null
    from = instantOfWall(next, 0, calendar.timeZone)
  }
  const beginsAt = addBusinessTime(calendar, from, 0)
  const handledAt = addBusinessTime(calendar, from, Math.round(schedule.handlingHours * HOUR_MS))
  return beginsAt === null || handledAt === null ? null : { beginsAt, handledAt }
}

/** What a lane makes of the moment at which the carrier is given the goods: the instant of arrival, or its local day. */
export type Arrival = { at: number } | { day: number }

/**
 * Days are counted in the origin's calendar, from the carrier's pick-up: the day of handing over, or the carrier's next
 * working day; that day itself does not count. A part of a day counts as a whole one.
 * @returns null where the carrier never works
 */
export function arrivalBy(terms: LaneTerms, givenAt: number, originZone: string): Arrival | null {
  const { transitDays, countedIn = 'workingDays', workingWeekdays = MONDAY_TO_FRIDAY, closedOn = [] } = terms
  if (countedIn === 'clockDays') return { at: givenAt + Math.round(transitDays * DAY_MS) }
  const givenOn = localDayAt(givenAt, originZone)
  const days = Math.ceil(transitDays)
  if (countedIn === 'calendarDays') return { day: givenOn + days }
  const carrier: WorkingCalendar = {
    timeZone: originZone,
    week: [1, 2, 3, 4, 5, 6, 7].map((weekday) =>
      workingWeekdays.includes(weekday) ? [{ fromMinute: 0, untilMinute: 1440 }] : [],
    ),
    closedOn: new Set(closedOn),
  }
  let day = workingDayFrom(carrier, givenOn)
  for (let left = days; left > 0 && day !== null; left -= 1) day = workingDayFrom(carrier, day + 1)
  return day === null ? null : { day }
}

/** The last millisecond in which a promise of the arrival is kept at the destination. */
export function deliveryDeadline(arrival: Arrival, timeZone: string): number | null {
  return 'at' in arrival ? arrival.at : promiseDeadline({ date: isoDateOf(arrival.day), timeZone })
}

/**
 * When goods that come to a counter from elsewhere are ready there: handled after an arrival by the clock; by closing
 * time of the day of an arrival that is only known by its day, or of the next working day.
 */
export function readyAfter({ schedule, calendar }: WorkingPlace, arrival: Arrival): number | null {
  if ('at' in arrival) {
    return addBusinessTime(calendar, arrival.at, Math.round(schedule.handlingHours * HOUR_MS))
  }
  const day = workingDayFrom(calendar, arrival.day)
  return day === null ? null : (openStretches(calendar, day).at(-1)?.until ?? null)
}

/** Until when customers have to collect what is ready: their working hours after it. */
export function collectedBy({ schedule, calendar }: WorkingPlace, readyAt: number): number | null {
  const hours = schedule.collectionHours ?? 0
  return hours === 0 ? readyAt : addBusinessTime(calendar, readyAt, Math.round(hours * HOUR_MS))
}
