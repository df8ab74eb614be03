/** Owns the numbers of a world's SKUs, places and rows, looked up once for all that is made of it. */
import type { World } from '../scenario/world.ts'
import { hashText } from './draws.ts'

/** Operators keep the order of places, SKUs and rows, so that a base's numbers hold for every world made of it. */
export interface Pairs {
  skuOf: ReadonlyMap<string, number>
  placeOf: ReadonlyMap<string, number>
  /** By row of `stock`. */
  rowSku: Int32Array
  rowPlace: Int32Array
  /** By number: what the draws of a name begin with. */
  skuHash: Float64Array
  placeHash: Float64Array
  /** −1: no row. */
  rowOf(sku: string, location: string): number
}

export function numberPairs({ skus, locations, stock }: World): Pairs {
  const skuOf = new Map(skus.map(({ id }, index) => [id, index]))
  const placeOf = new Map(locations.map(({ id }, index) => [id, index]))
  const rowSku = new Int32Array(stock.length)
  const rowPlace = new Int32Array(stock.length)
  const rows = new Map<number, number>()
  stock.forEach(({ sku, location }, row) => {
    const skuNumber = skuOf.get(sku) ?? -1
    const place = placeOf.get(location) ?? -1
    rowSku[row] = skuNumber
    rowPlace[row] = place
    rows.set(skuNumber * locations.length + place, row)
  })
  return {
    skuOf,
    placeOf,
    rowSku,
    rowPlace,
    skuHash: Float64Array.from(skus, ({ id }) => hashText(id)),
    placeHash: Float64Array.from(locations, ({ id }) => hashText(id)),
    rowOf(sku, location) {
      const skuNumber = skuOf.get(sku)
      const place = placeOf.get(location)
      if (skuNumber === undefined || place === undefined) return -1
      return rows.get(skuNumber * locations.length + place) ?? -1
    },
  }
}
