/** Owns the benchmark `ingest`: durable events a second over the real transports, beside PostgreSQL. */
import type { BenchSettings } from './settings.ts'
import { ingestPositions } from './settings.ts'
import { startTower, type Contestant } from './contestant.ts'
import { gridOf, type Grid } from './grid.ts'
import { openHttpLine } from './httpLoad.ts'
import { sendAll, type Load } from './load.ts'
import { rounded, summarize } from './percentiles.ts'
import { startPostgres, type PostgresFinding } from './postgres/contestant.ts'
import { atLeast, machine, type BenchResult, type Figures } from './result.ts'
import { salesDocuments } from './sales.ts'
import { openSocketLine } from './socketLoad.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

interface Mode {
  name: 'websocket' | 'http' | 'websocketLarge' | 'websocketSingle'
  transport: 'websocket' | 'http'
  eventsPerMessage: number
  window: number
  /** Of the events that were asked for. */
  share: number
}

const MODES: readonly Mode[] = [
  { name: 'websocket', transport: 'websocket', eventsPerMessage: 100, window: 20, share: 1 },
  { name: 'http', transport: 'http', eventsPerMessage: 100, window: 20, share: 1 },
  { name: 'websocketLarge', transport: 'websocket', eventsPerMessage: 500, window: 20, share: 1 },
  { name: 'websocketSingle', transport: 'websocket', eventsPerMessage: 1, window: 1_000, share: 0.5 },
]
/** Sent before the clock starts, so that code is compiled and caches hold what they hold in a hub that has run a while. */
const FIRST_WARM_UP_SHARE = 0.5
const WARM_UP_SHARE = 0.1
/** The grid that sales are drawn from where nothing is there before. */
const GRID_OF_EMPTY = 1_000_000
const WANTED_EVENTS_PER_SECOND = 20_000
const WANTED_POSITIONS = 1_000_000

export async function benchIngest(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const positions of ingestPositions(settings)) {
    const grid = gridOf(positions || GRID_OF_EMPTY, settings.locations ?? undefined)
    const stock = positions > 0 ? grid : null
    say(`ingest at ${positions.toLocaleString('en-US')} positions`)
    const about = machine(versions())
    const tower = await startTower(workspace, stock)
    const own = await measureModes(settings, grid, tower, say)
    const postgres = settings.postgres ? await measurePostgres(settings, workspace, grid, stock, say) : null
    results.push(resultOf(positions, grid, own, postgres, about))
  }
  return results
}

type ByMode = Record<string, Figures>

async function measurePostgres(
  settings: BenchSettings,
  workspace: Workspace,
  grid: Grid,
  stock: Grid | null,
  say: (line: string) => void,
): Promise<{ figures: ByMode } | PostgresFinding> {
  const started = await startPostgres(workspace, stock, say)
  if ('missing' in started) return started
  return { figures: await measureModes(settings, grid, started, say) }
}

async function measureModes(
  settings: BenchSettings,
  grid: Grid,
  contestant: Contestant,
  say: (line: string) => void,
): Promise<ByMode> {
  const figures: ByMode = {}
  for (const [turn, mode] of MODES.entries()) {
    const run = await measureMode(settings, grid, contestant, mode, turn)
    figures[mode.name] = run
    say(`${contestant.name} ${mode.name}: ${String(run['eventsPerSecond'])} events/s`)
  }
  await contestant.stop()
  return figures
}

async function measureMode(
  settings: BenchSettings,
  grid: Grid,
  contestant: Contestant,
  mode: Mode,
  turn: number,
): Promise<Figures> {
  const documents = (share: number, seed: number) =>
    salesDocuments({
      grid,
      messages: Math.ceil((settings.events * mode.share * share) / mode.eventsPerMessage),
      eventsPerMessage: mode.eventsPerMessage,
      seed: turn * 2 + seed,
      firstAt: Date.now() - 3_600_000,
    })
  const before = { events: await contestant.acceptedEvents(), bytes: await contestant.storedBytes() }
  const warmUp = await send(
    settings,
    contestant,
    mode,
    documents(turn === 0 ? FIRST_WARM_UP_SHARE : WARM_UP_SHARE, 1),
  )
  const measured = documents(1, 2)
  const cpu = contestant.countCpu()
  const own = process.cpuUsage()
  const load = await send(settings, contestant, mode, measured)
  const { user, system } = process.cpuUsage(own)
  const cpuFigures = cpu()
  const events = (await contestant.acceptedEvents()) - before.events
  if (events !== load.accepted + warmUp.accepted) {
    throw new Error(`${events} events are stored, ${load.accepted + warmUp.accepted} were acknowledged`)
  }
  const bytes = (await contestant.storedBytes()) - before.bytes
  const latencies = summarize(load.latenciesMs)
  return {
    events: load.accepted,
    eventsPerMessage: mode.eventsPerMessage,
    window: mode.window,
    seconds: rounded(load.seconds, 2),
    eventsPerSecond: Math.round(load.accepted / load.seconds),
    acknowledgedMsP50: rounded(latencies.p50),
    acknowledgedMsP99: rounded(latencies.p99),
    acknowledgedMsMax: rounded(latencies.max),
    bytesPerEvent: Math.round(bytes / events),
    senderCpuSeconds: rounded((user + system) / 1e6, 2),
    ...cpuFigures,
  }
}

async function send(
  { secondsMax }: BenchSettings,
  target: Contestant,
  { transport, eventsPerMessage, window }: Mode,
  documents: readonly Buffer[],
): Promise<Load> {
  const line =
    transport === 'websocket' ? await openSocketLine(target) : openHttpLine(target, window, eventsPerMessage)
  try {
    return await sendAll(documents, { window, secondsMax }, line.send)
  } finally {
    line.close()
  }
}

function resultOf(
  positions: number,
  grid: Grid,
  own: ByMode,
  postgres: { figures: ByMode } | PostgresFinding | null,
  about: Figures,
): BenchResult {
  const rate = (figures: ByMode, mode: string) => Number(figures[mode]?.['eventsPerSecond'] ?? Number.NaN)
  const ratios: Record<string, number> = {}
  if (postgres && 'figures' in postgres) {
    for (const { name } of MODES) {
      const key = name === 'websocket' ? 'postgres' : `postgres.${name}`
      ratios[key] = rounded(rate(own, name) / rate(postgres.figures, name), 2)
    }
  }
  const compared = ratios['postgres']
  return {
    name: 'ingest',
    figures: {
      positions,
      locations: grid.locations,
      ...own,
      postgres: postgres ? ('figures' in postgres ? postgres.figures : postgres.missing) : 'not asked for',
    },
    ratios,
    targets: {
      ...(positions === WANTED_POSITIONS
        ? {
            eventsPerSecond: atLeast(WANTED_EVENTS_PER_SECOND, rate(own, 'websocket')),
            'eventsPerSecond.websocketLarge': atLeast(WANTED_EVENTS_PER_SECOND, rate(own, 'websocketLarge')),
          }
        : {}),
      ...(compared === undefined ? {} : { ratioToPostgres: atLeast(1, compared) }),
    },
    machine: about,
  }
}
