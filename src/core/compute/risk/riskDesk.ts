/** Owns the engine's side of the reckoning of risk: threads started when first asked, questions out, answers back. */
import { Worker } from 'node:worker_threads'
import { TowerError } from '../../../shared/errors.ts'
import type { Calibration } from '../../../shared/readModels/speed.ts'
import type { RiskScope, ScoredPage } from '../../../shared/riskScore.ts'

export interface RiskQuestion {
  id: number
  scope: RiskScope
  page: { offset: number; limit: number }
  now: number
}
export type RiskAnswer = { id: number; page: ScoredPage } | { id: number; fault: string }

export interface RiskDesk {
  /** @throws TowerError `unavailable` once closed, or where the thread ended; `internal` where it failed */
  atRisk(scope: RiskScope, page: RiskQuestion['page'], now: number): Promise<ScoredPage>
  /** Made anew where records were added since; takes seconds. @throws TowerError as `atRisk` */
  calibration(): Promise<Calibration[]>
  close(): void
}

interface Asker {
  resolve(page: ScoredPage): void
  reject(thrown: Error): void
}

const ended = () => new TowerError('unavailable', 'The reckoning of risk was stopped. Ask again in a moment.')

/** @param position ledger position now */
export function openRiskDesk(options: { path: string; thread: URL; position(): number }): RiskDesk {
  const { path, thread } = options
  const askers = new Map<number, Asker>()
  let worker: Worker | null = null
  let proof: { position: number; sets: Promise<Calibration[]>; worker: Worker; isRunning: boolean } | null =
    null
  let lastId = 0
  let closed = false

  function dropAll(thrown: Error): void {
    for (const asker of askers.values()) asker.reject(thrown)
    askers.clear()
  }

  function open(): Worker {
    const opened = new Worker(thread, { workerData: { task: 'risk', path } })
    opened.on('message', (answer: RiskAnswer) => {
      const asker = askers.get(answer.id)
      askers.delete(answer.id)
      if ('page' in answer) asker?.resolve(answer.page)
      else
        asker?.reject(
          new TowerError('internal', `The risk of open lines could not be reckoned: ${answer.fault}`),
        )
    })
    opened.on('error', dropAll)
    // The next question starts another one.
    opened.on('exit', () => {
      if (worker === opened) worker = null
      dropAll(ended())
    })
    return opened
  }

  function prove(position: number): Promise<Calibration[]> {
    const proving = new Worker(thread, { workerData: { task: 'riskProof', path } })
    const sets = new Promise<Calibration[]>((resolve, reject) => {
      proving.once('message', resolve)
      proving.once('error', reject)
      proving.once('exit', () => reject(ended()))
    })
    const own = { position, sets, worker: proving, isRunning: true }
    proof = own
    proving.once('message', () => {
      own.isRunning = false
    })
    sets.catch(() => {
      if (proof === own) proof = null
    })
    return sets
  }

  return {
    atRisk(scope, page, now) {
      if (closed) return Promise.reject(ended())
      worker ??= open()
      lastId += 1
      const id = lastId
      const asked = worker
      return new Promise((resolve, reject) => {
        askers.set(id, { resolve, reject })
        asked.postMessage({ id, scope, page, now } satisfies RiskQuestion, [])
      })
    },
    calibration() {
      if (closed) return Promise.reject(ended())
      const position = options.position()
      // One proof at a time: whoever asks while it runs shares it, though the ledger may have gone on meanwhile.
      return proof && (proof.isRunning || proof.position === position) ? proof.sets : prove(position)
    },
    close() {
      closed = true
      void worker?.terminate()
      void proof?.worker.terminate()
    },
  }
}
