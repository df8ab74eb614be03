/** Owns the filling of a store before a benchmark, through the real append. */
import { openAppender } from '../../core/ledger/append.ts'
import { openWriter } from '../../core/ledger/database.ts'
import type { PackedBatch } from '../../core/ledger/packing.ts'
import { PROJECTIONS } from '../../core/projections/projections.ts'
import { openingStock, recordCount } from './openingStock.ts'
import type { Grid } from './grid.ts'

const BATCHES_PER_COMMIT = 4

/**
 * Fills a new store. Durability is off meanwhile: what is preloaded can be made again.
 * @param progress hears how many of how many records are there
 */
export async function fillStore(path: string, grid: Grid, progress: (done: number, all: number) => void) {
  const connection = openWriter(path)
  connection.database.pragma('synchronous = OFF')
  const appender = openAppender(connection, PROJECTIONS)
  const all = recordCount(grid)
  let waiting: PackedBatch[] = []
  let done = 0
  const commit = () => {
    for (const outcome of appender.commit(waiting).outcomes) done += outcome.accepted
    waiting = []
    progress(done, all)
  }
  for (const batch of openingStock(grid)) {
    waiting.push(batch)
    if (waiting.length < BATCHES_PER_COMMIT) continue
    commit()
    // Lets an interruption through.
    await new Promise<void>((later) => setImmediate(later))
  }
  commit()
  if (done !== all) throw new Error(`${done} records are in the store instead of ${all}`)
  connection.database.pragma('wal_checkpoint(TRUNCATE)')
  connection.database.close()
}
