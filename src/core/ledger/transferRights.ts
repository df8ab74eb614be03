/** Owns who may approve a transfer: limits on value and distance, delegations, and that nobody approves what they asked for. */
import { limitFor, type ApprovalLimit } from '../../shared/approvalLimits.ts'
import type { TransferDecision } from './transferCommands.ts'
import { refused, type KnownTransfer, type TransferStore } from './transferState.ts'
import type { DecisionOutcome, Writer } from './types.ts'

type Reads = Pick<Writer, 'all' | 'get'>

const LIMIT_SQL = `
SELECT value_minor AS valueMinor, distance_km AS distanceKm, age_hours AS ageHours FROM approval_limits WHERE holder = ?`

export const limitOf = (reader: Reads, actor: string, role: string): ApprovalLimit =>
  limitFor((holder) => reader.get<ApprovalLimit>(LIMIT_SQL, [holder]), actor, role)

interface Delegation {
  delegation: string
  by: string
  byRole: string
}

/** Whose stead somebody may approve in now. What was delegated cannot be delegated further: only the giver's own limits count. */
export const delegationsTo = (reader: Reads, actor: string, at: number): Delegation[] =>
  reader.all<Delegation>(
    `SELECT delegation, by_actor AS "by", by_role AS byRole FROM approval_delegations
     WHERE to_actor = ? AND starts_at <= ? AND until > ? AND ended_at IS NULL ORDER BY by_actor, until DESC`,
    [actor, at, at],
  )

export interface Asked {
  actor: string
  role: string
  onBehalfOf?: string
}

/** By which limit somebody decides; or why they may not. */
export type Standing = { limit: ApprovalLimit; delegation: string | null } | { hindrance: string }

/** Whether somebody may decide about the transfer at all. */
export function standingOf(reader: Reads, known: KnownTransfer, asked: Asked, at: number): Standing {
  const { actor, role, onBehalfOf } = asked
  if (known.askers.includes(actor)) {
    return {
      hindrance:
        'You had a hand in asking for it, so somebody else has to decide. Where there is one login only, add another: tower login add NAME --role operator.',
    }
  }
  if (onBehalfOf === undefined || onBehalfOf === actor)
    return { limit: limitOf(reader, actor, role), delegation: null }
  if (known.askers.includes(onBehalfOf))
    return { hindrance: `${onBehalfOf} had a hand in asking for it: it cannot be decided in their stead.` }
  const given = delegationsTo(reader, actor, at).find((one) => one.by === onBehalfOf)
  if (!given) return { hindrance: `${onBehalfOf} has not let you approve in their stead, or not for now.` }
  return { limit: limitOf(reader, given.by, given.byRole), delegation: given.delegation }
}

/** Why units of this value and distance are beyond a limit; null: they are within it. What is not known is beyond any limit. */
export function beyondLimit(
  { valueMinor: mostMinor, distanceKm: mostKm }: ApprovalLimit,
  { valueMinor, distanceKm }: { valueMinor: number | null; distanceKm: number | null },
  currency: string | null,
): string | null {
  const money = (minor: number) => `${(minor / 100).toFixed(2)}${currency === null ? '' : ` ${currency}`}`
  if (mostMinor !== null && valueMinor === null)
    return 'What it is worth is not known: only somebody without a limit of value may approve it.'
  if (mostMinor !== null && valueMinor !== null && valueMinor > mostMinor)
    return `It is worth ${money(valueMinor)}; the limit is ${money(mostMinor)}.`
  if (mostKm !== null && distanceKm === null)
    return 'How far it goes is not known: only somebody without a limit of distance may approve it.'
  if (mostKm !== null && distanceKm !== null && distanceKm > mostKm)
    return `It goes ${Math.round(distanceKm)} km; the limit is ${mostKm} km.`
  return null
}

type Of<K extends TransferDecision['kind']> = Extract<TransferDecision, { kind: K }>

const timesOf = (reader: Reads, kind: string, subject: string) =>
  reader.get<{ n: number }>(
    'SELECT count(*) AS n FROM facts JOIN subjects USING (subject_number) WHERE kind = ? AND subject = ?',
    [kind, subject],
  )?.n ?? 0

export function setLimit(store: TransferStore, asked: Of<'setApprovalLimit'>, at: number): DecisionOutcome {
  const { kind: _kind, ...event } = asked
  const { holder, valueMinor, distanceKm, ageHours = 24 } = asked
  const known = store.reader.get<ApprovalLimit>(LIMIT_SQL, [holder])
  const isSame =
    known?.valueMinor === valueMinor && known.distanceKm === distanceKm && known.ageHours === ageHours
  if (isSame) return { answer: { holder } }
  const place = String(timesOf(store.reader, 'approvalLimit', holder) + 1).padStart(6, '0')
  store.record([
    {
      identity: `tower:approvalLimit:${holder}:${place}`,
      occurredAt: at,
      events: [{ type: 'ApprovalLimitSet', ...event }],
    },
  ])
  return { answer: { holder } }
}

/** Delegations that somebody may have given at once. */
const DELEGATIONS_MAX = 20

export function delegate(store: TransferStore, asked: Of<'delegateApproval'>, at: number): DecisionOutcome {
  const { kind: _kind, ...event } = asked
  const { delegation, actor, to, until } = asked
  if (to === actor) return refused('conflict', 'You approve in your own name already.')
  if (store.reader.get('SELECT 1 AS one FROM approval_delegations WHERE delegation = ?', [delegation]))
    return { answer: { delegation } }
  const running = store.reader.all<{ delegation: string; to: string; until: number }>(
    `SELECT delegation, to_actor AS "to", until FROM approval_delegations
     WHERE by_actor = ? AND ended_at IS NULL AND until > ?`,
    [actor, at],
  )
  const same = running.find((one) => one.to === to && one.until === until)
  if (same) return { answer: { delegation: same.delegation } }
  if (running.length >= DELEGATIONS_MAX)
    return refused('conflict', `You have let ${running.length} approve in your stead; end one first.`)
  store.record([
    {
      identity: `tower:approvalDelegation:${delegation}:given`,
      occurredAt: at,
      events: [{ type: 'ApprovalDelegated', ...event }],
    },
  ])
  return { answer: { delegation } }
}

export function endDelegation(
  store: TransferStore,
  { delegation, actor, role }: Of<'endApprovalDelegation'>,
  at: number,
): DecisionOutcome {
  const known = store.reader.get<{ by: string; endedAt: number | null }>(
    'SELECT by_actor AS "by", ended_at AS endedAt FROM approval_delegations WHERE delegation = ?',
    [delegation],
  )
  if (!known) return refused('notFound', `There is no delegation ${delegation}.`)
  if (known.by !== actor && role !== 'administrator')
    return refused('forbidden', `Only ${known.by} or an administrator may end it.`)
  if (known.endedAt !== null) return { answer: { delegation, endedAt: known.endedAt } }
  store.record([
    {
      identity: `tower:approvalDelegation:${delegation}:ended`,
      occurredAt: at,
      events: [{ type: 'ApprovalDelegationEnded', delegation, actor, role }],
    },
  ])
  return { answer: { delegation, endedAt: at } }
}
