/** Owns one thread that evaluates rules, from the main side: one question at a time, and a watch on whether it answers. */
import { Worker } from 'node:worker_threads'
import {
  WATCH_BYTES,
  watchedRule,
  type AlertAnswer,
  type AlertQuestion,
  type AlertTask,
} from './taskMessages.ts'

type Findings = Exclude<AlertAnswer, { fault: string }>

/** The thread ended, or did not answer; `rule` is the one that it was at. */
export class ThreadLost extends Error {
  readonly rule: string | null
  constructor(message: string, rule: string | null) {
    super(message)
    this.rule = rule
  }
}

export interface AlertThread {
  /** @throws ThreadLost; the thread is of no more use then */
  ask(question: AlertQuestion): Promise<Findings>
  close(): void
}

/** @param hangMs how long an answer may take */
export function openAlertThread(
  options: { path: string; thread: URL; hangMs: number },
  skipped: readonly string[],
): AlertThread {
  const watch = new SharedArrayBuffer(WATCH_BYTES)
  const task: AlertTask = { task: 'alerts', path: options.path, skipped, watch }
  const worker = new Worker(options.thread, { workerData: task })
  let settle: ((outcome: AlertAnswer | ThreadLost) => void) | null = null
  let lost: ThreadLost | null = null

  function lose(message: string): void {
    lost ??= new ThreadLost(message, watchedRule(watch))
    settle?.(lost)
    void worker.terminate()
  }
  worker.on('message', (answer: AlertAnswer) => settle?.(answer))
  worker.on('error', (thrown: Error) => lose(thrown.message))
  worker.on('exit', () => lose('The thread that evaluates rules ended.'))
  // The engine's life does not hang on it.
  worker.unref()

  return {
    ask(question) {
      if (lost) return Promise.reject(lost)
      return new Promise<Findings>((resolve, reject) => {
        const hung = setTimeout(
          () => lose(`The evaluation of rules gave no answer for ${options.hangMs / 1_000} seconds.`),
          options.hangMs,
        )
        settle = (outcome) => {
          clearTimeout(hung)
          settle = null
          if (outcome instanceof ThreadLost) return reject(outcome)
          if (!('fault' in outcome)) return resolve(outcome)
          lose(outcome.fault)
          if (lost) reject(lost)
        }
        worker.postMessage(question, [])
      })
    },
    close() {
      lose('The evaluation of rules was stopped.')
    },
  }
}
