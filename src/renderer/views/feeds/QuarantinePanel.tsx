/** Owns the drawer of one refused record: the reason, the field, and its text to mend and replay. */
import { useState } from 'react'
import { Button, Textarea } from '@mantine/core'
import type { QuarantineRow } from '../../../shared/readModels/feeds.ts'
import { Instant } from '../../components/Age.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useTowerQuery } from '../../stores/engine.ts'
import { replayWords, useReplay } from './useReplay.ts'
import classes from './Feeds.module.css'

export function QuarantinePanel({ id, onClose }: { id: number; onClose(): void }) {
  const shown = useTowerQuery('quarantine.show', { id })
  return (
    <SidePanel
      wide
      title={`Refused record ${id}`}
      subtitle={shown.data?.feed}
      onClose={onClose}
      testId="quarantine-panel"
    >
      {shown.data ? (
        <Body row={shown.data} />
      ) : shown.error ? (
        <Failure what="This record" error={shown.error} retry={() => void shown.refetch()} />
      ) : (
        <Loading label="Loading the record" />
      )}
    </SidePanel>
  )
}

function Body({ row }: { row: QuarantineRow }) {
  const [text, setText] = useState(row.raw)
  const replay = useReplay()
  const changed = text !== row.raw
  const isOpen = row.state === 'open'
  return (
    <>
      <div className={classes.reason}>
        {isOpen ? (
          <StateMark state="serious" word="Refused" />
        ) : (
          <StateMark state="good" word={row.state === 'replayed' ? 'Replayed' : 'Discarded'} />
        )}
        <div data-testid="quarantine-reason">{row.reason}</div>
      </div>
      <Facts>
        <Fact name="Field">
          <span className="mono">{row.field}</span>
        </Fact>
        <Fact name="Format">{row.format}</Fact>
        <Fact name="Document">{row.documentName ?? '–'}</Fact>
        <Fact name="Received">
          <Instant at={row.receivedAt} />
        </Fact>
      </Facts>
      <Section title="The record as it was sent" note={changed ? 'changed, not sent yet' : 'mend it here'}>
        {row.raw === '' ? (
          <p className="dim">
            Its text may tell of people: it is shown to operators and administrators alone. The reason above
            is for everyone.
          </p>
        ) : null}
        <Textarea
          aria-label="The record’s text"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          autosize
          minRows={8}
          maxRows={22}
          readOnly={!isOpen}
          spellCheck={false}
          classNames={{ input: classes.editor }}
          data-testid="quarantine-raw"
        />
        {isOpen ? (
          <div className={classes.actions}>
            <Button
              loading={replay.pending}
              onClick={() => replay.run({ id: row.id, ...(changed ? { raw: text } : {}) })}
              data-testid="quarantine-replay"
            >
              {changed ? 'Replay 1 record with these changes' : 'Replay 1 record as it is'}
            </Button>
            <Button variant="default" disabled={!changed} onClick={() => setText(row.raw)}>
              Undo the changes
            </Button>
          </div>
        ) : null}
        {replay.report ? <p role="status">{replayWords(replay.report)}</p> : null}
        <p className="dim">The text as it first came is kept with the record, whatever is changed here.</p>
      </Section>
    </>
  )
}
