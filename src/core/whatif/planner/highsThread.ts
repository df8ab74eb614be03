/** Owns the entry of the thread in which HiGHS runs: it blocks, and may be ended at any time. */
import { workerData } from 'node:worker_threads'
import { runLaneModel } from './highsLaneRun.ts'
import { loadHighs } from './highsLoad.ts'
import { tellBound, tellDone, tellPlan, type HighsTask } from './highsShared.ts'

const task = workerData as HighsTask
try {
  const status = runLaneModel(await loadHighs(), task, {
    onBound: (bound) => tellBound(task.shared, bound),
    onPlan: (units) => tellPlan(task.shared, units),
  })
  tellDone(task.shared, status)
} catch (thrown) {
  tellDone(task.shared, `failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
}
