/** Owns what the ingest benchmark measures: a running hub over some store, and ours. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { LEDGER_FILE } from '../../core/engine.ts'
import { callHub, liveHub } from '../liveHub.ts'
import type { FeedRow } from '../../shared/readModels/feeds.ts'
import { countCpu } from './cpuTime.ts'
import { FEED, startHubProcess } from './hubProcess.ts'
import type { Grid } from './grid.ts'
import type { LoadTarget } from './load.ts'
import { rounded } from './percentiles.ts'
import type { Figures } from './result.ts'
import type { Workspace } from './workspace.ts'

export interface Contestant extends LoadTarget {
  name: string
  /** Starts counting processor seconds; the answer is asked at the end. */
  countCpu(): () => Figures
  /** Bytes of the store once everything in it lies where it is to stay. */
  storedBytes(): Promise<number>
  /** Events accepted from the feed so far, as the store has them. */
  acceptedEvents(): Promise<number>
  stop(): Promise<void>
}

const CHECKPOINT_TRIES = 100
const CHECKPOINT_PAUSE_MS = 50

/** The tower's own hub over its own store. @param stock what is there before; null for nothing */
export async function startTower(workspace: Workspace, stock: Grid | null): Promise<Contestant> {
  const data = await workspace.stockedFolder(stock)
  const hub = await startHubProcess(workspace, data)
  return {
    ...hub,
    name: 'omnitower',
    countCpu() {
      const used = countCpu(hub.pid)
      return () => hubCpu(used())
    },
    storedBytes: () => checkpointedBytes(join(data, LEDGER_FILE)),
    async acceptedEvents() {
      const live = liveHub(data)
      if (!live) throw new Error('the hub is gone')
      const { feeds } = (await callHub(live, 'query', 'feeds.list', {})) as { feeds: FeedRow[] }
      return feeds.find(({ feed }) => feed === FEED)?.accepted ?? 0
    },
  }
}

/** Bytes of the store's file once the write-ahead file has been moved into it. */
async function checkpointedBytes(file: string): Promise<number> {
  const database = new Database(file)
  try {
    for (let attempt = 0; attempt < CHECKPOINT_TRIES; attempt += 1) {
      const [row] = database.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[]
      if (row?.busy === 0) return statSync(file).size
      await pause(CHECKPOINT_PAUSE_MS)
    }
    throw new Error('the write-ahead file could not be moved into the store')
  } finally {
    database.close()
  }
}

/** The hub's seconds: transports and adapters on the main thread, the store on the busiest other. */
export function hubCpu(used: ReturnType<ReturnType<typeof countCpu>>): Figures {
  if (!used) return {}
  return {
    hubCpuSeconds: rounded(used.allSeconds, 2),
    hubMainThreadCpuSeconds: rounded(used.mainThreadSeconds, 2),
    hubStoreThreadCpuSeconds: rounded(used.busiestOtherThreadSeconds, 2),
  }
}
