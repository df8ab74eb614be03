/** Proves that what is no case is refused by its first wrong field, and that pins which cannot be are named. */
import { expect, it } from 'vitest'
import type { PlanCase } from '../../../shared/planCase.ts'
import { openPlan } from './openPlan.ts'
import { CONTEXT } from './planCase.fixture.ts'
import { parsePlanCase } from './readPlanCase.ts'

const sound: PlanCase = {
  schema: 'omni-rebalance/1',
  id: 'sound',
  horizon_days: 14,
  locations: [
    { id: 'A', type: 'store', receive_capacity_units: null, send_capacity_units: 4 },
    { id: 'B', type: 'store', receive_capacity_units: 3, send_capacity_units: null },
  ],
  skus: [{ id: 'K', value_per_sale: 10, holding_per_leftover: 1, dispersion_r: null }],
  lanes: [{ from: 'A', to: 'B', km: 1, unit_cost: 1, fixed_cost: 0 }],
  stock: [
    { sku: 'K', loc: 'A', on_hand: 9, floor: 4, demand_mean: 2 },
    { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 6, gains: [5, 4, 4, 1] },
  ],
}

/** The sound case with one member set; the path is as errors name it. */
function changed(path: string, value: unknown): string {
  const copy = structuredClone(sound) as unknown as Record<string, unknown>
  const steps = path.split(/[.[\]]+/).filter(Boolean)
  const last = steps.pop() ?? ''
  let at = copy
  for (const step of steps) at = at[step] as Record<string, unknown>
  if (value === undefined) delete at[last]
  else at[last] = value
  return JSON.stringify(copy)
}

it('reads a sound case', () => {
  expect(parsePlanCase(JSON.stringify(sound))).toEqual(sound)
})

const WRONG: [path: string, value: unknown][] = [
  ['schema', 'omni-rebalance/2'],
  ['horizon_days', 0],
  ['horizon_days', 'fourteen'],
  ['locations[1].id', 'A'],
  ['locations[0].type', 'shop'],
  ['locations[0].receive_capacity_units', -1],
  ['locations[0].receive_capacity_units', 1.5],
  ['skus[0].value_per_sale', -3],
  ['skus[0].dispersion_r', 0],
  ['lanes[0].from', 'X'],
  ['lanes[0].to', 'A'],
  ['lanes[0].unit_cost', 1e12],
  ['lanes[0].fixed_cost', undefined],
  ['stock[0].sku', 'Q'],
  ['stock[1].loc', 'A'],
  ['stock[0].on_hand', 2.5],
  ['stock[0].on_hand', '9'],
  ['stock[0].demand_mean', null],
  ['stock[0].demand_mean', 1e300],
  ['stock[1].gains', [1, 2]],
  ['stock[0].losses', [1, 2, 3, 4, 5, 6]],
  ['stock[0].losses', [2, 1]],
  ['stock', {}],
  ['pinned', [{ sku: 'K', from: 'B', to: 'A', units: 1 }]],
  ['forbidden', [{ from: 'A', to: 'B', sku: 'Q' }]],
]
for (const [path, value] of WRONG) {
  it(`names the field: ${path} = ${JSON.stringify(value)}`, () => {
    const base = path.replace(/\[\d+\]$/, '').split(/[.[]/)[0] ?? ''
    expect(() => parsePlanCase(changed(path, value))).toThrow(
      expect.objectContaining({ code: 'invalid', message: expect.stringContaining(base) }),
    )
  })
}

it('refuses what is no JSON, no object, or holds numbers beyond all bounds', () => {
  for (const text of ['', '{', 'null', '[]', '7', '{"schema":"omni-rebalance/1","x":NaN}']) {
    expect(() => parsePlanCase(text)).toThrow(expect.objectContaining({ code: 'invalid' }))
  }
  expect(() =>
    parsePlanCase(JSON.stringify(sound).replace('"demand_mean":2', '"demand_mean":1e999')),
  ).toThrow('stock[0].demand_mean')
})

it('takes ids that are names of members of all objects', async () => {
  const text = JSON.stringify(sound).replaceAll('"A"', '"__proto__"').replaceAll('"K"', '"constructor"')
  const run = await openPlan(parsePlanCase(text), CONTEXT)
  while (!run.step(1000)) continue
  expect(run.answer().transfers).toEqual([{ sku: 'constructor', from: '__proto__', to: 'B', units: 3 }])
})

/** B has a use for more than A can send, or than B can receive. */
const eager = sound.stock.map((row) => (row.gains ? { ...row, gains: [6, 5, 4, 4, 1] } : row))
const unbounded = sound.locations.map((one) => ({
  ...one,
  receive_capacity_units: null,
  send_capacity_units: null,
}))
const PINS: [units: number, change: Partial<PlanCase>, why: string][] = [
  [6, {}, 'floor'],
  [5, { stock: eager }, 'capacity to send 4'],
  [4, {}, 'capacity to receive 3'],
  [5, { locations: unbounded }, 'has a use for 4'],
]
for (const [units, change, why] of PINS) {
  it(`names a pinned transfer that cannot be: ${why}`, async () => {
    const given = { ...sound, ...change, pinned: [{ sku: 'K', from: 'A', to: 'B', units }] }
    await expect(openPlan(given, CONTEXT)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(new RegExp(`${units} × K from A to B.*${why}`)),
    })
  })
}

it('keeps a pinned transfer of nothing at nothing', async () => {
  const run = await openPlan({ ...sound, pinned: [{ sku: 'K', from: 'A', to: 'B', units: 0 }] }, CONTEXT)
  while (!run.step(1000)) continue
  expect(run.answer()).toMatchObject({ transfers: [], objective: 0, bound: 0, gap: 0 })
})
