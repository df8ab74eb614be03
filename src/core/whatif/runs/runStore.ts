/** Owns the runs that are remembered: what is known of each, in memory and in a folder of its own, the oldest given up first. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RunState } from '../../../shared/readModels/whatif.ts'
import type { ScenarioDefinition } from '../../../shared/whatifDefinition.ts'
import type { BaseFacts, PlanFacts, ReplayFacts } from './runTypes.ts'

/** Runs that are kept. */
export const RUNS_KEPT = 24

/** Of what is written down: runs of another format are not read. */
const FORMAT = 2

/** What is known of a run. */
export interface RunRecord {
  run: string
  scenario: string | null
  scenarioVersion: number | null
  name: string
  startedBy: string
  startedAt: number
  seconds: number
  state: RunState
  message: string | null
  definition: ScenarioDefinition
  base: BaseFacts | null
  plan: PlanFacts | null
  replay: ReplayFacts | null
}

export const isOver = ({ state }: Pick<RunRecord, 'state'>): boolean =>
  state === 'done' || state === 'stopped' || state === 'failed'

export interface RunStore {
  folderOf(run: string): string
  add(record: RunRecord): void
  find(run: string): RunRecord | undefined
  /** The latest first. */
  list(): RunRecord[]
  /** Writes down a run that is over. */
  keep(record: RunRecord): void
  forget(run: string): void
}

const RECORD = 'run.json'

/** Reads what earlier runs left; folders without a whole record are of runs that were cut off, and go. */
export function openRunStore(folder: string): RunStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const records = new Map<string, RunRecord>()
  const remove = (run: string) => rmSync(join(folder, run), { recursive: true, force: true })
  for (const name of readdirSync(folder)) {
    const record = readRecord(join(folder, name, RECORD))
    if (record?.run === name) records.set(name, record)
    else remove(name)
  }

  /** Runs that go on are never given up. */
  function giveUpOldest(): void {
    const over = [...records.values()].filter(isOver).sort((a, b) => a.startedAt - b.startedAt)
    for (const { run } of over.slice(0, Math.max(0, records.size - RUNS_KEPT))) {
      records.delete(run)
      remove(run)
    }
  }

  return {
    folderOf: (run) => join(folder, run),
    add(record) {
      records.set(record.run, record)
      mkdirSync(join(folder, record.run), { recursive: true, mode: 0o700 })
      giveUpOldest()
    },
    find: (run) => records.get(run),
    list: () => [...records.values()].sort((a, b) => b.startedAt - a.startedAt),
    keep(record) {
      if (!records.has(record.run)) return
      writeFileSync(join(folder, record.run, RECORD), JSON.stringify({ ...record, format: FORMAT }), {
        mode: 0o600,
      })
    },
    forget(run) {
      records.delete(run)
      remove(run)
    },
  }
}

function readRecord(path: string): RunRecord | null {
  if (!existsSync(path)) return null
  try {
    const { format, ...record } = JSON.parse(readFileSync(path, 'utf8')) as RunRecord & { format?: number }
    return format === FORMAT && isOver(record) ? record : null
  } catch {
    return null
  }
}
