/** Proves the explanation of a plan: its figures add up to the plan's, and each need that is left names what keeps a unit from it. */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { explainPlan } from './explainPlan.ts'
import { unmetNeeds, unmetText } from './notProposed.ts'
import { openPlan } from './openPlan.ts'
import { CONTEXT, tinyCases } from './planCase.fixture.ts'
import { transferText } from './planWords.ts'

async function explained(given: PlanCase) {
  const run = await openPlan(given, CONTEXT)
  while (!run.step(1000)) continue
  const answer = run.answer()
  const explanation = explainPlan(run.instance, answer)
  return { answer, rows: [...explanation.rows()], needs: [...unmetNeeds(explanation.state)] }
}

const place = (id: string, capacity: number | null = null): PlanCase['locations'][number] => ({
  id,
  type: 'store',
  receive_capacity_units: capacity,
  send_capacity_units: null,
})

/** A has plenty, B nothing, C a little. */
function smallCase(change: Partial<PlanCase> = {}): PlanCase {
  return {
    schema: 'omni-rebalance/1',
    id: 'small',
    horizon_days: 14,
    locations: [place('A'), place('B'), place('C')],
    skus: [{ id: 'K', value_per_sale: 10, holding_per_leftover: 0.5, dispersion_r: null }],
    lanes: [
      { from: 'A', to: 'B', km: 12, unit_cost: 1, fixed_cost: 0, transit_days: 0 },
      { from: 'C', to: 'B', km: 30, unit_cost: 2, fixed_cost: 0, transit_days: 0 },
    ],
    stock: [
      { sku: 'K', loc: 'A', on_hand: 20, floor: 3, demand_mean: 4 },
      { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 5 },
      { sku: 'K', loc: 'C', on_hand: 8, floor: 2, demand_mean: 2 },
    ],
    ...change,
  }
}

it('adds up to the plan', async () => {
  await fc.assert(
    fc.asyncProperty(tinyCases({ hasCapacities: true, hasFixed: false, hasPins: false }), async (given) => {
      const { answer, rows } = await explained(given)
      expect(rows.reduce((sum, { net }) => sum + net, 0)).toBeCloseTo(answer.objective, 8)
      expect(rows.map(({ units }) => units)).toEqual(answer.transfers.map(({ units }) => units))
      for (const row of rows) expect(row.net).toBeCloseTo(row.value - row.transport, 10)
    }),
    { numRuns: 200 },
  )
})

it('tells both ends, the next best source and why it stops', async () => {
  const { rows } = await explained(smallCase())
  const [row] = rows
  expect(row).toMatchObject({ from: 'A', to: 'B', fromOnHand: 20, fromFloor: 3, toOnHand: 0, km: 12 })
  expect(row?.fromCoverDays).toBeCloseTo(70, 8)
  expect(row?.toCoverDays).toBe(0)
  expect(row?.receiverSales).toBeGreaterThan(4)
  expect(row?.runnerUp?.from).toBe('C')
  expect(row?.runnerUp?.net).toBeLessThan(row?.net ?? 0)
  expect(row?.stop.cause).toBe('value')
  expect(row?.stop.earns ?? 0).toBeLessThan(row?.stop.costs ?? 0)
  expect(row && transferText(row, { placeName: (id) => `shop ${id}` })).toMatch(
    /^Moves \d units from shop A \(stock 20, 70 days of cover, floor 3\) to shop B \(stock 0, 0 days of cover\); expected \+4\.\d sales at shop B, −0\.\d at shop A; value \d+, transport [\d.]+, net \d+; runner-up source shop C .*nets \d+; stops at \d because unit \d earns \d\.\d\d and costs \d\.\d\d\.$/,
  )
})

it('counts days on the road as lost', async () => {
  const [fast, slow] = [0, 5].map((transit_days) =>
    smallCase({ lanes: [{ from: 'A', to: 'B', unit_cost: 1, fixed_cost: 0, transit_days }] }),
  )
  if (!fast || !slow) throw new Error('no cases')
  const [one, other] = [await explained(fast), await explained(slow)]
  // With nothing on hand, five of fourteen days' demand is lost before it arrives.
  expect(other.rows[0]?.receiverSales).toBeLessThan(((one.rows[0]?.receiverSales ?? 0) * 9.5) / 14)
  expect(other.answer.objective).toBeLessThan(one.answer.objective)
})

it('prefers the faster of two lanes that cost the same', async () => {
  const { rows } = await explained(
    smallCase({
      lanes: [
        { from: 'A', to: 'B', unit_cost: 1, fixed_cost: 0, transit_days: 6 },
        { from: 'C', to: 'B', unit_cost: 1, fixed_cost: 0, transit_days: 1 },
      ],
      stock: smallCase().stock.map((row) => ({ ...row, on_hand: row.loc === 'B' ? 0 : 30 })),
    }),
  )
  expect(rows.map(({ from }) => from)).toEqual(['C'])
})

const CAUSES: Record<string, Partial<PlanCase>> = {
  noLane: { lanes: [] },
  closed: {
    forbidden: [
      { from: 'A', to: 'B' },
      { from: 'C', to: 'B' },
    ],
  },
  capacity: { locations: [place('A'), place('B', 1), place('C')] },
  floor: {
    stock: [
      { sku: 'K', loc: 'A', on_hand: 20, floor: 20, demand_mean: 4 },
      { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 5 },
    ],
  },
  stale: {
    stock: [
      { sku: 'K', loc: 'A', on_hand: 20, floor: 20, demand_mean: 4, held: 'stale' },
      { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 5 },
    ],
  },
  negativeNet: { lanes: [{ from: 'A', to: 'B', unit_cost: 30, fixed_cost: 0 }] },
}
for (const [cause, change] of Object.entries(CAUSES)) {
  it(`names what keeps a unit away: ${cause}`, async () => {
    const { needs } = await explained(smallCase(change))
    expect(needs.map((need) => [need.to, need.cause])).toEqual([['B', cause]])
    for (const need of needs) expect(unmetText(need, { placeName: (id) => id })).toContain('B')
  })
}
