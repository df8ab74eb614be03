/** Proves that a region planned anew leaves all else as it was, and is worth no less, below the whole's bound. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { openPlan } from './openPlan.ts'
import { bestByTrying, CONTEXT, isTiny, tinyCases } from './planCase.fixture.ts'
import type { PlanAnswer } from './problem.ts'
import { refined, regionCase } from './refineRegion.ts'

async function solve(given: PlanCase, steps = Infinity): Promise<PlanAnswer> {
  const run = await openPlan(given, CONTEXT, 'laneChargeNetwork')
  for (let i = 0; i < steps && !run.step(1000); i++) continue
  return run.answer()
}

it('plans what comes to some places anew and keeps the rest', async () => {
  await fc.assert(
    fc.asyncProperty(
      tinyCases({ hasCapacities: true, hasFixed: true, hasPins: false }).filter(isTiny),
      fc.subarray(['L0', 'L1', 'L2', 'L3']),
      async (given, ids) => {
        const places = new Set(ids)
        const elsewhere = ({ transfers }: PlanAnswer) => transfers.filter(({ to }) => !places.has(to))
        const whole = await solve(given, 1)
        const region = await solve(regionCase(given, whole.transfers, places))
        expect(elsewhere(region)).toEqual(elsewhere(whole))
        const better = refined(whole, region)
        const best = bestByTrying(given)
        expect(better.objective).toBeGreaterThanOrEqual(whole.objective)
        expect(better.objective).toBeLessThanOrEqual(best + 1e-8)
        expect(better.bound).toBeGreaterThanOrEqual(best - 1e-8)
      },
    ),
    { numRuns: 100 },
  )
})
