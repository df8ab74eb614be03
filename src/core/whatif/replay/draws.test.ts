/** Owns the proof that draws follow their distributions and depend on nothing but their names. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { demandQuantile, extend, normalQuantile, PURPOSES, subjectKey, uniform } from './draws.ts'
import { drawDemand, NO_STRESS } from './demandDraws.ts'
import { studentQuantile } from '../../../shared/tally.ts'

test('numbers are spread evenly over days, replications, places and purposes', () => {
  const bins = Array.from({ length: 64 }, () => 0)
  let count = 0
  for (let place = 0; place < 40; place++) {
    const key = subjectKey(7, 'tea', `store ${place}`)
    for (let replication = 0; replication < 40; replication++) {
      for (let day = 0; day < 20; day++) {
        for (const purpose of [PURPOSES.walkIn, PURPOSES.online]) {
          bins[Math.floor(uniform(key, replication, day, purpose) * 64)]!++
          count++
        }
      }
    }
  }
  const expected = count / 64
  const chiSquare = bins.reduce((sum, bin) => sum + (bin - expected) ** 2 / expected, 0)
  // 99.9 % of the chi-square distribution with 63 degrees of freedom lie below 103.4.
  expect(chiSquare).toBeLessThan(103.4)
})

test('neighbouring names have unrelated numbers', () => {
  const key = subjectKey(7, 'tea', 'a')
  for (const next of [
    (day: number) => uniform(key, 0, day + 1, PURPOSES.walkIn),
    (day: number) => uniform(key, 1, day, PURPOSES.walkIn),
    (day: number) => uniform(key, 0, day, PURPOSES.online),
    (day: number) => uniform(subjectKey(8, 'tea', 'a'), 0, day, PURPOSES.walkIn),
    (day: number) => uniform(extend(key, 1), 0, day, PURPOSES.walkIn),
  ]) {
    let product = 0
    const count = 20_000
    for (let day = 0; day < count; day++) {
      product += (uniform(key, 0, day, PURPOSES.walkIn) - 0.5) * (next(day) - 0.5)
    }
    // The correlation's deviation is 1 / √count.
    expect(Math.abs((product / count) * 12)).toBeLessThan(4 / Math.sqrt(count))
  }
})

test('quantiles give the mean and variance of their distribution', () => {
  for (const [mean, dispersion] of [
    [0.03, Infinity],
    [2.5, Infinity],
    [60, Infinity],
    [0.4, 0.2],
    [5, 1.5],
    [900, 8],
  ] as const) {
    const count = 40_000
    let sum = 0
    let squares = 0
    for (let index = 0; index < count; index++) {
      const units = demandQuantile((index + 0.5) / count, mean, dispersion)
      sum += units
      squares += units * units
    }
    const variance = mean + (dispersion === Infinity ? 0 : (mean * mean) / dispersion)
    expect(Math.abs(sum / count - mean)).toBeLessThan(0.005 * mean + 0.5 / Math.sqrt(count))
    expect(Math.abs((squares / count - (sum / count) ** 2) / variance - 1)).toBeLessThan(0.03)
  }
})

test('a greater mean never gives less from the same number', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
      fc.double({ min: 0, max: 350, noNaN: true }),
      fc.double({ min: 1, max: 1.5, noNaN: true }),
      fc.constantFrom(Infinity, 0.3, 2),
      (probability, mean, factor, dispersion) => {
        fc.pre(mean * factor <= 400)
        expect(demandQuantile(probability, mean * factor, dispersion)).toBeGreaterThanOrEqual(
          demandQuantile(probability, mean, dispersion),
        )
      },
    ),
    { seed: 5 },
  )
})

test('the days of a horizon sum to its own distribution', () => {
  const rows = {
    key: Float64Array.of(subjectKey(1, 'cup', 'a')),
    mean: Float64Array.of(7),
    dispersion: Float64Array.of(1.2),
    factors: [[2, 0.5, 1, 1, 0, 1.5, 1]],
    skuKey: Float64Array.of(1),
    placeKey: Float64Array.of(2),
  }
  const count = 8_000
  let sum = 0
  let squares = 0
  for (let replication = 0; replication < count; replication++) {
    const units = drawDemand(rows, PURPOSES.walkIn, 7, replication, NO_STRESS)!.reduce(
      (all, one) => all + one,
      0,
    )
    sum += units
    squares += units * units
  }
  const variance = 7 + 49 / 1.2
  expect(Math.abs(sum / count - 7)).toBeLessThan(4 * Math.sqrt(variance / count))
  expect(Math.abs((squares / count - (sum / count) ** 2) / variance - 1)).toBeLessThan(0.12)
})

test('quantiles agree with tables', () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5)
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232, 5)
  expect(studentQuantile(4)).toBeCloseTo(2.7764, 4)
  expect(studentQuantile(11)).toBeCloseTo(2.201, 3)
  expect(studentQuantile(49)).toBeCloseTo(2.0096, 3)
  expect(studentQuantile(399)).toBeCloseTo(1.966, 3)
})
