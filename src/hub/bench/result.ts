/** Owns the form of a benchmark's result: figures, ratios, targets and the machine, as JSON or as a table. */
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import type { Cell } from '../output.ts'

export type Figures = { [name: string]: number | string | null | Figures }

export interface Target {
  /** `>= 20000` and the like. */
  wanted: string
  got: number
  met: boolean
}

export interface BenchResult {
  name: string
  figures: Figures
  /** How many times as fast as another system at the same work; 1 is the same. */
  ratios: Record<string, number>
  targets: Record<string, Target>
  machine: Figures
}

export const atLeast = (wanted: number, got: number): Target => ({
  wanted: `>= ${wanted}`,
  got,
  met: got >= wanted,
})
export const below = (wanted: number, got: number): Target => ({
  wanted: `< ${wanted}`,
  got,
  met: got < wanted,
})

/** What the figures depend on. */
export function machine(versions: Figures): Figures {
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryBytes: totalmem(),
    system: `${platform()} ${release()}`,
    node: process.version,
    loadBefore: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    ...versions,
  }
}

/** A result as lines of a table: name, figure, value. Nested figures are joined by dots. */
export function resultRows({ figures, ratios, targets }: BenchResult): Cell[][] {
  return [
    ...flatten(figures).map(([figure, value]): Cell[] => [figure, shown(value), '']),
    ...Object.entries(ratios).map(([against, ratio]): Cell[] => [`ratio to ${against}`, shown(ratio), '']),
    ...Object.entries(targets).map(([target, { wanted, got, met }]): Cell[] => [
      `target ${target} ${wanted}`,
      shown(got),
      met ? 'met' : 'MISSED',
    ]),
  ]
}

function flatten(figures: Figures, prefix = ''): [string, number | string | null][] {
  return Object.entries(figures).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value] as [string, number | string | null]],
  )
}

function shown(value: number | string | null): string {
  if (typeof value !== 'number') return value ?? '–'
  return value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 })
}
