/** Owns what happened to an alert, oldest first: what the rule found, and what people did. */
import {
  IconActivity,
  IconCheck,
  IconClockPause,
  IconMessage,
  IconMessageReport,
  IconUserPlus,
} from '@tabler/icons-react'
import type { AlertHappening } from '../../../shared/readModels/alerts.ts'
import type { AlertAct } from '../../../shared/vocabulary.ts'
import { ShortMoment } from '../../components/Age.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { clockNow } from '../../stores/clock.ts'
import { AlertStateMark } from './AlertMarks.tsx'
import { ACT_WORDS, figureWords } from './alertWords.ts'
import classes from './Alerts.module.css'

const ACT_ICONS: Record<AlertAct, typeof IconCheck> = {
  acknowledged: IconCheck,
  unacknowledged: IconCheck,
  assigned: IconUserPlus,
  commented: IconMessage,
  snoozed: IconClockPause,
  voted: IconMessageReport,
}

export function AlertTimeline({ entries, unit }: { entries: readonly AlertHappening[]; unit: string }) {
  return (
    <ol className={classes.timeline} data-testid="alert-timeline">
      {entries.map((entry, index) => {
        const Icon = entry.kind === 'act' ? ACT_ICONS[entry.act] : IconActivity
        return (
          <li key={`${index} ${entry.at}`} data-kind={entry.kind === 'act' ? entry.act : entry.state}>
            <span className={classes.when}>
              <ShortMoment at={entry.at} />
            </span>
            <span className={classes.bead}>
              <Icon size={13} aria-hidden="true" />
            </span>
            <div className={classes.happened}>
              {entry.kind === 'act' ? <Done entry={entry} /> : <Found entry={entry} unit={unit} />}
            </div>
          </li>
        )
      })}
    </ol>
  )
}

function Found({ entry, unit }: { entry: Extract<AlertHappening, { kind: 'state' }>; unit: string }) {
  const format = useFormat()
  return (
    <>
      <AlertStateMark state={entry.state} severity={entry.severity} />{' '}
      <span className="dim">
        {entry.figure === null ? null : `${figureWords(entry.figure, unit, format)} · `}
        {entry.summary}
      </span>
    </>
  )
}

function Done({ entry }: { entry: Extract<AlertHappening, { kind: 'act' }> }) {
  const format = useFormat()
  const { act, actor, owner, until, useful, why } = entry
  const how =
    act === 'assigned'
      ? ` to ${owner ?? 'nobody'}`
      : act === 'snoozed'
        ? until === null
          ? ': ended'
          : ` until ${format.instant(until, clockNow())}`
        : act === 'voted'
          ? `: ${useful ? 'useful' : 'noise'}`
          : ''
  return (
    <>
      <strong>
        {ACT_WORDS[act]}
        {how}
      </strong>{' '}
      <span className="dim">by {actor}</span>
      {why ? <div>{why}</div> : null}
    </>
  )
}
