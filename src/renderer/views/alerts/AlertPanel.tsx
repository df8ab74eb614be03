/** Owns the drawer of one alert: what, since when, at what cost, on what evidence, and what can be done. */
import { useState } from 'react'
import { Button, Textarea } from '@mantine/core'
import { IconArrowRight, IconBellOff } from '@tabler/icons-react'
import type { AlertDetail, AlertRow } from '../../../shared/readModels/alerts.ts'
import { Instant } from '../../components/Age.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, alertRulePath, go, linkAddress, setParams, useAddress } from '../../stores/address.ts'
import { comment } from '../../stores/alertActs.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { SourcePanel } from '../inventory/SourcePanel.tsx'
import { ActBar } from './ActBar.tsx'
import { placeWords } from './alertColumns.tsx'
import { AlertList } from './AlertList.tsx'
import { AlertStateMark, SeverityMark } from './AlertMarks.tsx'
import { AlertPlaces } from './AlertPlaces.tsx'
import { AlertTimeline } from './AlertTimeline.tsx'
import {
  ALERT_STATE_WORDS,
  AREA_WORDS,
  figureWords,
  impactParts,
  labelWord,
  MUTE_WORDS,
} from './alertWords.ts'
import { silenceAddress } from './silenceDraft.ts'
import { tellAct } from './tellAct.ts'
import type { Triage } from './useTriage.ts'
import classes from './Alerts.module.css'

interface AlertPanelProps {
  detail: AlertDetail | undefined
  error: Error | null
  retry(): void
  triage: Triage
  onClose(): void
}

export function AlertPanel({ detail, error, retry, triage, onClose }: AlertPanelProps) {
  const record = useAddress().params.get('record')
  const row = detail?.row
  return (
    <SidePanel
      wide
      title={row?.ruleTitle ?? 'Alert'}
      subtitle={row ? [AREA_WORDS[row.area], placeWords(row)].filter(Boolean).join(' · ') : undefined}
      onClose={() => {
        setParams({ record: null })
        onClose()
      }}
      testId="alert-panel"
    >
      {detail ? (
        <>
          <Verdict row={detail.row} />
          <div className={classes.panelActs}>
            <ActBar
              targets={{ count: 1, only: detail.row, rows: async () => [detail.row] }}
              menu={triage.menu}
              setMenu={triage.setMenu}
            />
          </div>
          <Body detail={detail} />
        </>
      ) : error ? (
        <Failure what="This alert" error={error} retry={retry} />
      ) : (
        <Loading label="Loading the alert" lines={12} />
      )}
      {record ? <SourcePanel key={record} identity={record} /> : null}
    </SidePanel>
  )
}

function Verdict({ row }: { row: AlertRow }) {
  const format = useFormat()
  const mute = row.mutedBy ? MUTE_WORDS[row.mutedBy] : null
  return (
    <div className={classes.verdict}>
      <p>{row.summary}</p>
      <div className={classes.marks}>
        <SeverityMark severity={row.severity} />
        <span data-testid="alert-state" data-value={row.state}>
          <AlertStateMark state={row.state} severity={row.severity} />
        </span>
        <span className="dim">{ALERT_STATE_WORDS[row.state].says}</span>
      </div>
      {mute && row.state !== 'resolved' ? (
        <div className="dim">
          {mute.word}: {mute.says}{' '}
          {row.mutedBy === 'snoozed' && row.snoozedUntil !== null ? (
            <>
              Until <Instant at={row.snoozedUntil} />.
            </>
          ) : null}
          {row.mutedBy === 'inhibited' && row.inhibitedBy !== null ? (
            <a href={addressOf(`/alerts/alert/${encodeURIComponent(row.inhibitedBy)}`)}>Open it</a>
          ) : null}
        </div>
      ) : null}
      {row.action && row.state !== 'resolved' ? (
        <div className={classes.do}>
          <div>
            <div className="dim">What to do</div>
            {row.action.text}
          </div>
          <Button
            component="a"
            href={linkAddress(row.action.link)}
            rightSection={<IconArrowRight size={14} />}
            data-testid="alert-action"
          >
            Go there
          </Button>
        </div>
      ) : null}
      <Facts>
        <Fact name="At stake">{impactParts(row.impact, format).join(', ') || 'not known'}</Fact>
        <Fact name="Measured">
          {figureWords(row.figure, row.unit, format)}{' '}
          <span className="dim">threshold {figureWords(row.threshold, row.unit, format)}</span>
        </Fact>
        <Fact name="Owner">{row.owner ?? 'nobody'}</Fact>
        <Fact name="Acknowledged">{row.acknowledgedBy ?? 'by nobody yet'}</Fact>
      </Facts>
      <Facts wide>
        <Fact name="Holds since">
          <Instant at={row.since} />
        </Fact>
        <Fact name={row.resolvedAt === null ? 'Fires since' : 'Fired'}>
          {row.firedAt === null ? 'does not fire yet' : <Instant at={row.firedAt} />}
        </Fact>
        <Fact name="Data as of">
          <Instant at={row.dataAsOf} />
        </Fact>
        {row.resolvedAt === null ? null : (
          <Fact name="Resolved">
            <Instant at={row.resolvedAt} />
          </Fact>
        )}
      </Facts>
      <Labels row={row} />
    </div>
  )
}

