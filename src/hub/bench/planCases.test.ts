/** Proves that random cases are of the family that the gates were set on: shares, medians and ratios of its description. */
import { expect, it } from 'vitest'
import { checkPlanCase } from '../../core/whatif/planner/readPlanCase.ts'
import { generatePlanCase } from './planCases.ts'

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN

it('draws the family that the gates were set on', () => {
  const { stock, skus, lanes, locations } = generatePlanCase({
    locations: 100,
    skus: 600,
    seed: 3,
    fixedScale: 1,
  })
  const stores = stock.filter(({ loc }) => loc.startsWith('S'))
  const centres = stock.filter(({ loc }) => loc.startsWith('DC'))
  const over = (rows: typeof stock) =>
    mean(rows.map(({ on_hand }) => on_hand)) / mean(rows.map(({ demand_mean }) => demand_mean))
  const figures = {
    carried: stores.length / (skus.length * (locations.length - 1)),
    logDemand: mean(stores.map(({ demand_mean }) => Math.log(demand_mean))),
    cover: over(stores),
    empty: mean(stores.map(({ on_hand }) => Number(on_hand === 0))),
    floorShare: mean(stores.map(({ floor }) => floor)) / mean(stores.map(({ on_hand }) => on_hand)),
    centreCover: over(centres),
    poisson: mean(skus.map(({ dispersion_r }) => Number(dispersion_r === null))),
    logValue: mean(skus.map(({ value_per_sale }) => Math.log(value_per_sale))),
    unitCost: median(lanes.map(({ unit_cost }) => unit_cost)),
    charge: median(lanes.map(({ fixed_cost }) => fixed_cost)),
  }
  // The mean of three draws of the published generator, with what they spread by.
  const family = {
    carried: [0.65, 0.01],
    logDemand: [-0.8, 0.15],
    cover: [2.02, 0.1],
    empty: [0.345, 0.02],
    floorShare: [0.35, 0.02],
    centreCover: [1.4, 0.08],
    poisson: [0.4, 0.05],
    logValue: [Math.log(0.52) + 3.1, 0.08],
    unitCost: [1.1, 0.05],
    charge: [7.55, 0.3],
  } as const
  for (const [name, [wanted, spread]] of Object.entries(family)) {
    expect(Math.abs(figures[name as keyof typeof figures] - wanted), name).toBeLessThan(spread)
  }
  expect(lanes).toHaveLength(99 * 11)
})

it('draws the same case from the same seed, and a sound one', () => {
  const size = { locations: 12, skus: 5, seed: 8, fixedScale: 0.5 }
  expect(generatePlanCase(size)).toEqual(generatePlanCase(size))
  expect(generatePlanCase({ ...size, seed: 9 })).not.toEqual(generatePlanCase(size))
  expect(() => checkPlanCase(generatePlanCase(size))).not.toThrow()
})
