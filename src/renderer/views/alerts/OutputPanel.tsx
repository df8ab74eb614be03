/** Owns the drawer of one output: how it stands, what it was told, a test, and its form. */
import { useMemo, useState } from 'react'
import { Button } from '@mantine/core'
import type { DeliveryRow, OutputRow } from '../../../shared/readModels/outputs.ts'
import { Age, Instant, Moment } from '../../components/Age.tsx'
import { CopyField } from '../../components/CopyField.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { notifyDone, notifyFailure } from '../../components/notify.tsx'
import { Fact, Facts, Section, SidePanel } from '../../components/SidePanel.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { refresh, useTowerCommand, useTowerQuery } from '../../stores/engine.ts'
import { useOutputRights } from '../../stores/rights.ts'
import { OUTPUT_KINDS } from './outputDraft.ts'
import { OutputForm } from './OutputForm.tsx'
import { outputPath, OutputState, useOutputs } from './OutputsTab.tsx'
import classes from './Alerts.module.css'

/** Secrets that were made while this page was open: each is shown until its drawer is left. */
const made = new Map<string, string>()

export function OutputPanel({ output, onClose }: { output: string; onClose(): void }) {
  const answer = useOutputs()
  const [secret] = useState(() => made.get(output) ?? null)
  const close = () => {
    made.delete(output)
    onClose()
  }
  if (output === 'new') {
    return (
      <SidePanel
        title="New output"
        subtitle="Told when an alert fires, and when it is over"
        onClose={onClose}
        testId="output-form"
      >
        <OutputForm
          onSaved={(saved, fresh) => {
            if (fresh !== null) made.set(saved, fresh)
            go(outputPath(saved))
          }}
        />
      </SidePanel>
    )
  }
  const row = answer.data?.outputs.find((each) => each.output === output)
  return (
    <SidePanel
      title={row?.name ?? 'Output'}
      subtitle={row ? OUTPUT_KINDS[row.kind] : undefined}
      onClose={close}
      testId="output-panel"
    >
      {row ? (
        <>
          {secret === null ? null : (
            <CopyField label="Signing secret: shown once, take it now" text={secret} testId="output-secret" />
          )}
          <Body row={row} />
        </>
      ) : answer.error ? (
        <Failure what="This output" error={answer.error} retry={() => void answer.refetch()} />
      ) : answer.data ? (
        <Message title="There is no such output">It was removed.</Message>
      ) : (
        <Loading label="Loading the output" />
      )}
    </SidePanel>
  )
}

function Body({ row }: { row: OutputRow }) {
  const format = useFormat()
  const rights = useOutputRights()
  const test = useTowerCommand('outputs.test')
  const remove = useTowerCommand('outputs.remove')
  const retry = useTowerCommand('outputs.retry')
  const [isChanging, setChanging] = useState(false)
  return (
    <>
      <OutputState row={row} />
      <Facts wide>
        <Fact name="Goes to">
          {row.target || '–'}
          {row.isPlain ? ' (not encrypted)' : ''}
        </Fact>
        <Fact name="Delivered">{format.number(row.delivered)}</Fact>
        <Fact name="Waiting">{format.number(row.waiting)}</Fact>
        <Fact name="Held while muted">{format.number(row.held)}</Fact>
        <Fact name="Given up">{format.number(row.dead)}</Fact>
        <Fact name="Last delivered">
          {row.lastDeliveredAt === null ? '–' : <Instant at={row.lastDeliveredAt} />}
        </Fact>
        <Fact name="Last fault">{row.fault ?? 'none'}</Fact>
        <Fact name="Made">
          <Moment at={row.createdAt} />
        </Fact>
      </Facts>
      <div className={classes.outputActions}>
        <Button
          variant="default"
          disabled={!rights.change}
          title={rights.why}
          loading={test.isPending}
          onClick={() =>
            test.mutate(
              { output: row.output },
              {
                onSuccess: ({ delivered, fault }) =>
                  delivered
                    ? notifyDone('The test arrived.')
                    : notifyFailure('The test did not arrive', new Error(fault ?? 'not known why')),
                onError: (error) => notifyFailure('The test was not sent', error),
              },
            )
          }
        >
          Send a test
        </Button>
        {row.dead > 0 ? (
          <Button
            variant="default"
            disabled={!rights.retry}
            loading={retry.isPending}
            onClick={() =>
              retry.mutate(
                { output: row.output },
                {
                  onSuccess({ retried }) {
                    refresh('outputs.list')
                    notifyDone(`${format.count(retried, 'delivery is', 'deliveries are')} tried again.`)
                  },
                  onError: (error) => notifyFailure('Nothing was tried again', error),
                },
              )
            }
          >
            Try {format.count(row.dead, 'delivery', 'deliveries')} again
          </Button>
        ) : null}
        <Button
          variant="default"
          disabled={!rights.change}
          title={rights.why}
          onClick={() => setChanging(!isChanging)}
        >
          {isChanging ? 'Leave it as it is' : 'Change…'}
        </Button>
        <Button
          variant="default"
          color="red"
          disabled={!rights.change}
          title={rights.why}
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(
              { output: row.output },
              {
                onSuccess() {
                  refresh('outputs.list')
                  notifyDone(`${row.name} is told nothing any more.`)
                  go('/alerts/outputs')
                },
                onError: (error) => notifyFailure('The output was not removed', error),
              },
            )
          }
        >
          Remove
        </Button>
      </div>
      {isChanging ? <OutputForm key={row.output} row={row} onSaved={() => setChanging(false)} /> : null}
      <Deliveries output={row.output} />
    </>
  )
}

const STATUS = {
  held: { state: 'neutral', word: 'Held' },
  waiting: { state: 'warning', word: 'Waiting' },
  delivered: { state: 'good', word: 'Delivered' },
  dead: { state: 'serious', word: 'Given up' },
} as const

function Deliveries({ output }: { output: string }) {
  const input = useMemo(() => ({ output, limit: 50 }), [output])
  const { data } = useTowerQuery('outputs.deliveries', input, { refetchEveryMs: 5_000 })
  const format = useFormat()
  if (!data || data.total === 0) return null
  return (
    <Section
      title="Deliveries"
      note={data.total > data.rows.length ? `the last 50 of ${format.number(data.total)}` : undefined}
    >
      <ul className={classes.deliveries} data-testid="deliveries">
        {data.rows.map((row) => (
          <Delivery key={row.delivery} row={row} />
        ))}
      </ul>
    </Section>
  )
}

function Delivery({ row }: { row: DeliveryRow }) {
  const { state, word } = STATUS[row.status]
  const tried = row.attempts > 1 ? `, tried ${row.attempts} times` : ''
  return (
    <li>
      <StateMark state={state} word={word} />
      <span className={classes.two}>
        <a className="clip" href={`#/alerts/alert/${encodeURIComponent(row.alert)}`} title={row.summary}>
          {row.told === 'firing' ? 'Fires: ' : 'Over: '}
          {row.summary}
        </a>
        <span className="dim clip" title={row.fault ?? undefined}>
          <Age at={row.queuedAt} />
          {tried}
          {row.fault && row.status !== 'delivered' ? `: ${row.fault}` : ''}
        </span>
      </span>
    </li>
  )
}
