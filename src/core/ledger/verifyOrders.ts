/** Owns the checks of orders and their lines in plain SQL: units, times, promises and sums hold together. */
import type { SqlCheck } from './check.ts'

const MICRO = (units: string) => `CAST(round((${units}) * 1000000) AS INTEGER)`

/** Sums of a line's units as its order tells them. */
const TOLD_SQL = `
SELECT order_id, line.value ->> '$.statement.line' AS line,
  ${MICRO(`line.value ->> '$.statement.units'`)} AS wanted,
  (SELECT coalesce(sum(${MICRO(`part.value ->> '$.units'`)}), 0)
   FROM json_each(line.value, '$.portions') AS part) AS placed,
  (SELECT coalesce(sum(${MICRO(`part.value ->> '$.units'`)}), 0)
   FROM json_each(line.value, '$.portions') AS part WHERE part.value ->> '$.stage' = 'cancelled') AS cancelled,
  (SELECT coalesce(sum(${MICRO(`part.value ->> '$.units'`)}), 0)
   FROM json_each(line.value, '$.portions') AS part WHERE part.value ->> '$.stage' IN ('delivered', 'collected')) AS had,
  (SELECT count(*) FROM json_each(line.value, '$.portions') AS part
   WHERE part.value ->> '$.stage' NOT IN ('delivered', 'collected', 'cancelled')) AS open_parts,
  (SELECT max(coalesce(part.value ->> '$.stepAt.delivered', part.value ->> '$.stepAt.collected'))
   FROM json_each(line.value, '$.portions') AS part WHERE part.value ->> '$.stage' <> 'cancelled') AS last_at
FROM orders, json_each(detail, '$.lines') AS line WHERE line.value ->> '$.statement.line' <> ''`

const STAGES = [
  'approved',
  'allocated',
  'picked',
  'packed',
  'shipped',
  'arrived',
  'ready',
  'delivered',
  'collected',
  'cancelled',
]

