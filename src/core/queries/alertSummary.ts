/** Owns how many alerts there are, for badges and the head of the list, and what of it changed since a client last heard. */
import type { AlertDelta, AlertSummary } from '../../shared/readModels/alerts.ts'
import type { AlertSeverity } from '../../shared/vocabulary.ts'
import type { AlertEngineStatus } from './alertDirectory.ts'
import { areaOf, muteNow, placeOf, toAlertRow, type AlertView } from './alertRows.ts'
import { severityRank } from './alerts.ts'
import { readStored } from './alertStore.ts'

const isCalling = (state: string) => state === 'firing' || state === 'recovering'

export function alertSummary(
  view: AlertView,
  engine: Pick<AlertEngineStatus, 'progress'>,
  scope: { region?: string; country?: string },
): AlertSummary {
  const summary: AlertSummary = {
    firing: { critical: 0, serious: 0, warning: 0 },
    pending: 0,
    muted: 0,
    unacknowledged: 0,
    byArea: { channels: 0, stock: 0, speed: 0, feeds: 0 },
    byLocation: [],
    ...engine.progress(),
  }
  const places = new Map<string, { location: string; alerts: number; severity: AlertSeverity }>()
  for (const alert of view.kept.open.values()) {
    if (scope.region !== undefined && placeOf(view, alert, 'region') !== scope.region) continue
    if (scope.country !== undefined && placeOf(view, alert, 'country') !== scope.country) continue
    if (alert.state === 'pending') summary.pending += 1
    if (!isCalling(alert.state)) continue
    if (muteNow(view, alert) !== null) {
      summary.muted += 1
      continue
    }
    summary.firing[alert.severity] += 1
    summary.byArea[areaOf(view.rules, alert)] += 1
    if (alert.acknowledgedBy === null) summary.unacknowledged += 1
    const location = alert.labels['location']
    if (location === undefined) continue
    const place = places.get(location)
    if (!place) places.set(location, { location, alerts: 1, severity: alert.severity })
    else {
      place.alerts += 1
      if (severityRank(alert.severity) < severityRank(place.severity)) place.severity = alert.severity
    }
  }
  summary.byLocation = [...places.values()].sort((a, b) => (a.location < b.location ? -1 : 1))
  return summary
}

/** Alerts that a delta names at most. */
export const DELTA_ROWS = 200

/** How far a client of the stream is. */
export interface AlertsSeen {
  change: number
  at: number
  /** Silences that held. */
  active: AlertView['active']
}

export const seenOf = ({ kept, now, active }: AlertView): AlertsSeen => ({
  change: kept.change,
  at: now,
  active,
})

/** What changed since `seen`, by facts, or by time alone: a snooze ended, a silence began or ended. */
export function alertDelta(
  view: AlertView,
  engine: Pick<AlertEngineStatus, 'progress'>,
  seen: AlertsSeen,
): AlertDelta {
  const { context, kept } = view
  const now = seenOf(view)
  const changed =
    now.change === seen.change
      ? []
      : readStored(context.reader, 'WHERE change > ? ORDER BY change LIMIT ?', [seen.change, DELTA_ROWS + 1])
  const told = new Set(changed.map(({ alert }) => alert))
  for (const alert of kept.open.values()) {
    const { snoozedUntil } = alert
    const ended = snoozedUntil !== null && snoozedUntil > seen.at && snoozedUntil <= now.at
    if (ended && !told.has(alert.alert)) changed.push(alert)
  }
  const everything = changed.length > DELTA_ROWS || now.active !== seen.active
  return {
    summary: alertSummary(view, engine, {}),
    changed: changed.slice(0, DELTA_ROWS).map((alert) => toAlertRow(view, alert)),
    everything,
  }
}
