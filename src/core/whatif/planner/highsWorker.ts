/** Owns the thread of a run of HiGHS: begun with its task, ended whenever it is no longer wanted. */
import { existsSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { tellDone, type HighsTask } from './highsShared.ts'

export interface HighsRun {
  end(): void
}

/** Beside this file in a checkout; a build puts threads beside its entries, and this file there or in a folder of chunks. */
const PLACES = ['./highsThread.ts', './highsThread.js', '../highsThread.js']

/** What goes wrong is told through the task's shared memory. */
export function beginHighs(task: HighsTask): HighsRun {
  const thread = PLACES.map((place) => new URL(place, import.meta.url)).find((url) => existsSync(url))
  if (!thread) {
    tellDone(task.shared, 'HiGHS: its thread is missing')
    return { end: () => undefined }
  }
  const worker = new Worker(thread, { workerData: task })
  worker.on('error', (thrown) => tellDone(task.shared, `HiGHS: failed, ${String(thrown)}`))
  worker.unref()
  return { end: () => void worker.terminate() }
}
