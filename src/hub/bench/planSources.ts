/** Owns which cases `tower bench plan` solves: given ones from a folder, and random ones of stated sizes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PlanCase } from '../../shared/planCase.ts'
import { parsePlanCase } from '../../core/whatif/planner/readPlanCase.ts'
import { generatePlanCase, type PlanCaseSize } from './planCases.ts'

/** What a case is to be solved to. */
export interface PlanGate {
  /** Shares of the plan; 0 asks for the optimum. */
  gap: number
  /** The gap must be proven by then. */
  seconds: number
  /** A gap that is asked for beyond the gate, and until when. */
  stretch?: { gap: number; seconds: number }
}

export interface PlanSource {
  name: string
  read(): PlanCase
  /** The best value there is, where it is known. */
  optimum: number | null
  gate: PlanGate
  /** Whether the linear optimum of HiGHS stands beside it. */
  isCompared: boolean
  isReplayed: boolean
}

/** The folder of given cases, `<id>.json` with `<id>.opt.json`; null where there is none. */
export function givenFolder(): string | null {
  const folder =
    process.env['TOWER_PLANNING'] ?? fileURLToPath(new URL('../../../../shared/planning', import.meta.url))
  return existsSync(folder) ? folder : null
}

/** Given cases are to be solved to 99 % of the optimum with lane charges, and to the optimum without. */
export function givenSources(folder: string): PlanSource[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !file.endsWith('.opt.json'))
    .toSorted()
    .map((file) => {
      const given = parsePlanCase(readFileSync(join(folder, file), 'utf8'))
      const hasCharges = given.lanes.some(({ fixed_cost }) => fixed_cost > 0)
      return {
        name: given.id,
        read: () => given,
        optimum: optimumOf(join(folder, file.replace(/\.json$/, '.opt.json'))),
        gate: hasCharges
          ? { gap: 0.01, seconds: 30, stretch: { gap: 0.001, seconds: 30 } }
          : { gap: 0, seconds: 30 },
        isCompared: false,
        isReplayed: true,
      }
    })
}

function optimumOf(path: string): number | null {
  if (!existsSync(path)) return null
  const { optimum } = JSON.parse(readFileSync(path, 'utf8')) as { optimum?: unknown }
  return typeof optimum === 'number' ? optimum : null
}

const RANDOM: readonly (Omit<PlanCaseSize, 'seed'> & { gate: PlanGate; isCompared?: true })[] = [
  { locations: 50, skus: 20, fixedScale: 0, gate: { gap: 0, seconds: 10 }, isCompared: true },
  { locations: 200, skus: 50, fixedScale: 0, gate: { gap: 0, seconds: 10 }, isCompared: true },
  { locations: 500, skus: 200, fixedScale: 0, gate: { gap: 0, seconds: 10 }, isCompared: true },
  { locations: 500, skus: 2000, fixedScale: 0, gate: { gap: 0.01, seconds: 10 } },
  { locations: 200, skus: 50, fixedScale: 1, gate: { gap: 0.011, seconds: 30 } },
  {
    locations: 500,
    skus: 2000,
    fixedScale: 1,
    gate: { gap: 0.05, seconds: 10, stretch: { gap: 0.03, seconds: 60 } },
  },
]

export function randomSources(seed: number): PlanSource[] {
  return RANDOM.map(({ gate, isCompared = false, ...size }) => ({
    name: `${size.locations}x${size.skus}${size.fixedScale > 0 ? ' with lane charges' : ''}`,
    read: () => generatePlanCase({ ...size, seed }),
    optimum: null,
    gate,
    isCompared,
    isReplayed: false,
  }))
}
