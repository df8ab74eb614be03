/** Owns the record behind an entry: the text as it was sent, and the events that it became. */
import { useEffect, useRef } from 'react'
import { Button } from '@mantine/core'
import { Moment } from '../../components/Age.tsx'
import { CopyField } from '../../components/CopyField.tsx'
import { Failure, Loading } from '../../components/Message.tsx'
import { Fact, Facts, Section } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { setParams } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { prettyRaw } from './prettyRaw.ts'

export function SourcePanel({ identity }: { identity: string }) {
  const source = useTowerQuery('source.record', { identity })
  const top = useRef<HTMLDivElement>(null)
  const loaded = source.data !== undefined
  useEffect(() => {
    if (loaded) top.current?.scrollIntoView({ block: 'nearest' })
  }, [loaded])
  const record = source.data
  return (
    <div ref={top} data-testid="source-record">
      <Section
        title="Source record"
        note={
          <Button size="compact-xs" variant="subtle" onClick={() => setParams({ record: null })}>
            Hide
          </Button>
        }
      >
        {source.error ? (
          <Failure what="The source record" error={source.error} retry={() => void source.refetch()} />
        ) : record ? (
          <>
            <Facts wide>
              <Fact name="Feed">{record.feed}</Fact>
              <Fact name="Format">{record.format}</Fact>
              <Fact name="Came by">{record.transport}</Fact>
              <Fact name="Document">{record.documentName ?? '–'}</Fact>
              <Fact name="Occurred">
                <Moment at={record.occurredAt} />
              </Fact>
              <Fact name="Recorded">
                <Moment at={record.recordedAt} />
              </Fact>
              <Fact name="Counts">
                {record.retracted ? (
                  <StateMark state="warning" word="Retracted" />
                ) : record.counts ? (
                  <StateMark state="good" word="Yes" />
                ) : (
                  <StateMark state="neutral" word="No, another version does" />
                )}
              </Fact>
            </Facts>
            <p className="mono dim" style={{ overflowWrap: 'anywhere' }}>
              {record.identity}
            </p>
            {record.withheld ? (
              <p className="dim">
                What was sent may tell who a customer is: it is shown to operators and administrators.
              </p>
            ) : (
              <CopyField label="As it was sent" text={prettyRaw(record.raw)} testId="source-raw" />
            )}
            <CopyField
              label={`What it became: ${record.events.length === 1 ? 'one event' : `${record.events.length} events`}`}
              text={JSON.stringify(record.events, null, 2)}
            />
            {(record.withheld ? [] : record.conflicts).map((each) => (
              <CopyField
                key={`${each.recordedAt} ${each.feed}`}
                label={`Another content under the same identity, by ${each.feed}${each.counts ? ' (this one counts)' : ''}`}
                text={prettyRaw(each.raw)}
              />
            ))}
          </>
        ) : (
          <Loading label="Loading the source record" />
        )}
      </Section>
    </div>
  )
}
