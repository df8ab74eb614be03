/** Owns the engine's side of what-if: runs in threads of their own, who waits, and what is answered about them. */
import { Worker } from 'node:worker_threads'
import { TowerError } from '../shared/errors.ts'
import type { RunProgress, WhatifBase } from '../shared/readModels/whatif.ts'
import { HORIZON_DAYS_DEFAULT } from '../shared/whatifDefinition.ts'
import type { StartedRun, WhatifRuns } from './api/whatifHandlers.ts'
import type { Reader } from './ledger/types.ts'
import type { Clock, Logger } from './platform.ts'
import { openPlanAnswers } from './whatif/runs/planAnswers.ts'
import { lastProgress, nameOf, rowOf, summaryOf } from './whatif/runs/runAnswers.ts'
import { isOver, openRunStore, type RunRecord } from './whatif/runs/runStore.ts'
import type { RunMessage, WhatifBaseTask, WhatifTask } from './whatif/runs/runTypes.ts'
import { openBaseReadings } from './whatifBases.ts'
import { openMovedShares } from './whatifMoved.ts'

export interface WhatifDesk extends WhatifRuns {
  /** Settles once no thread touches a file any more. */
  close(): Promise<void>
}

export interface WhatifDeskOptions {
  /** The store. */
  path: string
  /** Where runs are kept. */
  folder: string
  thread: URL
  reader: Reader
  position(): number
  clock: Clock
  logger: Logger
  freshId(): string
}

/** Runs that go on at once; others wait. */
const RUNS_AT_ONCE = 2
const WAITING_MAX = 8
/** The planner's time at most, and the gap that is enough, where nobody says. */
const SECONDS = 30
const GAP = 0.01
/** Time within which a stop is answered, whatever the thread does. */
const STOP_MS = 400
/** Time after which a thread that did not stop is ended: a large plan is checked and written down first, also on a busy machine. */
const STOP_PATIENCE_MS = 120_000
/** Memory that a run may take; beyond that it fails, and nothing else. */
const HEAP_MB = 4_096

/** A run that is not over. */
interface Going {
  record: RunRecord
  task: WhatifTask
  worker: Worker | null
  beganAt: number
  progress: RunProgress
  isStopping: boolean
  over: Promise<void>
  settle(): void
}

const closing = () => new TowerError('unavailable', 'The tower is closing its data. Ask again in a moment.')

