/** Proves the odds that rules of stock reckon with against sums and draws of their own. */
import { describe, expect, it } from 'vitest'
import { dispersionOf, oddsOfAtLeast, oddsOfRunningOut, oddsOfSilence } from './odds.ts'

describe('odds of at least so many', () => {
  it('is that of Poisson where the size is large', () => {
    const poisson = (mean: number, n: number) => {
      let below = 0
      let term = Math.exp(-mean)
      for (let k = 0; k < n; k += 1) {
        below += term
        term *= mean / (k + 1)
      }
      return 1 - below
    }
    for (const [mean, n] of [
      [3, 5],
      [10, 4],
      [0.5, 1],
    ] as const) {
      expect(oddsOfAtLeast(n, mean, 1e6)).toBeCloseTo(poisson(mean, n), 4)
    }
  })
  it('goes on without a step where the sum gives way to the normal distribution', () => {
    expect(oddsOfAtLeast(1000, 1000, 1e5)).toBeCloseTo(0.5, 1)
    expect(oddsOfAtLeast(700, 690, 1e6)).toBeCloseTo(oddsOfAtLeast(710, 700, 1e6), 2)
  })
  it('is certain of nothing and of no demand', () => {
    expect(oddsOfAtLeast(0, 2, 1)).toBe(1)
    expect(oddsOfAtLeast(3, 0, 1)).toBe(0)
  })
})

it('takes more zeros than Poisson has for a wider distribution', () => {
  expect(dispersionOf({ units: 28, leavingDays: 18, days: 28 })).toBeGreaterThan(100)
  const lumpy = { units: 60, leavingDays: 6, days: 28 }
  const size = dispersionOf(lumpy)
  expect((size / (size + 60 / 28)) ** size).toBeCloseTo(22.5 / 29, 3)
})

it('runs out surer the longer it takes and the less there is', () => {
  const demand = { units: 56, leavingDays: 24, days: 28 }
  expect(oddsOfRunningOut(10, demand, 7)).toBeGreaterThan(oddsOfRunningOut(10, demand, 4))
  expect(oddsOfRunningOut(10, demand, 7)).toBeGreaterThan(oddsOfRunningOut(20, demand, 7))
  expect(oddsOfRunningOut(0, demand, 0)).toBe(1)
})

it('is silent by chance as often as a beta posterior says', () => {
  // Jeffreys: (b)(b+1)/((a+b)(a+b+1)) with a = 10.5, b = 18.5.
  expect(oddsOfSilence({ units: 20, leavingDays: 10, days: 28 }, 2)).toBeCloseTo(
    (18.5 * 19.5) / (29 * 30),
    10,
  )
})
