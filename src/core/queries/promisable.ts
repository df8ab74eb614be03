/** Owns how many units of SKUs the ledger can promise, over all locations and over those of a channel. */
import type { Reader } from '../ledger/types.ts'

/**
 * Millionths of a unit that can be promised of these SKUs.
 * @returns by SKU and by a channel's locations as the store has them (a JSON list; null: all locations)
 */
export function promisableOf(
  reader: Reader,
  skus: readonly string[],
  channels: readonly { locations: string | null }[],
): (sku: string, locations: string | null) => number {
  const named = JSON.stringify(skus)
  const sums = new Map<string | null, Map<string, number>>()
  for (const locations of new Set([null, ...channels.map((one) => one.locations)])) {
    const among = locations === null ? '' : ' AND location IN (SELECT value FROM json_each(?))'
    const rows = reader.all<{ sku: string; n: number }>(
      `SELECT sku, sum(microunits) AS n FROM promisable WHERE sku IN (SELECT value FROM json_each(?))${among} GROUP BY sku`,
      locations === null ? [named] : [named, locations],
    )
    sums.set(locations, new Map(rows.map(({ sku, n }) => [sku, n])))
  }
  return (sku, locations) => sums.get(locations)?.get(sku) ?? 0
}
