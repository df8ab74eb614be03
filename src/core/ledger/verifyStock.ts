/** Owns the proof that what left and came per position and 28 days is what the entries say. */
import type { SqlCheck } from './check.ts'

export const STOCK_CHECKS: readonly SqlCheck[] = [
  {
    name: 'what left and came by position and 28 days is what its entries say',
    count: 'SELECT count(*) AS n FROM position_periods',
    violations: `
WITH days AS (
  SELECT location_id, sku_id, microunits, counterpart,
    CAST(floor(occurred_at / 86400000.0) AS INTEGER) AS day FROM entries
  WHERE void = 0 AND disposition = 0 AND kind = 0
), marked AS (
  SELECT *, CAST(floor(day / 28.0) AS INTEGER) AS period FROM days
), told AS (
  SELECT location_id, sku_id, period,
    -sum(iif(counterpart = 'customer', microunits, 0)) AS sold,
    -sum(iif(counterpart = 'inTransit', min(microunits, 0), 0)) AS sent,
    coalesce(sum(DISTINCT iif(microunits < 0 AND counterpart IN ('customer', 'inTransit'), 1 << (day - period * 28), NULL)), 0) AS left_days,
    coalesce(sum(DISTINCT iif(microunits > 0 AND counterpart IN ('supplier', 'inTransit'), 1 << (day - period * 28), NULL)), 0) AS came_days
  FROM marked GROUP BY location_id, sku_id, period
)
SELECT location || ' ' || sku || ', period ' || period || ': stored and told differ' AS violation
FROM (
  SELECT location_id, sku_id, period, sold, sent, left_days, came_days FROM told
    WHERE sold <> 0 OR sent <> 0 OR left_days <> 0 OR came_days <> 0
  EXCEPT SELECT location_id, sku_id, period, sold, sent, left_days, came_days FROM position_periods
  UNION
  SELECT * FROM (
    SELECT location_id, sku_id, period, sold, sent, left_days, came_days FROM position_periods
      WHERE sold <> 0 OR sent <> 0 OR left_days <> 0 OR came_days <> 0
    EXCEPT SELECT location_id, sku_id, period, sold, sent, left_days, came_days FROM told)
) JOIN locations USING (location_id) JOIN skus USING (sku_id)`,
  },
]
