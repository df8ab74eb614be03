/** Proves plans with lane charges against the best by trying: never better than it is possible, never above the bound. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { compile } from './compile.ts'
import { openHighsSolver } from './highsSolver.ts'
import { readInstance } from './instance.ts'
import { openPlan } from './openPlan.ts'
import { toAnswer } from './planAnswer.ts'
import { bestByTrying, CONTEXT, isTiny, tinyCases } from './planCase.fixture.ts'

const isNoRefusal = (given: PlanCase) =>
  openPlan(given, CONTEXT, 'laneChargeNetwork').then(
    () => true,
    () => false,
  )

for (const [name, options] of Object.entries({
  'lanes alone': { hasCapacities: false, hasFixed: true, hasPins: false },
  'with capacities': { hasCapacities: true, hasFixed: true, hasPins: false },
  'with pinned and forbidden transfers': { hasCapacities: true, hasFixed: true, hasPins: true },
})) {
  it(`plans below a bound that holds, ${name}`, async () => {
    await fc.assert(
      fc.asyncProperty(tinyCases(options).filter(isTiny), async (given) => {
        fc.pre(await isNoRefusal(given))
        const best = bestByTrying(given)
        const run = await openPlan(given, CONTEXT, 'laneChargeNetwork')
        while (!run.step(1000)) continue
        const { objective, bound } = run.answer()
        expect(objective).toBeLessThanOrEqual(best + 1e-8)
        expect(bound).toBeGreaterThanOrEqual(best - 1e-8)
      }),
      { numRuns: 150 },
    )
  })
}

it('has a feasible plan and a bound at whatever moment it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(
      tinyCases({ hasCapacities: true, hasFixed: true, hasPins: false }).filter(isTiny),
      fc.integer({ min: 0, max: 30 }),
      async (given, steps) => {
        const best = bestByTrying(given)
        // Each look at the clock is a second later, so that a step does the least that it can.
        let seconds = 0
        const context = { ...CONTEXT, now: () => 1000 * seconds++ }
        const run = await openPlan(given, context, 'laneChargeNetwork')
        for (let i = 0; i < steps; i++) run.step(1)
        const { objective, bound } = run.answer()
        expect(objective).toBeLessThanOrEqual(best + 1e-8)
        expect(bound).toBeGreaterThanOrEqual(best - 1e-8)
        expect(run.progress().bound).toBeGreaterThanOrEqual(best - 1e-8)
      },
    ),
    { numRuns: 100 },
  )
})

it('comes to the optimum by branch and bound', async () => {
  const drawn = fc.sample(tinyCases({ hasCapacities: true, hasFixed: true, hasPins: false }).filter(isTiny), {
    numRuns: 12,
    seed: 7,
  })
  for (const given of drawn) {
    const instance = readInstance(given)
    const problem = compile(instance)
    const solver = openHighsSolver(problem, { ...CONTEXT, now: () => performance.now() })
    while (!solver.step(50)) continue
    const { objective, bound } = toAnswer(instance, problem, solver.plan(), 0)
    const best = bestByTrying(given)
    expect(objective).toBeCloseTo(best, 6)
    expect(bound).toBeCloseTo(best, 6)
  }
}, 120_000)

it.each<[string, Partial<PlanCase>]>([
  ['nothing at all', { locations: [], skus: [], lanes: [], stock: [] }],
  ['no lanes', { lanes: [] }],
  ['no stock', { stock: [] }],
  ['one location', { locations: [place('A')], lanes: [], stock: [] }],
  ['a charge above all gains', { lanes: [lane(1e8)] }],
])('plans nothing, at no gap, where there is %s', async (_, change) => {
  for (const mode of ['laneChargeExact', 'laneChargeNetwork'] as const) {
    const run = await openPlan({ ...smallCase(), ...change }, CONTEXT, mode)
    while (!run.step(1000)) continue
    expect(run.answer()).toMatchObject({ transfers: [], objective: 0, bound: 0, gap: 0 })
  }
})

it('pays a charge once for all that a lane carries', async () => {
  const run = await openPlan(smallCase(), CONTEXT, 'laneChargeNetwork')
  while (!run.step(1000)) continue
  const { transfers, objective, bound } = run.answer()
  // Two SKUs of two units, each worth 10 − 1 − 1 for transport, less 20 for the lane.
  expect(transfers.map(({ units }) => units)).toEqual([2, 2])
  expect(objective).toBeCloseTo(12, 9)
  expect(bound).toBeCloseTo(12, 6)
})

function place(id: string): PlanCase['locations'][number] {
  return { id, type: 'store', receive_capacity_units: null, send_capacity_units: null }
}

function lane(charge: number): PlanCase['lanes'][number] {
  return { from: 'A', to: 'B', unit_cost: 1, fixed_cost: charge }
}

function smallCase(): PlanCase {
  const skus = ['K1', 'K2']
  return {
    schema: 'omni-rebalance/1',
    id: 'small',
    horizon_days: 14,
    locations: [place('A'), place('B')],
    skus: skus.map((id) => ({ id, value_per_sale: 10, holding_per_leftover: 0, dispersion_r: null })),
    lanes: [lane(20)],
    stock: skus.flatMap((sku) => [
      { sku, loc: 'A', on_hand: 2, floor: 0, demand_mean: 0, gains: [], losses: [1, 1] },
      { sku, loc: 'B', on_hand: 0, floor: 0, demand_mean: 0, gains: [10, 10], losses: [] },
    ]),
  }
}
