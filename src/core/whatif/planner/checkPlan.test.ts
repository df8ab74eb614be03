/** Proves that a wrong answer cannot pass: each kind of violation is named, a bound that is too low fails loudly. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { boundOf } from './checkBound.ts'
import { checkPlan, expectProof } from './checkPlan.ts'
import { compile } from './compile.ts'
import { readInstance } from './instance.ts'
import { toAnswer } from './planAnswer.ts'
import { bestByTrying, isTiny, tinyCases } from './planCase.fixture.ts'
import { openPlan } from './openPlan.ts'
import { CONTEXT } from './planCase.fixture.ts'
import type { CheckableProof, PlanTransfer, SolverPlan } from './problem.ts'

const given: PlanCase = {
  schema: 'omni-rebalance/1',
  id: 'checked',
  horizon_days: 14,
  locations: ['A', 'B', 'C'].map((id) => ({
    id,
    type: 'store',
    receive_capacity_units: id === 'C' ? 2 : null,
    send_capacity_units: id === 'A' ? 4 : null,
  })),
  skus: ['K', 'Q'].map((id) => ({ id, value_per_sale: 10, holding_per_leftover: 1, dispersion_r: null })),
  lanes: [
    { from: 'A', to: 'B', unit_cost: 1, fixed_cost: 3 },
    { from: 'A', to: 'C', unit_cost: 2, fixed_cost: 0 },
  ],
  stock: [
    { sku: 'K', loc: 'A', on_hand: 9, floor: 4, demand_mean: 2, losses: [0.5, 1, 1, 1, 2] },
    { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 6, gains: [9, 8, 4, 1] },
    { sku: 'K', loc: 'C', on_hand: 0, floor: 0, demand_mean: 6, gains: [7, 7, 7] },
    { sku: 'Q', loc: 'B', on_hand: 0, floor: 0, demand_mean: 1, gains: [7] },
  ],
  pinned: [{ sku: 'K', from: 'A', to: 'C', units: 1 }],
  forbidden: [],
}
const move = (to: string, units: number, sku = 'K', from = 'A'): PlanTransfer => ({ sku, from, to, units })

it('values a plan by its transfers alone', () => {
  const { objective, violations, bound } = checkPlan(readInstance(given), [move('B', 2), move('C', 1)], null)
  // Gains 9 + 8 + 7, losses 0.5 + 1 + 1, costs 2 · 1 + 2, the charge 3.
  expect({ objective, violations, bound }).toEqual({
    objective: 24 - 2.5 - 4 - 3,
    violations: [],
    bound: null,
  })
})

const WRONG: [name: string, transfers: PlanTransfer[], change: Partial<PlanCase>, told: string][] = [
  ['no such lane', [move('C', 1), move('A', 1, 'K', 'B')], {}, 'no such lane or stock'],
  ['no such stock', [move('C', 1), move('B', 1, 'Q')], {}, 'no such lane or stock'],
  ['an unknown SKU', [move('C', 1), move('B', 1, 'Z')], {}, 'no such lane or stock'],
  ['half a unit', [move('C', 1), move('B', 0.5)], {}, 'whole'],
  ['no unit', [move('C', 1), move('B', 0)], {}, 'above 0'],
  ['one line twice', [move('C', 1), move('B', 1), move('B', 1)], {}, 'listed twice'],
  ['more than is asked for', [move('C', 1), move('B', 5)], {}, 'B receives 5 × K, at most 4'],
  ['more than the floor lets go', [move('C', 1), move('B', 5)], {}, 'A gives 6 × K, at most 5'],
  ['more than may be sent', [move('C', 1), move('B', 4)], {}, 'A sends 5 units, its capacity is 4'],
  ['more than may be received', [move('C', 3)], {}, 'C receives 3 units, its capacity is 2'],
  ['a pin left out', [move('B', 1)], {}, 'pinned 1 × K from A to C is not in the plan'],
  ['a forbidden lane', [move('C', 1), move('B', 1)], { forbidden: [{ from: 'A', to: 'B' }] }, 'is forbidden'],
]
for (const [name, transfers, change, told] of WRONG) {
  it(`sees ${name}`, () => {
    const { violations } = checkPlan(readInstance({ ...given, ...change }), transfers, null)
    expect(violations.join('; ')).toContain(told)
  })
}

it('fails loudly where a bound lies below the plan', () => {
  expect(() => expectProof(10, 10 - 1e-7)).not.toThrow()
  for (const bound of [10 - 1e-5, 0, NaN, -Infinity]) {
    expect(() => expectProof(10, bound)).toThrow(expect.objectContaining({ code: 'internal' }))
  }
})

/** A solver that lies in one figure. */
async function lie(change: (plan: SolverPlan) => Partial<SolverPlan>): Promise<unknown> {
  const plain = { ...given, pinned: [] }
  const instance = readInstance({ ...plain, lanes: plain.lanes.map((lane) => ({ ...lane, fixed_cost: 0 })) })
  const problem = compile(instance)
  const { openFlowSolver } = await import('./flowSolver.ts')
  const solver = openFlowSolver(problem, CONTEXT)
  while (!solver.step(1000)) continue
  const plan = solver.plan()
  return toAnswer(instance, problem, { ...plan, ...change(plan) }, 0)
}

