/** Owns what must fit together within schedules and lanes besides each field's own form: zones, dates, hours. */
import type { EventOf, EventType } from '../../shared/events.ts'
import { dayOfIsoDate, isTimeZone } from '../../shared/timeZone.ts'
import { minuteOf } from '../../shared/workingCalendar.ts'

interface Fault {
  path: string
  reason: string
  missing: boolean
}

const fault = (path: string, reason: string): Fault => ({ path, reason, missing: false })

/** What is wrong with an event whose fields each fit its schema; undefined where nothing is, and for other events. */
export function scheduleFault(type: EventType, event: object): Fault | undefined {
  switch (type) {
    case 'LocationDescribed':
      return zoneFault(event as EventOf<'LocationDescribed'>)
    case 'LocationScheduleSet': {
      const schedule = event as EventOf<'LocationScheduleSet'>
      return zoneFault(schedule) ?? dateFault(schedule) ?? hoursFault(schedule)
    }
    case 'LaneTransitSet': {
      const lane = event as EventOf<'LaneTransitSet'>
      return zoneFault(lane) ?? dateFault(lane)
    }
    default:
      return undefined
  }
}

/** An empty zone says nothing, as none does. */
function zoneFault({ timeZone }: { timeZone?: string }): Fault | undefined {
  if (timeZone === undefined || timeZone === '' || isTimeZone(timeZone)) return undefined
  return fault('/timeZone', `"${timeZone}" is no IANA time zone`)
}

function dateFault({ closedOn = [] }: { closedOn?: string[] }): Fault | undefined {
  const index = closedOn.findIndex((date) => dayOfIsoDate(date) === null)
  return index < 0
    ? undefined
    : fault(`/closedOn/${index}`, `"${closedOn[index]}" is no date of the calendar`)
}

function hoursFault(schedule: EventOf<'LocationScheduleSet'>): Fault | undefined {
  const { opensAt, closesAt, cutoff, openWeekdays, hours = [] } = schedule
  if (minuteOf(closesAt) <= minuteOf(opensAt)) {
    return fault(
      '/closesAt',
      `${closesAt} is not after opensAt (${opensAt}); work through the night ends at 24:00 and goes on at 00:00, in hours`,
    )
  }
  for (const [index, one] of hours.entries()) {
    const path = `/hours/${index}`
    if (!openWeekdays.includes(one.weekday)) {
      return fault(`${path}/weekday`, `weekday ${one.weekday} is none of openWeekdays`)
    }
    if (minuteOf(one.closesAt) <= minuteOf(one.opensAt)) {
      return fault(`${path}/closesAt`, `${one.closesAt} is not after opensAt (${one.opensAt})`)
    }
    const overlaps = hours.some(
      (other, place) =>
        place < index &&
        other.weekday === one.weekday &&
        minuteOf(other.opensAt) < minuteOf(one.closesAt) &&
        minuteOf(one.opensAt) < minuteOf(other.closesAt),
    )
    if (overlaps) return fault(path, `two stretches of weekday ${one.weekday} overlap`)
  }
  // The hours of a weekday take the place of the usual ones; the cutoff has to fall before the last closing of some day.
  const closings = openWeekdays.map((weekday) => {
    const own = hours.filter((one) => one.weekday === weekday)
    return Math.max(...(own.length > 0 ? own : [{ closesAt }]).map((one) => minuteOf(one.closesAt)))
  })
  if (closings.length > 0 && minuteOf(cutoff) > Math.max(...closings)) {
    return fault('/cutoff', `${cutoff} is after closing on every weekday: nobody works on an order then`)
  }
  return undefined
}
