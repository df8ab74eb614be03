/** Owns the list of alerts: open ones from what is kept of them, those that are over from the store. */
import type { InputOf } from '../../shared/contract.ts'
import type { AlertPage } from '../../shared/readModels/alerts.ts'
import { ALERT_SEVERITIES } from '../../shared/vocabulary.ts'
import { areaOf, isMeant, muteNow, toAlertRow, type AlertFilter, type AlertView } from './alertRows.ts'
import { readStored, type StoredAlert } from './alertStore.ts'

export const PAGE_ROWS = 100
type Sorting = Pick<InputOf<'alerts.list'>, 'sort' | 'descending'>

export const severityRank = (severity: StoredAlert['severity']): number => ALERT_SEVERITIES.indexOf(severity)
/** When an alert became one to look at. */
export const bornAt = ({ firedAt, since }: Pick<StoredAlert, 'firedAt' | 'since'>): number => firedAt ?? since

/** What orders alerts and groups of them. */
interface Ordered {
  cost: number
  severity: StoredAlert['severity']
  bornAt: number
  key: string
}

/** The most costly, newest or gravest first, unless `descending` is false; ties by the other two, then by id. */
export function comparison({ sort = 'cost', descending = true }: Sorting) {
  const byCost = (a: Ordered, b: Ordered) => b.cost - a.cost
  const byAge = (a: Ordered, b: Ordered) => b.bornAt - a.bornAt
  const bySeverity = (a: Ordered, b: Ordered) => severityRank(a.severity) - severityRank(b.severity)
  const orders = {
    cost: [byCost, bySeverity, byAge],
    newest: [byAge, bySeverity, byCost],
    severity: [bySeverity, byCost, byAge],
  }[sort]
  const sign = descending ? 1 : -1
  return (a: Ordered, b: Ordered): number => {
    for (const order of orders) {
      const difference = order(a, b)
      if (difference !== 0) return sign * difference
    }
    return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
  }
}

/** The open alerts that a filter means. Of a group, those that its first alert explains too. */
export function openAlerts(view: AlertView, filter: AlertFilter): StoredAlert[] {
  const found: StoredAlert[] = []
  for (const alert of view.kept.open.values()) {
    if (!isMeant(view, filter, alert)) continue
    const mute = muteNow(view, alert)
    const isMuted = mute !== null && !(mute === 'inhibited' && filter.group !== undefined)
    if (filter.muted === undefined ? !isMuted : (mute !== null) === filter.muted) found.push(alert)
  }
  return found
}

/** `muted: false` is the same as leaving it out, but that a group then shows no alert that is explained. */
export function alertPage(view: AlertView, input: InputOf<'alerts.list'>): AlertPage {
  const { offset = 0, limit = PAGE_ROWS, sort, descending, ...filter } = input
  if (filter.state === 'resolved') return resolvedPage(view, input)
  const compare = comparison({ sort, descending })
  const ordered = openAlerts(view, filter)
    .map((alert) => ({ ...ordering(alert), alert }))
    .sort(compare)
  return {
    rows: ordered.slice(offset, offset + limit).map(({ alert }) => toAlertRow(view, alert)),
    total: ordered.length,
  }
}

export const ordering = (alert: StoredAlert): Ordered => ({
  cost: alert.cost,
  severity: alert.severity,
  bornAt: bornAt(alert),
  key: alert.alert,
})

/** How far back alerts that are over are listed where no time is given. */
const RESOLVED_MS = 28 * 86_400_000

const LABEL_CONDITIONS = {
  location: `labels ->> '$.location' = ?`,
  sku: `labels ->> '$.sku' = ?`,
  channel: `labels ->> '$.channel' = ?`,
  carrier: `labels ->> '$.carrier' = ?`,
  feed: `labels ->> '$.feed' = ?`,
  region: `coalesce(labels ->> '$.region', l.region) = ?`,
  country: `coalesce(labels ->> '$.country', l.country) = ?`,
  category: `coalesce(labels ->> '$.category', s.category) = ?`,
  rule: 'rule = ?',
  severity: 'severity = ?',
  owner: `coalesce(owner, '') = ?`,
} as const

const RESOLVED_ORDER = {
  cost: ['cost', 'resolved_at'],
  newest: ['resolved_at', 'cost'],
  severity: [`instr('warning serious critical', severity)`, 'cost'],
} as const

function resolvedPage(view: AlertView, input: InputOf<'alerts.list'>): AlertPage {
  const { offset = 0, limit = PAGE_ROWS, sort = 'newest', descending = true, ...filter } = input
  const conditions = ['open = 0', 'fired_at IS NOT NULL', 'resolved_at >= ?', 'resolved_at < ?']
  const values: (string | number)[] = [filter.from ?? view.now - RESOLVED_MS, filter.until ?? view.now + 1]
  for (const [name, condition] of Object.entries(LABEL_CONDITIONS)) {
    const value = filter[name as keyof typeof LABEL_CONDITIONS]
    if (value === undefined) continue
    conditions.push(condition)
    values.push(value)
  }
  if (filter.area !== undefined) {
    const rules = new Set(
      view.context.reader
        .all<{ rule: string }>('SELECT DISTINCT rule FROM alerts')
        .filter((one) => areaOf(view.rules, one) === filter.area)
        .map(({ rule }) => rule),
    )
    conditions.push('rule IN (SELECT value FROM json_each(?))')
    values.push(JSON.stringify([...rules]))
  }
  if (filter.acknowledged !== undefined)
    conditions.push(`acknowledged_by IS ${filter.acknowledged ? 'NOT NULL' : 'NULL'}`)
  if (filter.group !== undefined) {
    conditions.push('alert = ?')
    values.push(filter.group)
  }
  // What is over is muted no more.
  if (filter.muted === true) conditions.push('0')
  for (const word of (filter.text ?? '').split(/\s+/u).filter(Boolean)) {
    conditions.push(`instr(lower(summary || char(10) || labels || char(10) || coalesce(l.name, '')
      || char(10) || coalesce(s.name, '')), lower(?)) > 0`)
    values.push(word)
  }
  const where = `WHERE ${conditions.join(' AND ')}`
  const order = RESOLVED_ORDER[sort].map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ')
  const joined = `LEFT JOIN locations AS l ON l.location = labels ->> '$.location'
    LEFT JOIN skus AS s ON s.sku = labels ->> '$.sku' ${where}`
  const rows = readStored(view.context.reader, `${joined} ORDER BY ${order}, alert LIMIT ? OFFSET ?`, [
    ...values,
    limit,
    offset,
  ])
  const total = view.context.reader.get<{ n: number }>(`SELECT count(*) AS n FROM alerts ${joined}`, values)
  return { rows: rows.map((alert) => toAlertRow(view, alert)), total: total?.n ?? 0 }
}
