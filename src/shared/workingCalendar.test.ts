/** Proves working time: it adds up, never lies outside the opening hours, and follows clocks that are changed. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dayOfIsoDate,
  DAY_MS,
  HOUR_MS,
  instantOfWall,
  isoDateOf,
  localDayAt,
  MINUTE_MS,
  offsetMsAt,
  weekdayOf,
} from './timeZone.ts'
import {
  addBusinessTime,
  businessHoursBetween,
  businessMsBetween,
  openStretches,
  type WorkingCalendar,
} from './workingCalendar.ts'

const ZONES = [
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Africa/Casablanca',
  'Asia/Tehran',
  'America/St_Johns',
]

const zone = fc.constantFrom(...ZONES)
/** From 2005 on: with changes of clocks at midnight (São Paulo), by half an hour (Lord Howe), and a day left out (Apia). */
const instant = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2027, 0, 1) })
const stretchesOfDay = fc
  .uniqueArray(fc.integer({ min: 0, max: 96 }), { minLength: 0, maxLength: 4 })
  .map((quarters) => quarters.sort((a, b) => a - b))
  .map((quarters) =>
    Array.from({ length: Math.floor(quarters.length / 2) }, (_, place) => ({
      fromMinute: (quarters[place * 2] ?? 0) * 15,
      untilMinute: (quarters[place * 2 + 1] ?? 0) * 15,
    })),
  )
const calendar: fc.Arbitrary<WorkingCalendar> = fc.record({
  timeZone: zone,
  week: fc
    .array(stretchesOfDay, { minLength: 7, maxLength: 7 })
    .filter((week) => week.some((day) => day.length > 0)),
  closedOn: fc.constantFrom(new Set<string>(), new Set(['2015-12-25', '2015-12-26', '2016-01-01'])),
})
const span = fc.integer({ min: 0, max: 40 * DAY_MS })
const work = fc.integer({ min: 1, max: 30 * HOUR_MS })

const nine2five: WorkingCalendar = {
  timeZone: 'America/New_York',
  week: [1, 2, 3, 4, 5, 6, 7].map((day) => (day < 6 ? [{ fromMinute: 540, untilMinute: 1020 }] : [])),
  closedOn: new Set(['2026-12-25']),
}
const always = (timeZone: string): WorkingCalendar => ({
  timeZone,
  week: Array.from({ length: 7 }, () => [{ fromMinute: 0, untilMinute: 1440 }]),
  closedOn: new Set(),
})
const at = (iso: string) => Date.parse(iso)

describe('a time zone', () => {
  it('has local days that follow one another without a gap', () => {
    fc.assert(
      fc.property(zone, instant, (timeZone, now) => {
        const day = localDayAt(now, timeZone)
        expect(instantOfWall(day, 0, timeZone)).toBeLessThanOrEqual(now)
        expect(instantOfWall(day, 1440, timeZone)).toBeGreaterThan(now)
        expect(instantOfWall(day, 1440, timeZone)).toBe(instantOfWall(day + 1, 0, timeZone))
        expect(day).toBe(Math.floor((now + offsetMsAt(now, timeZone)) / DAY_MS))
      }),
    )
  })
  it('never reads a later time of day as an earlier instant, and shows it unless it never came', () => {
    fc.assert(
      fc.property(zone, instant, fc.nat(1439), fc.nat(1439), (timeZone, now, first, second) => {
        const day = localDayAt(now, timeZone)
        const [a, b] = [Math.min(first, second), Math.max(first, second)]
        const [from, until] = [instantOfWall(day, a, timeZone), instantOfWall(day, b, timeZone)]
        expect(from).toBeLessThanOrEqual(until)
        const shown = from + offsetMsAt(from, timeZone) - day * DAY_MS
        expect(shown).toBeGreaterThanOrEqual(a * MINUTE_MS)
        const justBefore = from - 1 + offsetMsAt(from - 1, timeZone) - day * DAY_MS
        // Either the very reading, or the first after the one that the clocks left out.
        if (shown !== a * MINUTE_MS) expect(justBefore).toBeLessThan(a * MINUTE_MS)
      }),
    )
  })
  it.each([
    ['spring forward', '2026-03-08', 2 * 60 + 30, '2026-03-08T07:00:00Z'],
    ['fall back', '2026-11-01', 90, '2026-11-01T05:30:00Z'],
    ['a plain day', '2026-07-04', 90, '2026-07-04T05:30:00Z'],
  ])('reads wall clocks at %s', (_, date, minute, expected) => {
    expect(instantOfWall(dayOfIsoDate(date) ?? 0, minute, 'America/New_York')).toBe(at(expected))
  })
  it('knows the weekday and the date of a day', () => {
    expect([weekdayOf(0), weekdayOf(dayOfIsoDate('2026-11-23') ?? 0), weekdayOf(-1)]).toEqual([4, 1, 3])
    expect(isoDateOf(dayOfIsoDate('2028-02-29') ?? 0)).toBe('2028-02-29')
    expect([dayOfIsoDate('2026-02-29'), dayOfIsoDate('2026-13-01'), dayOfIsoDate('x')]).toEqual([
      null,
      null,
      null,
    ])
  })
})

