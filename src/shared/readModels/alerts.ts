/** Owns the shapes that questions about alerts, their rules and their outputs are answered with. Instants are milliseconds since 1970. */
import type { AlertAct, AlertArea, AlertSeverity, AlertState } from '../vocabulary.ts'

/** What is at stake while nobody acts; null: not known, or without meaning for the rule. */
export interface AlertImpact {
  units: number | null
  valueMinor: number | null
  currency: string | null
  customers: number | null
  promises: number | null
  shipments: number | null
}

/** Why nobody is called for an alert that is there. */
export type AlertMute = 'snoozed' | 'silenced' | 'inhibited'

export interface AlertRow {
  alert: string
  rule: string
  /** The rule's title in words. */
  ruleTitle: string
  area: AlertArea
  state: AlertState
  severity: AlertSeverity
  /** One sentence that names what and where. */
  summary: string
  labels: Record<string, string>
  /** Names of what the labels name, where they are described: the same keys. */
  names: Record<string, string>
  /** Time of the sources from which on it has held. */
  since: number
  /** When it began to fire; null while pending. */
  firedAt: number | null
  resolvedAt: number | null
  dataAsOf: number
  figure: number | null
  threshold: number
  /** The unit of figure and threshold, e.g. `units`, `hours`, `%`. */
  unit: string
  impact: AlertImpact
  /** By which the list is ordered: money first, then promises, customers, units. */
  cost: number
  owner: string | null
  acknowledgedBy: string | null
  acknowledgedAt: number | null
  snoozedUntil: number | null
  mutedBy: AlertMute | null
  /** The alert that explains this one. */
  inhibitedBy: string | null
  /** Alerts that this one explains. */
  inhibits: number
  /** Key of the group that it is listed in. */
  group: string
  action: { text: string; link: string } | null
}

export interface AlertPage {
  rows: AlertRow[]
  total: number
}

/** Alerts of one cause or one place, listed as one. A group of one is its alert. */
export interface AlertGroup {
  group: string
  title: string
  alerts: number
  severity: AlertSeverity
  impact: AlertImpact
  cost: number
  since: number
  /** Those of its alerts that nobody has acknowledged. */
  unacknowledged: number
  /** The most costly first, at most 5. */
  first: AlertRow[]
}

export interface AlertGroupPage {
  rows: AlertGroup[]
  total: number
  /** Alerts in all groups. */
  alerts: number
}

export interface AlertEvidence {
  text: string
  /** Identity of the record, openable with `source.record`. */
  identity: string | null
  link: string | null
  at: number | null
}

/** What happened to an alert: found by the rule, or done by somebody. */
export type AlertHappening =
  | {
      kind: 'state'
      at: number
      state: AlertState
      severity: AlertSeverity
      figure: number | null
      summary: string
    }
  | {
      kind: 'act'
      at: number
      act: AlertAct
      actor: string
      role: string
      why: string | null
      owner: string | null
      until: number | null
      useful: boolean | null
    }

export interface AlertDetail {
  row: AlertRow
  evidence: AlertEvidence[]
  /** Oldest first. */
  timeline: AlertHappening[]
  /** Those that it explains, the most costly first, at most 100. */
  inhibited: AlertRow[]
  inhibitedTotal: number
  /** Earlier spells of the same rule and subject, latest first, at most 20. */
  earlier: AlertRow[]
  votes: { useful: number; noise: number }
  /** Where it is, for the map; null coordinates: not placed. */
  places: { location: string; name: string | null; latitude: number | null; longitude: number | null }[]
}

export interface AlertSummary {
  /** Firing and recovering alerts that nobody muted. */
  firing: Record<AlertSeverity, number>
  pending: number
  muted: number
  unacknowledged: number
  byArea: Record<AlertArea, number>
  /** Locations with unmuted firing alerts, for badges on the map. */
  byLocation: { location: string; alerts: number; severity: AlertSeverity }[]
  /** When rules were last evaluated; null: not yet. */
  evaluatedAt: number | null
  /** Records that are in the ledger and not yet judged. */
  behindRecords: number
}

/** A delta of the live list: alerts that changed since, newest state. */
export interface AlertDelta {
  summary: AlertSummary
  changed: AlertRow[]
  /** True where more changed than is told here: ask anew. */
  everything: boolean
}

