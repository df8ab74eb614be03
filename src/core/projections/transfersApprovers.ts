/** Owns who may approve what: limits by holder, and delegations. */
import type { EventOf } from '../../shared/events.ts'
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'

/** Hours after which a request has to be confirmed anew, where nothing else is set. */
const AGE_HOURS = 24

/** In the order of their numbers: `tower:approvalLimit:<holder>:<n>`. */
const latest = (facts: readonly Fact[]) => {
  const places = facts.map(({ identity }) => Number(identity.slice(identity.lastIndexOf(':') + 1)) || 0)
  return facts[places.indexOf(Math.max(...places))]
}

function saveLimit({ writer }: SubjectContext, holder: string, facts: readonly Fact[]): void {
  const fact = latest(facts)
  if (!fact) return writer.run('DELETE FROM approval_limits WHERE holder = ?', [holder])
  const { valueMinor, distanceKm, ageHours, actor, why } = fact.event as EventOf<'ApprovalLimitSet'>
  writer.run(
    `INSERT OR REPLACE INTO approval_limits (holder, value_minor, distance_km, age_hours, actor, why, set_at)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    [holder, valueMinor, distanceKm, ageHours ?? AGE_HOURS, actor, why, fact.occurredAt],
  )
}

export const approvalLimitProjection: Projection = {
  kind: 'approvalLimit',
  types: ['ApprovalLimitSet'],
  subjectsOf: (event) => (event.type === 'ApprovalLimitSet' ? [event.holder] : []),
  save: saveLimit,
}

function saveDelegation({ writer }: SubjectContext, delegation: string, facts: readonly Fact[]): void {
  const given = facts.find(({ event }) => event.type === 'ApprovalDelegated')
  if (!given) return writer.run('DELETE FROM approval_delegations WHERE delegation = ?', [delegation])
  const ended = facts.find(({ event }) => event.type === 'ApprovalDelegationEnded')
  const { actor, role, to, from, until, why } = given.event as EventOf<'ApprovalDelegated'>
  writer.run(
    `INSERT OR REPLACE INTO approval_delegations (delegation, by_actor, by_role, to_actor, starts_at, until, why, ended_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    [delegation, actor, role, to, from, until, why ?? null, ended?.occurredAt ?? null],
  )
}

export const approvalDelegationProjection: Projection = {
  kind: 'approvalDelegation',
  types: ['ApprovalDelegated', 'ApprovalDelegationEnded'],
  subjectsOf: (event) =>
    event.type === 'ApprovalDelegated' || event.type === 'ApprovalDelegationEnded' ? [event.delegation] : [],
  save: saveDelegation,
}
