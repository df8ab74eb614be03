/** Proves local times: both sides of daylight saving, the hour that came twice, the hour that never came. */
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimeZone } from '../../shared/timeZone.ts'
import { instantOf, instantOfIso, utcOf } from './localTime.ts'

const iso = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString()
const at = (year: number, month: number, day: number, hour = 0, minute = 0) => ({
  year,
  month,
  day,
  hour,
  minute,
})

describe('instantOf', () => {
  it.each([
    [at(2016, 7, 26, 12, 30), 'America/New_York', '2016-07-26T16:30:00.000Z'],
    [at(2016, 1, 26, 12, 30), 'America/New_York', '2016-01-26T17:30:00.000Z'],
    // Clocks went back on 2016-11-06 at 02:00: 01:30 came twice, the first at UTC-4.
    [at(2016, 11, 6, 1, 30), 'America/New_York', '2016-11-06T05:30:00.000Z'],
    // Clocks went forward on 2016-03-13 at 02:00: 02:30 never came, and is 03:30.
    [at(2016, 3, 13, 2, 30), 'America/New_York', '2016-03-13T07:30:00.000Z'],
    [at(2017, 10, 15, 0, 30), 'America/Sao_Paulo', '2017-10-15T03:30:00.000Z'],
    [at(2018, 2, 17, 23, 30), 'America/Sao_Paulo', '2018-02-18T01:30:00.000Z'],
    [at(2018, 7, 1, 10), 'America/Sao_Paulo', '2018-07-01T13:00:00.000Z'],
    [at(2024, 4, 7, 1, 45), 'Australia/Lord_Howe', '2024-04-06T14:45:00.000Z'],
    [at(2024, 2, 29, 24), 'UTC', '2024-03-01T00:00:00.000Z'],
  ])('reads %o in %s', (wall, zone, expected) => {
    expect(iso(instantOf(wall, zone))).toBe(expected)
  })

  it('knows no 30 February, no hour 25 and no such zone', () => {
    expect(instantOf(at(2024, 2, 30), 'UTC')).toBeUndefined()
    expect(instantOf(at(2024, 2, 2, 25), 'UTC')).toBeUndefined()
    expect(instantOf(at(2024, 2, 2), 'Mars/Olympus')).toBeUndefined()
    expect(isTimeZone('')).toBe(false)
  })

  it('gives an instant at which the clocks show the reading, unless they skipped it', () => {
    const zones = [
      'America/Sao_Paulo',
      'America/New_York',
      'Europe/Berlin',
      'Asia/Kathmandu',
      'Australia/Lord_Howe',
    ]
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), fc.constantFrom(...zones), (second, zone) => {
        const instant = second * 1000
        const parts = new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          hourCycle: 'h23',
          year: 'numeric',
          month: 'numeric',
          day: 'numeric',
          hour: 'numeric',
          minute: 'numeric',
          second: 'numeric',
        }).formatToParts(instant)
        const part = (type: string) => Number(parts.find((one) => one.type === type)?.value)
        const back = instantOf(
          {
            year: part('year'),
            month: part('month'),
            day: part('day'),
            hour: part('hour'),
            minute: part('minute'),
            second: part('second'),
          },
          zone,
        )
        // The same, or the earlier of the two where the reading came twice.
        expect([0, 1_800_000, 3_600_000]).toContain(instant - (back ?? 0))
      }),
      { numRuns: 300 },
    )
  })
})

describe('instantOfIso', () => {
  it.each([
    ['2024-07-30T16:11:11Z', undefined, '2024-07-30T16:11:11.000Z'],
    ['2024-07-30T16:11:11.997Z', undefined, '2024-07-30T16:11:11.997Z'],
    ['2024-07-30T16:11:11+05:30', undefined, '2024-07-30T10:41:11.000Z'],
    ['2024-07-30 16:11', 'Europe/Berlin', '2024-07-30T14:11:00.000Z'],
    ['2024-07-30', 'Europe/Berlin', '2024-07-29T22:00:00.000Z'],
    ['2024-07-30T16:11:11', undefined, undefined],
    ['2024-13-30T16:11:11Z', undefined, undefined],
    ['yesterday', 'UTC', undefined],
  ])('reads %s in %s', (text, zone, expected) => {
    expect(iso(instantOfIso(text, zone))).toBe(expected)
  })

  it('never throws, and utcOf agrees with Date', () => {
    fc.assert(fc.property(fc.string(), (text) => void instantOfIso(text, 'UTC')))
    expect(utcOf({ year: 1, month: 1, day: 1 })).toBe(new Date('0001-01-01T00:00:00Z').getTime())
  })
})
