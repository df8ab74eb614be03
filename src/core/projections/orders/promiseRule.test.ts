/** Proves the rule's arithmetic against a clerk who looks at the clock on the wall minute by minute. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { calendarOf, type LocationSchedule } from '../../../shared/locationSchedule.ts'
import { arrivalBy, deliveryDeadline, handling } from './promiseRule.ts'

const MINUTE_MS = 60_000
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const formats = new Map<string, Intl.DateTimeFormat>()

/** What calendar and clock on the wall say; read anew each time, by no code of ours. */
function wall(at: number, timeZone: string) {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      weekday: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    })
  formats.set(timeZone, format)
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    date: `${part['year']}-${part['month']}-${part['day']}`,
    weekday: WEEKDAYS.indexOf(part['weekday'] ?? '') + 1,
    time: `${part['hour']}:${part['minute']}`,
  }
}

function clerk(schedule: LocationSchedule, timeZone: string, placedAt: number) {
  const { openWeekdays, closedOn = [], opensAt, closesAt, cutoff, handlingHours } = schedule
  const works = ({ date, weekday }: ReturnType<typeof wall>) =>
    openWeekdays.includes(weekday) && !closedOn.includes(date)
  const placed = wall(placedAt, timeZone)
  const isToday = works(placed) && placed.time <= (cutoff < closesAt ? cutoff : closesAt)
  let left = handlingHours * 60
  let beginsAt: number | null = null
  for (let at = placedAt; ; at += MINUTE_MS) {
    const now = wall(at, timeZone)
    if (!works(now) || now.time < opensAt || now.time >= closesAt) continue
    if (!isToday && now.date === placed.date) continue
    beginsAt ??= at
    if (left === 0) return { beginsAt, handledAt: at }
    left -= 1
    if (left === 0) return { beginsAt, handledAt: at + MINUTE_MS }
  }
}

const zone = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Sao_Paulo')
/** Around the changes of clocks of these zones, and at year’s end. */
const placedAt = fc
  .tuple(
    fc.constantFrom('2018-10-30', '2018-02-14', '2026-03-05', '2026-03-26', '2026-10-22', '2026-12-22'),
    fc.nat(8 * 1440),
  )
  .map(([date, minutes]) => Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE_MS)
const schedule: fc.Arbitrary<LocationSchedule> = fc.record({
  openWeekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 3, maxLength: 7 }),
  closedOn: fc.subarray(['2026-03-09', '2026-12-25', '2027-01-01']),
  opensAt: fc.constantFrom('04:00', '06:30', '09:00'),
  closesAt: fc.constantFrom('13:45', '18:00', '22:15'),
  cutoff: fc.constantFrom('08:00', '12:30', '15:00', '22:00'),
  handlingHours: fc.constantFrom(0, 0.25, 4, 9.5, 21),
})

it('finds the minute at which work begins and the one at which it is done', () => {
  fc.assert(
    fc.property(schedule, zone, placedAt, (one, timeZone, at) => {
      const calendar = calendarOf(one, timeZone)
      if (!calendar) throw new Error('the zone is known')
      expect(handling({ schedule: one, calendar }, at)).toEqual(clerk(one, timeZone, at))
    }),
    { numRuns: 60 },
  )
})

it('counts the carrier’s days, and ends the promised one at its last millisecond', () => {
  fc.assert(
    fc.property(
      zone,
      placedAt,
      fc.nat(6),
      fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      (timeZone, given, transitDays, workingWeekdays) => {
        const arrival = arrivalBy({ transitDays, workingWeekdays, closedOn: ['2026-12-25'] }, given, timeZone)
        const deadline = arrival && deliveryDeadline(arrival, timeZone)
        if (deadline === null) throw new Error('the carrier works every week')
        const worked = new Set<string>()
        for (let at = given; at <= deadline; at += 30 * MINUTE_MS) {
          const { date, weekday } = wall(at, timeZone)
          if (workingWeekdays.includes(weekday) && date !== '2026-12-25') worked.add(date)
        }
        // The day of the pick-up and the days of the transit, of which the last is the promised one.
        expect(worked.size).toBe(transitDays + 1)
        expect([...worked].at(-1)).toBe(wall(deadline, timeZone).date)
        expect(wall(deadline + 1, timeZone).date).not.toBe(wall(deadline, timeZone).date)
      },
    ),
    { numRuns: 100 },
  )
})
