/** Owns the engine's side of trying rules on the past: one thread at a time, and what it made is thrown away. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { TowerError } from '../shared/errors.ts'
import type { AlertBackTest } from '../shared/readModels/alerts.ts'
import type { BackTestAnswer, BackTestTask } from './backTestTask.ts'

export type BackTestQuestion = Pick<BackTestTask, 'rule' | 'settings' | 'from' | 'until'>

export interface BackTestDesk {
  /** @throws TowerError `busy` while another runs, `cancelled`, `unavailable` once closed, `internal` where it failed */
  run(question: BackTestQuestion, cancelled?: AbortSignal): Promise<AlertBackTest>
  close(): void
}

export function openBackTestDesk(options: { path: string; thread: URL }): BackTestDesk {
  let worker: Worker | null = null
  let isClosed = false
  return {
    async run(question, cancelled) {
      if (isClosed)
        throw new TowerError('unavailable', 'The tower is closing its data. Ask again in a moment.')
      if (worker)
        throw new TowerError('busy', 'Another rule is being tried on the past. Ask again when it is done.')
      cancelled?.throwIfAborted()
      const folder = mkdtempSync(join(tmpdir(), 'omnitower-trial-'))
      const beganAt = performance.now()
      const workerData: BackTestTask = {
        task: 'backTest',
        sourcePath: options.path,
        targetPath: join(folder, 'past.sqlite'),
        ...question,
      }
      const running = new Worker(options.thread, { workerData })
      worker = running
      const cancel = () => void running.terminate()
      cancelled?.addEventListener('abort', cancel, { once: true })
      try {
        const answer = await answerOf(running, () => cancelled?.aborted ?? false)
        if ('fault' in answer)
          throw new TowerError('internal', `The rule could not be tried on the past: ${answer.fault}`)
        const { from, until } = question
        return { from, until, ...answer.result, milliseconds: Math.round(performance.now() - beganAt) }
      } finally {
        cancelled?.removeEventListener('abort', cancel)
        worker = null
        await running.terminate()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    close() {
      isClosed = true
      void worker?.terminate()
    },
  }
}

function answerOf(worker: Worker, isCancelled: () => boolean): Promise<BackTestAnswer> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () =>
      reject(
        isCancelled()
          ? new TowerError('cancelled', 'The question was withdrawn.')
          : new TowerError('unavailable', 'The trial was ended. Ask again in a moment.'),
      ),
    )
  })
}
