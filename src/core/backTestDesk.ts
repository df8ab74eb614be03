/** Owns the engine's side of trying rules on the past: one thread at a time, and what it made is thrown away. */
import { mkdtempSync, readdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
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

const FOLDER = 'trial-'
/** Room that a trial may need, in sizes of the store. */
const ROOM = 1.2

/** What an earlier run that was ended by force left behind. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(FOLDER)) rmSync(join(folder, name), { recursive: true, force: true })
  }
}

/** @throws TowerError `unavailable` where the disk has no room for a second store */
function needRoom(path: string): void {
  const { bavail, bsize } = statfsSync(dirname(path))
  const needed = statSync(path).size * ROOM
  if (bavail * bsize < needed) {
    throw new TowerError(
      'unavailable',
      `A trial needs ${Math.ceil(needed / 1e6)} MB beside the store for a while; the disk has not that much room.`,
    )
  }
}

/** @param options.path the store; trials make theirs beside it */
export function openBackTestDesk(options: { path: string; thread: URL }): BackTestDesk {
  sweep(dirname(options.path))
  let worker: Worker | null = null
  let isClosed = false
  return {
    async run(question, cancelled) {
      if (isClosed)
        throw new TowerError('unavailable', 'The tower is closing its data. Ask again in a moment.')
      if (worker)
        throw new TowerError('busy', 'Another rule is being tried on the past. Ask again when it is done.')
      cancelled?.throwIfAborted()
      needRoom(options.path)
      const folder = mkdtempSync(join(dirname(options.path), FOLDER))
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
