/** Owns the proof that transfers conserve units, hold what they should, and were approved against stock that was there. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventOf } from '../../shared/events.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import type { Check, SqlCheck } from './check.ts'
import { skuOf } from './claimState.ts'
import { rebuildLedger } from './rebuild.ts'
import type { Projection } from './subjects.ts'
import type { Reader } from './types.ts'

/** What counts of what warehouses said, by transfer, name of the SKU and teller; what the fold must come to. */
const ANSWERS_SQL = `
answers AS (
  SELECT fact.value ->> '$.transfer' AS transfer, fact.value ->> '$.type' AS type,
    coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = fact.value ->> '$.sku'), fact.value ->> '$.sku') AS sku,
    coalesce(fact.value ->> '$.toldBy', CASE WHEN identity LIKE 'ce:%' AND instr(identity, '|') > 0 THEN substr(identity, 1, instr(identity, '|') - 1)
      WHEN identity LIKE 'csv:%' AND instr(substr(identity, 5), ':') > 0 THEN substr(identity, 1, 3 + instr(substr(identity, 5), ':'))
      ELSE substr(identity, 1, instr(identity || ':', ':') - 1) END) AS teller,
    CAST(round((fact.value ->> '$.units') * 1000000) AS INTEGER) AS microunits
  FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number), json_each(body) AS fact
  WHERE kind = 'transfer' AND subject = fact.value ->> '$.transfer'
    AND fact.value ->> '$.type' IN ('TransferLineSent', 'TransferLineReceived') AND retracted = 0
    AND NOT EXISTS (SELECT 1 FROM versions WHERE versions.event_number = events.event_number AND counts = 0)
), told AS (
  SELECT transfer, type, sku, max(microunits) AS microunits FROM (
    SELECT transfer, type, sku, teller, sum(microunits) AS microunits FROM answers GROUP BY 1, 2, 3, 4)
  GROUP BY 1, 2, 3
)`

const OWN_SKU_SQL = `coalesce((SELECT tied.sku FROM sku_aliases AS tied WHERE tied.alias = l.sku), l.sku)`

export const TRANSFER_CHECKS: readonly SqlCheck[] = [
  {
    name: 'transfers conserve units: asked for, approved, sent, received, lost and open add up on every line',
    count: 'SELECT count(*) AS n FROM transfer_lines',
    violations: `
SELECT transfer || ' line ' || l.line || ': asked for ' || l.requested || ', withdrawn ' || l.withdrawn || ', approved ' ||
  l.approved || ', called off ' || l.cancelled || ', sent ' || l.sent || ', short ' || l.short || ', held ' || l.held ||
  ' millionths' AS violation
FROM transfer_lines AS l JOIN transfers AS t USING (transfer)
WHERE l.withdrawn < 0 OR l.sent < 0 OR l.short < 0 OR l.damaged NOT BETWEEN 0 AND l.received
  OR l.approved NOT BETWEEN 0 AND l.requested - l.withdrawn OR l.cancelled NOT BETWEEN 0 AND l.approved
  OR l.held <> CASE WHEN t.status IN ('closed', 'rejected') THEN 0
    ELSE max(0, l.approved - l.cancelled - l.sent - l.short) END
UNION ALL
SELECT transfer || ': its sums are not those of its lines'
FROM transfers AS t LEFT JOIN (
  SELECT transfer, sum(requested) AS requested, sum(approved) AS approved, sum(sent) AS sent, sum(received) AS received,
    sum(held) AS held, sum(sent - received - settled) AS open FROM transfer_lines GROUP BY transfer) AS l USING (transfer)
WHERE t.requested IS NOT l.requested OR t.approved IS NOT l.approved OR t.sent_units IS NOT l.sent
  OR t.received IS NOT l.received OR t.held IS NOT l.held OR t.open IS NOT l.open`,
  },
  {
    name: 'what transfers set aside is what was approved and has not left',
    count: 'SELECT count(*) AS n FROM transfer_holds',
    violations: `
WITH wanted AS (
  SELECT transfer, t.origin AS location, ${OWN_SKU_SQL} AS sku,
    sum(max(0, l.approved - l.cancelled - l.sent - l.short)) AS held
  FROM transfer_lines AS l JOIN transfers AS t USING (transfer)
  WHERE t.status NOT IN ('closed', 'rejected') GROUP BY 1, 2, 3 HAVING sum(max(0, l.approved - l.cancelled - l.sent - l.short)) > 0
)
SELECT transfer || ' ' || location || ' ' || sku || ': holds ' || coalesce(h.held, 0) || ', its lines want ' || coalesce(wanted.held, 0) AS violation
FROM wanted FULL JOIN transfer_holds AS h USING (transfer, location, sku) WHERE coalesce(h.held, 0) <> coalesce(wanted.held, 0)`,
  },
  {
    name: 'what transfers sent and received is what warehouses answered, each shipment counted once',
    count: `SELECT count(*) AS n FROM facts JOIN subjects USING (subject_number) WHERE kind = 'transfer'`,
    violations: `
WITH ${ANSWERS_SQL}, stored AS (
  SELECT transfer, 'TransferLineSent' AS type, ${OWN_SKU_SQL} AS sku, sum(sent) AS microunits FROM transfer_lines AS l GROUP BY 1, 3
  UNION ALL
  SELECT transfer, 'TransferLineReceived', ${OWN_SKU_SQL}, sum(received) FROM transfer_lines AS l GROUP BY 1, 3
)
SELECT transfer || ' ' || type || ' ' || sku || ': stored ' || coalesce(stored.microunits, 0) || ', told ' || coalesce(told.microunits, 0) AS violation
FROM stored FULL JOIN told USING (transfer, type, sku)
WHERE coalesce(stored.microunits, 0) <> coalesce(told.microunits, 0) AND transfer IN (SELECT transfer FROM transfers)`,
  },
]

