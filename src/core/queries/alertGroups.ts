/** Owns alerts in groups: what one cause or one place raised is listed, and counted, once. */
import { alertCost } from '../../shared/alertCost.ts'
import type { InputOf } from '../../shared/contract.ts'
import type { AlertGroup, AlertGroupPage, AlertImpact } from '../../shared/readModels/alerts.ts'
import { alertPage, bornAt, comparison, openAlerts, ordering, PAGE_ROWS, severityRank } from './alerts.ts'
import { muteNow, namesOf, toAlertRow, wholeImpact, type AlertView } from './alertRows.ts'
import { groupOf, rootOf, type StoredAlert } from './alertStore.ts'

/** Rows of a group that are told with it. */
const FIRST_ROWS = 5

interface Group {
  key: string
  /** The alerts themselves, without those that they explain. */
  own: StoredAlert[]
  explained: StoredAlert[]
}

/** The groups that a filter means: those with an alert that it means, whole with what that explains. */
export function alertGroups(view: AlertView, input: InputOf<'alerts.groups'>): AlertGroupPage {
  const { offset = 0, limit = PAGE_ROWS, sort, descending, ...filter } = input
  if (filter.state === 'resolved') return resolvedGroups(view, input)
  const groups = new Map<string, Group>()
  const meant = openAlerts(view, { ...filter, ...(filter.muted === undefined ? { muted: false } : {}) })
  const isOwn = new Set(meant)
  for (const alert of meant) put(view, groups, alert, 'own')
  if (filter.muted !== true && view.kept.explained.size > 0) {
    for (const alert of view.kept.open.values()) {
      if (alert.inhibitedBy === null || isOwn.has(alert) || alert.state === 'pending') continue
      if (groups.has(groupOf(view.rules, view.kept, alert)) && muteNow(view, alert) === 'inhibited')
        put(view, groups, alert, 'explained')
    }
  }
  const ordered = [...groups.values()].map((group) => summed(group)).sort(comparison({ sort, descending }))
  return {
    rows: ordered.slice(offset, offset + limit).map((group) => toGroup(view, group)),
    total: ordered.length,
    alerts: ordered.reduce((sum, { own, explained }) => sum + own.length + explained.length, 0),
  }
}

function put(view: AlertView, groups: Map<string, Group>, alert: StoredAlert, as: 'own' | 'explained'): void {
  const key = groupOf(view.rules, view.kept, alert)
  let group = groups.get(key)
  if (!group) groups.set(key, (group = { key, own: [], explained: [] }))
  group[as].push(alert)
}

function summed(group: Group) {
  const { own, explained } = group
  const all = [...own, ...explained]
  const impact = impactOf(own, explained)
  return {
    ...group,
    impact,
    cost: alertCost(impact),
    severity: own.reduce(
      (worst, { severity }) => (severityRank(severity) < severityRank(worst) ? severity : worst),
      own[0]?.severity ?? 'warning',
    ),
    bornAt: own.reduce((latest, alert) => Math.max(latest, bornAt(alert)), 0),
    since: all.reduce((first, { since }) => Math.min(first, since), Infinity),
  }
}

function toGroup(view: AlertView, group: ReturnType<typeof summed>): AlertGroup {
  const { key, own, explained, impact, cost, severity, since } = group
  const compare = comparison({})
  const byCost = (a: StoredAlert, b: StoredAlert) => compare(ordering(a), ordering(b))
  const first = [...own.sort(byCost), ...explained.sort(byCost)].slice(0, FIRST_ROWS)
  return {
    group: key,
    title: titleOf(view, own),
    alerts: own.length + explained.length,
    severity,
    impact,
    cost,
    since,
    unacknowledged: own.filter(({ acknowledgedBy }) => acknowledgedBy === null).length,
    first: first.map((alert) => toAlertRow(view, alert)),
  }
}

/** One alert's summary; of several, their rule and what they have in common. */
function titleOf(view: AlertView, own: readonly StoredAlert[]): string {
  const [first] = own
  if (!first) return ''
  if (own.length === 1) return first.summary
  const root = rootOf(view.kept, first)
  const rule = view.rules.of(root.rule)
  const named = namesOf(view, root)
  const names = (rule?.groupBy ?? []).flatMap((label) => named[label] ?? root.labels[label] ?? [])
  return [rule?.title ?? root.rule, ...names].join(' · ')
}

/** What two alerts share is counted once: the same order, else the same shipment, else the same SKU at the same place. */
function sharedKey({ labels, alert }: StoredAlert): string {
  const { order, shipment, sku, location, channel } = labels
  if (order !== undefined) return `order ${order}`
  if (shipment !== undefined) return `shipment ${shipment}`
  if (sku !== undefined) return `position ${location ?? channel ?? ''} ${sku}`
  return `alert ${alert}`
}

const COUNTED = ['units', 'valueMinor', 'customers', 'promises', 'shipments'] as const

/** The larger of two figures of which either may be unknown. */
const larger = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.max(a, b))
/** Quantities are whole millionths: sums of fractions keep to them. */
const rounded = (value: number) => Math.round(value * 1e6) / 1e6
const sum = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : rounded(a + b))

function combined(a: AlertImpact, b: AlertImpact, join: typeof larger): AlertImpact {
  const whole: AlertImpact = { ...a, currency: a.currency ?? b.currency }
  for (const name of COUNTED) whole[name] = join(a[name], b[name])
  return whole
}

/** Sums alerts of which some may speak of the same. Amounts of another currency than the first are left out of the sum. */
function summedImpact(alerts: readonly StoredAlert[]): AlertImpact {
  const byKey = new Map<string, AlertImpact>()
  const currency = mainCurrency(alerts)
  for (const alert of alerts) {
    const told = wholeImpact(alert.impact)
    const impact =
      told.valueMinor !== null && told.currency !== currency
        ? { ...told, valueMinor: null, currency }
        : { ...told, currency }
    const key = sharedKey(alert)
    const known = byKey.get(key)
    byKey.set(key, known ? combined(known, impact, larger) : impact)
  }
  return [...byKey.values()].reduce((whole, one) => combined(whole, one, sum), {
    ...wholeImpact({}),
    currency,
  })
}

/** The currency in which most alerts are told. */
function mainCurrency(alerts: readonly StoredAlert[]): string | null {
  const counts = new Map<string, number>()
  for (const { currency } of alerts.map(({ impact }) => impact)) {
    if (currency) counts.set(currency, (counts.get(currency) ?? 0) + 1)
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first?.[0] ?? null
}

/** What explains counts what it explains: of the two, what is more. */
export function impactOf(own: readonly StoredAlert[], explained: readonly StoredAlert[]): AlertImpact {
  const [only] = own
  if (only && own.length === 1 && explained.length === 0) return wholeImpact(only.impact)
  const impact = summedImpact(own)
  if (explained.length === 0) return impact
  const under = summedImpact(explained)
  const isSame = under.currency === null || impact.currency === null || under.currency === impact.currency
  return combined(impact, isSame ? under : { ...under, valueMinor: null, currency: null }, larger)
}

/** What is over is grouped no more: each stands alone. */
function resolvedGroups(view: AlertView, input: InputOf<'alerts.groups'>): AlertGroupPage {
  const { rows, total } = alertPage(view, input)
  return {
    rows: rows.map((row) => ({
      group: row.alert,
      title: row.summary,
      alerts: 1,
      severity: row.severity,
      impact: row.impact,
      cost: row.cost,
      since: row.since,
      unacknowledged: Number(row.acknowledgedBy === null),
      first: [row],
    })),
    total,
    alerts: total,
  }
}