export const ORDER_CHECKS: readonly SqlCheck[] = [
  {
    name: 'units of order lines: open, handed over and cancelled ones are those that were ordered',
    count: 'SELECT count(*) AS n FROM order_lines',
    violations: `
WITH told AS (${TOLD_SQL})
SELECT told.order_id || ' ' || told.line || CASE
    WHEN l.order_id IS NULL THEN ': its order has it, the lines do not'
    WHEN told.wanted <> l.microunits OR told.placed <> l.microunits THEN ': ' || l.microunits || ' millionths ordered, its record says ' ||
      told.wanted || ', ' || told.placed || ' stand somewhere'
    WHEN told.cancelled <> l.cancelled_microunits THEN ': ' || l.cancelled_microunits || ' millionths cancelled, its units say ' || told.cancelled
    WHEN l.short_microunits > l.cancelled_microunits THEN ': more units were short than were cancelled'
    WHEN l.returned_microunits > told.had THEN ': more units came back than were had'
    ELSE ': open is ' || l.open || ', ' || told.open_parts || ' parts of it are open' END AS violation
FROM told LEFT JOIN order_lines AS l ON l.order_id = told.order_id AND l.line = told.line
WHERE l.order_id IS NULL OR told.wanted <> l.microunits OR told.placed <> l.microunits
  OR told.cancelled <> l.cancelled_microunits OR l.short_microunits > l.cancelled_microunits
  OR l.returned_microunits > told.had OR l.open <> (told.open_parts > 0)
UNION ALL
SELECT order_id || ' ' || line || ': its order does not have it' FROM order_lines AS l
WHERE NOT EXISTS (SELECT 1 FROM orders, json_each(detail, '$.lines') AS own
  WHERE orders.order_id = l.order_id AND own.value ->> '$.statement.line' = l.line)`,
  },
  {
    name: 'promises of order lines: handed over when the last unit was, and late where that is after the promise',
    count: 'SELECT count(*) AS n FROM order_lines WHERE handed_over_at IS NOT NULL',
    violations: `
WITH told AS (${TOLD_SQL})
SELECT l.order_id || ' ' || l.line || ': handed over at ' || coalesce(handed_over_at, 'no time') || ', its units say ' ||
  coalesce(CASE WHEN open_parts = 0 AND had > 0 THEN last_at END, 'no time') AS violation
FROM order_lines AS l JOIN told ON told.order_id = l.order_id AND told.line = l.line
WHERE handed_over_at IS NOT CASE WHEN open_parts = 0 AND had > 0 THEN last_at END
UNION ALL
SELECT order_id || ' ' || line || ': late is ' || coalesce(late, 'not known') || ', promised for ' ||
  coalesce(promised_at, 'no time') || ' and handed over at ' || coalesce(handed_over_at, 'no time')
FROM order_lines WHERE late IS NOT (handed_over_at > promised_at)
UNION ALL
SELECT order_id || ' ' || line || ': a promise without its basis' FROM order_lines
WHERE (promised_at IS NULL) <> (promise_basis IS NULL)`,
  },
  {
    name: 'steps of order lines stand in the order in which they may be taken',
    count: 'SELECT count(*) AS n FROM orders',
    violations: `
WITH stages (step, place) AS (VALUES ${STAGES.map((stage, place) => `('${stage}', ${place})`).join(', ')}),
  steps AS (
    SELECT order_id, line.value ->> '$.statement.line' AS line, part.key AS part, step.key AS step, step.value AS at, place
    FROM orders, json_each(detail, '$.lines') AS line, json_each(line.value, '$.portions') AS part,
      json_each(part.value, '$.stepAt') AS step JOIN stages ON stages.step = step.key),
  following AS (
    SELECT *, lag(at) OVER w AS at_before, lag(step) OVER w AS step_before FROM steps
    WINDOW w AS (PARTITION BY order_id, line, part ORDER BY place))
SELECT order_id || ' ' || line || ': ' || step || ' at ' || at || ', before it was ' || step_before || ' at ' || at_before AS violation
FROM following WHERE at < at_before`,
  },
  {
    name: 'orders sum their lines',
    count: 'SELECT count(*) AS n FROM orders',
    violations: `
WITH lines AS (
  SELECT order_id, count(*) AS n, sum(microunits) AS microunits, sum(value_minor) AS value_minor, max(open) AS open,
    max(late) AS late, max(handed_over_at) AS handed_over_at,
    sum(cancelled_microunits < microunits AND handed_over_at IS NULL) AS waiting,
    min(promised_at) AS promised_at
  FROM order_lines GROUP BY order_id)
SELECT order_id || CASE
    WHEN o.line_count <> coalesce(n, 0) THEN ': ' || o.line_count || ' lines, there are ' || coalesce(n, 0)
    WHEN o.microunits <> coalesce(l.microunits, 0) THEN ': ' || o.microunits || ' millionths, its lines have ' || coalesce(l.microunits, 0)
    WHEN o.value_minor <> coalesce(l.value_minor, 0) THEN ': worth ' || o.value_minor || ', its lines are worth ' || coalesce(l.value_minor, 0)
    WHEN n > 0 AND o.open <> l.open THEN ': open is ' || o.open || ', of its lines ' || l.open
    WHEN n > 0 AND o.late IS NOT l.late THEN ': late is ' || coalesce(o.late, 'not known') || ', of its lines ' || coalesce(l.late, 'not known')
    WHEN n > 0 AND o.promised_at IS NOT l.promised_at THEN ': promised for ' || coalesce(o.promised_at, 'no time') || ', its first line for ' || coalesce(l.promised_at, 'no time')
    WHEN o.refused <> json_array_length(detail, '$.refused') THEN ': ' || o.refused || ' steps are refused, it names ' || json_array_length(detail, '$.refused')
    ELSE ': handed over at ' || coalesce(o.handed_over_at, 'no time') || ', its last line at ' || coalesce(l.handed_over_at, 'no time') END AS violation
FROM orders AS o LEFT JOIN lines AS l USING (order_id)
WHERE o.line_count <> coalesce(n, 0) OR o.microunits <> coalesce(l.microunits, 0) OR o.value_minor <> coalesce(l.value_minor, 0)
  OR (n > 0 AND (o.open <> l.open OR o.late IS NOT l.late OR o.promised_at IS NOT l.promised_at))
  OR o.refused <> json_array_length(detail, '$.refused')
  OR (n > 0 AND o.handed_over_at IS NOT CASE WHEN waiting = 0 THEN l.handed_over_at END)`,
  },
]
