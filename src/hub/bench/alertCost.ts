/** Owns what alerts cost ingest: the same records written while rules are evaluated, and while they are not. */
import { constants, copyFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openAlertDesk } from '../../core/alerts/alertDesk.ts'
import { LEDGER_FILE } from '../../core/engine.ts'
import { openThreadedLedger } from '../../core/ledger/threadedLedger.ts'
import type { Ledger } from '../../core/ledger/types.ts'
import { seededRandom, silentLogger, systemClock } from '../../core/platform.ts'
import type { CanonicalEvent, FeedRecord } from '../../shared/events.ts'
import { rounded } from './percentiles.ts'
import { atLeast, machine, type BenchResult, type Figures } from './result.ts'
import type { BenchSettings } from './settings.ts'
import type { Workspace } from './workspace.ts'

const HOUR_MS = 3_600_000
const LOCATIONS = 100
const SKUS = 1_000
const POSITIONS = LOCATIONS * SKUS
/** One position in so many has sold more than was there: its alert fires throughout. */
const SHORT_EVERY = 20
const RECORDS_PER_BATCH = 1_000
const BATCHES_UNDER_WAY = 4
const TURNS = 3
const WANTED_SHARE = 0.85
const THREAD = new URL('../../core/ledgerThread.ts', import.meta.url)

const locationOf = (position: number) => `urn:bench:location:${Math.floor(position / SKUS) + 1}`
const skuOf = (position: number) => `urn:bench:sku:${(position % SKUS) + 1}`
const shelfOf = (position: number) => ({
  location: locationOf(position),
  disposition: 'sellable' as const,
})

const recordOf = (identity: string, occurredAt: number, ...events: CanonicalEvent[]): FeedRecord => ({
  identity,
  occurredAt,
  events,
})

/** What was there before: stock of yesterday, and of some positions more sold than that. */
function* opening(now: number): Generator<FeedRecord> {
  for (let position = 0; position < POSITIONS; position += 1) {
    const sku = skuOf(position)
    const at = now - 24 * HOUR_MS + position
    yield recordOf(`opening ${position}`, at, {
      type: 'StockMoved',
      sku,
      units: 200,
      from: 'supplier',
      to: shelfOf(position),
    })
    if (position % SHORT_EVERY > 0) continue
    // The latest of them is of now, so that every rule that has something to say of it has said it before.
    for (const [units, soldAt] of [
      [300, at + HOUR_MS],
      [1, now],
    ] as const) {
      yield recordOf(`short ${position} ${units}`, soldAt, {
        type: 'StockMoved',
        sku,
        units,
        from: shelfOf(position),
        to: 'customer',
      })
    }
  }
}

/** Sales of now: the first of them go once through all positions, the others anywhere. */
function* sales(count: number, now: number): Generator<FeedRecord> {
  const random = seededRandom(7)
  // Steps that have no divisor in common with the number of positions reach each of them once.
  const STRIDE = 7_919
  for (let number = 0; number < count; number += 1) {
    const position =
      number < POSITIONS ? (number * STRIDE) % POSITIONS : Math.floor(random.next() * POSITIONS)
    yield recordOf(`sale ${number}`, now + number, {
      type: 'StockMoved',
      sku: skuOf(position),
      units: 1,
      from: shelfOf(position),
      to: 'customer',
    })
  }
}

/** Appends in batches, some of them under way at once. @returns seconds until all is durable */
async function append(ledger: Ledger, records: Iterable<FeedRecord>): Promise<number> {
  const batches: FeedRecord[][] = []
  for (const record of records) {
    const last = batches.at(-1)
    if (last && last.length < RECORDS_PER_BATCH) last.push(record)
    else batches.push([record])
  }
  const startedAt = performance.now()
  const left = batches.values()
  await Promise.all(
    Array.from({ length: BATCHES_UNDER_WAY }, async () => {
      for (const batch of left) {
        await ledger.append({
          feed: 'bench',
          transport: 'http',
          format: 'cloudevents',
          documentName: null,
          recordedAt: systemClock.now(),
          records: batch.map((record) => ({ outcome: 'record', record, raw: '{}' })),
        })
      }
    }),
  )
  return (performance.now() - startedAt) / 1_000
}

