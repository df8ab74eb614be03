/** Owns what units are worth to an alert: the price of a SKU, as channels show it or customers last paid it. */
import type { RuleContext } from './rule.ts'
import type { AlertImpact } from './rule.ts'
import { ofStep } from './step.ts'

export interface UnitPrice {
  /** Minor units of the currency, for one unit; may have a fraction. */
  minor: number
  currency: string
}

/** Order lines, the latest, whose mean stands for a price that no channel shows. */
const PRICED_LINES = 20

const ORDERED_SQL = `
SELECT sum(value_minor) AS value, sum(microunits) / 1e6 AS units, currency FROM (
  SELECT l.value_minor, l.microunits, o.currency FROM order_lines AS l JOIN orders AS o USING (order_id)
  WHERE l.sku_id = (SELECT sku_id FROM skus WHERE sku = ?) AND l.value_minor > 0 AND o.currency IS NOT NULL
  ORDER BY l.placed_at DESC LIMIT ${PRICED_LINES}
) GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1`

const LISTED_SQL = `
SELECT price_minor AS minor, coalesce(l.currency, c.currency) AS currency
FROM listings AS l LEFT JOIN channels AS c USING (channel)
WHERE sku = ? AND price_minor > 0 AND coalesce(l.currency, c.currency) IS NOT NULL
ORDER BY coalesce(active, 1) DESC, last_at DESC, channel LIMIT 1`

/**
 * What one unit sells for: the latest price that a channel which offers it shows, else the mean price of the latest order lines in the currency that most of them are in; null where
 * nobody has said a price. Read once a step.
 */
export function unitPriceMinor(context: Pick<RuleContext, 'reader' | 'now'>, sku: string): UnitPrice | null {
  const prices = ofStep(context, 'prices', () => new Map<string, UnitPrice | null>())
  const known = prices.get(sku)
  if (known !== undefined) return known
  const price = listedPrice(context, sku) ?? orderedPrice(context, sku)
  prices.set(sku, price)
  return price
}

const listedPrice = ({ reader }: Pick<RuleContext, 'reader'>, sku: string): UnitPrice | null =>
  reader.get<UnitPrice>(LISTED_SQL, [sku]) ?? null

function orderedPrice({ reader }: Pick<RuleContext, 'reader'>, sku: string): UnitPrice | null {
  const row = reader.get<{ value: number; units: number; currency: string }>(ORDERED_SQL, [sku])
  return row && row.units > 0 ? { minor: row.value / row.units, currency: row.currency } : null
}

/** Units and what they are worth, as members of an alert's impact; the value is left out where no price is known. */
export function worth(context: Pick<RuleContext, 'reader' | 'now'>, sku: string, units: number): AlertImpact {
  const price = unitPriceMinor(context, sku)
  return price === null
    ? { units }
    : { units, valueMinor: Math.round(units * price.minor), currency: price.currency }
}
