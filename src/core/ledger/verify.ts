/** Owns the proof that a data folder keeps its promises: each check names every violation it finds. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openReader } from './database.ts'
import { digestParts } from './digest.ts'
import { rebuildLedger } from './rebuild.ts'
import type { Projection } from './subjects.ts'
import type { Reader } from './types.ts'
import type { Check, SqlCheck } from './check.ts'
import { checkAudit } from './audit.ts'
import { checkPackedLines } from './packedLines.ts'
import { CLAIM_CHECKS, checkGrants } from './verifyClaims.ts'
import { checkOrderFacts } from './verifyOrderFacts.ts'
import { EXPERIENCE_CHECKS } from './verifyExperience.ts'
import { ORDER_CHECKS } from './verifyOrders.ts'
import { STOCK_CHECKS } from './verifyStock.ts'
import { SPEED_RULE_CHECKS } from './verifySpeedRules.ts'
import { checkApprovals, TRANSFER_CHECKS } from './verifyTransfers.ts'

export interface Verification {
  ok: boolean
  checks: Check[]
}

const LISTED_VIOLATIONS = 100

/** Checks in plain SQL, independent of the code that writes. */
const SQL_CHECKS: readonly SqlCheck[] = [
  {
    name: 'counts anchor: on hand is the latest count plus the moves after it',
    count: 'SELECT count(*) AS n FROM balances',
    violations: `
WITH ordered AS (
  SELECT e.location_id, e.sku_id, e.disposition, e.kind, e.microunits,
    row_number() OVER w AS place,
    max(CASE WHEN e.kind = 1 THEN 1 END) OVER w AS counted
  FROM entries AS e JOIN events USING (event_number) WHERE void = 0
  WINDOW w AS (PARTITION BY e.location_id, e.sku_id, e.disposition ORDER BY e.occurred_at, identity, e.line)
), anchors AS (
  SELECT location_id, sku_id, disposition, max(place) AS place FROM ordered WHERE kind = 1 GROUP BY 1, 2, 3
), folded AS (
  SELECT o.location_id, o.sku_id, o.disposition, sum(o.microunits) AS microunits
  FROM ordered AS o LEFT JOIN anchors AS a USING (location_id, sku_id, disposition)
  WHERE o.place >= coalesce(a.place, 0) GROUP BY 1, 2, 3
)
SELECT location || ' ' || sku || ': stored ' || b.microunits || ', entries say ' || coalesce(f.microunits, 0) AS violation
FROM balances AS b LEFT JOIN folded AS f USING (location_id, sku_id, disposition)
  JOIN locations USING (location_id) JOIN skus USING (sku_id)
WHERE b.microunits <> coalesce(f.microunits, 0)`,
  },
  {
    name: 'nothing vanishes: received = accepted + duplicates + quarantined',
    count: 'SELECT count(*) AS n FROM feed_totals',
    violations: `
SELECT name || ': received ' || t.received || ', accepted ' || t.accepted || ', duplicates ' || t.duplicates || ', quarantined ' || t.quarantined ||
  '; the log has ' || (SELECT count(*) FROM events JOIN messages AS m USING (message_number) WHERE m.feed_number = t.feed_number) || ' events and ' ||
  (SELECT count(*) FROM quarantine AS q WHERE q.feed_number = t.feed_number AND state <> 'replayed') || ' in quarantine' AS violation
FROM feed_totals AS t JOIN feeds USING (feed_number)
WHERE t.received <> t.accepted + t.duplicates + t.quarantined
  OR t.accepted <> (SELECT count(*) FROM events JOIN messages AS m USING (message_number) WHERE m.feed_number = t.feed_number)
  OR t.quarantined <> (SELECT count(*) FROM quarantine AS q WHERE q.feed_number = t.feed_number AND state <> 'replayed')
  OR t.received <> (SELECT sum(received) FROM messages AS m WHERE m.feed_number = t.feed_number)`,
  },
  {
    name: 'units are conserved: the accounts of each SKU sum to zero',
    count: 'SELECT count(*) AS n FROM skus',
    violations: `
SELECT sku || ': the sum is ' || sum(microunits) || ' millionths of a unit' AS violation
FROM sku_accounts JOIN skus USING (sku_id) GROUP BY sku_id HAVING sum(microunits) <> 0
UNION ALL
SELECT sku || ': locations hold ' || coalesce(b.microunits, 0) || ', the account says ' || coalesce(a.microunits, 0)
FROM skus LEFT JOIN (SELECT sku_id, sum(microunits) AS microunits FROM balances GROUP BY sku_id) AS b USING (sku_id)
  LEFT JOIN (SELECT sku_id, microunits FROM sku_accounts WHERE account = 'locations') AS a USING (sku_id)
WHERE coalesce(b.microunits, 0) <> coalesce(a.microunits, 0)`,
  },
  {
    name: 'roll-ups equal the positions that they sum',
    count: 'SELECT count(*) AS n FROM rollups',
    violations: `
SELECT location || ': on hand ' || r.on_hand || ' against ' || coalesce(b.on_hand, 0) || ', sellable ' || r.sellable ||
  ' against ' || coalesce(b.sellable, 0) || ', stockouts ' || r.stockouts || ' against ' || coalesce(b.stockouts, 0) AS violation
FROM rollups AS r JOIN locations USING (location_id) LEFT JOIN (
  SELECT location_id, sum(microunits) AS on_hand, sum(CASE disposition WHEN 0 THEN microunits ELSE 0 END) AS sellable,
    sum(disposition = 0) AS positions, sum(disposition = 0 AND microunits <= 0) AS stockouts,
    sum(disposition = 0 AND microunits < 0) AS negatives
  FROM balances GROUP BY location_id) AS b USING (location_id)
WHERE r.on_hand <> coalesce(b.on_hand, 0) OR r.sellable <> coalesce(b.sellable, 0) OR r.positions <> coalesce(b.positions, 0)
  OR r.stockouts <> coalesce(b.stockouts, 0) OR r.negatives <> coalesce(b.negatives, 0)`,
  },
  {
    name: 'effect once: each identity and content is in the log once',
    count: 'SELECT count(*) AS n FROM events',
    violations: `
SELECT identity || ' is in the log ' || count(*) || ' times' AS violation
FROM events GROUP BY identity, content_hash HAVING count(*) > 1`,
  },
]

