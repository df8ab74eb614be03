/** Owns what changed at a transfer's source since it was asked for, in words that say what to do about it. */
import type { TransferChange } from '../../shared/readModels/approvals.ts'
import { toMicrounits, toUnits } from '../../shared/units.ts'
import { skuOf } from './claimState.ts'
import { COUNT } from './stockEffects.ts'
import type { KnownTransfer } from './transferState.ts'
import type { ReviewedLine, Standings } from './transferStock.ts'
import type { Writer } from './types.ts'

type Reads = Pick<Writer, 'all' | 'get'>

/** Entries of a position that are looked through for what happened since. */
const ENTRIES_MAX = 500

/** Follows the position's chain back from its last entry, so that other positions cost nothing. */
const SINCE_SQL = `
WITH RECURSIVE chain (entry, steps) AS (
  SELECT latest_entry, 1 FROM balances JOIN locations USING (location_id) JOIN skus USING (sku_id)
  WHERE location = ? AND sku = ? AND disposition = 0
  UNION ALL SELECT previous_entry, steps + 1 FROM chain JOIN entries ON entry_number = entry
  WHERE previous_entry IS NOT NULL AND steps < ${ENTRIES_MAX}
)
SELECT entries.kind, entries.microunits, entries.counterpart FROM chain JOIN entries ON entry_number = entry
WHERE void = 0 AND event_number > ?`

/** Where in the log it was asked for last. */
const ASKED_SQL = `
SELECT max(event_number) AS n FROM facts JOIN subjects USING (subject_number) JOIN events USING (event_number)
WHERE kind = 'transfer' AND subject = ? AND body LIKE '%"TransferSubmitted"%'`

const OTHERS_SQL = `
SELECT transfers.transfer, transfers.approved_by AS approvedBy, transfer_holds.held
FROM transfer_holds JOIN transfers USING (transfer)
WHERE transfer_holds.location = ? AND transfer_holds.sku = ? AND transfers.transfer <> ? AND approved_at >= ?
ORDER BY approved_at, transfers.transfer LIMIT 5`

const namedAs = (reader: Reads, sql: string, id: string): string =>
  reader.get<{ name: string | null }>(sql, [id])?.name ?? id
const skuName = (reader: Reads, sku: string) => namedAs(reader, 'SELECT name FROM skus WHERE sku = ?', sku)
/** What people call a place; its id where nobody has described it. */
export const placeName = (reader: Reads, location: string) =>
  namedAs(reader, 'SELECT name FROM locations WHERE location = ?', location)

const units = (microunits: number) => toUnits(microunits)
const microOf = (count: number) => toMicrounits(count) ?? 0

/** All changes; those that stand in the way first. */
export function changesAt(
  reader: Reads,
  known: KnownTransfer,
  lines: readonly ReviewedLine[],
  { isOld, isStale }: Standings,
  at: number,
): TransferChange[] {
  const changes: TransferChange[] = []
  if (isOld && known.askedAt !== null) {
    const hours = Math.round((at - known.askedAt) / 3_600_000)
    changes.push(whole('requestOld', `It was asked for ${hours} hours ago.`))
  }
  if (isStale)
    changes.push(
      whole(
        'feedStale',
        `What is known of the stock at ${placeName(reader, known.origin)} is old, or its feed is silent.`,
      ),
    )
  for (const line of lines) changes.push(...lineChanges(reader, known, line))
  const weights = ['blocks', 'confirm', 'note']
  return changes.sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight))
}

const whole = (what: TransferChange['what'], text: string): TransferChange => ({
  line: null,
  what,
  before: null,
  now: null,
  text,
  weight: 'confirm',
})

function lineChanges(reader: Reads, known: KnownTransfer, reviewed: ReviewedLine): TransferChange[] {
  const { known: line, wanted, available, approvable } = reviewed
  const then = known.stock.get(line.line)
  const thenMicrounits = then ? microOf(then.availableUnits) : null
  const isShort = approvable < wanted
  const changes: TransferChange[] = []
  const name = skuName(reader, line.sku)
  const add = (
    what: TransferChange['what'],
    text: string,
    before: number | null,
    now: number | null,
    weight: TransferChange['weight'] = 'note',
  ) => changes.push({ line: line.line, what, before, now, text, weight })
  if (isShort || (thenMicrounits !== null && available < thenMicrounits)) {
    const before = thenMicrounits === null ? '' : `${units(thenMicrounits)} were when it was asked for, and `
    add(
      'availableLess',
      `Of ${name} ${units(Math.max(0, available))} units are available: ${before}${units(wanted)} are asked for.`,
      thenMicrounits === null ? null : units(thenMicrounits),
      units(available),
      isShort ? 'blocks' : 'note',
    )
  } else if (thenMicrounits !== null && available > thenMicrounits) {
    add(
      'availableMore',
      `Of ${name} more are available than when it was asked for.`,
      units(thenMicrounits),
      units(available),
    )
  }
  if (known.askedAt === null || (!isShort && available === thenMicrounits)) return changes
  const sku = skuOf(reader, line.sku)
  const askedEvent = reader.get<{ n: number | null }>(ASKED_SQL, [known.transfer])?.n ?? 0
  const since = reader.all<{ kind: number; microunits: number; counterpart: string | null }>(SINCE_SQL, [
    known.origin,
    sku,
    askedEvent,
  ])
  const sold = -since
    .filter(({ kind, counterpart }) => kind !== COUNT && counterpart === 'customer')
    .reduce((sum, one) => sum + one.microunits, 0)
  if (sold > 0) add('sold', `${units(sold)} units of ${name} were sold there since.`, null, units(sold))
  const counts = since.filter(({ kind }) => kind === COUNT)
  const [counted] = counts
  if (counted)
    add(
      'stockCounted',
      `${name} was counted there since: ${units(counted.microunits)} units.`,
      then?.onHandUnits ?? null,
      units(counted.microunits),
    )
  const others = reader.all<{ transfer: string; approvedBy: string | null; held: number }>(OTHERS_SQL, [
    known.origin,
    sku,
    known.transfer,
    known.askedAt,
  ])
  for (const other of others) {
    add(
      'otherTransfer',
      `${units(other.held)} units of ${name} went to the transfer ${other.transfer}, approved by ${other.approvedBy ?? 'somebody'}.`,
      null,
      units(other.held),
    )
  }
  const held = reviewed.heldByAll - line.held
  if (then && held > microOf(then.heldUnits))
    add(
      'held',
      `Orders and transfers hold ${units(held)} units of ${name} there; ${then.heldUnits} when it was asked for.`,
      then.heldUnits,
      units(held),
    )
  return changes
}
