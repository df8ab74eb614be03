/** Owns the engine's side of the writing thread: requests out, promises settled after the commit. */
import { Worker } from 'node:worker_threads'
import { TowerError } from '../../shared/errors.ts'
import type { Clock, Logger } from '../platform.ts'
import type {
  AppendBatch,
  AppendOutcome,
  Changes,
  Decision,
  DecisionAnswers,
  DecisionOutcome,
  Ledger,
} from './types.ts'
import type { ThreadReply, ThreadRequest } from './thread.ts'
import { fromCrossingOutcome, toCrossing } from './crossing.ts'
import { packBatch } from './packing.ts'
import { openReader } from './database.ts'

/** Records that may wait for the writer before the ledger answers `busy`. */
const WAITING_RECORDS_LIMIT = 200_000

export interface ThreadedLedgerOptions {
  path: string
  /** The worker's entry file. */
  thread: URL
  clock: Clock
  logger: Logger
  /** Called where the thread died; nothing can be written any more. */
  onFailure(thrown: Error): void
}

interface Pending {
  records: number
  resolve(outcome: AppendOutcome | DecisionOutcome | undefined): void
  reject(thrown: Error): void
}

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never

/** Starts the writing thread and opens the engine's own read-only connection. */
export async function openThreadedLedger(options: ThreadedLedgerOptions): Promise<Ledger> {
  const worker = new Worker(options.thread, { workerData: { task: 'write', path: options.path } })
  const pending = new Map<number, Pending>()
  const listeners = new Set<(changes: Changes) => void>()
  let nextId = 1
  let waitingRecords = 0
  let failure: Error | null = null

  let outbox: ThreadRequest[] = []

  /** One crossing for all that this turn of the event loop sends. */
  function post(request: ThreadRequest): void {
    outbox.push(request)
    if (outbox.length > 1) return
    setImmediate(() => {
      worker.postMessage(outbox, [])
      outbox = []
    })
  }

  function settle(id: number, act: (one: Pending) => void): void {
    const one = pending.get(id)
    if (!one) return
    pending.delete(id)
    waitingRecords -= one.records
    act(one)
  }

  const stopped = () =>
    new TowerError(
      'unavailable',
      'The ledger stopped before it acknowledged this. Send it again: it counts once.',
    )

  function fail(thrown: Error): void {
    // Also while closing: whoever still waits must not wait for ever.
    for (const id of pending.keys()) settle(id, (one) => one.reject(stopped()))
    if (failure) return
    failure = thrown
    options.onFailure(thrown)
  }

  const ready = new Promise<void>((resolve, reject) => {
    const take = (reply: ThreadReply): void => {
      switch (reply.kind) {
        case 'ready':
          return resolve()
        case 'changes':
          for (const listener of listeners) listener(reply.changes)
          return
        case 'done':
          return settle(reply.id, (one) => one.resolve(reply.outcome && fromCrossingOutcome(reply.outcome)))
        case 'decided':
          return settle(reply.id, (one) => one.resolve(reply.outcome))
        case 'failed':
          options.logger.error('a batch could not be written', { reason: reply.message })
          return settle(reply.id, (one) =>
            one.reject(
              reply.mayPass
                ? new TowerError(
                    'unavailable',
                    'The store cannot be written to just now (is the disk full?). Nothing of this was taken; send it again.',
                  )
                : new TowerError(
                    'internal',
                    'The ledger could not write this batch; nothing of it was taken.',
                  ),
            ),
          )
      }
    }
    worker.on('message', (replies: ThreadReply[]) => replies.forEach(take))
    worker.on('error', (thrown: Error) => {
      reject(thrown)
      fail(thrown)
    })
    worker.on('exit', () => fail(new Error('the ledger thread ended')))
  })
  await ready
  const reader = openReader(options.path)

  function send(
    request: WithoutId<ThreadRequest>,
    records: number,
  ): Promise<AppendOutcome | DecisionOutcome | undefined> {
    if (failure) return Promise.reject(stopped())
    const id = nextId++
    waitingRecords += records
    return new Promise((resolve, reject) => {
      pending.set(id, { records, resolve, reject })
      post({ ...request, id } as ThreadRequest)
    })
  }

  function refuseWhereFull(records: number): void {
    if (waitingRecords > 0 && waitingRecords + records > WAITING_RECORDS_LIMIT) {
      throw new TowerError('busy', 'Too many records wait to be written. Send this again in a moment.')
    }
  }

  return {
    async append(batch: AppendBatch) {
      refuseWhereFull(batch.records.length)
      const outcome = await send(
        { kind: 'append', batch: toCrossing(packBatch(batch)) },
        batch.records.length,
      )
      if (!outcome || !('received' in outcome))
        throw new TowerError('internal', 'The ledger gave no outcome.')
      return outcome
    },
    async decide<K extends Decision['kind']>(decision: Extract<Decision, { kind: K }>) {
      refuseWhereFull(1)
      const outcome = await send({ kind: 'decide', request: { decision, at: options.clock.now() } }, 1)
      if (outcome && 'refused' in outcome) {
        const { code, message, details } = outcome.refused
        throw new TowerError(code, message, details)
      }
      if (!outcome || !('answer' in outcome)) throw new TowerError('internal', 'The ledger gave no answer.')
      return outcome.answer as DecisionAnswers[K]
    },
    async saveFeed(settings, act) {
      await send({ kind: 'saveFeed', settings, act, at: options.clock.now() }, 0)
    },
    async noteOutbox(act) {
      await send({ kind: 'noteOutbox', act, at: options.clock.now() }, 0)
    },
    onCommit(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    waiting: () => waitingRecords,
    reader,
    async close() {
      if (!failure) {
        failure = new Error('closed')
        const closed = new Promise((resolve) => worker.once('exit', resolve))
        const id = nextId++
        post({ kind: 'close', id })
        await closed
      }
      reader.close()
      await worker.terminate()
    },
  }
}
