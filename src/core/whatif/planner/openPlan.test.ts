/** Proves plans without lane charges: as good as the best by trying, within a bound that holds, feasible at any moment. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { openPlan } from './openPlan.ts'
import { bestByTrying, CONTEXT, isTiny, tinyCases, turned } from './planCase.fixture.ts'
import type { PlanAnswer } from './problem.ts'

async function solve(given: PlanCase): Promise<PlanAnswer> {
  const run = await openPlan(given, CONTEXT)
  while (!run.step(1000)) continue
  return run.answer()
}

const isNoRefusal = (given: PlanCase) =>
  openPlan(given, CONTEXT).then(
    () => true,
    () => false,
  )

for (const [name, options] of Object.entries({
  'each SKU on its own': { hasCapacities: false, hasFixed: false, hasPins: false },
  'within capacities': { hasCapacities: true, hasFixed: false, hasPins: false },
  'with pinned and forbidden transfers': { hasCapacities: true, hasFixed: false, hasPins: true },
})) {
  it(`finds the best plan, ${name}, and proves it`, async () => {
    await fc.assert(
      fc.asyncProperty(tinyCases(options).filter(isTiny), async (given) => {
        fc.pre(await isNoRefusal(given))
        const best = bestByTrying(given)
        const { objective, bound, gap } = await solve(given)
        expect(objective).toBeCloseTo(best, 8)
        expect(bound).toBeCloseTo(best, 8)
        expect(gap ?? 0).toBeLessThan(1e-9)
      }),
      { numRuns: 300 },
    )
  })
}

it('comes to the same value in whatever order the case is listed', async () => {
  await fc.assert(
    fc.asyncProperty(tinyCases({ hasCapacities: true, hasFixed: false, hasPins: false }), async (given) => {
      const [one, other] = [await solve(given), await solve(turned(given))]
      expect(one.objective).toBeCloseTo(other.objective, 8)
    }),
    { numRuns: 200 },
  )
})

it('has a feasible plan and a bound at whatever moment it is stopped', async () => {
  await fc.assert(
    fc.asyncProperty(
      tinyCases({ hasCapacities: true, hasFixed: false, hasPins: false }).filter(isTiny),
      fc.integer({ min: 0, max: 4 }),
      async (given, steps) => {
        const best = bestByTrying(given)
        // Each look at the clock is a second later, so that a step does the least that it can.
        let seconds = 0
        const run = await openPlan(given, { ...CONTEXT, now: () => 1000 * seconds++ })
        for (let i = 0; i < steps; i++) run.step(1)
        const { objective, bound } = run.answer()
        expect(objective).toBeLessThanOrEqual(best + 1e-9)
        expect(bound).toBeGreaterThanOrEqual(best - 1e-9)
        expect(run.progress().objective).toBeLessThanOrEqual(best + 1e-9)
        expect(run.progress().bound).toBeGreaterThanOrEqual(best - 1e-9)
      },
    ),
    { numRuns: 200 },
  )
})
