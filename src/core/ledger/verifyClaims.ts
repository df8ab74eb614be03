/** Owns the proof that no unit was promised twice: what claims hold, and what was available when each was granted. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventOf } from '../../shared/events.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import type { Check, SqlCheck } from './check.ts'
import { REMAINING_SQL, skuOf } from './claimState.ts'
import { DECISIONS_FEED } from './decisions.ts'
import { rebuildLedger } from './rebuild.ts'
import type { Projection } from './subjects.ts'
import type { Reader } from './types.ts'

/** Facts about claims, by their identities. */
const FACTS_SQL = `identity >= '${DECISIONS_FEED}:claim:' AND identity < '${DECISIONS_FEED}:claim;'`

export const CLAIM_CHECKS: readonly SqlCheck[] = [
  {
    name: 'claims follow from their facts',
    count: 'SELECT count(*) AS n FROM claims',
    violations: `
WITH told AS (
  SELECT fact.value ->> '$.type' AS type, fact.value ->> '$.claim' AS claim, fact.value ->> '$.order' AS order_id,
    fact.value ->> '$.sku' AS sku,
    CAST(round((fact.value ->> '$.units') * 1000000) AS INTEGER) AS microunits
  FROM events, json_each(body) AS fact WHERE ${FACTS_SQL}
), taken AS (SELECT * FROM told WHERE type = 'ClaimTaken')
SELECT claim || ': the log has it, its state does not show it' AS violation FROM taken
WHERE NOT EXISTS (SELECT 1 FROM claims WHERE claims.claim = taken.claim AND claims.order_id = taken.order_id
  AND claims.microunits = taken.microunits
  AND claims.sku = coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = taken.sku), taken.sku))
UNION ALL SELECT claim || ': the log does not have it' FROM claims WHERE claim NOT IN (SELECT claim FROM taken)
UNION ALL SELECT claim || ': taken more than once' FROM taken GROUP BY claim HAVING count(*) > 1
UNION ALL SELECT claim || ': open for ' || open_microunits || ' of ' || microunits || ' millionths, state ' || state FROM claims
WHERE open_microunits < 0 OR open_microunits > microunits OR (state = 'open') <> (open_microunits > 0)
UNION ALL SELECT claims.claim || ': given up and ' || state FROM claims JOIN told USING (claim)
WHERE told.type = 'ClaimReleased' AND state NOT IN ('released', 'expired')`,
  },
  {
    name: 'what orders and transfers hold is summed by position and by location',
    count: 'SELECT count(*) AS n FROM order_holds',
    violations: `
WITH lines AS (SELECT location, sku, sum(claimed) AS claimed, sum(held) AS held FROM (
    SELECT location, sku, claimed, held FROM order_holds UNION ALL SELECT location, sku, 0, held FROM transfer_holds) GROUP BY 1, 2),
  open AS (SELECT location, sku, sum(open_microunits) AS claimed FROM claims WHERE open_microunits > 0 GROUP BY 1, 2),
  stored AS (SELECT * FROM position_holds WHERE claimed <> 0 OR held <> 0),
  places AS (SELECT location, sum(claimed) AS claimed, sum(held) AS held FROM position_holds GROUP BY 1)
SELECT location || ' ' || sku || ': stored ' || coalesce(stored.held, 0) || ', lines hold ' || coalesce(lines.held, 0) AS violation
FROM lines FULL JOIN stored USING (location, sku)
WHERE coalesce(stored.held, 0) <> coalesce(lines.held, 0) OR coalesce(stored.claimed, 0) <> coalesce(lines.claimed, 0)
UNION ALL
SELECT location || ' ' || sku || ': stored ' || coalesce(stored.claimed, 0) || ' claimed, claims are open for ' || coalesce(open.claimed, 0)
FROM open FULL JOIN stored USING (location, sku) WHERE coalesce(stored.claimed, 0) <> coalesce(open.claimed, 0)
UNION ALL
SELECT location || ': stored ' || coalesce(l.held, 0) || ', positions hold ' || coalesce(places.held, 0)
FROM places FULL JOIN location_holds AS l USING (location)
WHERE coalesce(l.held, 0) <> coalesce(places.held, 0) OR coalesce(l.claimed, 0) <> coalesce(places.claimed, 0)
UNION ALL
SELECT order_id || ' ' || line || ': holds ' || held || ' of ' || allocated || ' allocated and ' || claimed || ' claimed'
FROM order_holds WHERE line <> '' AND held <> max(allocated, claimed)`,
  },
  {
    name: 'no claim is open beyond its line',
    count: 'SELECT count(DISTINCT order_id) AS n FROM claims WHERE open_microunits > 0',
    violations: `
WITH lines AS (${REMAINING_SQL} WHERE orders.order_id IN (SELECT order_id FROM claims WHERE open_microunits > 0)),
  open AS (SELECT order_id, line, sku, sum(open_microunits) AS open FROM claims WHERE open_microunits > 0 GROUP BY 1, 2, 3)
SELECT order_id || ' ' || open.line || ': claims are open for ' || open || ', the line wants ' || remaining AS violation
FROM open JOIN lines ON lines."order" = order_id AND lines.line = open.line AND lines.sku = open.sku WHERE open > remaining
UNION ALL
SELECT order_id || ' ' || sku || ': claims are open for ' || sum(open) || ', its lines want ' || wanted
FROM open JOIN (SELECT "order" AS order_id, sku, sum(remaining) AS wanted FROM lines WHERE sku <> '' GROUP BY 1, 2)
  USING (order_id, sku)
WHERE open.line IS NULL OR EXISTS (SELECT 1 FROM lines
  WHERE lines."order" = open.order_id AND lines.line = open.line AND lines.sku = open.sku)
GROUP BY order_id, sku HAVING sum(open) > wanted`,
  },
]

