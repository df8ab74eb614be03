/** Owns the benchmark `speed`: questions about delivery speed over millions of order lines, beside DuckDB in the same run. */
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { LEDGER_FILE } from '../../core/engine.ts'
import { openReader } from '../../core/ledger/database.ts'
import { MIGRATIONS } from '../../core/ledger/migrations.ts'
import type { QueryContext } from '../../core/queries/context.ts'
import { QUANTILE_RELATIVE_ERROR } from '../../core/queries/speedSketch.ts'
import { CACHE } from './keptStores.ts'
import { figuresOf } from './map.ts'
import { rounded, summarize, type Latencies } from './percentiles.ts'
import { below, machine, type BenchResult, type Figures, type Target } from './result.ts'
import type { BenchSettings } from './settings.ts'
import { openDuck, type Duck } from './speedDuck.ts'
import { measureOrderIngest } from './speedIngest.ts'
import { QUESTIONS, type PlainAnswer, type Question } from './speedQuestions.ts'
import { ENDS_AT, fillSpeedStore } from './speedStore.ts'
import { versions } from './versions.ts'
import type { Workspace } from './workspace.ts'

/** Asked before the clock starts. */
const WARM_UPS = 3
const TIMES = 20
const DUCK_TIMES = 5
/** Lines from which on the targets are meant. */
const TARGET_LINES = 5_000_000
/** To be raised where the lines become others. */
const LINES_EDITION = 1

export async function benchSpeed(
  settings: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const { lines } = settings
  say(`speed at ${lines.toLocaleString('en-US')} order lines`)
  const about = machine(versions())
  const reader = openReader(keptLines(settings, workspace, say))
  const context: QueryContext = {
    reader,
    clock: { now: () => ENDS_AT },
    log: { eventNumbers: () => [], rawText: () => '' },
    pseudonymOf: () => '',
  }
  const figures: Figures = { lines }
  const ratios: Record<string, number> = {}
  const targets: Record<string, Target> = {}
  try {
    say('filling DuckDB')
    const duck = await openDuck(join(workspace.folder('duckdb'), 'lines.duckdb'), reader, ENDS_AT)
    if (!duck) say('DuckDB is not installed (@duckdb/node-api): the tower alone is measured')
    for (const question of QUESTIONS) {
      const own = await timed(TIMES, () => question.ask(context))
      const found: Figures = { ms: figuresOf(own) }
      if (duck) {
        const { ms, exactMs, differences } = await besideDuck(duck, question, context)
        Object.assign(found, { duckdbMs: figuresOf(ms), duckdbExactMs: figuresOf(exactMs), differences })
        ratios[`duckdb.${question.name}`] = rounded(ms.p50 / own.p50, 2)
        ratios[`duckdbExact.${question.name}`] = rounded(exactMs.p50 / own.p50, 2)
        targets[`same.${question.name}`] = below(1, differences)
      }
      if (question.targetMs !== null && lines >= TARGET_LINES) {
        targets[`msP99.${question.name}`] = below(question.targetMs, rounded(own.p99, 1))
      }
      figures[question.name] = found
      say(`${question.name}: ${rounded(own.p50, 1)} ms, ${rounded(own.p99, 1)} ms at worst`)
    }
    figures['duckdb'] = duck ? duck.version : 'not installed'
    duck?.close()
  } finally {
    reader.close()
  }
  const ingest = measureOrderIngest(workspace, say)
  figures['ingest'] = ingest.figures
  targets['ingestRatio'] = ingest.target
  return [{ name: 'speed', figures, ratios, targets, machine: about }]
}

async function timed(times: number, act: () => unknown): Promise<Latencies> {
  const latenciesMs = new Float64Array(times)
  for (let turn = -WARM_UPS; turn < times; turn += 1) {
    const startedAt = performance.now()
    await act()
    if (turn >= 0) latenciesMs[turn] = performance.now() - startedAt
  }
  return summarize(latenciesMs)
}

async function besideDuck(duck: Duck, question: Question, context: QueryContext) {
  const ms = await timed(DUCK_TIMES, () => duck.ask(question, false))
  const exactMs = await timed(DUCK_TIMES, () => duck.ask(question, true))
  return {
    ms,
    exactMs,
    differences: differencesOf(question.plain(context), await duck.ask(question, true)),
  }
}

/** Rows that one side does not have, counts that differ, and hours that differ by more than the stated error. */
export function differencesOf(own: PlainAnswer, other: PlainAnswer): number {
  let differences = 0
  for (const key of new Set([...Object.keys(own), ...Object.keys(other)])) {
    const [a, b] = [own[key], other[key]]
    const isSame =
      a !== undefined &&
      b !== undefined &&
      a.counts.every((count, at) => count === b.counts[at]) &&
      a.hours.every((hours, at) => isClose(hours, b.hours[at] ?? null))
    if (!isSame) differences += 1
  }
  return differences
}

/** Within the stated error, and half a second for rounding. */
function isClose(hours: number | null, exact: number | null): boolean {
  if (hours === null || exact === null) return hours === exact
  return Math.abs(hours - exact) <= Math.abs(exact) * QUANTILE_RELATIVE_ERROR + 0.5 / 3600
}

/** Path of a store with the lines; kept from one run to the next, and never written to. */
function keptLines(
  { lines, fresh }: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): string {
  const layout = hash('sha256', `${LINES_EDITION}${MIGRATIONS.map(({ sql }) => sql).join('')}`, 'hex').slice(
    0,
    8,
  )
  const kept = join(CACHE, `lines-${layout}-${lines}.sqlite`)
  if (fresh || !existsSync(kept)) {
    removeOtherEditions(layout)
    const draft = join(workspace.folder('lines'), LEDGER_FILE)
    fillSpeedStore(draft, lines, say)
    renameSync(draft, kept)
  }
  return kept
}

/** Lines of another edition are never asked again. */
function removeOtherEditions(layout: string): void {
  for (const name of readdirSync(CACHE)) {
    if (name.startsWith('lines-') && !name.startsWith(`lines-${layout}-`)) rmSync(join(CACHE, name))
  }
}
