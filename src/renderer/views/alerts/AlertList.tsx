/** Owns a short list of alerts within a page about something else. */
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import { Age } from '../../components/Age.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, alertPath } from '../../stores/address.ts'
import { AlertStateMark } from './AlertMarks.tsx'
import { impactParts } from './alertWords.ts'
import classes from './Alerts.module.css'

export function AlertList({ rows }: { rows: readonly AlertRow[] }) {
  const format = useFormat()
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <li key={row.alert}>
          <a href={addressOf(alertPath(row.alert), { record: null })}>{row.summary}</a>
          <span className="dim">{impactParts(row.impact, format)[0] ?? ''}</span>
          <AlertStateMark state={row.state} severity={row.severity} />
          <span className="dim">
            <Age at={row.since} />
          </span>
        </li>
      ))}
    </ul>
  )
}
