/** Owns the network's master data as CSV in the generic mappings: places, items, safety stock, postal areas. */
import type { Message } from './message.ts'
import type { Network, Sku } from './network.ts'
import { CITIES } from './places.ts'
import { cellOf, type Stock } from './stock.ts'

/** Only the best sellers have a safety stock. */
const SAFETY_STOCK_SKUS = 60
export const SAFETY_STOCK_SHARE = 0.15
const ROWS_PER_MESSAGE = 5_000

/** Yields the files; large tables come in several. */
export function* masterDataMessages(network: Network, stock: Stock, at: number): Generator<Message> {
  yield* tableMessages('locations', LOCATION_COLUMNS, locationRows(network), at)
  yield* tableMessages('skus', SKU_COLUMNS, skuRows(network), at)
  yield* tableMessages('postal-areas', POSTAL_COLUMNS, postalRows(), at)
  yield* tableMessages('safety-stock', ['gln', 'gtin', 'units'], safetyStockRows(network, stock), at)
}

const LOCATION_COLUMNS =
  'gln,name,kind,address,city,region,country,postal_code,latitude,longitude,time_zone,opened_on'.split(',')
const SKU_COLUMNS = ['gtin', 'name', 'category', 'brand', 'weight_grams']
const POSTAL_COLUMNS = ['country', 'postal_code', 'latitude', 'longitude', 'city', 'region']

type Row = (string | number)[]

function* locationRows(network: Network): Generator<Row> {
  for (const place of network.locations) {
    const { gln, name, kind, address, city, state, postalCode, latitude, longitude, timeZone, openedOn } =
      place
    yield [gln, name, kind, address, city, state, 'US', postalCode, latitude, longitude, timeZone, openedOn]
  }
  for (const supplier of network.suppliers) {
    const { gln, name, city, state, postalCode, latitude, longitude, timeZone } = supplier
    yield [gln, name, 'supplier', '', city, state, 'US', postalCode, latitude, longitude, timeZone, '']
  }
}

function* skuRows(network: Network): Generator<Row> {
  for (const { gtin, name, category, brand, weightGrams } of network.skus) {
    yield [gtin, name, category, brand, weightGrams]
  }
}

function* postalRows(): Generator<Row> {
  for (const { postalCode, latitude, longitude, city, state } of CITIES) {
    yield ['US', postalCode, latitude, longitude, city, state]
  }
}

/** Items that have a safety stock in the stores. */
export function safetyStockSkus(network: Network): Sku[] {
  return network.skus
    .toSorted((left, right) => right.demandShare - left.demandShare || left.index - right.index)
    .slice(0, SAFETY_STOCK_SKUS)
}

function* safetyStockRows(network: Network, stock: Stock): Generator<Row> {
  const best = safetyStockSkus(network)
  for (const store of network.stores) {
    for (const sku of best) {
      const units = Math.ceil(stock.level[cellOf(stock, store, sku)]! * SAFETY_STOCK_SHARE)
      if (units > 0) yield [store.gln, sku.gtin, units]
    }
  }
}

function* tableMessages(
  mapping: string,
  columns: string[],
  rows: Iterable<Row>,
  at: number,
): Generator<Message> {
  let lines: string[] = []
  let part = 1
  const message = (): Message => ({
    feed: 'master-data',
    format: 'csv',
    mapping,
    at,
    records: lines.length,
    name: `${mapping}-${String(part++).padStart(3, '0')}.csv`,
    body: `${columns.join(',')}\n${lines.join('\n')}\n`,
  })
  for (const row of rows) {
    lines.push(row.map(csvField).join(','))
    if (lines.length < ROWS_PER_MESSAGE) continue
    yield message()
    lines = []
  }
  if (lines.length > 0) yield message()
}

function csvField(value: string | number): string {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