function Labels({ row }: { row: AlertRow }) {
  const labels = Object.entries(row.labels)
  if (labels.length === 0) return null
  return (
    <div className={classes.labels} role="group" aria-label="Labels: choose one to list its alerts">
      {labels.map(([label, id]) => (
        <Button
          key={label}
          size="compact-xs"
          variant="default"
          title={`${labelWord(label)} ${id}`}
          onClick={() =>
            go('/alerts', {
              ...(isParam(label) ? { [label]: id } : { text: row.names[label] ?? id }),
              group: null,
            })
          }
          maw={300}
        >
          <span className="dim">{labelWord(label)}:&nbsp;</span>
          <span className="clip">{row.names[label] ?? id}</span>
        </Button>
      ))}
    </div>
  )
}
const isParam = (label: string) =>
  ['location', 'sku', 'channel', 'carrier', 'feed', 'region', 'category'].includes(label)

function Body({ detail }: { detail: AlertDetail }) {
  const format = useFormat()
  const { row, evidence, timeline, inhibited, inhibitedTotal, earlier, votes, places } = detail
  return (
    <>
      <Section title="Evidence" note={format.count(evidence.length, 'piece', 'pieces')}>
        <Evidence detail={detail} />
      </Section>
      <AlertPlaces places={places} severity={row.severity} />
      {inhibitedTotal > 0 ? (
        <Section
          title="Explains these, for which nobody is called"
          note={
            inhibitedTotal > inhibited.length
              ? `${format.number(inhibited.length)} of ${format.number(inhibitedTotal)}, most costly first`
              : format.count(inhibitedTotal, 'alert', 'alerts')
          }
        >
          <AlertList rows={inhibited} />
        </Section>
      ) : null}
      <Section title="What happened" note={format.count(timeline.length, 'entry', 'entries')}>
        <AlertTimeline entries={timeline} unit={row.unit} />
        <CommentForm row={row} />
      </Section>
      <Section
        title="Earlier spells"
        note={earlier.length > 0 ? 'the same rule and subject, latest first' : undefined}
      >
        {earlier.length === 0 ? <p className="dim">This is the first.</p> : <AlertList rows={earlier} />}
      </Section>
      <Section title="The rule">
        <p>
          <a href={addressOf(alertRulePath(row.rule))}>{row.ruleTitle}</a>
          <span className="dim">
            {' '}
            · votes on this alert: {format.number(votes.useful)} useful, {format.number(votes.noise)} noise
          </span>
        </p>
        <Button
          variant="default"
          leftSection={<IconBellOff size={14} />}
          onClick={() => go('/alerts/silences/new', silenceAddress(row))}
          style={{ alignSelf: 'start' }}
        >
          Silence alerts like this…
        </Button>
      </Section>
    </>
  )
}

function Evidence({ detail: { evidence } }: { detail: AlertDetail }) {
  if (evidence.length === 0) return <p className="dim">The rule names none.</p>
  return (
    <ul className={classes.rows} data-testid="alert-evidence">
      {evidence.map(({ text, identity, link, at }, index) => (
        <li key={`${index} ${text}`}>
          <span>{text}</span>
          {at === null ? null : (
            <span className="dim">
              <Instant at={at} />
            </span>
          )}
          {identity === null ? null : (
            <button type="button" className={classes.link} onClick={() => setParams({ record: identity })}>
              its record
            </button>
          )}
          {link === null ? null : <a href={linkAddress(link)}>open</a>}
        </li>
      ))}
    </ul>
  )
}

function CommentForm({ row }: { row: AlertRow }) {
  const rights = useAlertRights()
  const [text, setText] = useState('')
  const given = text.trim()
  const send = () => {
    if (!given) return
    tellAct(comment(row, given), 'Commented on')
    setText('')
  }
  return (
    <form
      className={classes.formRow}
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <Textarea
        data-alert-comment
        aria-label="Comment"
        placeholder={rights.speak ? 'Comment (c), for whoever comes next' : rights.why}
        disabled={!rights.speak}
        value={text}
        maxLength={2000}
        autosize
        minRows={1}
        maxRows={6}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
        }}
        flex={1}
      />
      <Button type="submit" variant="default" disabled={!given || !rights.speak}>
        Comment
      </Button>
    </form>
  )
}
