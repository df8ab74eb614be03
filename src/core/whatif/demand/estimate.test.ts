/** Tests the estimate of a SKU against known draws, and what must hold of any history. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seededRandom } from '../../platform.ts'
import { drawn, historyOf, NO_POOLS, positionOf } from './demand.fixture.ts'
import { dispersionOver } from './dispersion.ts'
import { estimateSku } from './estimate.ts'
import { netReturns } from './history.ts'
import { demandQuantile, drawDemand } from './negativeBinomial.ts'
import { learnPools } from './pools.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const WEEK = { sum: 7, squares: 7 }

describe('known distributions are found again', () => {
  test.each([
    [0.1, 84],
    [1, 84],
    [8, 84],
    [3, 365],
  ])('Poisson of mean %d over %d days', (rate, days) => {
    const history = historyOf(drawn(7, 60, days, rate, null).map((units) => positionOf(units)))
    const pools = learnPools([history])
    const { positions, overdispersion } = estimateSku(history, pools)
    // Within three standard errors of what was drawn.
    const allowed = Math.max(0.06, 3 / Math.sqrt(60 * days * rate))
    expect(Math.abs(mean(positions.map(({ perDay }) => perDay)) / rate - 1)).toBeLessThan(allowed)
    const r = dispersionOver(overdispersion, WEEK, 0, rate * 7)
    // Less than a tenth more variance than Poisson.
    if (r !== null) expect((rate * 7) / r).toBeLessThan(0.1)
  })

  test.each([
    [0.5, 0.4],
    [2, 1],
    [6, 3],
  ])('negative binomial of mean %d and r %d a day', (rate, r) => {
    const history = historyOf(drawn(11, 80, 112, rate, r).map((units) => positionOf(units)))
    const { positions, overdispersion } = estimateSku(history, learnPools([history]))
    expect(Math.abs(mean(positions.map(({ perDay }) => perDay)) / rate - 1)).toBeLessThan(0.06)
    const found = dispersionOver(overdispersion, WEEK, 0, rate * 7)
    expect(found).not.toBeNull()
    expect(Math.abs(Math.log(found! / (7 * r)))).toBeLessThan(Math.log(1.4))
  })
})

describe('what must hold of any history', () => {
  const sales = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 120 })

  test('doubling all sales doubles the mean', () => {
    fc.assert(
      fc.property(sales, fc.integer({ min: 2, max: 1000 }), (units, factor) => {
        const once = estimateSku(historyOf([positionOf(units)]), NO_POOLS).positions[0]!
        const more = estimateSku(historyOf([positionOf(units.map((sold) => sold * factor))]), NO_POOLS)
          .positions[0]!
        expect(more.class).toBe(once.class)
        expect(more.perDay).toBeCloseTo(once.perDay * factor, 6)
      }),
    )
  })

  test('the order of places does not matter', () => {
    fc.assert(
      fc.property(fc.array(sales, { minLength: 2, maxLength: 6 }), (all) => {
        const length = Math.max(...all.map((units) => units.length))
        const positions = all.map((units) =>
          positionOf([...Array.from({ length: length - units.length }, () => 0), ...units]),
        )
        const forward = estimateSku(historyOf(positions), NO_POOLS).positions
        const back = estimateSku(historyOf(positions.toReversed()), NO_POOLS).positions.toReversed()
        for (const [place, { perDay }] of forward.entries())
          expect(back[place]!.perDay).toBeCloseTo(perDay, 9)
      }),
    )
  })

  test('figures are finite and not negative, whatever is handed in', () => {
    const hostile = [
      [],
      [0],
      [0, 0, 0, 0],
      [1],
      [...Array.from({ length: 83 }, () => 0), 1],
      Array.from({ length: 84 }, () => 1e12),
      [1e-6, 0, 1e9],
    ]
    for (const units of hostile) {
      for (const exposure of [1, 0, 0.001]) {
        const history = historyOf([
          positionOf(
            units,
            units.map(() => exposure),
          ),
        ])
        const [estimate] = estimateSku(history, learnPools([history])).positions
        for (const figure of [estimate!.perDay, estimate!.doubt, estimate!.overdispersion.daily]) {
          expect(Number.isFinite(figure)).toBe(true)
          expect(figure).toBeGreaterThanOrEqual(0)
        }
      }
    }
  })
})

describe('what is thin', () => {
  const busy = drawn(3, 20, 84, 2, null).map((units) => positionOf(units))

  test('a new place sells as similar places do, and that is said', () => {
    const fresh = positionOf(new Float64Array(84), new Float64Array(84))
    const found = estimateSku(historyOf([...busy, fresh]), NO_POOLS).positions.at(-1)!
    expect(found).toMatchObject({ class: 'thin', method: 'pooled', days: 0 })
    expect(found.perDay).toBeGreaterThan(1.8)
    expect(found.perDay).toBeLessThan(2.2)
  })

  test('a place where next to nothing sold in twelve weeks is not taken for the others', () => {
    const slow = positionOf(Array.from({ length: 84 }, (_, day) => Number(day === 40)))
    const found = estimateSku(historyOf([...busy, slow]), NO_POOLS).positions.at(-1)!
    expect(found.class).toBe('thin')
    expect(found.perDay).toBeLessThan(0.12)
  })

  test('what nobody has sold is not known', () => {
    const history = historyOf([positionOf(new Float64Array(84))])
    expect(estimateSku(history, NO_POOLS).positions[0]).toMatchObject({ method: 'none', perDay: 0 })
  })
})

test('days without stock do not lower the mean', () => {
  // Stock for three days of each seven: days on which none was left are not demand of nothing.
  const days = drawn(5, 60, 112, 3, null)
  const hasStock = (day: number) => day % 7 < 3
  const positions = days.map((units) =>
    positionOf(
      units.map((sold, day) => (hasStock(day) ? sold : 0)),
      units.map((_, day) => Number(hasStock(day))),
    ),
  )
  const found = mean(estimateSku(historyOf(positions), NO_POOLS).positions.map(({ perDay }) => perDay))
  expect(found).toBeGreaterThan(3 * 0.95)
  expect(found).toBeLessThan(3 * 1.05)
})

test('a promotion is told apart from what sells without', () => {
  const random = seededRandom(9)
  const promoted = Array.from({ length: 112 }, (_, day) => Number(day % 28 < 4))
  const positions = Array.from({ length: 40 }, () =>
    positionOf(promoted.map((share) => drawDemand(share ? 6 : 2, null, random))),
  )
  const { lift, positions: found } = estimateSku(historyOf(positions, promoted), NO_POOLS)
  expect(lift).toBeGreaterThan(2.7)
  expect(lift).toBeLessThan(3.3)
  expect(Math.abs(mean(found.map(({ perDay }) => perDay)) - 2)).toBeLessThan(0.12)
})

test('a return undoes the sale before it', () => {
  expect([...netReturns(Float64Array.from([3, 0, -2, 1, -5, 2]))]).toEqual([0, 0, 0, 0, 0, 2])
  expect([...netReturns(Float64Array.from([-4, 2]))]).toEqual([0, 2])
})

test('quantiles are those of the distributions', () => {
  // Poisson of mean 3: 0.0498, 0.1991, 0.4232, 0.6472; negative binomial with r = 1: 1 − (mean / (1 + mean)) ** (n + 1).
  const shares = [0.04, 0.05, 0.42, 0.43, 0.64, 0.65]
  expect(shares.map((share) => demandQuantile(3, null, share))).toEqual([0, 1, 2, 3, 3, 4])
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 900, noNaN: true }),
      fc.double({ min: 0.001, max: 0.999, noNaN: true }),
      (expected, share) => {
        const upTo = (n: number) => 1 - (expected / (1 + expected)) ** (n + 1)
        const found = demandQuantile(expected, 1, share)
        expect(upTo(found)).toBeGreaterThan(share - 1e-9)
        expect(upTo(found - 1)).toBeLessThan(share + 1e-9)
      },
    ),
  )
  expect(demandQuantile(0, null, 0.99)).toBe(0)
})
