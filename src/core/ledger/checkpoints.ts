/** Owns moving the write-ahead pages into the main file beside the writer: when it is due, and the thread that does it. */
import { statSync } from 'node:fs'
import { Worker, type MessagePort } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { WriterConnection } from './database.ts'
import { CHECKPOINT_BYTES, checkpointItself, mayPass } from './database.ts'

export interface Checkpoints {
  /** To be called after commits: starts a checkpoint where the write-ahead file has grown enough. */
  afterCommit(): void
  /** Starts one whatever the size; nothing where one is under way. */
  start(): void
  /** Ends the thread and moves what is left. */
  close(): Promise<void>
}

/** What cannot be moved now (a full disk, say) stays durable in the write-ahead file, and is moved another time. */
function move(database: Database.Database, mode: 'PASSIVE' | 'TRUNCATE'): void {
  try {
    database.pragma(`wal_checkpoint(${mode})`)
  } catch (thrown) {
    if (!mayPass(thrown)) throw thrown
  }
}

/** The thread's side: moves pages each time it is asked; `PASSIVE` waits for nobody and nobody waits for it. */
export function serveCheckpoints(path: string, port: MessagePort): void {
  const database = new Database(path)
  port.on('message', () => {
    move(database, 'PASSIVE')
    port.postMessage('moved', [])
  })
}

/**
 * The writer's side. Once the thread has moved what was there when it began, the writer moves the few pages written
 * since: only then can the next commit start the file from its beginning.
 * @param entry the thread's file, which calls `serveCheckpoints`; null leaves the work with the writer
 */
export function openCheckpoints(connection: WriterConnection, path: string, entry: URL | null): Checkpoints {
  const { database } = connection
  const worker = entry && new Worker(entry, { workerData: { task: 'checkpoint', path } })
  let isUnderWay = false
  let failed = worker === null
  let dueBytes = CHECKPOINT_BYTES
  if (worker) {
    // Far above what the thread lets gather: the writer's own checkpoint only where the thread is gone.
    checkpointItself(database, 4)
    worker.on('message', () => {
      isUnderWay = false
      move(database, 'PASSIVE')
    })
    worker.on('error', () => {
      failed = true
      isUnderWay = false
      checkpointItself(database, 1)
    })
  }

  function start(): void {
    if (isUnderWay) return
    if (failed) return move(database, 'PASSIVE')
    isUnderWay = true
    worker?.postMessage('move', [])
  }

  return {
    start,
    afterCommit() {
      if (failed || isUnderWay) return
      const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
      if (bytes < CHECKPOINT_BYTES) dueBytes = CHECKPOINT_BYTES
      if (bytes < dueBytes) return
      // A reader may keep the file from starting anew: then the next try waits until it has grown by half.
      dueBytes = bytes + CHECKPOINT_BYTES / 2
      start()
    },
    async close() {
      failed = true
      await worker?.terminate()
      move(database, 'TRUNCATE')
    },
  }
}