interface Run {
  perSecond: number
  /** Of all threads, until the last record was durable; and until it was judged. */
  cpuSeconds: number
  cpuSecondsUntilJudged: number
  firing: number
  /** Until all that was written was judged, after the last of it was durable. */
  judgedAfterSeconds: number
}

const portsOf = (folder: string) => ({
  path: join(folder, LEDGER_FILE),
  thread: THREAD,
  clock: systemClock,
  logger: silentLogger,
})
const openLedger = (folder: string) =>
  openThreadedLedger({
    ...portsOf(folder),
    onFailure(thrown) {
      throw thrown
    },
  })

/** A store with the opening stock, every alert of it found. */
async function prepare(workspace: Workspace): Promise<string> {
  const folder = workspace.folder('alert-cost')
  const ledger = await openLedger(folder)
  await append(ledger, opening(systemClock.now()))
  const desk = openAlertDesk({ ...portsOf(folder), ledger, mode: 'manual' })
  await desk.evaluate()
  await desk.close()
  await ledger.close()
  return folder
}

async function measure(
  workspace: Workspace,
  prepared: string,
  events: number,
  withAlerts: boolean,
): Promise<Run> {
  const folder = workspace.folder('alert-cost')
  copyFileSync(join(prepared, LEDGER_FILE), join(folder, LEDGER_FILE), constants.COPYFILE_FICLONE)
  const ledger = await openLedger(folder)
  const desk = withAlerts ? openAlertDesk({ ...portsOf(folder), ledger, mode: 'on' }) : null
  try {
    await desk?.evaluate()
    const records = [...sales(events, systemClock.now())]
    const before = process.cpuUsage()
    const seconds = await append(ledger, records)
    const used = process.cpuUsage(before)
    const endedAt = performance.now()
    await desk?.evaluate()
    const usedInAll = process.cpuUsage(before)
    const firing = ledger.reader.get<{ n: number }>("SELECT count(*) AS n FROM alerts WHERE state = 'firing'")
    return {
      perSecond: events / seconds,
      cpuSeconds: (used.user + used.system) / 1e6,
      cpuSecondsUntilJudged: (usedInAll.user + usedInAll.system) / 1e6,
      firing: firing?.n ?? 0,
      judgedAfterSeconds: (performance.now() - endedAt) / 1_000,
    }
  } finally {
    await desk?.close()
    await ledger.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const middle = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** The ratio is that of the medians of some turns, one of each kind after the other. */
export async function benchAlertCost(
  { events }: BenchSettings,
  workspace: Workspace,
  say: (line: string) => void,
): Promise<BenchResult[]> {
  const prepared = await prepare(workspace)
  const on: Run[] = []
  const off: Run[] = []
  for (let turn = 0; turn < TURNS; turn += 1) {
    off.push(await measure(workspace, prepared, events, false))
    on.push(await measure(workspace, prepared, events, true))
    const [with_, without] = [on.at(-1), off.at(-1)]
    say(
      `${Math.round(without?.perSecond ?? 0)} records/s without alerts, ${Math.round(with_?.perSecond ?? 0)} with ${with_?.firing} firing`,
    )
  }
  const figuresOf = (runs: readonly Run[]): Figures => ({
    recordsPerSecond: Math.round(middle(runs.map(({ perSecond }) => perSecond))),
    cpuSeconds: rounded(middle(runs.map(({ cpuSeconds }) => cpuSeconds)), 2),
    cpuSecondsUntilJudged: rounded(middle(runs.map((run) => run.cpuSecondsUntilJudged)), 2),
    firing: middle(runs.map(({ firing }) => firing)),
    judgedAfterSeconds: rounded(middle(runs.map((run) => run.judgedAfterSeconds)), 2),
  })
  const share = middle(on.map(({ perSecond }) => perSecond)) / middle(off.map(({ perSecond }) => perSecond))
  return [
    {
      name: 'alertCost',
      figures: {
        records: events,
        positionsTouched: Math.min(events, POSITIONS),
        withAlerts: figuresOf(on),
        withoutAlerts: figuresOf(off),
        share: rounded(share, 3),
      },
      ratios: {},
      targets: { 'rate with alerts ÷ without': atLeast(WANTED_SHARE, rounded(share, 3)) },
      machine: machine({}),
    },
  ]
}
