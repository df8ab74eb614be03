/** Owns how many alerts call for somebody: in the rail as a figure, on top as icon, figure and word. */
import { Tooltip } from '@mantine/core'
import { ALERT_SEVERITIES } from '../../../shared/vocabulary.ts'
import type { AlertSummary } from '../../../shared/readModels/alerts.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf } from '../../stores/address.ts'
import { useAlertSummary } from '../../stores/alerts.ts'
import { SEVERITY_WORDS } from '../alerts/alertWords.ts'
import classes from './Shell.module.css'

const totalOf = ({ firing }: AlertSummary): number =>
  ALERT_SEVERITIES.reduce((sum, severity) => sum + firing[severity], 0)
const gravestOf = ({ firing }: AlertSummary) => ALERT_SEVERITIES.find((severity) => firing[severity] > 0)

/** For the rail; nothing while nothing fires. */
export function FiringBadge() {
  const summary = useAlertSummary()
  const format = useFormat()
  const gravest = summary && gravestOf(summary)
  if (!gravest) return null
  return (
    <span className={classes.badge} data-severity={gravest} title="Alerts that fire and that nobody muted">
      {format.compact(totalOf(summary))}
      <span className="visually-hidden"> alerts, the gravest {SEVERITY_WORDS[gravest].toLowerCase()}</span>
    </span>
  )
}

/** For the bar on top: the gravest severity with its count, and the way to the list. */
export function AlertBell() {
  const summary = useAlertSummary()
  const format = useFormat()
  if (!summary) return null
  const gravest = gravestOf(summary)
  const counts = ALERT_SEVERITIES.filter((severity) => summary.firing[severity] > 0).map(
    (severity) => `${format.number(summary.firing[severity])} ${SEVERITY_WORDS[severity].toLowerCase()}`,
  )
  // The words in sight come first in the name, for those who steer by voice.
  const word = gravest
    ? `${format.compact(summary.firing[gravest])} ${SEVERITY_WORDS[gravest].toLowerCase()}`
    : 'No alerts'
  const label = gravest
    ? `${word}. Firing: ${counts.join(', ')}; ${format.number(summary.unacknowledged)} not acknowledged. Open the list`
    : `${word} fire. Open the list`
  return (
    <Tooltip label={label}>
      <a
        href={addressOf('/alerts')}
        className={classes.bell}
        aria-label={label}
        data-testid="alert-bell"
        data-value={totalOf(summary)}
      >
        <StateMark state={gravest ?? 'good'} word={word} />
      </a>
    </Tooltip>
  )
}
