/** Owns what is read of who may approve: limits as they hold, and delegations. */
import { DEFAULT_LIMITS, limitFor, type ApprovalLimit } from '../../shared/approvalLimits.ts'
import type { ApprovalLimitRow, ApprovalLimits, DelegationRow } from '../../shared/readModels/approvals.ts'
import { DELEGATION_MS_MAX } from '../../shared/transferContract.ts'
import type { Reader } from '../ledger/types.ts'
import type { QueryContext } from './context.ts'

interface Caller {
  actor: string
  role: string
}

/** By which limit somebody decides in their own name. */
export const approvalLimit = (reader: Reader, { actor, role }: Caller): ApprovalLimit =>
  limitFor(
    (holder) =>
      reader.get<ApprovalLimit>(
        `SELECT value_minor AS valueMinor, distance_km AS distanceKm, age_hours AS ageHours FROM approval_limits
         WHERE holder = ?`,
        [holder],
      ),
    actor,
    role,
  )

export function approvalLimits({ reader }: QueryContext, caller: Caller): ApprovalLimits {
  const set = reader.all<ApprovalLimitRow>(
    `SELECT holder, value_minor AS valueMinor, distance_km AS distanceKm, age_hours AS ageHours, actor AS setBy,
       set_at AS setAt FROM approval_limits ORDER BY holder`,
  )
  const byThemselves = Object.entries(DEFAULT_LIMITS)
    .filter(([role]) => !set.some(({ holder }) => holder === role))
    .map(([holder, limit]): ApprovalLimitRow => ({ holder, ...limit, setBy: null, setAt: null }))
  const { valueMinor, distanceKm, ageHours } = approvalLimit(reader, caller)
  const mayApprove = caller.role === 'operator' || caller.role === 'administrator'
  return { rows: [...byThemselves, ...set], mine: { mayApprove, valueMinor, distanceKm, ageHours } }
}

export const approvalDelegations = ({ reader, clock }: QueryContext): DelegationRow[] =>
  reader.all<DelegationRow>(
    `SELECT delegation, by_actor AS "by", by_role AS byRole, to_actor AS "to", starts_at AS "from", until,
       ended_at AS endedAt FROM approval_delegations
     WHERE coalesce(ended_at, until) > ? ORDER BY ended_at IS NOT NULL OR until < ?, starts_at DESC, delegation`,
    [clock.now() - DELEGATION_MS_MAX, clock.now()],
  )
