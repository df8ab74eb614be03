/** Owns the list of outputs: where alerts are told outside, and how that stands. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { OutputRow } from '../../../shared/readModels/outputs.ts'
import { Age } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useOutputRights } from '../../stores/rights.ts'
import { matcherWords, useLabelNames } from './matcherWords.ts'
import { OUTPUT_KINDS } from './outputDraft.ts'
import classes from './Alerts.module.css'

const nothing = {}
export const outputPath = (output: string) => `/alerts/outputs/${encodeURIComponent(output)}`
export const useOutputs = () => useTowerQuery('outputs.list', nothing, { refetchEveryMs: 5_000 })

export function OutputState({ row }: { row: OutputRow }) {
  if (!row.enabled) return <StateMark state="neutral" word="Off" title={row.fault ?? 'Nothing is sent.'} />
  if (row.fault)
    return <StateMark state="serious" word="Not reached" title={`${row.fault}; it is tried again.`} />
  if (row.dead > 0) return <StateMark state="warning" word="Some given up" title="See its deliveries." />
  return <StateMark state="good" word={row.lastDeliveredAt === null ? 'Ready' : 'Delivers'} />
}

function Target({ row }: { row: OutputRow }) {
  const names = useLabelNames()
  return (
    <span className={classes.two}>
      <span className="clip">{row.name}</span>
      <span className="dim clip" title={row.target}>
        {row.matchers.length === 0 ? 'every alert' : matcherWords(row.matchers, names)}
        {row.target ? ` → ${row.target}` : ''}
      </span>
    </span>
  )
}

function Count({ of }: { of: number }) {
  const format = useFormat()
  return <span>{format.number(of)}</span>
}

const columns: readonly GridColumn<OutputRow>[] = [
  { id: 'state', header: 'State', width: '144px', cell: (row) => <OutputState row={row} /> },
  {
    id: 'name',
    header: 'Output',
    unit: 'what it is told',
    width: 'minmax(240px, 3fr)',
    cell: (row) => <Target row={row} />,
  },
  { id: 'kind', header: 'Kind', width: '120px', cell: (row) => <span>{OUTPUT_KINDS[row.kind]}</span> },
  {
    id: 'delivered',
    header: 'Delivered',
    width: '92px',
    right: true,
    cell: (row) => <Count of={row.delivered} />,
  },
  { id: 'waiting', header: 'Waiting', width: '84px', right: true, cell: (row) => <Count of={row.waiting} /> },
  { id: 'held', header: 'Held', width: '72px', right: true, cell: (row) => <Count of={row.held} /> },
  { id: 'dead', header: 'Given up', width: '84px', right: true, cell: (row) => <Count of={row.dead} /> },
  {
    id: 'last',
    header: 'Last delivered',
    width: '112px',
    cell: (row) => (row.lastDeliveredAt === null ? <span>–</span> : <Age at={row.lastDeliveredAt} />),
  },
]

const idOf = (row: OutputRow) => row.output

export function OutputsTab({ selected }: { selected: string | undefined }) {
  const answer = useOutputs()
  const rights = useOutputRights()
  const rows = answer.data?.outputs
  const rowAt = useMemo(() => (index: number) => rows?.[index], [rows])
  return (
    <>
      <div className={classes.toolbar}>
        <span className="dim clip">
          Told when an alert fires and when it is over, again and again until they take it.
        </span>
        <div className={classes.spacer} />
        <Button
          leftSection={<IconPlus size={14} />}
          disabled={!rights.change}
          title={rights.why}
          onClick={() => go('/alerts/outputs/new')}
        >
          New output
        </Button>
      </div>
      <div className={classes.body}>
        {rows === undefined ? (
          answer.error ? (
            <Failure what="The outputs" error={answer.error} retry={() => void answer.refetch()} />
          ) : (
            <Loading label="Loading the outputs" />
          )
        ) : rows.length === 0 ? (
          <Message title="Nobody outside is told of alerts">
            An output tells a webhook, an Alertmanager receiver or a mailbox when an alert fires and when it
            is over. A monitoring system can read the figures at /metrics besides.
          </Message>
        ) : (
          <DataGrid
            label="Outputs"
            columns={columns}
            count={rows.length}
            rowAt={rowAt}
            rowId={idOf}
            rowTestId={(row: OutputRow) => `output-${row.name}`}
            selectedId={selected}
            onOpen={(row) => go(outputPath(row.output))}
            tall
          />
        )}
      </div>
    </>
  )
}
