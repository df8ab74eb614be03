/** Owns which positions demand is read for: those of a scope, by SKU and then by location, with what is there now. */
import type { Reader } from '../../ledger/types.ts'
import type { DemandScope } from './demand.ts'

/** Positions by columns. `sku` and `place` are places in `skus` and `places`. */
export interface Positions {
  length: number
  skus: readonly string[]
  places: readonly Place[]
  sku: Uint32Array
  place: Uint32Array
  /** First position of each SKU; one more at the end. */
  firstOfSku: Uint32Array
  /** Sellable units now, when that was told, and the last link of the chain of its entries. */
  stock: Float64Array
  latestAt: Float64Array
  latestEntry: Float64Array
  /** The ledger's own number of each SKU. */
  skuNumbers: Uint32Array
  /** The position of a place and a SKU by the ledger's numbers; −1 where it is not asked for. */
  of(locationNumber: number, skuNumber: number): number
}

export interface Place {
  number: number
  location: string
  kind: string | null
}

const MICROUNITS = 1_000_000
/** Room for SKUs in a key of location and SKU. */
const SKU_SPAN = 268_435_456

interface Row {
  location: number
  sku: number
  microunits: number
  latestAt: number
  latestEntry: number | null
}

const PLACES_SQL = `
SELECT location_id AS number, location, kind FROM locations
WHERE kind IS NOT 'customer' AND (? IS NULL OR region = ?)
  AND (? IS NULL OR location IN (SELECT value FROM json_each(?)))`
const SKUS_SQL = `
SELECT sku_id AS number, sku FROM skus
WHERE (? IS NULL OR category = ?) AND (? IS NULL OR sku IN (SELECT value FROM json_each(?)))`
const COLUMNS = `location_id AS location, sku_id AS sku, microunits, latest_at AS latestAt, latest_entry AS latestEntry`
const ALL_SQL = `SELECT ${COLUMNS} FROM balances WHERE disposition = 0`
/** By place or by SKU: whichever of them is the narrower. */
const OF_PLACE_SQL = `SELECT ${COLUMNS} FROM balances WHERE location_id = ? AND disposition = 0`
const OF_SKU_SQL = `SELECT ${COLUMNS} FROM balances INDEXED BY balances_by_sku WHERE sku_id = ? AND disposition = 0`
/** Of so many SKUs or fewer, each is looked up by itself. */
const FEW_SKUS = 200
const FEW_PLACES = 50

const listOf = (ids: readonly string[] | undefined) => (ids ? JSON.stringify(ids) : null)

/** Each stands twice in the query: whether it is asked for, and for what. */
const twice = (one: string | null, other: string | null) => [one, one, other, other]

function* rowsOf(reader: Reader, places: readonly Place[], skus: readonly number[]): Iterable<Row> {
  if (skus.length <= FEW_SKUS) {
    for (const sku of skus) yield* reader.all<Row>(OF_SKU_SQL, [sku])
  } else if (places.length <= FEW_PLACES) {
    for (const { number } of places) yield* reader.all<Row>(OF_PLACE_SQL, [number])
  } else yield* reader.iterate<Row>(ALL_SQL)
}

/** Reads the positions of a scope: what the ledger has a sellable balance of, be it of nothing. */
export function readPositions(reader: Reader, scope: DemandScope): Positions {
  const places = reader.all<Place>(PLACES_SQL, twice(scope.region ?? null, listOf(scope.locations)))
  const asked = reader.all<{ number: number; sku: string }>(
    SKUS_SQL,
    twice(scope.category ?? null, listOf(scope.skus)),
  )
  const placeOf = new Map(places.map(({ number }, index) => [number, index]))
  const skuOf = new Map(asked.map(({ number }, index) => [number, index]))
  const found: { place: number; sku: number; row: Row }[] = []
  for (const row of rowsOf(
    reader,
    places,
    asked.map(({ number }) => number),
  )) {
    const place = placeOf.get(row.location)
    const sku = skuOf.get(row.sku)
    if (place !== undefined && sku !== undefined) found.push({ place, sku, row })
  }
  found.sort((a, b) => a.sku - b.sku || a.place - b.place)
  const { length } = found
  const columns = {
    sku: new Uint32Array(length),
    place: new Uint32Array(length),
    stock: new Float64Array(length),
    latestAt: new Float64Array(length),
    latestEntry: new Float64Array(length),
  }
  const firstOfSku = new Uint32Array(asked.length + 1)
  const byKey = new Map<number, number>()
  for (const [index, { place, sku, row }] of found.entries()) {
    columns.sku[index] = sku
    columns.place[index] = place
    columns.stock[index] = row.microunits / MICROUNITS
    columns.latestAt[index] = row.latestAt
    columns.latestEntry[index] = row.latestEntry ?? Number.NaN
    firstOfSku[sku + 1] = index + 1
    byKey.set(row.location * SKU_SPAN + row.sku, index)
  }
  for (let sku = 0; sku < asked.length; sku += 1) {
    firstOfSku[sku + 1] = Math.max(firstOfSku[sku + 1]!, firstOfSku[sku]!)
  }
  return {
    length,
    ...columns,
    skus: asked.map(({ sku }) => sku),
    places,
    firstOfSku,
    skuNumbers: Uint32Array.from(asked, ({ number }) => number),
    of: (location, sku) => byKey.get(location * SKU_SPAN + sku) ?? -1,
  }
}
