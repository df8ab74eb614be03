/** Owns the figures that a monitoring system reads of the tower. */
import type { AlertRuleRow } from '../shared/readModels/alerts.ts'
import type { FeedRow } from '../shared/readModels/feeds.ts'
import type { OutputRow } from '../shared/readModels/outputs.ts'
import type { TowerStatus } from '../shared/readModels/tower.ts'
import type { AlertArea } from '../shared/vocabulary.ts'
import { muteReader } from './alertStanding.ts'
import type { Reader } from './ledger/types.ts'
import { outputRows } from './outputs/outputRows.ts'
import type { QueryContext } from './queries/context.ts'
import { feedList } from './queries/feeds.ts'

export interface TowerMetrics {
  version: string
  position: number
  locations: number
  skus: number
  openQuarantine: number
  waitingRecords: number
  feeds: Pick<FeedRow, 'feed' | 'accepted' | 'duplicates' | 'quarantined' | 'lastReceivedAt' | 'lagMs'>[]
  alerts: { rule: string; area: string; severity: string; state: string; count: number }[]
  mutedAlerts: number
  behindRecords: number
  rules: Pick<AlertRuleRow, 'rule' | 'lastEvaluatedAt' | 'evaluationMicroseconds' | 'fault'>[]
  outputs: Pick<OutputRow, 'output' | 'name' | 'delivered' | 'waiting' | 'held' | 'dead'>[]
}

interface OpenAlertRow {
  rule: string
  severity: string
  state: string
  labels: string
  snoozedUntil: number | null
  inhibitedBy: string | null
}

/** Open alerts by rule, severity and state, those that nobody is called for apart. */
function countAlerts({ reader, clock }: QueryContext, areaOf: (rule: string) => AlertArea) {
  const muteNow = muteReader(reader, areaOf, clock.now())
  const counts = new Map<string, TowerMetrics['alerts'][number]>()
  let mutedAlerts = 0
  for (const row of reader.all<OpenAlertRow>(
    `SELECT rule, severity, state, labels, snoozed_until AS snoozedUntil, inhibited_by AS inhibitedBy
     FROM alerts WHERE open = 1`,
  )) {
    if (muteNow(row) !== null) {
      mutedAlerts += 1
      continue
    }
    const { rule, severity, state } = row
    const key = `${rule} ${severity} ${state}`
    const one = counts.get(key) ?? { rule, area: areaOf(rule), severity, state, count: 0 }
    one.count += 1
    counts.set(key, one)
  }
  return { alerts: [...counts.values()], mutedAlerts }
}

/** How the rules fared, and how many records no rule has judged yet. */
function readRuns(reader: Reader, position: number): Pick<TowerMetrics, 'behindRecords' | 'rules'> {
  const judged = reader.get<{ n: number }>('SELECT event_number AS n FROM alert_cursor')?.n ?? 0
  return {
    behindRecords: Math.max(0, position - judged),
    rules: reader.all(
      `SELECT rule, last_at AS lastEvaluatedAt, fault,
         CASE WHEN evaluations > 0 THEN 1.0 * microseconds / evaluations END AS evaluationMicroseconds
       FROM alert_rule_runs ORDER BY rule`,
    ),
  }
}

/** Everything that is told to a monitoring system, as it stands now. */
export function readMetrics(around: {
  context: QueryContext
  status: TowerStatus
  waitingRecords: number
  areaOf(rule: string): AlertArea
}): TowerMetrics {
  const { context, status } = around
  const { version, position, locations, skus, openQuarantine } = status
  return {
    version,
    position,
    locations,
    skus,
    openQuarantine,
    waitingRecords: around.waitingRecords,
    ...readRuns(context.reader, position),
    feeds: feedList(context).feeds,
    ...countAlerts(context, around.areaOf),
    outputs: outputRows(context.reader),
  }
}
