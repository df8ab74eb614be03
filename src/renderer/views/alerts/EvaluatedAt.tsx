/** Owns the words for how current the alerts are: when rules last judged, and what they have not judged yet. */
import { formatAge } from '../../components/format.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { useAlertSummary } from '../../stores/alerts.ts'
import { clockNow, useNow } from '../../stores/clock.ts'

/** Behind by more than this, alerts may be missing. */
const BEHIND_FROM = 1_000
const LATE_MS = 60_000

export function EvaluatedAt() {
  const summary = useAlertSummary()
  const format = useFormat()
  const at = summary?.evaluatedAt ?? null
  const age = useNow((now) => formatAge(at, now))
  const isLate = useNow((now) => at !== null && now - at > LATE_MS)
  if (!summary) return null
  const firing = summary.firing.critical + summary.firing.serious + summary.firing.warning
  if (at === null && firing + summary.pending > 0) return null
  if (at === null) return <span className="dim nowrap">Rules have not judged anything yet</span>
  const behind = summary.behindRecords
  const title = `Rules last judged ${format.instant(at, clockNow())}. ${format.count(behind, 'record is', 'records are')} in the ledger and not judged yet.`
  if (isLate || behind > BEHIND_FROM) {
    return (
      <StateMark
        state="warning"
        word={behind > BEHIND_FROM ? `${format.number(behind)} records not judged yet` : `Last judged ${age}`}
        title={title}
      />
    )
  }
  return (
    <span className="dim nowrap" title={title}>
      judged {age}
    </span>
  )
}
