/** Owns alerts as they stand: what the rules found of each, and what people did about it. */
import { alertCost } from '../../shared/alertCost.ts'
import type { EventOf } from '../../shared/events.ts'
import type { Fact, Projection, SubjectContext } from '../ledger/subjects.ts'
import type { Writer } from '../ledger/types.ts'

type Changed = EventOf<'AlertChanged'>
type Acted = EventOf<'AlertActed'>
interface Told<E> {
  event: E
  at: number
  /** How many of its kind the alert had by then. */
  place: number
}

/** A row of `alerts`; evidence, impact, action and labels as JSON. */
interface Row {
  rule: string
  subject: string
  state: Changed['state']
  severity: string
  since: number
  stateAt: number
  changedAt: number
  firedAt: number | null
  dataAsOf: number
  figure: number | null
  threshold: number
  labels: string
  summary: string
  evidence: string
  impact: string
  action: string | null
  inhibitedBy: string | null
  cost: number
  owner: string | null
  acknowledgedBy: string | null
  acknowledgedAt: number | null
  snoozedUntil: number | null
  useful: number
  noise: number
  changes: number
  acts: number
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

const NOT_ACTED = {
  owner: null,
  acknowledgedBy: null,
  acknowledgedAt: null,
  snoozedUntil: null,
  useful: 0,
  noise: 0,
  acts: 0,
}

/** What the rules found, with one change more. */
function changed(before: Row | null, { event, at, place }: Told<Changed>): Row {
  const isFiring = event.state === 'firing'
  // An alert that is on its way out goes on to say what was at stake.
  const atStake = isFiring || before === null || before.firedAt === null
  return {
    ...(before ?? NOT_ACTED),
    rule: event.rule,
    subject: event.subject,
    state: event.state,
    severity: event.severity,
    since: event.since,
    stateAt: before?.state === event.state ? before.stateAt : at,
    changedAt: at,
    firedAt: before?.firedAt ?? (isFiring ? at : null),
    dataAsOf: event.dataAsOf,
    figure: event.figure,
    threshold: event.threshold,
    labels: JSON.stringify(event.labels),
    summary: event.summary,
    evidence: event.evidence.length > 0 || before === null ? JSON.stringify(event.evidence) : before.evidence,
    impact: atStake ? JSON.stringify(event.impact) : before.impact,
    action: event.action ? JSON.stringify(event.action) : (before?.action ?? null),
    inhibitedBy: event.inhibitedBy ?? null,
    cost: atStake ? alertCost(event.impact) : before.cost,
    changes: place,
  }
}

/** What people did, with one act more; votes are counted apart. */
function acted(before: Row, { event, at, place }: Told<Acted>): Row {
  const row = { ...before, acts: place }
  switch (event.act) {
    case 'acknowledged':
      return { ...row, acknowledgedBy: event.actor, acknowledgedAt: at }
    case 'unacknowledged':
      return { ...row, acknowledgedBy: null, acknowledgedAt: null }
    case 'assigned':
      return { ...row, owner: event.owner ?? null }
    case 'snoozed':
      return { ...row, snoozedUntil: event.until ?? null }
    default:
      return row
  }
}

/** Whoever votes again has changed their mind. */
function votesOf(acts: readonly Told<Acted>[]): Pick<Row, 'useful' | 'noise'> {
  const votes = new Map<string, boolean>()
  for (const { event } of acts) if (event.act === 'voted') votes.set(event.actor, event.useful ?? false)
  const useful = [...votes.values()].filter(Boolean).length
  return { useful, noise: votes.size - useful }
}

function write(writer: Writer, alert: string, row: Row): void {
  const isOpen = row.state !== 'resolved'
  writer.run(
    `INSERT OR REPLACE INTO alerts (alert, rule, subject, state, severity, since, state_at, changed_at, fired_at, resolved_at,
       data_as_of, figure, threshold, labels, summary, evidence, impact, action, inhibited_by, cost, open, owner,
       acknowledged_by, acknowledged_at, snoozed_until, useful, noise, changes, acts, change)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,
       (SELECT coalesce(max(change), 0) + 1 FROM alerts))`,
    [
      alert,
      row.rule,
      row.subject,
      row.state,
      row.severity,
      row.since,
      row.stateAt,
      row.changedAt,
      row.firedAt,
      isOpen ? null : row.stateAt,
      row.dataAsOf,
      row.figure,
      row.threshold,
      row.labels,
      row.summary,
      row.evidence,
      row.impact,
      row.action,
      row.inhibitedBy,
      row.cost,
      Number(isOpen),
      row.owner,
      row.acknowledgedBy,
      row.acknowledgedAt,
      row.snoozedUntil,
      row.useful,
      row.noise,
      row.changes,
      row.acts,
    ],
  )
}

const ROW_SQL = `
SELECT rule, subject, state, severity, since, state_at AS stateAt, changed_at AS changedAt, fired_at AS firedAt,
  data_as_of AS dataAsOf, figure, threshold, labels, summary, evidence, impact, action, inhibited_by AS inhibitedBy, cost,
  owner, acknowledged_by AS acknowledgedBy, acknowledged_at AS acknowledgedAt, snoozed_until AS snoozedUntil, useful, noise,
  changes, acts
FROM alerts WHERE alert = ?`

function save({ writer }: SubjectContext, alert: string, facts: readonly Fact[]): void {
  const found = told('AlertChanged', facts).reduce<Row | null>(changed, null)
  if (!found) return writer.run('DELETE FROM alerts WHERE alert = ?', [alert])
  const acts = told('AlertActed', facts)
  write(writer, alert, { ...acts.reduce(acted, found), ...votesOf(acts) })
}

/** An alert whose figure swings has thousands of facts: as they are numbered, one more is added to the row. */
function advance({ writer }: SubjectContext, alert: string, fresh: readonly Fact[]): boolean {
  if (fresh.length === 0) return true
  const before = writer.get<Row & Record<string, string | number | null>>(ROW_SQL, [alert])
  if (!before) return false
  const changes = told('AlertChanged', fresh)
  const acts = told('AlertActed', fresh)
  const isNext =
    (changes[0]?.place ?? Infinity) > before.changes && (acts[0]?.place ?? Infinity) > before.acts
  if (!isNext || acts.some(({ event }) => event.act === 'voted')) return false
  write(writer, alert, acts.reduce(acted, changes.reduce<Row>(changed, before)))
  return true
}

export const alertProjection: Projection = {
  kind: 'alert',
  types: ['AlertChanged', 'AlertActed'],
  subjectsOf: (event) => (event.type === 'AlertChanged' || event.type === 'AlertActed' ? [event.alert] : []),
  save,
  advance,
}
