/** Owns the layout of what rules about stock are judged by: what left and came per position and 28 days, and ways to look. */

const DAY = '((occurred_at - ((occurred_at % 86400000) + 86400000) % 86400000) / 86400000)'

/**
 * `position_periods` sums what left a position's sellable stock for customers (`sold`, less what came straight back) and
 * what was sent on, by periods of 28 days of UTC; a bit for each day on which anything left or was received. Order lines
 * are found by SKU for its price, shipments by the location that they go to.
 */
export const STOCK_RULE_TABLES_SQL = `
CREATE TABLE position_periods (
  location_id INTEGER NOT NULL, sku_id INTEGER NOT NULL, period INTEGER NOT NULL, sold INTEGER NOT NULL,
  sent INTEGER NOT NULL, left_days INTEGER NOT NULL, came_days INTEGER NOT NULL,
  PRIMARY KEY (location_id, sku_id, period)
) WITHOUT ROWID;
INSERT INTO position_periods
SELECT location_id, sku_id, period,
  -sum(CASE counterpart WHEN 'customer' THEN microunits ELSE 0 END),
  -sum(CASE WHEN counterpart = 'inTransit' AND microunits < 0 THEN microunits ELSE 0 END),
  coalesce(sum(DISTINCT CASE WHEN microunits < 0 THEN 1 << (day - period * 28) END), 0),
  coalesce(sum(DISTINCT CASE WHEN microunits > 0 AND counterpart <> 'customer' THEN 1 << (day - period * 28) END), 0)
FROM (
  SELECT *, (day - ((day % 28) + 28) % 28) / 28 AS period FROM (
    SELECT location_id, sku_id, microunits, counterpart, ${DAY} AS day FROM entries
    WHERE void = 0 AND disposition = 0 AND kind = 0
      AND (counterpart IN ('customer', 'inTransit') OR (counterpart = 'supplier' AND microunits > 0))
  )
)
GROUP BY location_id, sku_id, period;
CREATE INDEX order_lines_by_sku ON order_lines (sku_id, placed_at) WHERE value_minor > 0;
CREATE INDEX shipments_by_destination ON shipments (destination ->> '$.location', origin ->> '$.location', delivered_at)
  WHERE destination ->> '$.location' IS NOT NULL;
`
