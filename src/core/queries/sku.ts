/** Owns one SKU across the network, with the accounts that sum to zero. */
import { OUTER_ACCOUNTS } from '../../shared/vocabulary.ts'
import { TowerError } from '../../shared/errors.ts'
import type { SkuDetail } from '../../shared/readModels/inventory.ts'
import { toUnits } from '../../shared/units.ts'
import type { QueryContext } from './context.ts'
import { positionPage } from './positions.ts'
import { skuOf } from './skuNames.ts'

/** Locations that one answer lists; the sums cover all. */
const LISTED_LOCATIONS = 1_000

/**
 * The SKU that the name stands for.
 * @throws TowerError `notFound` where no record ever named the SKU.
 */
export function skuDetail(context: QueryContext, name: string): SkuDetail {
  const { reader } = context
  const sku = skuOf(reader, name)
  const row = reader.get<{
    skuId: number
    name: string | null
    category: string | null
    brand: string | null
  }>('SELECT sku_id AS skuId, name, category, brand FROM skus WHERE sku = ?', [sku])
  if (!row) throw new TowerError('notFound', `No record has named the SKU ${sku}.`)
  const sums = reader.get<{
    sellable: number | null
    safety: number | null
    claimed: number | null
    held: number | null
    locations: number
    stockouts: number | null
  }>(
    `SELECT sum(b.microunits) AS sellable, count(*) AS locations, sum(b.microunits <= 0) AS stockouts,
       (SELECT sum(microunits) FROM safety_stocks WHERE sku_id = ?) AS safety,
       (SELECT sum(claimed) FROM position_holds WHERE sku = ?) AS claimed,
       (SELECT sum(held) FROM position_holds WHERE sku = ?) AS held
     FROM balances AS b WHERE b.sku_id = ? AND b.disposition = 0`,
    [row.skuId, sku, sku, row.skuId],
  )
  const stored = new Map(
    reader
      .all<{ account: string; microunits: number }>(
        'SELECT account, microunits FROM sku_accounts WHERE sku_id = ?',
        [row.skuId],
      )
      .map((one) => [one.account, toUnits(one.microunits)]),
  )
  const accounts = Object.fromEntries(
    [...OUTER_ACCOUNTS, 'locations' as const].map((account) => [account, stored.get(account) ?? 0]),
  ) as SkuDetail['accounts']
  return {
    sku,
    name: row.name,
    category: row.category,
    brand: row.brand,
    onHandUnits: accounts.locations,
    sellableUnits: toUnits(sums?.sellable ?? 0),
    safetyStockUnits: toUnits(sums?.safety ?? 0),
    claimedUnits: toUnits(sums?.claimed ?? 0),
    allocatedUnits: toUnits((sums?.held ?? 0) - (sums?.claimed ?? 0)),
    atpUnits: toUnits((sums?.sellable ?? 0) - (sums?.held ?? 0) - (sums?.safety ?? 0)),
    locations: sums?.locations ?? 0,
    stockoutLocations: sums?.stockouts ?? 0,
    accounts,
    rows: positionPage(context, { sku, sort: 'sku', limit: LISTED_LOCATIONS }).rows,
  }
}
