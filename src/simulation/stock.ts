/** Owns the physical stock of the simulated network: what really lies where, whatever the feeds say. */
import type { Location, Network, Sku } from './network.ts'
import { integerBetween, numberBetween, randomStream, happens } from './randomness.ts'

export interface Stock {
  /** Sellable units by location and item, in rows of `skuCount`. */
  units: Int32Array
  /** Units that a store is still to receive. */
  onOrder: Int32Array
  /** Of the sellable units, those that are picked for orders: nobody else gets them. */
  setAside: Int32Array
  /** Order-up-to level; 0 where the place does not carry the item. */
  level: Int32Array
  skuCount: number
}

export interface StockLine {
  sku: Sku
  units: number
}

const STORE_COVER_DAYS = 7
const DC_COVER_DAYS = 12
/** Against running out of anything by chance. */
const CALM_COVER = 3

/** Stocks every place for the sales that are planned, with a few empty shelves at the start; none where it is calm. */
export function stockNetwork(
  network: Network,
  seed: number,
  unitsPerStoreDay: number,
  isCalm = false,
): Stock {
  const skuCount = network.skus.length
  const cells = network.locations.length * skuCount
  const stock: Stock = {
    units: new Int32Array(cells),
    onOrder: new Int32Array(cells),
    setAside: new Int32Array(cells),
    level: new Int32Array(cells),
    skuCount,
  }
  const random = randomStream(seed, 'opening stock')
  const cover = isCalm ? CALM_COVER : 1
  const dcDailyUnits = new Map(network.dcs.map((dc) => [dc.index, new Float64Array(skuCount)]))
  for (const store of network.stores) {
    const carried = integerBetween(random, Math.ceil(skuCount * 0.5), Math.floor(skuCount * 0.94))
    const daily = dcDailyUnits.get(store.dc)
    let left = carried
    for (const sku of network.skus) {
      // Selection sampling: exactly `carried` of the items, each set equally likely.
      if (!happens(random, left / (skuCount - sku.index))) continue
      left--
      const cell = store.index * skuCount + sku.index
      const perDay = unitsPerStoreDay * store.size * sku.demandShare * (skuCount / carried)
      stock.level[cell] = Math.max(
        isCalm ? 12 : 4,
        Math.ceil(STORE_COVER_DAYS * cover * perDay * numberBetween(random, 0.8, 1.2)),
      )
      stock.units[cell] = happens(random, isCalm ? 0 : 0.02)
        ? 0
        : Math.max(1, Math.round(stock.level[cell]! * numberBetween(random, isCalm ? 0.8 : 0.4, 1.1)))
      if (daily) daily[sku.index]! += perDay
    }
  }
  for (const dc of network.dcs) {
    for (const sku of network.skus) {
      const cell = dc.index * skuCount + sku.index
      const perDay = dcDailyUnits.get(dc.index)?.[sku.index] ?? 0
      stock.level[cell] = Math.max(60 * cover, Math.ceil(DC_COVER_DAYS * cover * perDay))
      stock.units[cell] = Math.round(stock.level[cell]! * numberBetween(random, 0.6, 1))
    }
  }
  return stock
}

export function cellOf(stock: Stock, location: Location, sku: Sku): number {
  return location.index * stock.skuCount + sku.index
}

export function carries(stock: Stock, location: Location, sku: Sku): boolean {
  return stock.level[cellOf(stock, location, sku)]! > 0
}

/** Units that are there and not set aside. */
export function freeUnits(stock: Stock, location: Location, sku: Sku): number {
  const cell = cellOf(stock, location, sku)
  return stock.units[cell]! - stock.setAside[cell]!
}

/** Takes up to `units` off the shelf. @returns what was really taken. */
export function takeUnits(stock: Stock, location: Location, sku: Sku, units: number): number {
  const taken = Math.min(units, freeUnits(stock, location, sku))
  stock.units[cellOf(stock, location, sku)]! -= taken
  return taken
}

export function putUnits(stock: Stock, location: Location, sku: Sku, units: number): void {
  stock.units[cellOf(stock, location, sku)]! += units
}

/** Every item that a place carries, with the units there. */
export function stockLines(stock: Stock, network: Network, location: Location): StockLine[] {
  return network.skus
    .filter((sku) => carries(stock, location, sku))
    .map((sku) => ({ sku, units: stock.units[cellOf(stock, location, sku)]! }))
}
