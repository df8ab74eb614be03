/** Owns the proof that the daily sums of experience are those of the orders that they sum, counted anew from their rows. */
import type { SqlCheck } from './check.ts'

const CELL = `placed_at / 86400000 AS day, coalesce(channel, '') AS channel, coalesce(flow, '') AS flow,
    coalesce(region, '') AS region, coalesce(country, '') AS country`

/** What a scale's answers add up to, by how late their orders were. */
const answersOf = (scale: string) => `
SELECT '${scale}' AS scale, placed_at / 86400000 AS day, ${scale} AS answers, ${scale}_sum AS sum,
  ${scale}_squares AS squares, ${scale}_poor AS poor FROM order_experience WHERE ${scale} > 0`

/** Texts that do not lie in the cell of their order, or are not noted as having words. */
const strayed = (table: string, name: string, heading: string) => `
SELECT t.${name} || ': it does not lie where its order does, or its words are not noted' AS violation FROM ${table} AS t
  LEFT JOIN orders USING (order_id)
  LEFT JOIN order_experience AS e ON e.placed_at = orders.placed_at AND e.order_id = orders.order_id
WHERE (t.placed_at, t.channel, t.flow, t.region, t.country) IS NOT (e.placed_at, e.channel, e.flow, e.region, e.country)
  OR t.worded <> (t.${heading} IS NOT NULL OR t.text IS NOT NULL)`

export const EXPERIENCE_CHECKS: readonly SqlCheck[] = [
  {
    name: 'orders are as their customers met them: one row for each that was placed',
    count: 'SELECT count(*) AS n FROM order_experience',
    violations: `
SELECT order_id || ': it was placed, and customers did not meet it' AS violation FROM orders
WHERE placed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM order_experience AS e
  WHERE e.placed_at = orders.placed_at AND e.order_id = orders.order_id)
UNION ALL
SELECT e.order_id || ': customers met it, and it is not there as it was met' FROM order_experience AS e
WHERE NOT EXISTS (SELECT 1 FROM orders WHERE orders.order_id = e.order_id AND orders.placed_at = e.placed_at
  AND orders.channel IS e.channel AND orders.flow IS e.flow AND orders.customer IS e.customer AND orders.late IS e.late)
UNION ALL
SELECT e.order_id || ': ' || e.contacts || ' contacts are counted, there are ' || count(contacts.contact)
FROM order_experience AS e LEFT JOIN contacts USING (order_id) GROUP BY e.placed_at, e.order_id
HAVING e.contacts <> count(contacts.contact)
UNION ALL
SELECT e.order_id || ': ' || (e.stars + e.nps + e.csat) || ' answers are counted, there are ' || count(feedback.rating)
FROM order_experience AS e LEFT JOIN feedback USING (order_id) GROUP BY e.placed_at, e.order_id
HAVING e.stars + e.nps + e.csat <> count(feedback.rating)`,
  },
  {
    name: 'what customers met is summed by day and cell',
    count: 'SELECT count(*) AS n FROM experience_cells',
    violations: `
WITH counted AS (
  SELECT ${CELL}, count(*) AS orders, sum(late = 0 AND outcome <> 'open') AS kept, sum(late = 1) AS late,
    sum(outcome = 'cancelled') AS cancelled, sum(returned AND had) AS returned, sum(contacts) AS contacts,
    sum(stars_sum) AS stars_sum, sum(nps_high) AS nps_high, sum(csat_high) AS csat_high
  FROM order_experience GROUP BY 1, 2, 3, 4, 5
)
SELECT day || ' ' || channel || ' ' || flow || ' ' || region || ': stored ' || coalesce(s.orders, 0) || ' orders, counted '
  || coalesce(counted.orders, 0) || ', or another of their sums differs' AS violation
FROM counted FULL JOIN (SELECT * FROM experience_cells WHERE orders <> 0) AS s USING (day, channel, flow, region, country)
WHERE (s.orders, s.kept, s.late, s.cancelled, s.returned, s.contacts, s.stars_sum, s.nps_high, s.csat_high)
  IS NOT (counted.orders, coalesce(counted.kept, 0), coalesce(counted.late, 0), counted.cancelled, counted.returned,
    counted.contacts, counted.stars_sum, counted.nps_high, counted.csat_high)
UNION ALL
SELECT day || ': stored ' || coalesce(stored.orders, 0) || ' journeys, counted ' || coalesce(counted.orders, 0)
FROM (SELECT day, sum(orders) AS orders FROM counted GROUP BY 1) AS counted
  FULL JOIN (SELECT day, sum(orders) AS orders FROM journey_cells GROUP BY 1 HAVING sum(orders) <> 0) AS stored USING (day)
WHERE stored.orders IS NOT counted.orders
UNION ALL
SELECT scale || ' ' || day || ': stored ' || coalesce(stored.answers, 0) || ' answers, counted ' || coalesce(told.answers, 0)
FROM (SELECT scale, day, sum(answers) AS answers, sum(sum) AS sum, sum(squares) AS squares, sum(poor) AS poor
    FROM (${['stars', 'nps', 'csat'].map(answersOf).join(' UNION ALL ')}) GROUP BY 1, 2) AS told
  FULL JOIN (SELECT scale, day, sum(answers) AS answers, sum(sum) AS sum, sum(squares) AS squares, sum(poor) AS poor
    FROM rating_cells GROUP BY 1, 2 HAVING sum(answers) <> 0) AS stored USING (scale, day)
WHERE (stored.answers, stored.sum, stored.squares, stored.poor) IS NOT (told.answers, told.sum, told.squares, told.poor)`,
  },
  {
    name: 'what customers wrote lies with their orders',
    count: 'SELECT (SELECT count(*) FROM feedback) + (SELECT count(*) FROM contacts) AS n',
    violations: `${strayed('feedback', 'order_id', 'title')} UNION ALL ${strayed('contacts', 'contact', 'topic')}`,
  },
]
