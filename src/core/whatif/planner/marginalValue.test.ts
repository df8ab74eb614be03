/** Proves what units are worth: against sums by the definition, far means, and the published figures of given cases. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillOdds, logGamma, type Demand } from './demandOdds.ts'
import { readInstance } from './instance.ts'
import { fillGains, fillLateGains, fillLosses } from './marginalValue.ts'
import { parsePlanCase } from './readPlanCase.ts'

const folder = process.env['TOWER_PLANNING'] ?? resolve(import.meta.dirname, '../../../../../shared/planning')
const files = existsSync(folder)
  ? readdirSync(folder).filter((file) => file.endsWith('.json') && !file.endsWith('.opt.json'))
  : []

/** P(D = y), by logarithms. */
function chance({ mean, dispersion: r }: Demand, y: number): number {
  if (mean === 0) return y === 0 ? 1 : 0
  if (r === null) return Math.exp(-mean + y * Math.log(mean) - logGamma(y + 1))
  const log = logGamma(y + r) - logGamma(r) - logGamma(y + 1)
  return Math.exp(log - r * Math.log1p(mean / r) + y * Math.log(mean / (mean + r)))
}

const demands = fc.record({
  mean: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 800, noNaN: true })),
  dispersion: fc.option(fc.double({ min: 0.2, max: 50, noNaN: true })),
})

it('sums the odds of demand as the definition says', () => {
  fc.assert(
    fc.property(demands, fc.integer({ min: -5, max: 1500 }), (demand, first) => {
      const odds = new Float64Array(20)
      fillOdds(demand, first, 20, odds)
      let below = 0
      for (let y = 0; y < first; y++) below += chance(demand, y)
      for (let t = 0; t < 20; t++) {
        expect(Math.abs((odds[t] ?? 0) - (1 - below))).toBeLessThan(1e-9)
        if (first + t >= 0) below += chance(demand, first + t)
      }
    }),
    { numRuns: 300 },
  )
})

it('stays a probability that falls, for means up to a million', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.option(fc.double({ min: 1e-3, max: 1e9, noNaN: true })),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (mean, dispersion, share) => {
        const odds = new Float64Array(64)
        fillOdds({ mean, dispersion }, Math.round(mean * share), 64, odds)
        odds.forEach((value, t) => {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1 + 1e-12)
          expect(value).toBeLessThanOrEqual((odds[t - 1] ?? 1) + 1e-12)
        })
      },
    ),
    { numRuns: 300 },
  )
})

it('meets the normal law far out', () => {
  // The mean of a Poisson law is near its median; a negative binomial with r = 1 is geometric.
  const odds = new Float64Array(1)
  fillOdds({ mean: 400_000, dispersion: null }, 400_000 + 632, 1, odds)
  expect(odds[0]).toBeCloseTo(0.159, 2)
  fillOdds({ mean: 99_999, dispersion: 1 }, 100_000, 1, odds)
  expect(odds[0]).toBeCloseTo((99_999 / 100_000) ** 100_000, 9)
})

it('gives a unit the value that its sale brings, and of a late one what is left of it', () => {
  const worth = { perSale: 10, perLeftover: 2 }
  const demand = { mean: 1, dispersion: null }
  const [gains, late, losses] = [new Float64Array(24), new Float64Array(24), new Float64Array(2)]
  const count = fillGains(worth, demand, 0, gains, 0)
  expect(gains[0]).toBeCloseTo(12 * (1 - Math.exp(-1)) - 2, 12)
  expect(gains.subarray(0, count).every((gain) => gain > 0)).toBe(true)
  fillLosses(worth, demand, 2, 2, losses)
  expect(losses[1]).toBeCloseTo(gains[0] ?? 0, 12)
  expect(losses[0]).toBeCloseTo(gains[1] ?? 0, 12)
  // Nothing on hand: only the demand after the arrival is served, and that is Poisson with the rest of the mean.
  fillLateGains(worth, demand, 0, 0.25, late, 0)
  expect(late[0]).toBeCloseTo(12 * (1 - Math.exp(-0.75)) - 2, 12)
  expect(fillLateGains(worth, demand, 0, 1, late, 0)).toBe(0)
  // With one on hand, the unit sells when two are asked for after, or one after and one before.
  fillLateGains(worth, demand, 1, 0.5, late, 0)
  const [none, one] = [Math.exp(-0.5), 0.5 * Math.exp(-0.5)]
  expect(late[0]).toBeCloseTo(12 * (none * (1 - none - one) + (1 - none) * (1 - none)) - 2, 12)
})

it('has the critical ratio of the newsvendor', () => {
  // Holding 2, missed sale 18: the best stock is the least y with P(D ≤ y) ≥ 18 / 20; for N(120, 10) that is 132.8.
  const demand = { mean: 120, dispersion: null }
  const odds = new Float64Array(400)
  fillOdds(demand, 1, 400, odds)
  // m(y) = 18 · P(D ≥ y) − 2 · P(D ≤ y − 1) is above 0 up to the best stock.
  const best = odds.findIndex((value) => 18 * value - 2 * (1 - value) <= 0)
  // Poisson with mean 120 spreads by 10.95: 120 + 1.2816 · 10.95 = 134.0.
  expect(best).toBe(134)
})

describe.skipIf(files.length === 0)('the given cases (folder TOWER_PLANNING)', () => {
  for (const file of files) {
    it(`have the values that their demand says: ${file}`, () => {
      const given = parsePlanCase(readFileSync(join(folder, file), 'utf8'))
      const stock = given.stock.map(({ sku, loc, on_hand, floor, demand_mean }) => ({
        sku,
        loc,
        on_hand,
        floor,
        demand_mean,
      }))
      const { gainStart, gains, lossStart, losses } = readInstance({ ...given, stock })
      given.stock.forEach((row, i) => {
        const own = [...gains.subarray(gainStart[i], gainStart[i + 1])]
        const ownLosses = [...losses.subarray(lossStart[i], lossStart[i + 1])]
        expect(own).toHaveLength(row.gains?.length ?? -1)
        own.forEach((gain, t) => expect(Math.abs(gain - (row.gains?.[t] ?? NaN))).toBeLessThan(1e-4))
        // Where no lane leads away, nothing needs to be known of giving.
        if (ownLosses.length > 0) expect(ownLosses).toHaveLength(row.losses?.length ?? -1)
        ownLosses.forEach((loss, t) => expect(Math.abs(loss - (row.losses?.[t] ?? NaN))).toBeLessThan(1e-4))
      })
    })
  }
})

describe('places that want many units', () => {
  it('get the values of all of them, whatever was reckoned first', () => {
    fc.assert(
      fc.property(
        fc.record({
          mean: fc.double({ min: 0.1, max: 300, noNaN: true }),
          onHand: fc.integer({ min: 0, max: 60 }),
          before: fc.constantFrom(0, 0.3),
          perLeftover: fc.double({ min: 0.1, max: 5, noNaN: true }),
        }),
        ({ mean, onHand, before, perLeftover }) => {
          const worth = { perSale: 10, perLeftover }
          const demand = { mean, dispersion: null }
          const [grown, whole] = [new Float64Array(400), new Float64Array(400)]
          const count = fillLateGains(worth, demand, onHand, before, grown, 0, 400)
          // So many at least are reckoned in one go.
          fillLateGains(worth, demand, onHand, before, whole, 400)
          expect(count).toBe(whole.findIndex((value) => !(value > 0)))
          for (let t = 0; t < count; t++) expect(grown[t]).toBeCloseTo(whole[t] ?? 0, 9)
        },
      ),
      { numRuns: 40 },
    )
  })
})
