/** Owns what is there before a benchmark: described stores, a count of each position, and four weeks of sales. */
import { packBatch, type PackedBatch } from '../../core/ledger/packing.ts'
import type { CanonicalEvent } from '../../shared/events.ts'
import { locationId, skuId, type Grid } from './grid.ts'

/** To be raised where what follows becomes another. */
export const STOCK_EDITION = 1
export const PRELOAD_FEED = 'preload'
export const COUNTED_UNITS = 1_000
const DAY_MS = 86_400_000
/** Days of sales between the count and today. */
const SOLD_DAYS = 28
/** When the opening stock was counted. */
export const COUNTED_AT = (Math.floor(Date.now() / DAY_MS) - SOLD_DAYS - 1) * DAY_MS
const RECORDS_PER_BATCH = 5_000

interface StockRecord {
  identity: string
  occurredAt: number
  event: CanonicalEvent
}

/** All of it as batches for the real append. */
export function* openingStock(grid: Grid): Generator<PackedBatch> {
  let records: StockRecord[] = []
  for (const part of [descriptions, counts, salesHistory]) {
    for (const record of part(grid)) {
      records.push(record)
      if (records.length < RECORDS_PER_BATCH) continue
      yield batchOf(records)
      records = []
    }
  }
  if (records.length > 0) yield batchOf(records)
}

export const recordCount = ({ locations, skus }: Grid): number => locations * (1 + skus + SOLD_DAYS)

function batchOf(records: readonly StockRecord[]): PackedBatch {
  return packBatch({
    feed: PRELOAD_FEED,
    transport: 'folder',
    format: 'cloudevents',
    documentName: null,
    recordedAt: COUNTED_AT,
    records: records.map(({ identity, occurredAt, event }) => ({
      outcome: 'record',
      record: { identity, occurredAt, events: [event] },
      raw: '{}',
    })),
  })
}

/** Stores spread over the United States in rows and columns. */
function* descriptions({ locations }: Grid): Generator<StockRecord> {
  const columns = Math.ceil(Math.sqrt(locations * 2))
  const rows = Math.ceil(locations / columns)
  for (let place = 0; place < locations; place += 1) {
    yield {
      identity: `ce:/bench|place-${place}`,
      occurredAt: COUNTED_AT,
      event: {
        type: 'LocationDescribed',
        location: locationId(place),
        name: `Store ${place + 1}`,
        kind: 'store',
        city: `Town ${place % 500}`,
        region: `Region ${place % 50}`,
        country: 'US',
        latitude: 30 + (18 * Math.floor(place / columns)) / rows,
        longitude: -122 + (50 * (place % columns)) / columns,
        timeZone: 'America/Chicago',
      },
    }
  }
}

/** Location by location, as a network's opening stock arrives. */
function* counts({ locations, skus }: Grid): Generator<StockRecord> {
  const ids = Array.from({ length: skus }, (_, sku) => skuId(sku))
  for (let place = 0; place < locations; place += 1) {
    const location = locationId(place)
    for (const [serial, sku] of ids.entries()) {
      yield {
        identity: `ce:/bench|${place * skus + serial}`,
        occurredAt: COUNTED_AT,
        event: { type: 'StockCounted', sku, location, disposition: 'sellable', units: COUNTED_UNITS },
      }
    }
  }
}

/** One sale a store and day, so that every store has a rate of sale. */
function* salesHistory({ locations, skus }: Grid): Generator<StockRecord> {
  for (let day = 1; day <= SOLD_DAYS; day += 1) {
    for (let place = 0; place < locations; place += 1) {
      yield {
        identity: `ce:/bench|sale-${day}-${place}`,
        occurredAt: COUNTED_AT + day * DAY_MS,
        event: {
          type: 'StockMoved',
          sku: skuId((day * locations + place) % skus),
          units: 1 + ((day * place) % 5),
          from: { location: locationId(place), disposition: 'sellable' },
          to: 'customer',
        },
      }
    }
  }
}