const FREE_SQL = `
SELECT coalesce((SELECT microunits FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
    WHERE location = asked.location AND sku = asked.sku AND disposition = 0), 0)
  - coalesce((SELECT microunits FROM safety_stocks JOIN locations USING (location_id) JOIN skus USING (sku_id)
    WHERE location = asked.location AND sku = asked.sku), 0)
  - coalesce((SELECT sum(held) FROM order_holds WHERE location = asked.location AND sku = asked.sku), 0)
  - coalesce((SELECT sum(held) FROM transfer_holds WHERE location = asked.location AND sku = asked.sku), 0) AS free
FROM (SELECT ? AS location, ? AS sku) AS asked`

type Approved = EventOf<'TransferApproved'>
interface StoredLine {
  line: string
  origin: string
  sku: string
  gone: number
  held: number
}

/** What was wrong with an approval, held against the state just before it. */
function approvalFaults(
  reader: Pick<Reader, 'all' | 'get'>,
  { transfer, lines, actor, onBehalfOf }: Approved,
): string[] {
  const faults: string[] = []
  const askers = reader.get<{ askers: string }>('SELECT askers FROM transfers WHERE transfer = ?', [
    transfer,
  ])?.askers
  const asked = JSON.parse(askers ?? '[]') as string[]
  for (const person of [actor, ...(onBehalfOf === undefined ? [] : [onBehalfOf])]) {
    if (asked.includes(person)) faults.push(`${transfer}: approved for ${person}, who asked for it`)
  }
  const stored = reader.all<StoredLine>(
    `SELECT l.line, origin, l.sku, l.sent + l.short AS gone, l.held
     FROM transfer_lines AS l JOIN transfers USING (transfer) WHERE transfer = ?`,
    [transfer],
  )
  const more = new Map<string, number>()
  for (const { line, units } of lines) {
    const own = stored.find((one) => one.line === line)
    if (!own) {
      faults.push(`${transfer}: line ${line} was approved and is not there`)
      continue
    }
    const sku = skuOf(reader, own.sku)
    const grown = Math.max(0, (toMicrounits(units) ?? 0) - own.gone) - own.held
    more.set(sku, (more.get(sku) ?? 0) + grown)
  }
  for (const [sku, grown] of more) {
    const free = reader.get<{ free: number }>(FREE_SQL, [stored[0]?.origin ?? '', sku])?.free ?? 0
    if (grown > 0 && grown > free)
      faults.push(
        `${transfer}: ${toUnits(grown)} units of ${sku} were approved where ${toUnits(free)} were available`,
      )
  }
  return faults
}

/** Goes through the log again in its order and works out, before each approval, what was available then, and who had asked. */
export function checkApprovals(path: string, reader: Reader, projections: readonly Projection[]): Check {
  const approvals = new Map<number, Approved>()
  for (const { n, body } of reader.all<{ n: number; body: string }>(
    `SELECT event_number AS n, body FROM events WHERE identity >= 'tower:transfer:' AND identity < 'tower:transfer;'
       AND body LIKE '%"TransferApproved"%'`,
  )) {
    const approved = (JSON.parse(body) as { type: string }[]).find(({ type }) => type === 'TransferApproved')
    if (approved) approvals.set(n, approved as Approved)
  }
  const check: Check = {
    name: 'each approved unit was available when it was approved, and nobody approved what they asked for',
    checked: approvals.size,
    violations: [],
  }
  if (approvals.size === 0) return check
  const skus = reader.all<{ sku: string }>('SELECT DISTINCT sku FROM transfer_lines').map(({ sku }) => sku)
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-verify-'))
  try {
    rebuildLedger({
      sourcePath: path,
      targetPath: join(folder, 'approvals.sqlite'),
      projections,
      order: 'log',
      upTo: Math.max(...approvals.keys()),
      stockOf: skus,
      pause: {
        before: approvals,
        act(eventNumber, state) {
          const approved = approvals.get(eventNumber)
          if (approved) check.violations.push(...approvalFaults(state, approved))
        },
      },
    })
    return check
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
