/** Owns alerts as they are read: one as it is stored, and all open ones kept between two questions. */
import { createHash } from 'node:crypto'
import type { AlertImpact } from '../../shared/readModels/alerts.ts'
import type { AlertSeverity, AlertState } from '../../shared/vocabulary.ts'
import type { Reader } from '../ledger/types.ts'
import type { RuleDirectory } from './alertDirectory.ts'

const STORED_SQL = `
SELECT alert, rule, subject, state, severity, since, state_at AS stateAt, fired_at AS firedAt, resolved_at AS resolvedAt,
  data_as_of AS dataAsOf, figure, threshold, labels, summary, impact, action, inhibited_by AS inhibitedBy, cost, open,
  owner, acknowledged_by AS acknowledgedBy, acknowledged_at AS acknowledgedAt, snoozed_until AS snoozedUntil, useful,
  noise, change FROM alerts`

interface StoredText {
  labels: string
  impact: string
  action: string | null
}

interface StoredPlain {
  alert: string
  rule: string
  subject: string
  state: AlertState
  severity: AlertSeverity
  since: number
  stateAt: number
  firedAt: number | null
  resolvedAt: number | null
  dataAsOf: number
  figure: number | null
  threshold: number
  summary: string
  inhibitedBy: string | null
  cost: number
  open: number
  owner: string | null
  acknowledgedBy: string | null
  acknowledgedAt: number | null
  snoozedUntil: number | null
  useful: number
  noise: number
  change: number
}

/** An alert as it is stored; never changed in place. */
export interface StoredAlert extends StoredPlain {
  labels: Record<string, string>
  impact: Partial<AlertImpact>
  action: { text: string; link: string } | null
}

export function readStored(
  reader: Reader,
  rest: string,
  parameters: readonly (string | number)[],
): StoredAlert[] {
  return reader.all<StoredPlain & StoredText>(`${STORED_SQL} ${rest}`, parameters).map((row) => ({
    ...row,
    labels: JSON.parse(row.labels) as Record<string, string>,
    impact: JSON.parse(row.impact) as Partial<AlertImpact>,
    action: row.action === null ? null : (JSON.parse(row.action) as { text: string; link: string }),
  }))
}

export interface KeptAlerts {
  /** Every change up to here is in. */
  change: number
  open: Map<string, StoredAlert>
  /** How many open alerts each one explains. */
  explained: Map<string, number>
}

const keptByReader = new WeakMap<Reader, KeptAlerts>()

/** All open alerts, as they stand at the reader's snapshot: only what changed since the last question is read anew. */
export function keptAlerts(reader: Reader): Readonly<KeptAlerts> {
  const latest = reader.get<{ n: number | null }>('SELECT max(change) AS n FROM alerts')?.n ?? 0
  let kept = keptByReader.get(reader)
  if (!kept) keptByReader.set(reader, (kept = { change: -1, open: new Map(), explained: new Map() }))
  if (kept.change === latest) return kept
  const changed =
    kept.change < 0
      ? readStored(reader, 'WHERE open = 1', [])
      : readStored(reader, 'WHERE change > ?', [kept.change])
  for (const one of changed) {
    count(kept.explained, kept.open.get(one.alert)?.inhibitedBy, -1)
    kept.open.delete(one.alert)
    if (one.open === 0) continue
    kept.open.set(one.alert, one)
    count(kept.explained, one.inhibitedBy, 1)
  }
  kept.change = latest
  return kept
}

function count(counts: Map<string, number>, key: string | null | undefined, by: number): void {
  if (typeof key !== 'string') return
  const sum = (counts.get(key) ?? 0) + by
  if (sum > 0) counts.set(key, sum)
  else counts.delete(key)
}

/** Steps from an alert to what explains it, at most. */
const EXPLANATIONS_MAX = 8

/** What explains an alert in the end, where that is open; else the alert itself. */
export function rootOf(kept: Readonly<KeptAlerts>, alert: StoredAlert): StoredAlert {
  let root = alert
  for (let steps = 0; steps < EXPLANATIONS_MAX && root.inhibitedBy !== null; steps += 1) {
    const next = kept.open.get(root.inhibitedBy)
    if (!next || next === alert) break
    root = next
  }
  return root
}

const ownGroups = new WeakMap<StoredAlert, string>()

/** The group that an alert would be in if nothing explained it: its rule's labels, as a key that tells nothing of them. */
function ownGroup(rules: RuleDirectory, alert: StoredAlert): string {
  let group = ownGroups.get(alert)
  if (group === undefined) {
    const values = (rules.of(alert.rule)?.groupBy ?? []).map((label) => alert.labels[label] ?? null)
    group = values.some((value) => value !== null)
      ? `${alert.rule}:${createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 12)}`
      : alert.alert
    ownGroups.set(alert, group)
  }
  return group
}

/** The group that an alert is listed in: that of what explains it. */
export const groupOf = (rules: RuleDirectory, kept: Readonly<KeptAlerts>, alert: StoredAlert): string =>
  ownGroup(rules, rootOf(kept, alert))