function runSqlCheck(reader: Reader, check: SqlCheck): Check {
  return {
    name: check.name,
    checked: reader.get<{ n: number }>(check.count)?.n ?? 0,
    violations: reader
      .all<{ violation: string }>(`${check.violations} LIMIT ${LISTED_VIOLATIONS}`)
      .map((row) => row.violation),
  }
}

/** Rebuilds the state from the log in another order and compares every part. */
function checkRebuild(path: string, reader: Reader, projections: readonly Projection[]): Check {
  const upTo = reader.get<{ n: number | null }>('SELECT max(event_number) AS n FROM events')?.n ?? 0
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-verify-'))
  try {
    const targetPath = join(folder, 'rebuilt.sqlite')
    rebuildLedger({ sourcePath: path, targetPath, projections, order: 'reversed', upTo })
    const rebuilt = openReader(targetPath)
    try {
      const stored = digestParts(reader)
      const anew = digestParts(rebuilt)
      return {
        name: 'rebuild equals incremental, in any order',
        checked: Object.keys(stored).length,
        violations: Object.keys(stored)
          .filter((part) => stored[part] !== anew[part])
          .map((part) => `${part}: rebuilt from the log, they come out different`),
      }
    } finally {
      rebuilt.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Checks a store on one snapshot of it, so it may be in use.
 * @param head the head of the chain of human acts as it was noted elsewhere: what came before it must still be there
 */
export function verifyLedger(
  path: string,
  projections: readonly Projection[],
  head?: { acts: number; hash: string },
): Verification {
  const reader = openReader(path)
  try {
    return reader.snapshot(() => {
      const checks = [
        ...SQL_CHECKS,
        ...CLAIM_CHECKS,
        ...ORDER_CHECKS,
        ...EXPERIENCE_CHECKS,
        ...SPEED_RULE_CHECKS,
        ...STOCK_CHECKS,
        ...TRANSFER_CHECKS,
      ].map((check) => runSqlCheck(reader, check))
      checks.push(checkAudit(reader, head))
      checks.push(checkOrderFacts(reader))
      checks.push(checkPackedLines(reader))
      checks.push(checkGrants(path, reader, projections))
      checks.push(checkApprovals(path, reader, projections))
      checks.push(checkRebuild(path, reader, projections))
      return { ok: checks.every((check) => check.violations.length === 0), checks }
    })
  } finally {
    reader.close()
  }
}
