/** Owns the benchmark `demand`: errors of the estimate by rolling origin, beside naive and seasonal naive forecasts. */
import { join } from 'node:path'
import { forecastSample } from './demandSample.ts'
import { forecastWeekly } from './demandWeekly.ts'
import { below, machine, type BenchResult, type Figures, type Target } from './result.ts'
import type { BenchSettings } from './settings.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

const CORPUS = process.env['TOWER_CORPUS'] ?? join(import.meta.dirname, '../../../../shared/data')

export async function benchDemand(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const about = machine(versions())
  const weekly = forecastWeekly(CORPUS)
  if (weekly === null) say('weekly sales: skipped, the folder TOWER_CORPUS has none')
  const results = weekly === null ? [] : [resultOf('demand: weekly sales of 45 stores', weekly, about)]
  for (const seed of settings.seeds) {
    const found = await forecastSample(seed, workspace.folder('demand'))
    results.push(resultOf(`demand: sample network, seed ${seed}`, found, about))
    say(`seed ${seed}: MASE ${String(found['mase'])}`)
  }
  return results
}

function resultOf(name: string, figures: Figures, about: Figures): BenchResult {
  const targets: Record<string, Target> = {}
  const mase = Number(figures['mase'])
  for (const simple of ['maseNaive', 'maseSeasonalNaive']) {
    targets[`mase, against ${simple}`] = below(Number(figures[simple]), mase)
  }
  return { name, figures, ratios: {}, targets, machine: about }
}