it('withholds an answer whose solver errs', async () => {
  await expect(lie(() => ({}))).resolves.toMatchObject({ gap: 0 })
  await expect(lie(({ objective }) => ({ objective: objective + 0.01 }))).rejects.toThrow('as it says')
  await expect(lie(({ units }) => ({ units: units.map((count) => count + 3) }))).rejects.toThrow(
    'not feasible',
  )
  await expect(
    lie(({ bound, proof }) => ({
      proof: { kind: 'solver', solver: 'S', status: 'optimal', bound: bound - 1, prices: null },
      bound: bound - (proof.kind === 'prices' ? 1 : 0),
    })),
  ).rejects.toThrow('lies below')
  for (const price of [NaN, -1]) {
    await expect(
      lie(({ proof }) =>
        proof.kind === 'prices'
          ? { proof: { ...proof, receiveCapacityPrice: proof.receiveCapacityPrice.map(() => price) } }
          : {},
      ),
    ).rejects.toThrow('lies below')
  }
})

const prices = (length: number) =>
  fc.array(fc.double({ min: -3, max: 15, noNaN: true }), { minLength: length, maxLength: length })

it('never proves less than the best plan, whatever the prices', () => {
  fc.assert(
    fc.property(
      tinyCases({ hasCapacities: true, hasFixed: true, hasPins: true }).filter(isTiny),
      prices(400),
      (tiny, drawn) => {
        const instance = readInstance(tiny)
        const best = bestByTrying(tiny)
        fc.pre(best > -Infinity)
        const take = (length: number, at: number) =>
          Float64Array.from({ length }, (_, i) => drawn[(at + i) % drawn.length] ?? 0)
        const capacity = (of: 'receive_capacity_units' | 'send_capacity_units', at: number) =>
          take(tiny.locations.length, at).map((price, i) =>
            tiny.locations[i]?.[of] === null ? 0 : Math.max(0, price),
          )
        const caps = {
          receiveCapacityPrice: capacity('receive_capacity_units', 5),
          sendCapacityPrice: capacity('send_capacity_units', 55),
        }
        const rows = tiny.stock.length
        const proofs: CheckableProof[] = [
          { kind: 'prices', receiverPrice: take(rows, 100), donorPrice: take(rows, 150), ...caps },
          {
            kind: 'unitPrices',
            gainPrice: take(instance.gains.length, 200).map((price) => Math.max(0, price)),
            lossPrice: take(instance.losses.length, 300).map((price) => Math.max(0, price)),
            ...caps,
          },
        ]
        for (const proof of proofs) expect(boundOf(instance, proof)).toBeGreaterThanOrEqual(best - 1e-9)
      },
    ),
    { numRuns: 500 },
  )
})

it('plans with lane charges between the best and its bound', async () => {
  await fc.assert(
    fc.asyncProperty(
      tinyCases({ hasCapacities: true, hasFixed: true, hasPins: false }).filter(isTiny),
      async (tiny) => {
        const best = bestByTrying(tiny)
        const run = await openPlan(tiny, { ...CONTEXT, now: () => performance.now() })
        while (!run.step(1000)) continue
        const { objective, bound } = run.answer()
        expect(objective).toBeLessThanOrEqual(best + 1e-7)
        expect(bound).toBeGreaterThanOrEqual(best - 1e-7)
        expect(objective).toBeCloseTo(best, 4)
      },
    ),
    { numRuns: 60 },
  )
})
