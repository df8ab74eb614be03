/** Owns the list of silences: those that hold, those to come, and those that ended in the last weeks. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import type { AlertSilenceRow } from '../../../shared/readModels/alerts.ts'
import { Age, ShortMoment } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go } from '../../stores/address.ts'
import { useTowerQuery } from '../../stores/engine.ts'
import { useAlertRights } from '../../stores/rights.ts'
import { matcherWords, useLabelNames, weeklyWords } from './matcherWords.ts'
import classes from './Alerts.module.css'

const nothing = {}
export const silencePath = (silence: string) => `/alerts/silences/${encodeURIComponent(silence)}`
export const useSilences = () => useTowerQuery('alerts.silences', nothing, { refetchEveryMs: 10_000 })

export function SilenceState({ row }: { row: AlertSilenceRow }) {
  if (row.ended) return <StateMark state="neutral" word="Ended" />
  if (row.active) return <StateMark state="warning" word="Holds now" title="Alerts that match call nobody." />
  return (
    <StateMark
      state="neutral"
      word={row.weekly ? 'Outside its hours' : 'Not now'}
      title="It holds at other times."
    />
  )
}

function Matches({ row }: { row: AlertSilenceRow }) {
  const names = useLabelNames()
  const words = matcherWords(row.matchers, names)
  return (
    <span className={classes.two} title={words}>
      <span className="clip">{words}</span>
      <span className="dim clip">{row.why}</span>
    </span>
  )
}

const columns: readonly GridColumn<AlertSilenceRow>[] = [
  { id: 'state', header: 'State', width: '144px', cell: (row) => <SilenceState row={row} /> },
  {
    id: 'matches',
    header: 'Silences alerts of',
    unit: 'why',
    width: 'minmax(220px, 3fr)',
    cell: (row) => <Matches row={row} />,
  },
  {
    id: 'until',
    header: 'Until',
    unit: 'weekly hours',
    width: 'minmax(150px, 1fr)',
    cell: (row) => (
      <span className={classes.two}>
        {row.until === null ? <span>ended by hand</span> : <ShortMoment at={row.until} />}
        <span className="dim clip">{row.weekly ? weeklyWords(row.weekly) : 'all the time'}</span>
      </span>
    ),
  },
  {
    id: 'alerts',
    header: 'Mutes now',
    unit: 'alerts',
    width: '92px',
    right: true,
    cell: (row) => <Muted row={row} />,
  },
  {
    id: 'by',
    header: 'Set by',
    unit: 'when',
    width: '130px',
    cell: (row) => (
      <span className={classes.two}>
        <span className="clip">{row.actor}</span>
        <span className="dim">
          <Age at={row.at} />
        </span>
      </span>
    ),
  },
]

function Muted({ row }: { row: AlertSilenceRow }) {
  const format = useFormat()
  return <span>{row.active ? format.number(row.alerts) : '–'}</span>
}

const idOf = (row: AlertSilenceRow) => row.silence

export function SilencesTab({ selected }: { selected: string | undefined }) {
  const answer = useSilences()
  const rights = useAlertRights()
  const format = useFormat()
  const rows = answer.data?.silences
  const rowAt = useMemo(() => (index: number) => rows?.[index], [rows])
  const active = rows?.filter((row) => row.active).length ?? 0
  return (
    <>
      <div className={classes.toolbar}>
        <span>{rows ? `${format.count(active, 'silence holds', 'silences hold')} now` : ''}</span>
        <span className="dim clip">Alerts that match are found and kept; nobody is called for them.</span>
        <div className={classes.spacer} />
        <Button
          leftSection={<IconPlus size={14} />}
          disabled={!rights.set}
          title={rights.why}
          onClick={() => go('/alerts/silences/new')}
        >
          New silence
        </Button>
      </div>
      <div className={classes.body}>
        {rows === undefined ? (
          answer.error ? (
            <Failure what="The silences" error={answer.error} retry={() => void answer.refetch()} />
          ) : (
            <Loading label="Loading the silences" />
          )
        ) : rows.length === 0 ? (
          <Message title="Nothing is silenced">
            A silence keeps alerts from calling anybody for a while: during a stocktake, for a store that is
            being rebuilt, every night. It says what it matches, until when, and why.
          </Message>
        ) : (
          <DataGrid
            label="Silences"
            columns={columns}
            count={rows.length}
            rowAt={rowAt}
            rowId={idOf}
            rowTestId={(row: AlertSilenceRow) => `silence-${row.silence}`}
            selectedId={selected}
            onOpen={(row) => go(silencePath(row.silence))}
            tall
          />
        )}
      </div>
    </>
  )
}
