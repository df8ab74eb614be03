/** Owns the benchmark `map`: the map's query at millions of positions, while events come in. */
import { join } from 'node:path'
import { setImmediate as later, setTimeout as pause } from 'node:timers/promises'
import { LEDGER_FILE } from '../../core/engine.ts'
import { openReader } from '../../core/ledger/database.ts'
import { networkLocations } from '../../core/queries/network.ts'
import { systemClock } from '../../core/platform.ts'
import { gridOf } from './grid.ts'
import { startHubProcess } from './hubProcess.ts'
import { timeQueries } from './mapQueries.ts'
import { rounded, summarize, type Latencies } from './percentiles.ts'
import { below, machine, type BenchResult, type Figures } from './result.ts'
import { largestPositions, type BenchSettings } from './settings.ts'
import { startSteadyLoad } from './steadyLoad.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

const QUERIES = 300
const EVERY_MS = 50
export const EVENTS_PER_SECOND = 2_000
export const EVENTS_PER_MESSAGE = 20
/** Ingest before the first query, so that both are warm. */
const WARM_UP_MS = 2_000
const SECONDS_MAX = 90
const WANTED_P99_MS = 20

export async function benchMap(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const positions = largestPositions(settings)
  const grid = gridOf(positions, settings.locations ?? undefined)
  say(`map at ${positions.toLocaleString('en-US')} positions, ${grid.locations} locations`)
  const about = machine(versions())
  const data = await workspace.stockedFolder(grid)
  const hub = await startHubProcess(workspace, data)
  const load = await startSteadyLoad(hub, {
    grid,
    eventsPerSecond: EVENTS_PER_SECOND,
    eventsPerMessage: EVENTS_PER_MESSAGE,
    secondsMax: SECONDS_MAX,
    seed: 11,
  })
  await pause(WARM_UP_MS)
  await timeQueries(hub.address, 'network.locations', 20, EVERY_MS)
  const overSocket = await timeQueries(hub.address, 'network.locations', QUERIES, EVERY_MS)
  const inProcess = await timeInProcess(join(data, LEDGER_FILE))
  const ingest = await load.end()
  const quiet = await timeQueries(hub.address, 'network.locations', 100, EVERY_MS)
  await hub.stop()
  const latencies = summarize(overSocket.latenciesMs)
  return [
    {
      name: 'map',
      figures: {
        positions,
        locations: grid.locations,
        ingestEventsPerSecond: ingest.eventsPerSecond,
        queries: QUERIES,
        answerBytes: overSocket.answerBytes,
        overSocketMs: figuresOf(latencies),
        inProcessMs: figuresOf(inProcess),
        overSocketWithoutIngestMs: figuresOf(summarize(quiet.latenciesMs)),
      },
      ratios: {},
      targets: { overSocketMsP99: below(WANTED_P99_MS, rounded(latencies.p99, 2)) },
      machine: about,
    },
  ]
}

/** The same query on a connection of our own, beside the writer: what the store alone takes. */
async function timeInProcess(path: string): Promise<Latencies> {
  const reader = openReader(path)
  const latenciesMs = new Float64Array(QUERIES)
  const log = { eventNumbers: () => [], rawText: () => '' }
  try {
    for (let turn = 0; turn < QUERIES; turn += 1) {
      const startedAt = performance.now()
      networkLocations({ reader, clock: systemClock, log, pseudonymOf: () => '' }, {})
      latenciesMs[turn] = performance.now() - startedAt
      await later()
      await pause(10)
    }
  } finally {
    reader.close()
  }
  return summarize(latenciesMs)
}

export function figuresOf({ p50, p99, max }: Latencies): Figures {
  return { p50: rounded(p50, 2), p99: rounded(p99, 2), max: rounded(max, 2) }
}
