/** Owns the contract's entries about alerts: the live list, what people do about them, silences, rules, and the chain of acts. */
import { Type } from '@sinclair/typebox'
import { AlertRuleSet, AlertRuleSettings, AlertSilenceSet } from './alertEvents.ts'
import { command, Id, Instant, nothing, oneOf, page, query, stream, strict } from './contractParts.ts'
import type * as Alerts from './readModels/alerts.ts'
import { ALERT_AREAS, ALERT_SEVERITIES, ALERT_STATES } from './vocabulary.ts'

/** Alerts that one command may name. */
export const ALERTS_PER_COMMAND = 500
/** `open`: all that are not over, without those that still wait to fire. */
export const ALERT_STATE_FILTERS = ['open', ...ALERT_STATES] as const
export const ALERT_SORTS = ['cost', 'newest', 'severity'] as const

const Name = Type.String({ maxLength: 512 })
/** Which alerts. What is left out does not matter; `state` is then `open`, `muted` false. */
export const alertFilter = {
  state: Type.Optional(oneOf(ALERT_STATE_FILTERS)),
  area: Type.Optional(oneOf(ALERT_AREAS)),
  rule: Type.Optional(Id),
  severity: Type.Optional(oneOf(ALERT_SEVERITIES)),
  location: Type.Optional(Name),
  sku: Type.Optional(Name),
  channel: Type.Optional(Name),
  carrier: Type.Optional(Name),
  feed: Type.Optional(Name),
  region: Type.Optional(Name),
  country: Type.Optional(Name),
  category: Type.Optional(Name),
  /** Empty: nobody's. */
  owner: Type.Optional(Name),
  acknowledged: Type.Optional(Type.Boolean()),
  /** True: only those for which nobody is called. */
  muted: Type.Optional(Type.Boolean()),
  group: Type.Optional(Name),
  /** Matches the summary, the rule's title, labels and their names. */
  text: Type.Optional(Type.String({ maxLength: 200 })),
  /** Over since, and before, where the state is `resolved`: the last 28 days where absent. Else: holding since. */
  from: Type.Optional(Instant),
  until: Type.Optional(Instant),
}
const sorting = { sort: Type.Optional(oneOf(ALERT_SORTS)), descending: Type.Optional(Type.Boolean()) }

const alerts = Type.Array(Id, { minItems: 1, maxItems: ALERTS_PER_COMMAND, uniqueItems: true })
const Why = Type.String({ minLength: 1, maxLength: 2000 })
const Owner = Type.String({ minLength: 1, maxLength: 200 })

export const alertContract = {
  /** Alerts, the most costly first. */
  'alerts.list': query<Alerts.AlertPage>()(Type.Object({ ...alertFilter, ...page, ...sorting }, strict)),
  /** Alerts of one cause or one place together; an alert that explains others stands with them. */
  'alerts.groups': query<Alerts.AlertGroupPage>()(
    Type.Object({ ...alertFilter, ...page, ...sorting }, strict),
  ),
  'alerts.detail': query<Alerts.AlertDetail>()(Type.Object({ alert: Id }, strict)),
  'alerts.summary': query<Alerts.AlertSummary>()(
    Type.Object({ region: alertFilter.region, country: alertFilter.country }, strict),
  ),
  'alerts.rules': query<{ rules: Alerts.AlertRuleRow[] }>()(nothing),
  'alerts.rule': query<Alerts.AlertRuleDetail>()(Type.Object({ rule: Id }, strict)),
  /** Silences that are not over, then those that ended in the last 28 days. */
  'alerts.silences': query<{ silences: Alerts.AlertSilenceRow[] }>()(nothing),
  /** How many human acts are in the chain, and its last hash: noted elsewhere, it tells a cut chain. */
  'audit.head': query<Alerts.AuditHead>()(nothing),

  'alerts.acknowledge': command<Alerts.AlertActReport>()(
    Type.Object({ alerts, why: Type.Optional(Why) }, strict),
  ),
  'alerts.unacknowledge': command<Alerts.AlertActReport>()(
    Type.Object({ alerts, why: Type.Optional(Why) }, strict),
  ),
  'alerts.assign': command<Alerts.AlertActReport>()(
    Type.Object({ alerts, owner: Type.Union([Owner, Type.Null()]) }, strict),
  ),
  'alerts.comment': command<Alerts.AlertActReport>()(Type.Object({ alert: Id, text: Why }, strict)),
  /** Nobody is called until then; null: no longer snoozed. */
  'alerts.snooze': command<Alerts.AlertActReport>()(
    Type.Object({ alerts, until: Type.Union([Instant, Type.Null()]), why: Type.Optional(Why) }, strict),
  ),
  'alerts.vote': command<Alerts.AlertActReport>()(
    Type.Object({ alert: Id, useful: Type.Boolean(), why: Type.Optional(Why) }, strict),
  ),
  /** Nobody is called for alerts that match. */
  'alerts.silence': command<{ silence: string }>()(
    Type.Object(
      {
        matchers: AlertSilenceSet.properties.matchers,
        /** Absent: from now on. */
        from: Type.Optional(Instant),
        until: Type.Union([Instant, Type.Null()]),
        weekly: AlertSilenceSet.properties.weekly,
        timeZone: AlertSilenceSet.properties.timeZone,
        why: Why,
      },
      strict,
    ),
  ),
  'alerts.endSilence': command<{ silence: string; endedAt: number }>()(Type.Object({ silence: Id }, strict)),
  /** Sets a rule anew, as a whole: what is left out is as its definition says. */
  'alerts.setRule': command<{ rule: string }>()(
    Type.Object(
      { rule: Id, settings: AlertRuleSettings, scoped: AlertRuleSet.properties.scoped, why: Why },
      strict,
    ),
  ),

  /** The summary, then alerts that changed with the summary of that moment. */
  'alerts.live': stream<Alerts.AlertSummary, Alerts.AlertDelta>()(nothing),
} as const
