/** Owns the list of transfers, and what the live stream tells of it. */
import type { InputOf } from '../../shared/contract.ts'
import type { ApprovalLimit } from '../../shared/approvalLimits.ts'
import {
  TRANSFER_STATUSES,
  type TransferDelta,
  type TransferPage,
  type TransferStatus,
} from '../../shared/readModels/transfers.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'
import { skuOf } from './skuNames.ts'
import { approvalLimit } from './transferApprovers.ts'
import { oldBefore, transferRows, TROUBLE_SQL } from './transferRows.ts'

interface Caller {
  actor: string
  role: string
}

interface Condition {
  sql: string
  parameters: SqlValue[]
}

const is = (sql: string, ...parameters: SqlValue[]): Condition => ({ sql, parameters })

/** Over for good, or turned down. */
const OVER = `('rejected', 'closed', 'cancelled')`

const escaped = (text: string) => text.replaceAll(/[\\%_]/g, (character) => `\\${character}`)

function textCondition(text: string): Condition {
  const start = `${escaped(text.trim())}%`
  return is(
    `(t.transfer LIKE ? ESCAPE '\\' OR t.request LIKE ? ESCAPE '\\' OR t.title LIKE ? ESCAPE '\\'
      OR t.origin IN (SELECT location FROM locations WHERE kind IS NOT 'customer' AND name LIKE ? ESCAPE '\\')
      OR t.destination IN (SELECT location FROM locations WHERE kind IS NOT 'customer' AND name LIKE ? ESCAPE '\\'))`,
    start,
    start,
    `%${start}`,
    `%${start}`,
    `%${start}`,
  )
}

/** What waits for an approval that somebody may give by their own limits: nothing that they asked for. */
function waitingFor({ actor, role }: Caller, { valueMinor, distanceKm }: ApprovalLimit): Condition {
  const mayApprove = role === 'operator' || role === 'administrator'
  if (!mayApprove) return is('false')
  return is(
    `t.awaits = 'approval' AND NOT EXISTS (SELECT 1 FROM json_each(t.askers) WHERE value = ?)
     AND (? IS NULL OR t.value_minor <= ?) AND (? IS NULL OR t.distance_km <= ?)`,
    actor,
    valueMinor,
    valueMinor,
    distanceKm,
    distanceKm,
  )
}

/** All that is asked but the status. */
function conditions(context: QueryContext, input: InputOf<'transfers.list'>, caller: Caller): Condition[] {
  const { reader } = context
  const { from, to, location, sku, text, mine, request, trouble } = input
  const all: Condition[] = []
  if (from !== undefined) all.push(is('t.origin = ?', from))
  if (to !== undefined) all.push(is('t.destination = ?', to))
  if (location !== undefined) all.push(is('(t.origin = ? OR t.destination = ?)', location, location))
  if (sku !== undefined)
    all.push(
      is(
        't.transfer IN (SELECT transfer FROM transfer_lines WHERE sku IN (SELECT ? UNION SELECT ? UNION SELECT alias FROM sku_aliases WHERE sku = ?))',
        sku,
        skuOf(reader, sku),
        skuOf(reader, sku),
      ),
    )
  if (request !== undefined) all.push(is('t.request = ?', request))
  if (text !== undefined && text.trim() !== '') all.push(textCondition(text))
  if (mine === 'requested') all.push(is('t.requested_by = ?', caller.actor))
  if (mine === 'waiting') all.push(waitingFor(caller, approvalLimit(reader, caller)))
  if (trouble !== undefined) all.push(is(`${TROUBLE_SQL} = ?`, oldBefore(context), trouble))
  return all
}

const whereOf = (all: readonly Condition[]) =>
  all.length > 0 ? `WHERE ${all.map(({ sql }) => sql).join(' AND ')}` : ''
const parametersOf = (all: readonly Condition[]) => all.flatMap(({ parameters }) => parameters)

const SORTS: Readonly<Record<NonNullable<InputOf<'transfers.list'>['sort']>, string>> = {
  changed: 't.changed_at',
  asked: 't.asked_at',
  value: 't.value_minor',
  distance: 't.distance_km',
  units: 't.requested',
  from: 't.origin',
  to: 't.destination',
}

function countsOf(context: QueryContext, all: readonly Condition[]): Record<TransferStatus, number> {
  const rows = context.reader.all<{ status: TransferStatus; n: number }>(
    `SELECT t.status, count(*) AS n FROM transfers AS t ${whereOf(all)} GROUP BY t.status`,
    parametersOf(all),
  )
  const counts = Object.fromEntries(TRANSFER_STATUSES.map((status) => [status, 0]))
  for (const { status, n } of rows) counts[status] = n
  return counts as Record<TransferStatus, number>
}

function statusCondition(status: InputOf<'transfers.list'>['status']): Condition[] {
  if (status === undefined) return []
  return status === 'open' ? [is(`t.status NOT IN ${OVER}`)] : [is('t.status = ?', status)]
}

export function transferPage(
  context: QueryContext,
  input: InputOf<'transfers.list'>,
  caller: Caller,
): TransferPage {
  const { status, sort = 'changed', descending = true, limit = 100, offset = 0 } = input
  return context.reader.snapshot(() => {
    const some = conditions(context, input, caller)
    const all = [...some, ...statusCondition(status)]
    const counts = countsOf(context, some)
    const total = Object.values(status === undefined ? counts : countsOf(context, all)).reduce(
      (sum, n) => sum + n,
      0,
    )
    const order = `${SORTS[sort]} ${descending ? 'DESC' : 'ASC'}, t.transfer`
    const rows = transferRows(context, `${whereOf(all)} ORDER BY ${order} LIMIT ? OFFSET ?`, [
      ...(parametersOf(all) as (string | number | null)[]),
      limit,
      offset,
    ])
    return { total, rows, counts }
  })
}

/** Rows that one delta tells of. */
const ROWS_PER_DELTA = 200

/** How far the stream is: all changes up to this one are told. */
export const transferMark = ({ reader }: QueryContext): number =>
  reader.get<{ n: number | null }>('SELECT max(change) AS n FROM transfers')?.n ?? 0

/** @param mark what was told before; null: only the counts */
export function transferDelta(context: QueryContext, mark: number | null): TransferDelta {
  const counts = countsOf(context, [])
  const awaiting =
    context.reader.get<{ n: number }>(`SELECT count(*) AS n FROM transfers WHERE awaits = 'approval'`)?.n ?? 0
  const rows =
    mark === null
      ? []
      : transferRows(context, 'WHERE t.change > ? ORDER BY t.change LIMIT ?', [mark, ROWS_PER_DELTA + 1])
  return { counts, awaiting, rows: rows.slice(0, ROWS_PER_DELTA), more: rows.length > ROWS_PER_DELTA }
}
