/** Owns alerts as they are shown: rows with names, what mutes them, and which of them a filter means. */
import type { InputOf } from '../../shared/contract.ts'
import type { AlertImpact, AlertMute, AlertRow } from '../../shared/readModels/alerts.ts'
import { matchesAll, muteWhere } from '../../shared/silences.ts'
import type { AlertArea } from '../../shared/vocabulary.ts'
import { areaOfSubject, type RuleDirectory } from './alertDirectory.ts'
import { alertNames, type AlertNames } from './alertNames.ts'
import { activeSilences, type ActiveSilences } from './alertSilenceStore.ts'
import { groupOf, keptAlerts, type KeptAlerts, type StoredAlert } from './alertStore.ts'
import type { QueryContext } from './context.ts'

/** What all questions about alerts are answered with: one look at the store. */
export interface AlertView {
  context: QueryContext
  rules: RuleDirectory
  kept: Readonly<KeptAlerts>
  now: number
  active: ActiveSilences
  names: AlertNames
}

export function alertView(context: QueryContext, rules: RuleDirectory): AlertView {
  const now = context.clock.now()
  return {
    context,
    rules,
    now,
    kept: keptAlerts(context.reader),
    active: activeSilences(context.reader, now),
    names: alertNames(context.reader),
  }
}

export const areaOf = (rules: RuleDirectory, { rule }: Pick<StoredAlert, 'rule'>): AlertArea =>
  rules.of(rule)?.area ?? areaOfSubject('')

/** Whether an alert is silenced, worked out once for the same silences. */
const silenced = new WeakMap<StoredAlert, { active: ActiveSilences; is: boolean }>()

function isSilenced({ rules, active }: AlertView, alert: StoredAlert): boolean {
  if (active.length === 0) return false
  let known = silenced.get(alert)
  if (known?.active !== active) {
    const { rule, severity, labels } = alert
    const one = { rule, severity, labels, area: areaOf(rules, alert) }
    known = { active, is: active.some((matchers) => matchesAll(matchers, one)) }
    silenced.set(alert, known)
  }
  return known.is
}

/** Why nobody is called for it now. What is over mutes nothing. */
export function muteNow(view: AlertView, alert: StoredAlert): AlertMute | null {
  if (alert.open === 0) return null
  return muteWhere(alert, view.now, () => isSilenced(view, alert))
}

export function wholeImpact(impact: Partial<AlertImpact>): AlertImpact {
  const { units = null, valueMinor = null, currency = null } = impact
  const { customers = null, promises = null, shipments = null } = impact
  return { units, valueMinor, currency, customers, promises, shipments }
}

/** Names of what the labels name, under the same keys. */
export function namesOf({ names, rules }: AlertView, { labels }: StoredAlert): Record<string, string> {
  const found: Record<string, string> = {}
  const put = (label: string, find: (id: string) => string | null | undefined) => {
    const id = labels[label]
    const name = id === undefined ? null : find(id)
    if (name) found[label] = name
  }
  put('location', (id) => names.location(id).name)
  put('sku', (id) => names.sku(id).name)
  put('channel', names.channel)
  put('rule', (id) => rules.of(id)?.title)
  return found
}

export function toAlertRow(view: AlertView, alert: StoredAlert): AlertRow {
  const { rules, kept, now } = view
  const rule = rules.of(alert.rule)
  const { snoozedUntil } = alert
  return {
    alert: alert.alert,
    rule: alert.rule,
    ruleTitle: rule?.title ?? alert.rule,
    area: areaOf(rules, alert),
    state: alert.state,
    severity: alert.severity,
    summary: alert.summary,
    labels: alert.labels,
    names: namesOf(view, alert),
    since: alert.since,
    firedAt: alert.firedAt,
    resolvedAt: alert.resolvedAt,
    dataAsOf: alert.dataAsOf,
    figure: alert.figure,
    threshold: alert.threshold,
    unit: rule?.unit ?? '',
    impact: wholeImpact(alert.impact),
    cost: alert.cost,
    owner: alert.owner,
    acknowledgedBy: alert.acknowledgedBy,
    acknowledgedAt: alert.acknowledgedAt,
    snoozedUntil: snoozedUntil !== null && snoozedUntil > now ? snoozedUntil : null,
    mutedBy: muteNow(view, alert),
    inhibitedBy: alert.inhibitedBy,
    inhibits: kept.explained.get(alert.alert) ?? 0,
    group: groupOf(rules, kept, alert),
    action: alert.action,
  }
}

export type AlertFilter = Omit<InputOf<'alerts.list'>, 'sort' | 'descending' | 'offset' | 'limit'>

const LABELS = ['location', 'sku', 'channel', 'carrier', 'feed'] as const
const PLACES = ['region', 'country', 'category'] as const

/** The region, country or category of an alert: as its rule says, else that of its location or SKU. */
export function placeOf({ names }: AlertView, { labels }: StoredAlert, place: (typeof PLACES)[number]) {
  const said = labels[place]
  if (said !== undefined) return said
  const id = labels[place === 'category' ? 'sku' : 'location']
  if (id === undefined) return null
  return place === 'category' ? names.sku(id).category : names.location(id)[place]
}

/** Whether an open alert is meant, but for what mutes it. */
export function isMeant(view: AlertView, filter: AlertFilter, alert: StoredAlert): boolean {
  const { rules, kept } = view
  const { state = 'open', area, rule, severity, owner, acknowledged, group, from, until, text } = filter
  const isState = state === 'open' ? alert.state !== 'pending' : alert.state === state
  return (
    isState &&
    (rule === undefined || alert.rule === rule) &&
    (severity === undefined || alert.severity === severity) &&
    (area === undefined || areaOf(rules, alert) === area) &&
    (owner === undefined || (alert.owner ?? '') === owner) &&
    (acknowledged === undefined || (alert.acknowledgedBy !== null) === acknowledged) &&
    (from === undefined || alert.since >= from) &&
    (until === undefined || alert.since < until) &&
    LABELS.every((label) => filter[label] === undefined || alert.labels[label] === filter[label]) &&
    PLACES.every((place) => filter[place] === undefined || placeOf(view, alert, place) === filter[place]) &&
    (group === undefined || groupOf(rules, kept, alert) === group) &&
    (text === undefined || hasText(view, alert, text))
  )
}

function hasText(view: AlertView, alert: StoredAlert, text: string): boolean {
  const words = text.toLowerCase().split(/\s+/u)
  const title = view.rules.of(alert.rule)?.title ?? ''
  const named = [...Object.values(alert.labels), ...Object.values(namesOf(view, alert))]
  const all = [alert.summary, title, ...named].join('\n').toLowerCase()
  return words.every((word) => all.includes(word))
}