describe('working time', () => {
  it('adds up over any instant between', () => {
    fc.assert(
      fc.property(calendar, instant, span, span, (one, from, first, second) => {
        const [middle, until] = [from + first, from + first + second]
        const [a, b] = [businessMsBetween(one, from, middle), businessMsBetween(one, middle, until)]
        expect((a ?? Number.NaN) + (b ?? Number.NaN)).toBe(businessMsBetween(one, from, until))
      }),
    )
  })
  it('is never more than the time by the clock, and turns its sign with the direction', () => {
    fc.assert(
      fc.property(calendar, instant, span, (one, from, length) => {
        const there = businessMsBetween(one, from, from + length) ?? Number.NaN
        expect(there).toBeGreaterThanOrEqual(0)
        expect(there).toBeLessThanOrEqual(length)
        expect(businessMsBetween(one, from + length, from)).toBe(0 - there)
      }),
    )
  })
  it('that is added lies between: exactly so much, and not a millisecond earlier', () => {
    fc.assert(
      fc.property(calendar, instant, work, (one, from, duration) => {
        const until = addBusinessTime(one, from, duration)
        if (until === null) throw new Error('there is work every week')
        expect(businessMsBetween(one, from, until)).toBe(duration)
        expect(businessMsBetween(one, from, until - 1)).toBe(duration - 1)
      }),
    )
  })
  it('ends within the opening hours, on a day that is not closed', () => {
    fc.assert(
      fc.property(calendar, instant, fc.oneof(work, fc.constant(0)), (one, from, duration) => {
        const until = addBusinessTime(one, from, duration) ?? Number.NaN
        // What ends at closing time ends in the last millisecond before it.
        const last = duration === 0 ? until : until - 1
        const day = localDayAt(last, one.timeZone)
        expect(openStretches(one, day).some((open) => open.from <= last && last < open.until)).toBe(true)
        expect(one.closedOn.has(isoDateOf(day))).toBe(false)
      }),
    )
  })
  it('may be added in one piece or in two', () => {
    fc.assert(
      fc.property(calendar, instant, work, work, (one, from, first, second) => {
        const middle = addBusinessTime(one, from, first) ?? Number.NaN
        expect(addBusinessTime(one, middle, second)).toBe(addBusinessTime(one, from, first + second))
      }),
    )
  })
  it('is found again from where it ends: the inverse', () => {
    fc.assert(
      fc.property(calendar, instant, span, (one, from, length) => {
        const worked = businessMsBetween(one, from, from + length) ?? Number.NaN
        fc.pre(worked > 0)
        const end = addBusinessTime(one, from, worked) ?? Number.NaN
        expect(end).toBeLessThanOrEqual(from + length)
        expect(businessMsBetween(one, end, from + length)).toBe(0)
      }),
    )
  })
  it.each([
    ['2026-03-08', 23],
    ['2026-11-01', 25],
    ['2026-07-04', 24],
  ])('of a place that is always open is the length of the day: %s has %d hours', (date, hours) => {
    const day = dayOfIsoDate(date) ?? 0
    const [from, until] = [0, 1440].map((minute) => instantOfWall(day, minute, 'America/New_York'))
    expect(businessHoursBetween(always('America/New_York'), from ?? 0, until ?? 0)).toBe(hours)
    expect(businessHoursBetween(always('UTC'), from ?? 0, until ?? 0)).toBe(hours)
  })
  it('of a night shift is an hour shorter or longer when the clocks change under it', () => {
    const night: WorkingCalendar = {
      ...always('Europe/Berlin'),
      week: Array.from({ length: 7 }, () => [{ fromMinute: 0, untilMinute: 360 }]),
    }
    const hoursOn = (date: string) =>
      businessHoursBetween(night, at(`${date}T12:00:00Z`) - DAY_MS, at(`${date}T12:00:00Z`))
    expect(['2026-03-29', '2026-10-25', '2026-07-01'].map(hoursOn)).toEqual([5, 7, 6])
  })
  it('passes over nights, weekends and closed days', () => {
    // Thursday, 24 December 2026, 16:00 in New York; Friday is closed, so Monday at 10:00 is three hours on.
    expect(addBusinessTime(nine2five, at('2026-12-24T21:00:00Z'), 2 * HOUR_MS)).toBe(
      at('2026-12-28T15:00:00Z'),
    )
    expect(businessHoursBetween(nine2five, at('2026-12-24T21:00:00Z'), at('2026-12-28T16:00:00Z'))).toBe(3)
  })
  it('is not to be had where the place never opens, the zone is unknown, or decades lie between', () => {
    const never = { ...nine2five, week: [[], [], [], [], [], [], []] }
    expect(addBusinessTime(never, 0, 1)).toBeNull()
    expect(businessMsBetween(never, 0, DAY_MS)).toBe(0)
    const nowhere = { ...nine2five, timeZone: 'Mars/Olympus' }
    expect([addBusinessTime(nowhere, 0, 1), businessMsBetween(nowhere, 0, 1)]).toEqual([null, null])
    expect(businessMsBetween(nine2five, 0, at('2026-01-01T00:00:00Z'))).toBeNull()
  })
})
