/** Owns `tower bench`: runs what was asked for, one after the other, and prints the results. */
import { printJson, printLine, printTable } from '../output.ts'
import { benchAlertCost } from './alertCost.ts'
import { benchAlerts } from './alerts.ts'
import { benchDemand } from './demand.ts'
import { benchIngest } from './ingest.ts'
import { benchMap } from './map.ts'
import { benchPlan } from './plan.ts'
import { benchPlanGain } from './planGain.ts'
import { resultRows, type BenchResult } from './result.ts'
import { benchScreen } from './screen.ts'
import { benchSettings, type Benchmark, type BenchOptions, type BenchSettings } from './settings.ts'
import { benchSpeed } from './speed.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

type Run = (
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
) => Promise<BenchResult[]>

const RUNS: Record<Benchmark, Run> = {
  ingest: benchIngest,
  map: benchMap,
  screen: benchScreen,
  speed: benchSpeed,
  alerts: benchAlerts,
  alertCost: benchAlertCost,
  demand: benchDemand,
  plan: benchPlan,
  planGain: benchPlanGain,
}
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const

/** Runs the benchmarks. A target that is missed is a figure, not a failure. @throws WrongUsage */
export async function bench(options: BenchOptions & { json: boolean }): Promise<void> {
  const settings = benchSettings(options)
  const say = (line: string) => void process.stderr.write(`${line}\n`)
  const workspace = openWorkspace({ fresh: settings.fresh, say })
  let isInterrupted = false
  const interrupted = (signal: 'SIGINT' | 'SIGTERM') => {
    isInterrupted = true
    say('ending')
    void workspace.end().finally(() => process.exit(EXIT_CODES[signal]))
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  const results: BenchResult[] = []
  try {
    for (const name of settings.benchmarks) {
      const found = await RUNS[name](settings, workspace, say)
      if (!options.json) found.forEach(printResult)
      results.push(...found)
    }
  } catch (thrown) {
    // What ends by an interruption fails along the way.
    if (!isInterrupted) throw thrown
  } finally {
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
    await workspace.end()
  }
  if (options.json && !isInterrupted) printJson(results)
}

function printResult(result: BenchResult): void {
  printLine(`\n${result.name}`)
  printTable(['figure', 'value', 'target'], resultRows(result))
}
