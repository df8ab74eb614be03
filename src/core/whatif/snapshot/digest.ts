/** Owns the digest of a base: one hash of every figure that plans are made from. */
import { createHash } from 'node:crypto'
import type { World } from '../scenario/world.ts'

/** The same figures give the same digest, wherever and whenever they were read. */
export function digestOf(world: World): string {
  const hash = createHash('sha256')
  const { locations, skus, lanes, inbound, stock, ...rest } = world
  hash.update(JSON.stringify([rest, locations, skus, inbound]))
  hash.update(JSON.stringify(lanes))
  const skuAt = new Map(skus.map(({ id }, at) => [id, at]))
  const locationAt = new Map(locations.map(({ id }, at) => [id, at]))
  // A million objects as JSON would take seconds.
  const figures = new Float64Array(stock.length * 5)
  stock.forEach((row, at) => {
    figures[at * 5] = skuAt.get(row.sku) ?? -1
    figures[at * 5 + 1] = locationAt.get(row.location) ?? -1
    figures[at * 5 + 2] = row.onHandUnits
    figures[at * 5 + 3] = row.floorUnits
    figures[at * 5 + 4] = row.demandMean
  })
  hash.update(new Uint8Array(figures.buffer))
  return `sha256:${hash.digest('hex')}`
}
