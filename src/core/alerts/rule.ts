/** Owns what a rule is: what it looks at, when, and what it answers. Rules are plain functions over a read-only store. */
import type { EventOf } from '../../shared/events.ts'
import type { OddsOf } from '../../shared/riskScore.ts'
import type { AlertArea, AlertSeverity } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'

export type AlertLabels = Record<string, string>
type Changed = EventOf<'AlertChanged'>
export type AlertEvidence = Changed['evidence'][number]
export type AlertImpact = Changed['impact']
export type AlertAction = NonNullable<Changed['action']>

export interface RuleSettings {
  enabled: boolean
  severity: AlertSeverity
  threshold: number
  /** How long it must hold, by the time of the sources, before it fires. */
  pendingMs: number
  /** How long it must be over before it is resolved. */
  recoverMs: number
  parameters: Readonly<Record<string, number>>
}

export interface RuleParameter {
  name: string
  title: string
  unit: string
  default: number
  minimum: number
  maximum: number
}

/**
 * What a stretch of the log touched, gathered over a step of the engine. A rule maps these to its own subjects. Keys of
 * several parts are joined by `\n` (`subjectKey`).
 */
export interface Touched {
  /** `location\nsku`. SKU as booked (ties resolved). */
  positions: ReadonlySet<string>
  /** Positions that were counted physically. */
  counted: ReadonlySet<string>
  skus: ReadonlySet<string>
  locations: ReadonlySet<string>
  /** `channel\nsku`. */
  listings: ReadonlySet<string>
  channels: ReadonlySet<string>
  promotions: ReadonlySet<string>
  orders: ReadonlySet<string>
  shipments: ReadonlySet<string>
  /** Names of feeds that sent anything, duplicates and refusals among it. */
  feeds: ReadonlySet<string>
  /** Sequences that were told of. */
  sequences: ReadonlySet<string>
  /** `system\nmeasure\nlocation\nsku\nuntil` of control totals. */
  totals: ReadonlySet<string>
  /** What was described anew. */
  described: { locations: ReadonlySet<string>; skus: ReadonlySet<string> }
}

/** What a rule may look at. One snapshot of the store for the whole step. */
export interface RuleContext {
  reader: Reader
  /** Now, by the injected clock. */
  now: number
  /** The settings that hold for something with these labels. */
  settings(labels: AlertLabels): RuleSettings
  /**
   * Settings without regard to scopes, with the threshold that is the easiest to pass of all: for what is only a filter.
   */
  base: RuleSettings
  /** Has subjects measured besides, once nothing that was touched waits; absent where nobody does. */
  sweep?(subjects: readonly string[]): void
  /** The odds that promises are missed; absent where nobody reckons them. */
  odds?: OddsOf
}

export interface Measurement {
  subject: string
  /** What the alert is about; scopes, silences and grouping go by it. Ids, not names. */
  labels: AlertLabels
  /** Null: there is nothing to judge by (any more): an open alert goes to `noData`. */
  figure: number | null
  /** Time of the sources from which on the figure has been beyond its threshold, as far as the store tells. */
  since: number
  /** Latest time of the sources that it was judged by. */
  dataAsOf: number
  /** When the figure changes by itself, without an event; the engine measures again then. */
  lookAgainAt?: number
  /** Where the case is worse, or milder, than the rule's severity, as `explain` will say: another one is told at once. */
  severity?: AlertSeverity
}

/** What is told of an alert that opened, changed or got worse. */
export interface Explanation {
  /** One sentence that names what and where, by names where they are known. */
  summary: string
  evidence: AlertEvidence[]
  impact: AlertImpact
  action: AlertAction
  /** Where the case is worse, or milder, than the rule's severity. */
  severity?: AlertSeverity
}

export interface Rule {
  /** Short id in camelCase, e.g. `priceDifference`. */
  rule: string
  area: AlertArea
  /** A few words for lists. */
  title: string
  /** One sentence: when it fires. */
  definition: string
  /** What one alert is about: position, listing, sku, promotion, order, orderLine, return, shipment, lane, location, carrier, feed, … */
  subjectKind: string
  /** What is measured, in words. */
  figure: string
  unit: string
  direction: 'above' | 'below'
  defaults: Omit<RuleSettings, 'parameters' | 'enabled'>
  parameters: readonly RuleParameter[]
  /**
   * Rules whose alerts say nothing new while this one fires: muted where the labels named in `equal` are the same.
   * Each rule names those that it explains. An alert that has a label named in `without` explains nothing.
   */
  inhibits?: readonly { rules: readonly string[]; equal: readonly string[]; without?: readonly string[] }[]
  /** Labels by which alerts of the rule are listed as one group; absent: each stands alone. */
  groupBy?: readonly string[]
  /**
   * For a rule whose measuring is dear and whose subjects are touched all the time: one that is touched again sooner is
   * measured once so much time has passed.
   */
  restMs?: number
  /** Subjects whose measurement may have changed. */
  touchedBy(touched: Touched, context: RuleContext): Iterable<string>
  /**
   * Subjects that time alone may bring to fire, for when the engine starts: each is measured once and says when to look
   * again. Absent: time changes nothing.
   */
  timed?(context: RuleContext): Iterable<string>
  /**
   * Every subject that lives, for when the rule is new or was set anew: they are measured in portions, besides what
   * comes in. Absent: the subjects of `timed`.
   */
  everything?(context: RuleContext): Iterable<string>
  /**
   * Measures subjects, many at once; a subject that is left out, or is not beyond its threshold, is well. Must not depend on
   * anything but the store and `now`.
   */
  measure(context: RuleContext, subjects: readonly string[]): Measurement[]
  explain(context: RuleContext, measured: Measurement): Explanation
}

const SEPARATOR = '\n'
export const subjectKey = (...parts: readonly string[]): string => parts.join(SEPARATOR)
export const subjectParts = (subject: string): string[] => subject.split(SEPARATOR)

/** Whether the figure calls for an alert. */
export const isBeyond = (direction: Rule['direction'], figure: number, threshold: number): boolean =>
  direction === 'above' ? figure > threshold : figure < threshold