export function openWhatifDesk(options: WhatifDeskOptions): WhatifDesk {
  const { clock, logger, thread, path } = options
  const store = openRunStore(options.folder)
  const moved = openMovedShares(options)
  const bases = openBaseReadings(
    (ask: WhatifBaseTask['ask']) => new Worker(thread, { workerData: { task: 'whatifBase', path, ask } }),
    options.position,
  )
  const going = new Map<string, Going>()
  const endings = new Set<Promise<unknown>>()
  let isClosed = false

  const plans = openPlanAnswers(store, recordOf, moved.shareOf)

  const secondsOf = (one: Going) => Math.round((performance.now() - one.beganAt) / 100) / 10

  function begin(one: Going): void {
    one.beganAt = performance.now()
    one.record.state = 'snapshot'
    const worker = new Worker(thread, {
      workerData: one.task,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    })
    one.worker = worker
    worker.on('message', (message: RunMessage) => hear(one, message))
    worker.on('error', (thrown) => {
      logger.warn('a run of what-if failed', { run: one.record.run, fault: String(thrown) })
      end(one, 'failed', `The run was given up: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    })
    worker.on('exit', () => {
      if (one.isStopping) end(one, 'stopped', one.record.plan ? null : 'Stopped before there was a plan.')
      else end(one, 'failed', 'The run ended before it was done.')
    })
  }

  function hear(one: Going, message: RunMessage): void {
    const { record } = one
    if (isOver(record)) return
    if (message.kind === 'progress') {
      record.state = message.progress.state
      one.progress = { ...message.progress, run: record.run, seconds: secondsOf(one) }
    } else if (message.kind === 'base') record.base = message.facts
    else if (message.kind === 'plan') record.plan = message.facts
    else if (message.kind === 'replay') record.replay = message.facts
    else end(one, message.state, message.message)
  }

  function end(one: Going, state: 'done' | 'stopped' | 'failed', message: string | null): void {
    const { record } = one
    if (isOver(record)) return
    Object.assign(record, { state, message, seconds: secondsOf(one) })
    going.delete(record.run)
    const ended = one.worker?.terminate() ?? Promise.resolve()
    endings.add(ended)
    void ended.finally(() => endings.delete(ended))
    try {
      if (!isClosed) store.keep(record)
    } catch (thrown) {
      logger.warn('a run of what-if could not be kept', { run: record.run, fault: String(thrown) })
    }
    one.settle()
    beginNext()
  }

  function beginNext(): void {
    if (isClosed) return
    const free = RUNS_AT_ONCE - [...going.values()].filter(({ worker }) => worker).length
    const waiting = [...going.values()].filter(({ worker }) => !worker)
    waiting.slice(0, Math.max(0, free)).forEach(begin)
  }

  function recordOf(run: string): RunRecord {
    const record = store.find(run)
    if (!record) {
      throw new TowerError('notFound', 'There is no such run any more. Run the scenario again.')
    }
    return record
  }

  function progressOf(run: string): RunProgress {
    const record = recordOf(run)
    const one = going.get(run)
    if (!one) return overProgress(record)
    return one.worker ? { ...one.progress, seconds: secondsOf(one) } : one.progress
  }

  /** The same object each time, so that a stream has nothing to say. */
  const ended = new WeakMap<RunRecord, RunProgress>()
  function overProgress(record: RunRecord): RunProgress {
    let progress = ended.get(record)
    if (!progress) ended.set(record, (progress = lastProgress(record)))
    return progress
  }

  function start(asked: StartedRun): { run: string } {
    if (isClosed) throw closing()
    const waiting = [...going.values()].filter(({ worker }) => !worker).length
    if (waiting >= WAITING_MAX) {
      throw new TowerError('busy', `${waiting} runs wait already. Stop one, or ask again when one is done.`)
    }
    const run = options.freshId()
    const { definition, mode, seconds, gap, replay, scenario, scenarioVersion, repeats } = asked
    const record: RunRecord = {
      run,
      scenario: scenario ?? null,
      scenarioVersion: scenarioVersion ?? null,
      name: asked.name ?? nameOf(definition),
      startedBy: asked.by,
      startedAt: clock.now(),
      seconds: 0,
      state: 'waiting',
      message: null,
      definition,
      base: null,
      plan: null,
      replay: null,
    }
    store.add(record)
    const task: WhatifTask = {
      task: 'whatif',
      path,
      folder: options.folder,
      stop: new SharedArrayBuffer(4),
      ask: {
        run,
        definition,
        mode: mode ?? null,
        seconds: seconds ?? SECONDS,
        gap: gap ?? GAP,
        replay: replay ?? true,
        now: clock.now(),
        repeats: repeats ?? null,
      },
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    const one: Going = {
      record,
      task,
      worker: null,
      beganAt: performance.now(),
      progress: lastProgress(record),
      isStopping: false,
      over: promise,
      settle: resolve,
    }
    going.set(run, one)
    beginNext()
    return { run }
  }

  return {
    runsAtOnce: RUNS_AT_ONCE,
    async base({ scope, horizonDays, settings }, cancelled): Promise<WhatifBase> {
      if (isClosed) throw closing()
      const definition = {
        scope,
        horizonDays: horizonDays ?? HORIZON_DAYS_DEFAULT,
        operators: [],
        ...(settings ? { settings } : {}),
      }
      return bases.read({ definition, now: clock.now() }, cancelled)
    },
    start,
    rebase(run, by) {
      const { definition, name, scenario, scenarioVersion } = recordOf(run)
      return start({
        definition,
        name,
        by,
        repeats: run,
        ...(scenario === null ? {} : { scenario }),
        ...(scenarioVersion === null ? {} : { scenarioVersion }),
      })
    },
    async stop(run) {
      const record = recordOf(run)
      const one = going.get(run)
      if (!one) return overProgress(record)
      one.isStopping = true
      Atomics.store(new Int32Array(one.task.stop), 0, 1)
      // Nothing is lost where no plan was begun: it need not be waited for.
      if (!one.worker || one.progress.planValueMinor === null) {
        end(one, 'stopped', 'Stopped before there was a plan.')
        return overProgress(record)
      }
      const patience = setTimeout(() => void one.worker?.terminate(), STOP_PATIENCE_MS)
      patience.unref()
      void one.over.then(() => clearTimeout(patience))
      const waited = Promise.withResolvers<void>()
      const timer = setTimeout(waited.resolve, STOP_MS)
      await Promise.race([one.over, waited.promise])
      clearTimeout(timer)
      return progressOf(run)
    },
    progress: progressOf,
    list: ({ scenario }) =>
      store
        .list()
        .filter((record) => scenario === undefined || record.scenario === scenario)
        .map((record) => rowOf(record, moved.shareOf(record))),
    summary(run) {
      const record = recordOf(run)
      const summary = summaryOf(record, moved.shareOf(record))
      const one = going.get(run)
      return one ? { ...summary, seconds: secondsOf(one) } : summary
    },
    ...plans,
    async close() {
      isClosed = true
      bases.close()
      for (const one of going.values()) {
        end(one, 'failed', 'The tower was closed while it went on.')
      }
      await Promise.all(endings)
    },
  }
}