export interface AlertRuleParameter {
  name: string
  title: string
  unit: string
  default: number
  minimum: number
  maximum: number
}

export interface AlertRuleSettingsRow {
  enabled: boolean
  severity: AlertSeverity
  threshold: number
  pendingMs: number
  recoverMs: number
  parameters: Record<string, number>
}

export interface AlertRuleRow {
  rule: string
  area: AlertArea
  title: string
  /** One sentence: when it fires. */
  definition: string
  subjectKind: string
  /** What is measured, in words, and in what unit. */
  figure: string
  unit: string
  /** Fires where the figure is above, or below, its threshold. */
  direction: 'above' | 'below'
  own: boolean
  settings: AlertRuleSettingsRow
  scopedSettings: number
  firing: number
  pending: number
  /** Fired in the last 28 days. */
  fired: number
  lastFiredAt: number | null
  lastEvaluatedAt: number | null
  /** Mean time that an evaluation takes for one subject; null: none yet. */
  evaluationMicroseconds: number | null
  /** What went wrong at the last evaluation; null: nothing. */
  fault: string | null
  votes: { useful: number; noise: number }
  /** Useful votes ÷ votes; null without votes. */
  precision: number | null
  /** Median from firing to acknowledgement over 28 days; null: none acknowledged. */
  acknowledgeMsMedian: number | null
}

export interface AlertRuleDetail {
  row: AlertRuleRow
  /** The whole page of documentation, as Markdown without links to pictures. */
  documentation: string
  parameters: AlertRuleParameter[]
  defaults: AlertRuleSettingsRow
  scoped: {
    matchers: { label: string; values: string[] }[]
    settings: Partial<AlertRuleSettingsRow>
  }[]
  /** For a rule of a user's own. */
  expression: string | null
  firedByDay: { day: string; alerts: number }[]
  history: { at: number; actor: string; role: string; why: string }[]
}

/** What a rule would have done in the past: every spell by its worst figure, so that any threshold can be tried. */
export interface AlertBackTest {
  from: number
  until: number
  /** Records replayed. */
  records: number
  threshold: number
  direction: 'above' | 'below'
  unit: string
  /** How often a threshold would have fired, at some thresholds from the loosest to the tightest. */
  curve: { threshold: number; alerts: number }[]
  /** Spells at the loosest threshold that was tried, worst first, at most 500. */
  spells: {
    subject: string
    summary: string
    from: number
    /** Null: still so at the end. */
    until: number | null
    worst: number
  }[]
  /** Spells by day at the rule's own threshold. */
  byDay: { day: string; alerts: number }[]
  milliseconds: number
}

export interface AlertSilenceRow {
  silence: string
  matchers: { label: string; values: string[] }[]
  from: number
  until: number | null
  weekly: { weekday: number; from: string; until: string }[] | null
  timeZone: string | null
  why: string
  actor: string
  at: number
  /** Whether it holds now. */
  active: boolean
  ended: boolean
  /** Open alerts that it mutes now. */
  alerts: number
}

/** What a command did to each alert that it named, in their order. */
export interface AlertActReport {
  /** Alerts to which something was done. */
  done: number
  alerts: {
    alert: string
    /** `unchanged`: it was so before. `conflict`: not possible as it stands, `message` says why. */
    outcome: 'done' | 'unchanged' | 'notFound' | 'conflict'
    message: string | null
  }[]
}

/** The end of the chain of human acts; no act, no hash. */
export interface AuditHead {
  acts: number
  /** SHA-256 in hexadecimal. */
  hash: string | null
}

/** What conditions may be about, and the words that they may use. */
export interface AlertConditions {
  kinds: {
    kind: string
    title: string
    area: AlertArea
    figures: { name: string; type: 'number' | 'text' | 'boolean'; title: string }[]
  }[]
  functions: string[]
  methods: string[]
}

export interface AlertExpressionCheck {
  valid: boolean
  /** What is wrong, in a sentence; null: nothing. */
  fault: string | null
  /** Character at which it is wrong; null: not known. */
  at: number | null
  /** Figures that it looks at. */
  names: string[]
}
