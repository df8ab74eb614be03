/** Owns the stock that is there before a benchmark starts: one count for each position, through the real append. */
import { openAppender } from '../../core/ledger/append.ts'
import { openWriter } from '../../core/ledger/database.ts'
import { packBatch, type PackedBatch } from '../../core/ledger/packing.ts'
import type { Intaken } from '../../core/ledger/types.ts'
import { PROJECTIONS } from '../../core/projections/projections.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import { locationId, positionsOf, skuId, type Grid } from './grid.ts'

export const PRELOAD_FEED = 'preload'
/** When the opening stock was counted. */
export const COUNTED_AT = Date.UTC(2026, 0, 5, 5)
export const COUNTED_UNITS = 1_000
const RECORDS_PER_BATCH = 5_000
const BATCHES_PER_COMMIT = 4

/** Batches of counts, location by location, as a network's opening stock arrives. */
export function* openingCounts(grid: Grid): Generator<PackedBatch> {
  const skus = Array.from({ length: grid.skus }, (_, sku) => skuId(sku))
  let records: Intaken[] = []
  let serial = 0
  for (let place = 0; place < grid.locations; place += 1) {
    const location = locationId(place)
    for (const sku of skus) {
      const event: CanonicalEvent = {
        type: 'StockCounted',
        sku,
        location,
        disposition: 'sellable',
        units: COUNTED_UNITS,
      }
      const record = { identity: `ce:/bench|${serial}`, occurredAt: COUNTED_AT, events: [event] }
      records.push({ outcome: 'record', record, raw: '{}' })
      serial += 1
      if (records.length < RECORDS_PER_BATCH) continue
      yield batchOf(records)
      records = []
    }
  }
  if (records.length > 0) yield batchOf(records)
}

function batchOf(records: Intaken[]): PackedBatch {
  const about = { feed: PRELOAD_FEED, transport: 'file', format: 'cloudevents', documentName: null }
  return packBatch({ ...about, recordedAt: COUNTED_AT, records })
}

/**
 * Fills a new store. Durability is off meanwhile: what is preloaded can be made again.
 * @param progress hears how many positions are there
 */
export async function fillStore(path: string, grid: Grid, progress: (positions: number) => void) {
  const connection = openWriter(path)
  connection.database.pragma('synchronous = OFF')
  const appender = openAppender(connection, PROJECTIONS)
  let waiting: PackedBatch[] = []
  let done = 0
  const commit = () => {
    if (waiting.length > 0) appender.commit(waiting)
    done += waiting.reduce((sum, batch) => sum + batch.records.length, 0)
    waiting = []
    progress(done)
  }
  for (const batch of openingCounts(grid)) {
    waiting.push(batch)
    if (waiting.length < BATCHES_PER_COMMIT) continue
    commit()
    // Lets an interruption through.
    await new Promise<void>((later) => setImmediate(later))
  }
  commit()
  if (done !== positionsOf(grid)) throw new Error(`${done} positions instead of ${positionsOf(grid)}`)
  connection.database.pragma('wal_checkpoint(TRUNCATE)')
  connection.database.close()
}
