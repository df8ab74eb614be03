/** Owns alerts as they stand: what the rules found of each, and what people did about it. */
import { alertCost } from '../../shared/alertCost.ts'
import type { EventOf } from '../../shared/events.ts'
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'

type Changed = EventOf<'AlertChanged'>
type Acted = EventOf<'AlertActed'>
interface Told<E> {
  event: E
  at: number
  /** How many of its kind the alert had by then. */
  place: number
}

/** Facts about one alert are numbered at the end of their identity: `tower:alert:<alert>:<n>`. */
const placeOf = ({ identity }: Fact): number => Number(identity.slice(identity.lastIndexOf(':') + 1)) || 0

function told<T extends 'AlertChanged' | 'AlertActed'>(
  type: T,
  facts: readonly Fact[],
): Told<Extract<Changed | Acted, { type: T }>>[] {
  return facts
    .flatMap((fact) =>
      fact.event.type === type
        ? [
            {
              event: fact.event as Extract<Changed | Acted, { type: T }>,
              at: fact.occurredAt,
              place: placeOf(fact),
            },
          ]
        : [],
    )
    .sort((a, b) => a.place - b.place)
}

/** What the rules found, as it stands. */
function found(changes: readonly Told<Changed>[], latest: Told<Changed>) {
  const { event } = latest
  const other = changes.findLastIndex((one) => one.event.state !== event.state)
  const stateAt = changes[other + 1]?.at ?? latest.at
  // An alert that is on its way out goes on to say what was at stake.
  const atStake = changes.findLast((one) => one.event.state === 'firing') ?? latest
  const proven = changes.findLast((one) => one.event.evidence.length > 0) ?? latest
  return {
    stateAt,
    firedAt: changes.find((one) => one.event.state === 'firing')?.at ?? null,
    resolvedAt: event.state === 'resolved' ? stateAt : null,
    impact: atStake.event.impact,
    evidence: proven.event.evidence,
    action: changes.findLast((one) => one.event.action)?.event.action ?? null,
  }
}

/** What people did, as it stands. */
function acted(acts: readonly Told<Acted>[]) {
  const last = (...kinds: readonly Acted['act'][]) => acts.findLast((one) => kinds.includes(one.event.act))
  const acknowledged = last('acknowledged', 'unacknowledged')
  const isAcknowledged = acknowledged?.event.act === 'acknowledged'
  // Whoever votes again has changed their mind.
  const votes = new Map<string, boolean>()
  for (const { event } of acts) if (event.act === 'voted') votes.set(event.actor, event.useful ?? false)
  const useful = [...votes.values()].filter(Boolean).length
  return {
    owner: last('assigned')?.event.owner ?? null,
    acknowledgedBy: isAcknowledged ? acknowledged.event.actor : null,
    acknowledgedAt: isAcknowledged ? acknowledged.at : null,
    snoozedUntil: last('snoozed')?.event.until ?? null,
    useful,
    noise: votes.size - useful,
  }
}

function save({ writer }: SubjectContext, alert: string, facts: readonly Fact[]): void {
  const changes = told('AlertChanged', facts)
  const latest = changes.at(-1)
  if (!latest) return writer.run('DELETE FROM alerts WHERE alert = ?', [alert])
  const acts = told('AlertActed', facts)
  const { event } = latest
  const finding = found(changes, latest)
  const doing = acted(acts)
  writer.run(
    `INSERT OR REPLACE INTO alerts (alert, rule, subject, state, severity, since, state_at, changed_at, fired_at, resolved_at,
       data_as_of, figure, threshold, labels, summary, evidence, impact, action, inhibited_by, cost, open, owner,
       acknowledged_by, acknowledged_at, snoozed_until, useful, noise, changes, acts, change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
       (SELECT coalesce(max(change), 0) + 1 FROM alerts))`,
    [
      alert,
      event.rule,
      event.subject,
      event.state,
      event.severity,
      event.since,
      finding.stateAt,
      latest.at,
      finding.firedAt,
      finding.resolvedAt,
      event.dataAsOf,
      event.figure,
      event.threshold,
      JSON.stringify(event.labels),
      event.summary,
      JSON.stringify(finding.evidence),
      JSON.stringify(finding.impact),
      finding.action && JSON.stringify(finding.action),
      event.inhibitedBy ?? null,
      alertCost(finding.impact),
      Number(event.state !== 'resolved'),
      doing.owner,
      doing.acknowledgedBy,
      doing.acknowledgedAt,
      doing.snoozedUntil,
      doing.useful,
      doing.noise,
      latest.place,
      acts.at(-1)?.place ?? 0,
    ],
  )
}

export const alertProjection: Projection = {
  kind: 'alert',
  types: ['AlertChanged', 'AlertActed'],
  subjectsOf: (event) => (event.type === 'AlertChanged' || event.type === 'AlertActed' ? [event.alert] : []),
  save,
}
