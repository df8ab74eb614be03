/** Owns which SKU an article is asked for by any of its names. */
import type { Reader } from '../ledger/types.ts'

/** The SKU under which the stock of a name is booked, and what is set aside of it: the name itself where nothing ties it. */
export function skuOf(reader: Pick<Reader, 'get'>, name: string): string {
  return reader.get<{ sku: string }>('SELECT sku FROM sku_aliases WHERE alias = ?', [name])?.sku ?? name
}
