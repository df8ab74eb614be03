/** Tests the detection of slower lanes: what it finds and after how many days, and how seldom it is wrong. */
import { describe, expect, it } from 'vitest'
import { DAY_MS, HOUR_MS, weekdayOf } from '../../../../shared/timeZone.ts'
import { baselineOf, daysToFalseAlarm, driftOf, scoreDays, type Parcel } from './laneDrift.ts'
import { draws, normal } from './lives.fixture.ts'

const THRESHOLD = 7
const FIRST_DAY = 20_000

/** Parcels of some days; each takes what `hours` draws. */
function parcelsOf(days: number, perDay: number, hours: (day: number) => number, from = FIRST_DAY): Parcel[] {
  return Array.from({ length: days }, (_none, place) => from + place).flatMap((day) =>
    Array.from({ length: perDay }, () => {
      const shippedAt = day * DAY_MS + 18 * HOUR_MS
      return { day, weekday: weekdayOf(day), shippedAt, arrivedAt: shippedAt + hours(day) * HOUR_MS }
    }),
  )
}

type Law = (draw: () => number) => number
const LAWS: Record<string, Law> = {
  'the logarithm is normal': (draw) => 40 * Math.exp(0.2 * normal(draw)),
  'one in eight comes a day later': (draw) => 40 * Math.exp(0.1 * normal(draw)) + (draw() < 0.125 ? 24 : 0),
  'it comes by the clock': (draw) => 40 + draw(),
}
const slowdown =
  (law: Law, factor: number): Law =>
  (draw) =>
    factor * law(draw)

const sumAfter = (past: Parcel[], recent: Parcel[], threshold = THRESHOLD) =>
  driftOf(scoreDays(baselineOf(past), recent), threshold)

describe('the past of a lane', () => {
  it('knows each weekday by itself: a Friday that takes the weekend is usual', () => {
    const draw = draws(3)
    const weekend: (day: number) => number = (day) =>
      (weekdayOf(day) === 5 ? 90 : 40) * Math.exp(0.1 * normal(draw))
    const past = parcelsOf(84, 3, weekend)
    const recent = parcelsOf(14, 3, weekend, FIRST_DAY + 84)
    expect(Math.max(...scoreDays(baselineOf(past), recent).map(({ score }) => score))).toBeLessThan(3)
    expect(sumAfter(past, recent).sum).toBeLessThan(THRESHOLD / 2)
  })

  it('is not moved by some wild parcels', () => {
    const draw = draws(4)
    const past = parcelsOf(60, 2, () => LAWS['the logarithm is normal']!(draw))
    const wild = past.map((parcel, place) =>
      place % 25 === 0 ? { ...parcel, arrivedAt: parcel.arrivedAt + 30 * DAY_MS } : parcel,
    )
    expect(baselineOf(wild).median).toBeCloseTo(baselineOf(past).median, 1)
    expect(baselineOf(wild).spread).toBeLessThan(1.5 * baselineOf(past).spread)
  })
})

describe('the sum of slow days', () => {
  it.each(Object.entries(LAWS))(
    'finds a lane that takes half as long again within days, where %s',
    (_name, law) => {
      const draw = draws(11)
      let days = 0
      for (let lane = 0; lane < 40; lane += 1) {
        const past = parcelsOf(40, 3, () => law(draw))
        const recent = parcelsOf(10, 3, () => slowdown(law, 1.5)(draw), FIRST_DAY + 40)
        const scores = scoreDays(baselineOf(past), recent)
        const found = scores.findIndex(
          (_day, place) => driftOf(scores.slice(0, place + 1), THRESHOLD).sum > THRESHOLD,
        )
        expect(found, `lane ${lane}`).toBeGreaterThanOrEqual(2)
        days += found + 1
      }
      expect(days / 40).toBeLessThan(8)
    },
  )

  it.each(Object.entries(LAWS))(
    'is wrong less than once in a hundred lanes and two months, where %s',
    (_name, law) => {
      const draw = draws(5)
      let alarms = 0
      for (let lane = 0; lane < 300; lane += 1) {
        const past = parcelsOf(40, 1 + (lane % 4), () => law(draw))
        const recent = parcelsOf(60, 1 + (lane % 4), () => law(draw), FIRST_DAY + 40)
        if (driftOf(scoreDays(baselineOf(past), recent), THRESHOLD).passedAt !== null) alarms += 1
      }
      expect(alarms).toBeLessThanOrEqual(3)
    },
  )

  it('lets one late truck pass, and two on different days', () => {
    const draw = draws(8)
    const law = LAWS['the logarithm is normal']!
    const past = parcelsOf(40, 6, () => law(draw))
    for (const late of [[3], [3, 7]]) {
      const recent = parcelsOf(
        10,
        6,
        (day) => law(draw) + (late.includes(day - FIRST_DAY - 40) ? 72 : 0),
        FIRST_DAY + 40,
      )
      expect(sumAfter(past, recent).passedAt).toBeNull()
    }
  })

  it('tells since when, which days, and ends with three usual days in a row', () => {
    const past = parcelsOf(40, 2, (day) => 40 + (day % 5))
    const slow = parcelsOf(5, 2, () => 80, FIRST_DAY + 40)
    const { sum, run, passedAt } = sumAfter(past, slow)
    expect(sum).toBe(12.5)
    expect(run.map(({ day }) => day - FIRST_DAY)).toEqual([40, 41, 42, 43, 44])
    // Three slow days are 7.5: the third tells it, when its parcels arrive.
    expect(passedAt).toBe((FIRST_DAY + 42) * DAY_MS + (18 + 80) * HOUR_MS)
    const usual = (days: number) => parcelsOf(days, 2, (day) => 40 + (day % 5), FIRST_DAY + 45)
    expect(sumAfter(past, [...slow, ...usual(2)]).sum).toBeGreaterThan(THRESHOLD)
    expect(sumAfter(past, [...slow, ...usual(3)])).toEqual({ sum: 0, run: [], passedAt: null })
  })

  it('has a false alarm rate that grows with the threshold as the published approximation says', () => {
    // Siegmund's figure for a slack of 0.5 and a threshold of 5 is 938 (Montgomery's table: 930).
    expect(daysToFalseAlarm(5)).toBeCloseTo(938.2, 1)
    expect(daysToFalseAlarm(THRESHOLD)).toBeGreaterThan(7_000)
  })
})
