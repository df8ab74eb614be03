/** Owns how an alert's severity and state read: icon, colour and word, with what the state means one hover away. */
import type { AlertRow } from '../../../shared/readModels/alerts.ts'
import type { AlertSeverity, AlertState } from '../../../shared/vocabulary.ts'
import { StateMark } from '../../components/StateMark.tsx'
import { ALERT_STATE_WORDS, MUTE_WORDS, SEVERITY_WORDS } from './alertWords.ts'

export function SeverityMark({ severity }: { severity: AlertSeverity }) {
  return <StateMark state={severity} word={SEVERITY_WORDS[severity]} />
}

/** @param severity whose colour a firing alert takes */
export function AlertStateMark({ state, severity }: { state: AlertState; severity: AlertSeverity }) {
  const { word, says, mark } = ALERT_STATE_WORDS[state]
  return <StateMark state={state === 'firing' ? severity : mark} word={word} title={says} />
}

/** What an alert is beyond firing, in one word; nothing where it fires and calls. */
export function StateNote({ row }: { row: Pick<AlertRow, 'state' | 'mutedBy'> }) {
  const note = row.state === 'firing' ? (row.mutedBy ? MUTE_WORDS[row.mutedBy] : null) : null
  const { word, says } = note ?? ALERT_STATE_WORDS[row.state]
  return (
    <span className="dim clip" title={says}>
      {word}
    </span>
  )
}
