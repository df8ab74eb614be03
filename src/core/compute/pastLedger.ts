/** Owns the state as it was, or was known, at a time: rebuilt from the log on a thread, kept for a few askings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { TowerError } from '../../shared/errors.ts'

/** Rebuilt states that are kept; the one unused for longest goes first. */
const KEPT_STATES = 3

export interface PastTimes {
  asOf?: number
  asKnownAt?: number
}

/** A state of the past, as a store of its own. */
export interface PastState<R> {
  reader: R & { close(): void }
  folder: string
}

export interface PastLedgerOptions<R> {
  path: string
  thread: URL
  /** Ledger position now: a state without `asKnownAt` is only good while nothing was added. */
  position(): number
  openReader(path: string): R & { close(): void }
}

export interface PastLedger<R> {
  /** @throws TowerError `cancelled` */
  at(times: PastTimes, cancelled?: AbortSignal): Promise<R>
  close(): void
}

function rebuild(thread: URL, workerData: Record<string, unknown>, cancelled?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData })
    const cancel = () => {
      reject(new TowerError('cancelled', 'The question was withdrawn.'))
      void worker.terminate()
    }
    cancelled?.addEventListener('abort', cancel, { once: true })
    worker.once('message', () => resolve())
    worker.once('error', reject)
    worker.once('exit', () => {
      cancelled?.removeEventListener('abort', cancel)
      reject(new Error('the rebuild ended early'))
    })
  })
}

export function openPastLedger<R>(options: PastLedgerOptions<R>): PastLedger<R> {
  const kept = new Map<string, Promise<PastState<R>>>()

  async function make(times: PastTimes, cancelled?: AbortSignal): Promise<PastState<R>> {
    const folder = mkdtempSync(join(tmpdir(), 'omnitower-past-'))
    const targetPath = join(folder, 'past.sqlite')
    try {
      await rebuild(
        options.thread,
        { task: 'rebuild', sourcePath: options.path, targetPath, order: 'log', ...times },
        cancelled,
      )
      return { reader: options.openReader(targetPath), folder }
    } catch (thrown) {
      rmSync(folder, { recursive: true, force: true })
      throw thrown
    }
  }

  function drop(key: string): void {
    const state = kept.get(key)
    kept.delete(key)
    state?.then(
      ({ reader, folder }) => {
        // Whoever waited for this state reads from it in the same turn; only then may it go.
        setImmediate(() => {
          reader.close()
          rmSync(folder, { recursive: true, force: true })
        })
        return undefined
      },
      () => undefined,
    )
  }

  return {
    async at(times, cancelled) {
      // What was known by a time of ours never changes; the rest may, with any late record.
      const key = `${times.asOf ?? ''} ${times.asKnownAt ?? `position ${options.position()}`}`
      const state = kept.get(key) ?? make(times, cancelled)
      kept.delete(key)
      kept.set(key, state)
      const oldest = kept.keys().next().value
      if (kept.size > KEPT_STATES && oldest !== undefined) drop(oldest)
      try {
        return (await state).reader
      } catch (thrown) {
        kept.delete(key)
        throw thrown
      }
    },
    close() {
      for (const key of kept.keys()) drop(key)
    },
  }
}
