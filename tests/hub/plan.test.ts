/** Proves `tower plan` as its users meet it: exit codes, one JSON document, sentences, and answers that given cases bear out. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { checkPlan } from '../../src/core/whatif/planner/checkPlan.ts'
import { readInstance } from '../../src/core/whatif/planner/instance.ts'
import type { PlanTransfer } from '../../src/core/whatif/planner/problem.ts'
import { parsePlanCase } from '../../src/core/whatif/planner/readPlanCase.ts'
import { tower } from './towerProcess.ts'

vi.setConfig({ testTimeout: 240_000 })

const given = process.env['TOWER_PLANNING'] ?? resolve(import.meta.dirname, '../../../shared/planning')
const files = existsSync(given)
  ? readdirSync(given).filter((file) => file.endsWith('.json') && !file.endsWith('.opt.json'))
  : []

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-plan-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const small = {
  schema: 'omni-rebalance/1',
  id: 'small',
  horizon_days: 14,
  locations: ['A', 'B'].map((id) => ({
    id,
    type: 'store',
    receive_capacity_units: null,
    send_capacity_units: null,
  })),
  skus: [{ id: 'K', value_per_sale: 10, holding_per_leftover: 0.5, dispersion_r: null }],
  lanes: [{ from: 'A', to: 'B', km: 12, unit_cost: 1, fixed_cost: 2 }],
  stock: [
    { sku: 'K', loc: 'A', on_hand: 20, floor: 3, demand_mean: 4 },
    { sku: 'K', loc: 'B', on_hand: 0, floor: 0, demand_mean: 5 },
  ],
}

function write(text: string): string {
  const file = join(folder, 'case.json')
  writeFileSync(file, text)
  return file
}

interface PlanDocument {
  solution: PlanTransfer[]
  objective: number
  bound: number
  gap: number
  seconds: number
  method: string
}

it('answers with one document, or with sentences', async () => {
  const file = write(JSON.stringify(small))
  const { code, out } = await tower(['plan', file, '--json'])
  expect(code).toBe(0)
  const answer = JSON.parse(out) as PlanDocument
  expect(answer.solution).toEqual([{ sku: 'K', from: 'A', to: 'B', units: expect.any(Number) }])
  expect(answer).toMatchObject({ gap: 0, seconds: expect.any(Number), method: expect.any(String) })
  const told = await tower(['plan', file, '--explain'])
  expect(told.out).toMatch(/^Moves \d units from A .* to B /)
  expect(told.out).toContain('Optimal within the lanes offered.')
})

it('ends with 2 where the file is no case or the wish is none, and prints nothing on stdout', async () => {
  const wrong = [
    [write('{'), 'no JSON'],
    [join(folder, 'nowhere.json'), 'cannot be read'],
    [folder, 'cannot be read'],
  ]
  for (const [file = '', words = ''] of wrong) {
    const { code, out, err } = await tower(['plan', file, '--json'])
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(words)
  }
  const pinned = [{ sku: 'K', from: 'A', to: 'B', units: 18 }]
  const refused = await tower(['plan', write(JSON.stringify({ ...small, pinned })), '--json'])
  expect([refused.code, refused.out]).toEqual([2, ''])
  expect(refused.err).toContain('18 × K from A to B cannot be')
  for (const option of ['--gap=2', '--seconds=0']) {
    expect((await tower(['plan', write(JSON.stringify(small)), option])).code).toBe(2)
  }
})

describe.skipIf(files.length === 0)('the given cases (folder TOWER_PLANNING)', () => {
  for (const file of files) {
    it(`are planned to what they promise: ${file}`, async () => {
      const path = join(given, file)
      const { code, out } = await tower(['plan', path, '--json', '--gap', '0.001'])
      expect(code).toBe(0)
      const answer = JSON.parse(out) as PlanDocument
      const { optimum } = JSON.parse(readFileSync(path.replace(/\.json$/, '.opt.json'), 'utf8')) as {
        optimum: number
      }
      const { objective, violations } = checkPlan(
        readInstance(parsePlanCase(readFileSync(path, 'utf8'))),
        answer.solution,
        null,
      )
      expect(violations).toEqual([])
      expect(answer.objective).toBeCloseTo(objective, 6)
      expect(answer.objective).toBeLessThanOrEqual(optimum + 1e-6)
      expect(answer.objective).toBeGreaterThanOrEqual(0.99 * optimum)
      expect(answer.bound).toBeGreaterThanOrEqual(optimum - 1e-6)
    })
  }
})
