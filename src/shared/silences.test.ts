/** Proves for which alerts nobody is called, and when: also across changes of clocks. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSilenceActive, isWithinWeekly, matchesAll, muteOf, type SilenceTimes } from './silences.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, offsetMsAt, weekdayOf } from './timeZone.ts'
import { minuteOf } from './workingCalendar.ts'

const ALERT = { rule: 'stockout', severity: 'serious', area: 'stock', labels: { location: 'a', sku: 'x' } }
const silence = (more: Partial<SilenceTimes> = {}): SilenceTimes => ({
  from: 1_000,
  until: 2_000,
  weekly: null,
  timeZone: null,
  ended: false,
  ...more,
})

describe('matchers', () => {
  it.each([
    [[], true],
    [[{ label: 'rule', values: ['stockout'] }], true],
    [[{ label: 'severity', values: ['critical', 'serious'] }], true],
    [[{ label: 'area', values: ['feeds'] }], false],
    [[{ label: 'location', values: ['b', 'a'] }], true],
    [
      [
        { label: 'location', values: ['a'] },
        { label: 'sku', values: ['y'] },
      ],
      false,
    ],
    [[{ label: 'carrier', values: [''] }], false],
    [[{ label: 'constructor', values: ['x'] }], false],
  ])('%j: %s', (matchers, holds) => {
    expect(matchesAll(matchers, ALERT)).toBe(holds)
  })
})

describe('a silence', () => {
  it('holds from its beginning until just before its end', () => {
    expect([999, 1_000, 1_999, 2_000].map((at) => isSilenceActive(silence(), at))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(isSilenceActive(silence({ until: null }), 1e15)).toBe(true)
    expect(isSilenceActive(silence({ ended: true }), 1_500)).toBe(false)
  })

  it('holds at no hour of a zone that nobody knows', () => {
    const weekly = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', until: '24:00' }))
    expect(isSilenceActive(silence({ weekly, timeZone: 'UTC' }), 1_500)).toBe(true)
    expect(isSilenceActive(silence({ weekly, timeZone: 'Mars/Olympus' }), 1_500)).toBe(false)
  })

  it('mutes after a snooze and an explanation', () => {
    const alert = { ...ALERT, snoozedUntil: 2_000, inhibitedBy: 'cause' }
    expect(muteOf(alert, [[]], 1_999)).toBe('snoozed')
    expect(muteOf(alert, [[]], 2_000)).toBe('inhibited')
    expect(muteOf({ ...alert, inhibitedBy: null }, [[]], 2_000)).toBe('silenced')
    expect(muteOf({ ...alert, inhibitedBy: null }, [], 2_000)).toBeNull()
  })
})

const nightly = [7, 1, 2, 3, 4, 5, 6].map((weekday) => ({ weekday, from: '22:00', until: '06:00' }))
const at = (text: string) => Date.parse(text)

describe('hours of the week', () => {
  it('run over midnight where they end before they begin', () => {
    const sunday = [{ weekday: 7, from: '22:00', until: '06:00' }]
    const holds = (text: string) => isWithinWeekly(sunday, 'Europe/Vienna', at(text))
    expect(holds('2026-01-04T21:59:59+01:00')).toBe(false)
    expect(holds('2026-01-04T22:00:00+01:00')).toBe(true)
    expect(holds('2026-01-05T05:59:59+01:00')).toBe(true)
    expect(holds('2026-01-05T06:00:00+01:00')).toBe(false)
    expect(holds('2026-01-05T22:00:00+01:00')).toBe(false)
  })

  it('follow the clocks of their zone in the nights of the change', () => {
    const holds = (text: string) => isWithinWeekly(nightly, 'Europe/Vienna', at(text))
    // Set forward: the night has seven hours. Set back: nine.
    expect(holds('2026-03-29T03:59:59Z')).toBe(true)
    expect(holds('2026-03-29T04:00:00Z')).toBe(false)
    expect(holds('2026-10-25T04:59:59Z')).toBe(true)
    expect(holds('2026-10-25T05:00:00Z')).toBe(false)
  })

  it('that fall into the hour that is skipped hold at no time', () => {
    const skipped = [{ weekday: 7, from: '02:15', until: '02:45' }]
    for (let minute = 0; minute < 24 * 60; minute += 1) {
      const instant = at('2026-03-28T23:00:00Z') + minute * MINUTE_MS
      expect(isWithinWeekly(skipped, 'Europe/Vienna', instant)).toBe(false)
    }
    expect(isWithinWeekly(skipped, 'Europe/Vienna', at('2026-04-05T00:30:00Z'))).toBe(true)
  })
})

const time = fc
  .integer({ min: 0, max: 24 * 4 - 1 })
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`)

it('hours of the week are those that the clocks of the zone show, but in the hours around a change', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'UTC'),
      fc.integer({ min: 1, max: 7 }),
      time,
      fc.oneof(time, fc.constant('24:00')),
      fc.integer({
        min: at('2026-01-01T00:00:00Z') / MINUTE_MS,
        max: at('2027-01-01T00:00:00Z') / MINUTE_MS,
      }),
      (timeZone, weekday, from, until, minute) => {
        fc.pre(minuteOf(from) !== minuteOf(until))
        const instant = minute * MINUTE_MS
        const offset = offsetMsAt(instant, timeZone)
        const isNearChange = [-26, 26].some(
          (hours) => offsetMsAt(instant + hours * HOUR_MS, timeZone) !== offset,
        )
        fc.pre(!isNearChange)
        const wall = instant + offset
        const day = weekdayOf(Math.floor(wall / DAY_MS))
        const clock = Math.floor((wall % DAY_MS) / MINUTE_MS)
        const [begin, end] = [minuteOf(from), minuteOf(until)]
        const isDay = (one: number) => ((one - 1 + 7) % 7) + 1 === weekday
        const expected =
          end > begin
            ? isDay(day) && clock >= begin && clock < end
            : (isDay(day) && clock >= begin) || (isDay(day - 1) && clock < end)
        expect(isWithinWeekly([{ weekday, from, until }], timeZone, instant)).toBe(expected)
      },
    ),
    { numRuns: 500 },
  )
})

it('every night of a year is one stretch, whatever the clocks do', () => {
  for (const timeZone of ['Europe/Vienna', 'America/New_York', 'Australia/Lord_Howe']) {
    let changes = 0
    let before = isWithinWeekly(nightly, timeZone, at('2026-01-01T12:00:00Z'))
    for (let quarter = 1; quarter <= 365 * 96; quarter += 1) {
      const now = isWithinWeekly(nightly, timeZone, at('2026-01-01T12:00:00Z') + quarter * 15 * MINUTE_MS)
      if (now !== before) changes += 1
      before = now
    }
    expect(changes).toBe(365 * 2)
  }
})
