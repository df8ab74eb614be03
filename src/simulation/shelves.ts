/** Owns the shelves as the tower knows them: what an earlier run left on them is where the next one begins. */
import type { PositionPage } from '../shared/readModels/inventory.ts'
import type { Location } from './network.ts'
import { glnOf, gtinOf } from './orders/order.ts'
import { carries, cellOf } from './stock.ts'
import type { World } from './world.ts'

/** Sellable units of items by their ids, at one place. */
export type Shelves = ReadonlyMap<string, number>

const PAGE = 1_000

/** Asks for what the books have of each item at a place; empty where they have nothing. */
export async function bookedShelves(
  call: (path: string, input: unknown) => Promise<unknown>,
  location: string,
): Promise<Shelves> {
  const units = new Map<string, number>()
  for (let offset = 0; ; offset += PAGE) {
    const input = { location, offset, limit: PAGE }
    const { rows } = (await call('inventory.positions', input)) as PositionPage
    for (const { sku, sellableUnits } of rows) units.set(sku, sellableUnits)
    if (rows.length < PAGE) return units
  }
}

/**
 * Puts on the shelves of each place what the books have. What books have below nothing is nothing. A place that they
 * know nothing of keeps what it was stocked with.
 * @returns places whose shelves are as the books say: they need not be counted
 */
export function takeUpShelves(world: World, shelvesOf: ReadonlyMap<string, Shelves>): Set<Location> {
  const { network, stock, untouched } = world
  const known = new Set<Location>()
  for (const place of network.locations) {
    const shelves = shelvesOf.get(glnOf(place))
    if (!shelves || shelves.size === 0) continue
    known.add(place)
    for (const sku of network.skus) {
      const cell = cellOf(stock, place, sku)
      const units = Math.max(0, Math.floor(shelves.get(gtinOf(sku)) ?? 0))
      if (carries(stock, place, sku)) stock.units[cell] = units
      else if (units > 0) untouched.set(cell, units)
    }
  }
  return known
}
