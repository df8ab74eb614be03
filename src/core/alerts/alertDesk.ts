/** Owns the engine's side of the evaluation: when it goes on, that what it finds is recorded, and that it is alive. */
import { TowerError } from '../../shared/errors.ts'
import type { Ledger } from '../ledger/types.ts'
import type { Clock, Logger } from '../platform.ts'
import { openAlertThread, ThreadLost, type AlertThread } from './alertThread.ts'
import { openThreadFaults } from './threadFaults.ts'

/** How often is looked whether there is something to judge. */
const TICK_MS = 100
/** The evaluation goes on at least so often, for what time brings. */
const IDLE_STEP_MS = 2_000
/** Time that one step may take. */
const STEP_MS = 100
const MANUAL_STEP_MS = 2_000
/** While records wait to be written the evaluation rests so many times as long as it worked; while none do, half as long. */
const REST_UNDER_LOAD = 5
const REST_BEHIND = 0.5
/** How long an answer may take before the thread is given up. */
const HANG_MS = 120_000
/** Between attempts to record while the ledger takes nothing. */
const RECORD_AGAIN_MS = 250
const RECORD_ATTEMPTS = 240

export interface AlertDeskOptions {
  path: string
  /** Entry file of the ledger's threads. */
  thread: URL
  clock: Clock
  logger: Logger
  ledger: Pick<Ledger, 'reader' | 'decide' | 'onCommit' | 'waiting'>
  /** `manual`: only where `evaluate` is called. */
  mode: 'on' | 'manual'
  hangMs?: number
}

export interface AlertDesk {
  /**
   * Resolves once every record in the ledger is judged at the clock's time, and what was found is durable.
   * @param noted whether how far was judged is written down too; else that follows with what is found next
   * @returns when time alone brings something; null: never
   */
  evaluate(noted?: boolean): Promise<{ nextAt: number | null }>
  /** When the rules were last evaluated (null: not yet), and how many records are still to be judged. */
  progress(): { evaluatedAt: number | null; behindRecords: number }
  close(): Promise<void>
}

export function openAlertDesk(options: AlertDeskOptions): AlertDesk {
  const { clock, logger, ledger } = options
  const faults = openThreadFaults(ledger)
  let thread: AlertThread | null = null
  let closed = false
  let timer: NodeJS.Timeout | null = null
  /** Whether something was committed that the thread has not seen. */
  let unseen = true
  let nextAt: number | null = null
  let steppedAt = -Infinity
  let evaluatedAt: number | null = null
  let behindRecords = 0
  /** Steps follow each other, one at a time. */
  let stepping: Promise<unknown> = Promise.resolve()
  const stopListening = ledger.onCommit(() => {
    unseen = true
  })

  /** What the ledger cannot take just now is offered again: it is known to the thread as told. */
  async function record(decision: Parameters<typeof ledger.decide<'recordAlerts'>>[0]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await ledger.decide(decision)
        return
      } catch (thrown) {
        const mayPass =
          thrown instanceof TowerError && (thrown.code === 'busy' || thrown.code === 'unavailable')
        if (!mayPass || closed || attempt >= RECORD_ATTEMPTS) throw thrown
        await new Promise((resolve) => setTimeout(resolve, RECORD_AGAIN_MS))
      }
    }
  }

  /** One step, and what it found recorded. */
  async function step(milliseconds: number, flush: boolean) {
    const now = clock.now()
    const suspects = faults.suspects()
    unseen = false
    steppedAt = now
    thread ??= openAlertThread({ ...options, hangMs: options.hangMs ?? HANG_MS }, faults.skipped())
    try {
      const found = await thread.ask({ now, milliseconds, flush: flush || suspects.length > 0, suspects })
      const { facts, place, runs } = found
      for (const one of facts.slice(0, -1)) {
        await record({ kind: 'recordAlerts', facts: one, place: null, runs: [], evaluatedAt: null })
      }
      // How far was judged is recorded with the last of what was found: what was not, is found again.
      if (facts.length > 0 || place !== null || runs.length > 0) {
        await record({ kind: 'recordAlerts', facts: facts.at(-1) ?? '[]', place, runs, evaluatedAt: now })
      }
      nextAt = found.nextAt
      behindRecords = found.behind
      if (found.caughtUp) evaluatedAt = now
      await faults.worked(now, record)
      return { ...found, found: facts.length > 0 }
    } catch (thrown) {
      // What the thread has in memory may not be what is recorded: another one reads it anew.
      thread?.close()
      thread = null
      unseen = true
      throw thrown
    }
  }

  /** @returns when to look again, in milliseconds */
  async function turn(): Promise<number> {
    const now = clock.now()
    const isDue = unseen || (nextAt !== null && nextAt <= now) || Math.abs(now - steppedAt) >= IDLE_STEP_MS
    if (!isDue) return TICK_MS
    try {
      const { milliseconds, more } = await step(STEP_MS, false)
      if (ledger.waiting() > 0) return Math.max(TICK_MS, milliseconds * REST_UNDER_LOAD)
      return more ? milliseconds * REST_BEHIND : TICK_MS
    } catch (thrown) {
      if (closed) return TICK_MS
      logger.error('The evaluation of rules failed', { error: String(thrown) })
      const rule = thrown instanceof ThreadLost ? thrown.rule : null
      const message = thrown instanceof Error ? thrown.message : String(thrown)
      return faults.failed({ rule, message, now: clock.now() }, record).catch((again: unknown) => {
        logger.error('That rules are not evaluated could not be recorded', { error: String(again) })
        return IDLE_STEP_MS
      })
    }
  }

  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = stepping.then(act)
    stepping = done.catch(() => {})
    return done
  }

  function schedule(afterMs: number): void {
    if (closed) return
    timer = setTimeout(() => void inTurn(turn).then(schedule), afterMs)
    timer.unref()
  }
  if (options.mode === 'on') schedule(0)

  return {
    evaluate: (noted = true) =>
      inTurn(async () => {
        for (;;) {
          const { more, found, nextAt: next } = await step(MANUAL_STEP_MS, noted)
          if (!more && !found) return { nextAt: next }
        }
      }),
    progress: () => ({ evaluatedAt, behindRecords }),
    async close() {
      closed = true
      if (timer) clearTimeout(timer)
      stopListening()
      thread?.close()
      await stepping
    },
  }
}
