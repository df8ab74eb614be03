/** Owns which SKUs a base has, and what each sells for: the latest price that a channel shows, else what customers paid. */
import type { BaseAsk, BasePorts, BaseSku } from './baseTypes.ts'
import { Stopped } from './baseTypes.ts'

/** Order lines, the latest, whose mean stands for a price that no channel shows. */
const PRICED_LINES = 20
/** SKUs between two looks at whether to stop. */
const SLICE = 500

const SKUS_SQL = 'SELECT sku_id AS id, sku, name, category, weight_grams AS weightGrams FROM skus'

const LISTED_SQL = `
SELECT price_minor AS minor, coalesce(l.currency, c.currency) AS currency
FROM listings AS l LEFT JOIN channels AS c USING (channel)
WHERE sku = ? AND price_minor > 0 AND coalesce(l.currency, c.currency) IS NOT NULL
ORDER BY coalesce(active, 1) DESC, last_at DESC, channel LIMIT 1`

const ORDERED_SQL = `
SELECT sum(value_minor) * 1e6 / sum(microunits) AS minor, currency FROM (
  SELECT l.value_minor, l.microunits, o.currency FROM order_lines AS l JOIN orders AS o USING (order_id)
  WHERE l.sku_id = ? AND l.value_minor > 0 AND l.microunits > 0 AND o.currency IS NOT NULL
  ORDER BY l.placed_at DESC LIMIT ${PRICED_LINES}
) GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1`

interface Price {
  minor: number
  currency: string
}

type SkuRow = Omit<BaseSku, 'priceMinor'>

/** SKUs in scope, by their ids, without prices. */
export function readSkus({ reader }: Pick<BasePorts, 'reader'>, { scope }: Pick<BaseAsk, 'scope'>): SkuRow[] {
  const found = scope.category
    ? reader.all<SkuRow>(`${SKUS_SQL} WHERE category = ?`, [scope.category])
    : reader.all<SkuRow>(SKUS_SQL)
  const named = scope.skus ? new Set(scope.skus) : null
  const wanted = named ? found.filter(({ sku }) => named.has(sku)) : found
  return wanted.sort((a, b) => (a.sku < b.sku ? -1 : 1))
}

/** Puts prices to SKUs: all in the currency that most of them are told in; a price in another counts as not known. */
export function readPrices(
  ports: BasePorts,
  skus: readonly SkuRow[],
): { skus: BaseSku[]; currency: string | null; otherCurrency: number } {
  const prices: (Price | undefined)[] = []
  const counts = new Map<string, number>()
  for (const [at, { id, sku }] of skus.entries()) {
    if (at % SLICE === 0) {
      if (ports.isStopped()) throw new Stopped()
      ports.report('Reading prices', at / skus.length)
    }
    const price = ports.reader.get<Price>(LISTED_SQL, [sku]) ?? ports.reader.get<Price>(ORDERED_SQL, [id])
    prices.push(price)
    if (price) counts.set(price.currency, (counts.get(price.currency) ?? 0) + 1)
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const currency = most?.[0] ?? null
  const priced = skus.map((sku, at) => {
    const price = prices[at]
    return { ...sku, priceMinor: price?.currency === currency ? (price?.minor ?? null) : null }
  })
  const otherCurrency = prices.filter((price) => price && price.currency !== currency).length
  return { skus: priced, currency, otherCurrency }
}
