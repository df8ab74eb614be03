/** Owns how each rule is set: its own defaults, what people set for all, and what they set for parts of the network. */
import type { EventOf } from '../../shared/events.ts'
import type { Reader } from '../ledger/types.ts'
import type { AlertLabels, Rule, RuleSettings } from './rule.ts'

type Told = EventOf<'AlertRuleSet'>
type Scope = Told['scoped'][number]

export interface SettingsOf {
  base: RuleSettings
  /** `base` with the threshold that is the easiest to pass of all scopes: what is well by it is well everywhere. */
  filter: RuleSettings
  /** Whether the rule is switched off everywhere. */
  isOff: boolean
  /** Settings for something with these labels. */
  of(labels: AlertLabels): RuleSettings
}

/** A rule's settings with nothing said about it. */
export function defaultSettings(rule: Rule): RuleSettings {
  return {
    enabled: true,
    ...rule.defaults,
    parameters: Object.fromEntries(rule.parameters.map((one) => [one.name, one.default])),
  }
}

/** Settings with what was said over them; parameters one by one. */
export function overlaid(base: RuleSettings, told: Told['settings']): RuleSettings {
  return { ...base, ...told, parameters: { ...base.parameters, ...told.parameters } }
}

const holds = (scope: Scope, labels: AlertLabels): boolean =>
  scope.matchers.every(({ label, values }) => values.includes(labels[label] ?? ''))

/** Of the scopes that hold the one with the most matchers counts, else the later in the list. */
export function scopeFor(scoped: readonly Scope[], labels: AlertLabels): Scope | null {
  let best: Scope | null = null
  for (const scope of scoped) {
    if ((best === null || scope.matchers.length >= best.matchers.length) && holds(scope, labels)) best = scope
  }
  return best
}

/** @param placed adds to labels what follows from them: region, country, category, area, rule */
export function readSettings(
  reader: Reader,
  rule: Rule,
  placed: (labels: AlertLabels) => AlertLabels,
): SettingsOf {
  const row = reader.get<{ settings: string; scoped: string }>(
    'SELECT settings, scoped FROM alert_rules WHERE rule = ?',
    [rule.rule],
  )
  const defaults = defaultSettings(rule)
  if (!row) return { base: defaults, filter: defaults, isOff: !defaults.enabled, of: () => defaults }
  const base = overlaid(defaults, JSON.parse(row.settings) as Told['settings'])
  const scoped = (JSON.parse(row.scoped) as Told['scoped']).map((scope) => ({
    ...scope,
    whole: overlaid(base, scope.settings),
  }))
  const all = [base, ...scoped.map(({ whole }) => whole)]
  const thresholds = all.map(({ threshold }) => threshold)
  const easiest = rule.direction === 'above' ? Math.min(...thresholds) : Math.max(...thresholds)
  const filter = easiest === base.threshold ? base : { ...base, threshold: easiest }
  const isOff = all.every(({ enabled }) => !enabled)
  if (scoped.length === 0) return { base, filter, isOff, of: () => base }
  return {
    base,
    filter,
    isOff,
    of(labels) {
      const found = scopeFor(scoped, placed(labels))
      return scoped.find((one) => one === found)?.whole ?? base
    },
  }
}
