/** Owns claims as they are listed. */
import type { InputOf } from '../../shared/contract.ts'
import type { ClaimPage } from '../../shared/readModels/claims.ts'
import type { ClaimRow } from '../../shared/readModels/orders.ts'
import { toUnits } from '../../shared/units.ts'
import type { SqlValue } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'
import { skuOf } from './skuNames.ts'

interface StoredClaim extends Omit<ClaimRow, 'units' | 'openUnits' | 'kind'> {
  microunits: number
  openMicrounits: number
}

const CLAIMS_SQL = `
SELECT claim, order_id AS "order", line, sku, location, microunits, open_microunits AS openMicrounits, state,
  taken_at AS takenAt, expires_at AS expiresAt, confirmed_at AS confirmedAt, ended_at AS endedAt, ended_why AS endedWhy,
  actor
FROM claims`

function toRow({ microunits, openMicrounits, ...row }: StoredClaim): ClaimRow {
  return {
    ...row,
    units: toUnits(microunits),
    openUnits: toUnits(openMicrounits),
    kind: row.expiresAt === null || row.confirmedAt !== null ? 'firm' : 'soft',
  }
}

/** All claims of one order, the first taken first. */
export function claimsOfOrder({ reader }: QueryContext, order: string): ClaimRow[] {
  return reader
    .all<StoredClaim>(`${CLAIMS_SQL} WHERE order_id = ? ORDER BY taken_at, claim`, [order])
    .map(toRow)
}

/** One page of claims, the latest taken first. */
export function claimPage({ reader }: QueryContext, input: InputOf<'claims.list'>): ClaimPage {
  const filters: [column: string, value: string | undefined][] = [
    ['order_id', input.order],
    ['location', input.location],
    ['sku', input.sku === undefined ? undefined : skuOf(reader, input.sku)],
    ['state', input.state],
  ]
  const given = filters.filter(([, value]) => value !== undefined)
  const where = given.length > 0 ? `WHERE ${given.map(([column]) => `${column} = ?`).join(' AND ')}` : ''
  const parameters: SqlValue[] = given.map(([, value]) => value ?? null)
  return reader.snapshot(() => ({
    rows: reader
      .all<StoredClaim>(`${CLAIMS_SQL} ${where} ORDER BY taken_at DESC, claim DESC LIMIT ? OFFSET ?`, [
        ...parameters,
        input.limit ?? 100,
        input.offset ?? 0,
      ])
      .map(toRow),
    total: reader.get<{ n: number }>(`SELECT count(*) AS n FROM claims ${where}`, parameters)?.n ?? 0,
  }))
}
