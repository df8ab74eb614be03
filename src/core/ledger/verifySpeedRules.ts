/** Owns the proof that what rules about speed are judged by is what shipments and orders say, counted anew from them. */
import type { SqlCheck } from './check.ts'

const STEPS_SQL = `
SELECT carrier, CAST(floor((step.value ->> '$.at') / 3600000.0) AS INTEGER) AS hour, count(*) AS steps
FROM shipments, json_each(detail, '$.milestones') AS step
WHERE carrier IS NOT NULL AND step.value ->> '$.milestone' NOT IN ('planned', 'labelCreated', 'received', 'cancelled')
GROUP BY 1, 2`

const RETURNS_SQL = `
SELECT order_id, back.value ->> '$.return' AS return, line.value ->> '$.statement.line' AS line,
  back.value ->> '$.location' AS location, back.value ->> '$.stepAt.received' AS received_at,
  back.value ->> '$.stepAt.graded' AS graded_at
FROM orders, json_each(detail, '$.lines') AS line, json_each(line.value, '$.returns') AS back
WHERE back.value ->> '$.stepAt.received' IS NOT NULL AND back.value ->> '$.step' <> 'withdrawn'`

export const SPEED_RULE_CHECKS: readonly SqlCheck[] = [
  {
    name: 'the rhythm of carriers: steps by hour are those of their shipments',
    count: 'SELECT count(*) AS n FROM carrier_hours WHERE steps <> 0',
    violations: `
WITH told AS (${STEPS_SQL})
SELECT h.carrier || ' in hour ' || h.hour || ': ' || h.steps || ' steps are counted, its shipments say ' ||
  coalesce(told.steps, 0) AS violation
FROM carrier_hours AS h LEFT JOIN told USING (carrier, hour) WHERE h.steps <> coalesce(told.steps, 0)
UNION ALL
SELECT told.carrier || ' in hour ' || told.hour || ': ' || told.steps || ' steps of its shipments are not counted'
FROM told LEFT JOIN carrier_hours AS h USING (carrier, hour) WHERE h.steps IS NULL`,
  },
  {
    name: 'received returns are those of their orders',
    count: 'SELECT count(*) AS n FROM order_returns',
    violations: `
WITH told AS (${RETURNS_SQL})
SELECT r.order_id || ' ' || r.return || ': its order does not say so' AS violation
FROM order_returns AS r LEFT JOIN told
  ON told.order_id = r.order_id AND told.return = r.return AND told.line = r.line
WHERE (told.location, told.received_at, told.graded_at) IS NOT (r.location, r.received_at, r.graded_at)
UNION ALL
SELECT told.order_id || ' ' || told.return || ': it was received, and is not among the received returns'
FROM told WHERE NOT EXISTS (SELECT 1 FROM order_returns AS r
  WHERE told.order_id = r.order_id AND told.return = r.return AND told.line = r.line)`,
  },
]