const STOCK_SQL = `
SELECT coalesce((SELECT microunits FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
    WHERE location = asked.location AND sku = asked.sku AND disposition = 0), 0)
  - coalesce((SELECT microunits FROM safety_stocks JOIN locations USING (location_id) JOIN skus USING (sku_id)
    WHERE location = asked.location AND sku = asked.sku), 0)
  - coalesce((SELECT sum(held) FROM order_holds WHERE location = asked.location AND sku = asked.sku), 0)
  - coalesce((SELECT sum(held) FROM transfer_holds WHERE location = asked.location AND sku = asked.sku), 0) AS free
FROM (SELECT ? AS location, ? AS sku) AS asked`

interface Hold {
  line: string
  claimed: number
  allocated: number
}

/** What an order's lines hold of a position: allocations that no claim of their line covers are covered by claims without a line. */
function heldBy(holds: readonly Hold[]): number {
  let [held, uncovered, loose] = [0, 0, 0]
  for (const { line, claimed, allocated } of holds) {
    if (line === '') loose += claimed
    held += line === '' ? allocated : Math.max(claimed, allocated)
    uncovered += line === '' ? allocated : Math.max(0, allocated - claimed)
  }
  return held + Math.max(0, loose - uncovered)
}

function grantFault(reader: Pick<Reader, 'all' | 'get'>, taken: EventOf<'ClaimTaken'>): string | undefined {
  const { claim, order, line = '', location } = taken
  // What the name stood for when the claim was granted: the state is the log's up to there.
  const sku = skuOf(reader, taken.sku)
  const microunits = toMicrounits(taken.units) ?? 0
  const free = reader.get<{ free: number }>(STOCK_SQL, [location, sku])?.free ?? 0
  const holds = reader.all<Hold>(
    'SELECT line, claimed, allocated FROM order_holds WHERE order_id = ? AND location = ? AND sku = ?',
    [order, location, sku],
  )
  // However many were claimed, so many of them would stand for what the order holds already.
  const plenty = microunits + holds.reduce((sum, { allocated }) => sum + allocated, 0)
  const others = holds.filter((one) => one.line !== line)
  const own = plenty - (heldBy([...others, withClaim(holds, line, plenty)]) - heldBy(holds))
  if (free + own >= microunits) return undefined
  return `${claim}: ${taken.units} units of ${taken.sku} were granted at ${location} where ${toUnits(free + own)} were available`
}

function withClaim(holds: readonly Hold[], line: string, microunits: number): Hold {
  const own = holds.find((one) => one.line === line) ?? { line, claimed: 0, allocated: 0 }
  return { ...own, claimed: own.claimed + microunits }
}

/**
 * Goes through the log again in its order and works out, before each granted claim, what was available then. Records of
 * the stock of SKUs that nobody claimed are left out.
 */
export function checkGrants(path: string, reader: Reader, projections: readonly Projection[]): Check {
  const grants = new Map<number, EventOf<'ClaimTaken'>>()
  for (const { n, body } of reader.all<{ n: number; body: string }>(
    `SELECT event_number AS n, body FROM events WHERE ${FACTS_SQL} AND body LIKE '%"ClaimTaken"%'`,
  )) {
    const taken = (JSON.parse(body) as { type: string }[]).find(({ type }) => type === 'ClaimTaken')
    if (taken) grants.set(n, taken as EventOf<'ClaimTaken'>)
  }
  const check: Check = {
    name: 'no unit was promised twice: each claim was available when it was granted',
    checked: grants.size,
    violations: [],
  }
  if (grants.size === 0) return check
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-verify-'))
  try {
    rebuildLedger({
      sourcePath: path,
      targetPath: join(folder, 'grants.sqlite'),
      projections,
      order: 'log',
      upTo: Math.max(...grants.keys()),
      stockOf: [...new Set([...grants.values()].map(({ sku }) => sku))],
      pause: {
        before: grants,
        act(eventNumber, state) {
          const taken = grants.get(eventNumber)
          const fault = taken && grantFault(state, taken)
          if (fault !== undefined) check.violations.push(fault)
        },
      },
    })
    return check
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
