/** Owns the states as they were, or were known, at a time: rebuilt from the log one after the other on a thread, kept for a few askings. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { TowerError } from '../../shared/errors.ts'
import type { Clock } from '../platform.ts'

/** Rebuilt states that are kept; the one unused for longest goes first. */
const KEPT_STATES = 3
/** Rebuilds that may wait while one is at work: each takes a processor and the room of a whole store. */
const WAITING_MAX = 4
/** A time of the sources this long ago is past for live feeds too: only late records still change it. */
const SETTLED_MS = 10_000
/** So long after a time of ours, what was received by then is in the log. */
const COMMITTED_MS = 60_000
/** A finished state of a settled time is asked again for so long, even where records were added since. */
const REUSED_MS = 30_000

export interface PastTimes {
  asOf?: number
  asKnownAt?: number
}

export interface PastLedgerOptions<R> {
  path: string
  thread: URL
  /** Ledger position now. */
  position(): number
  openReader(path: string): R & { close(): void }
  clock: Clock
}

export interface PastLedger<R> {
  /** @throws TowerError `cancelled`; `busy` where too many other times are asked for; `unavailable` once closed */
  at(times: PastTimes, cancelled?: AbortSignal): Promise<R>
  close(): void
}

/** A state of the past, as a store of its own. */
interface PastState<R> {
  reader: R & { close(): void }
  folder: string
  /** Ledger position before its rebuild began. */
  position: number
  finishedAt: number
}

/** A state that is still to come, with the number of those who wait for it. */
interface ComingState<R> {
  state: Promise<PastState<R>>
  askers: number
  withdraw: AbortController
}

/** Runs the thread to its end. Once it settles, the thread touches no file any more. */
function rebuild(thread: URL, workerData: Record<string, unknown>, withdrawn: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(thread, { workerData })
    const cancel = () => void worker.terminate()
    withdrawn.addEventListener('abort', cancel, { once: true })
    let done = false
    worker.once('message', () => (done = true))
    worker.once('error', reject)
    worker.once('exit', () => {
      withdrawn.removeEventListener('abort', cancel)
      if (withdrawn.aborted) reject(withdrawn.reason)
      else if (done) resolve()
      else reject(new Error('the rebuild ended early'))
    })
  })
}

/** Settles as the promise does, or rejects as soon as the asker withdraws. */
function unlessCancelled<T>(promise: Promise<T>, cancelled: AbortSignal | undefined): Promise<T> {
  if (!cancelled) return promise
  return new Promise((resolve, reject) => {
    const cancel = () => reject(withdrawal())
    cancelled.addEventListener('abort', cancel, { once: true })
    promise.then(resolve, reject).finally(() => cancelled.removeEventListener('abort', cancel))
  })
}

const withdrawal = () => new TowerError('cancelled', 'The question was withdrawn.')
const closing = () => new TowerError('unavailable', 'The tower is closing its data. Ask again in a moment.')

export function openPastLedger<R>(options: PastLedgerOptions<R>): PastLedger<R> {
  const { clock } = options
  const kept = new Map<string, PastState<R>>()
  const coming = new Map<string, ComingState<R>>()
  let turn: Promise<unknown> = Promise.resolve()
  let closed = false

  /**
   * What was known by a time of ours never changes. A settled time of the sources changes only with late records and
   * is good for a while. Anything else, the future included, is good while nothing was added.
   */
  function keyOf({ asOf, asKnownAt }: PastTimes): { key: string; reusedMs: number } {
    const now = clock.now()
    const times = `${asOf ?? ''} ${asKnownAt ?? ''}`
    if (asKnownAt !== undefined && asKnownAt <= now - COMMITTED_MS) return { key: times, reusedMs: Infinity }
    if (asKnownAt === undefined && asOf !== undefined && asOf <= now - SETTLED_MS)
      return { key: times, reusedMs: REUSED_MS }
    return { key: `${times} position ${options.position()}`, reusedMs: Infinity }
  }

  async function make(times: PastTimes, withdrawn: AbortSignal): Promise<PastState<R>> {
    withdrawn.throwIfAborted()
    const position = options.position()
    const folder = mkdtempSync(join(tmpdir(), 'omnitower-past-'))
    const targetPath = join(folder, 'past.sqlite')
    const workerData = { task: 'rebuild', sourcePath: options.path, targetPath, order: 'log', ...times }
    try {
      await rebuild(options.thread, workerData, withdrawn)
      return { reader: options.openReader(targetPath), folder, position, finishedAt: clock.now() }
    } catch (thrown) {
      rmSync(folder, { recursive: true, force: true })
      throw thrown
    }
  }

  function drop(key: string): void {
    const state = kept.get(key)
    if (!state) return
    kept.delete(key)
    // Whoever waited for this state reads from it in the same turn; only then may it go.
    setImmediate(() => {
      state.reader.close()
      rmSync(state.folder, { recursive: true, force: true })
    })
  }

  function begin(key: string, times: PastTimes): ComingState<R> {
    if (coming.size > WAITING_MAX) {
      throw new TowerError('busy', 'Too many times of the past are asked for at once. Ask again in a moment.')
    }
    const withdraw = new AbortController()
    const made = turn.then(() => make(times, withdraw.signal))
    const state = made.then(
      (finished) => {
        forget(key, begun)
        kept.set(key, finished)
        const oldest = kept.keys().next().value
        if (closed) drop(key)
        else if (kept.size > KEPT_STATES && oldest !== undefined) drop(oldest)
        return finished
      },
      (thrown: unknown) => {
        forget(key, begun)
        throw thrown
      },
    )
    // The next may begin; and where all have withdrawn, nobody hears of the end.
    turn = state.catch(() => {})
    const begun: ComingState<R> = { state, askers: 0, withdraw }
    coming.set(key, begun)
    return begun
  }

  function forget(key: string, state: ComingState<R>): void {
    if (coming.get(key) === state) coming.delete(key)
  }

  async function waitFor(key: string, state: ComingState<R>, cancelled: AbortSignal | undefined): Promise<R> {
    state.askers += 1
    try {
      return (await unlessCancelled(state.state, cancelled)).reader
    } finally {
      state.askers -= 1
      if (state.askers === 0 && coming.get(key) === state) {
        coming.delete(key)
        state.withdraw.abort(withdrawal())
      }
    }
  }

  return {
    async at(times, cancelled) {
      if (closed) throw closing()
      if (cancelled?.aborted) throw withdrawal()
      const { key, reusedMs } = keyOf(times)
      const state = kept.get(key)
      if (state) {
        const ageMs = clock.now() - state.finishedAt
        if (state.position === options.position() || (ageMs >= 0 && ageMs < reusedMs)) {
          kept.delete(key)
          kept.set(key, state)
          return state.reader
        }
        drop(key)
      }
      return waitFor(key, coming.get(key) ?? begin(key, times), cancelled)
    },
    close() {
      closed = true
      for (const state of coming.values()) state.withdraw.abort(closing())
      for (const key of kept.keys()) drop(key)
    },
  }
}
