/** Tests the rhythm of places: weekdays, silent days, size. */
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../platform.ts'
import { drawDemand } from './negativeBinomial.ts'
import { learnRhythm, weekdayOf } from './rhythm.ts'

const FIRST_DAY = 20_003
const DAYS = 84
/** Sunday first; mean 1. */
const WEEKDAY = [0.4, 0.8, 0.9, 0.9, 1, 1.2, 1.8]
const drawnPlace = (seed: number, perDay: number, weekday: readonly number[] = WEEKDAY, kind = 'store') => {
  const random = seededRandom(seed)
  return {
    kind,
    units: Float64Array.from({ length: DAYS }, (_, at) =>
      drawDemand(perDay * weekday[weekdayOf(FIRST_DAY + at)]!, null, random),
    ),
  }
}

describe('the rhythm of places', () => {
  test('weekdays are found again', () => {
    const [found] = learnRhythm([drawnPlace(1, 200)], FIRST_DAY)
    for (const [day, factor] of WEEKDAY.entries()) expect(found!.weekday[day]).toBeCloseTo(factor, 1)
    expect(found!.weekday.reduce((sum, factor) => sum + factor, 0)).toBeCloseTo(7, 9)
  })

  test('a place that sold little has the rhythm of its kind, not that of another kind', () => {
    const flat = Array.from({ length: 7 }, () => 1)
    const places = [
      ...Array.from({ length: 10 }, (_, place) => drawnPlace(place + 2, 100)),
      drawnPlace(40, 0.2, flat),
      drawnPlace(50, 100, flat, 'dc'),
    ]
    const found = learnRhythm(places, FIRST_DAY)
    for (const [day, factor] of WEEKDAY.entries()) {
      expect(Math.abs(found[10]!.weekday[day]! - factor)).toBeLessThan(0.25)
      expect(Math.abs(found[11]!.weekday[day]! - 1)).toBeLessThan(0.1)
    }
    expect(found[0]!.size).toBeGreaterThan(1)
    expect(found[10]!.size).toBeLessThan(0.01)
    expect(found[11]!.size).toBe(1)
  })

  test('a silent day of a busy place was not told, a weekday on which it is shut was', () => {
    const place = drawnPlace(60, 100)
    for (let at = 0; at < DAYS; at += 1) if (weekdayOf(FIRST_DAY + at) === 0) place.units[at] = 0
    const monday = Array.from({ length: DAYS }).findIndex(
      (_, at) => at > 30 && weekdayOf(FIRST_DAY + at) === 1,
    )
    place.units[monday] = 0
    place.units.fill(0, 0, 10)
    const [found] = learnRhythm([place], FIRST_DAY)
    expect(found!.told[monday]).toBe(0)
    expect([...found!.told.subarray(0, 10)]).toEqual(Array.from({ length: 10 }, () => 0))
    expect(found!.told.reduce((sum, told) => sum + told, 0)).toBe(DAYS - 11)
    expect(found!.weekday[0]).toBeLessThan(0.05)
  })

  test('places of which nothing is told have none', () => {
    const [found] = learnRhythm([{ kind: null, units: new Float64Array(DAYS) }], FIRST_DAY)
    expect([...found!.weekday]).toEqual(Array.from({ length: 7 }, () => 1))
    expect(found).toMatchObject({ size: 1 })
  })
})
