/** Owns the list of refused records: why, where, and the replay of all of them. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Button, Checkbox } from '@mantine/core'
import { IconPlayerPlay, IconX } from '@tabler/icons-react'
import type { QuarantineRow } from '../../../shared/readModels/feeds.ts'
import { Age } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, quarantinePath, setParams } from '../../stores/address.ts'
import { refresh, useTowerQuery } from '../../stores/engine.ts'
import { useTowerStatus } from '../../stores/status.ts'
import { useReplay } from './useReplay.ts'
import classes from './Feeds.module.css'

const MOST_ROWS = 1000

const columns: GridColumn<QuarantineRow>[] = [
  { id: 'feed', header: 'Feed', width: 'minmax(100px, 0.7fr)', cell: (row) => row.feed },
  {
    id: 'reason',
    header: 'Reason',
    width: 'minmax(200px, 2fr)',
    cell: (row) => <span title={row.reason}>{row.reason}</span>,
  },
  {
    id: 'field',
    header: 'Field',
    width: 'minmax(120px, 1fr)',
    cell: (row) => (
      <span className="mono" title={row.field}>
        {row.field}
      </span>
    ),
  },
  { id: 'format', header: 'Format', width: '120px', cell: (row) => row.format },
  { id: 'received', header: 'Received', width: '104px', cell: (row) => <Age at={row.receivedAt} /> },
]
const idOf = (row: QuarantineRow) => String(row.id)

export function QuarantineList({ feed, selected }: { feed: string | null; selected: string | undefined }) {
  const format = useFormat()
  const [closed, setClosed] = useState(false)
  const page = useTowerQuery(
    'quarantine.list',
    { limit: MOST_ROWS, ...(feed ? { feed } : {}), ...(closed ? { includeClosed: true } : {}) },
    { keepPrevious: true },
  )
  const open = useTowerStatus()?.openQuarantine
  const before = useRef(open)
  useEffect(() => {
    if (before.current !== open) refresh('quarantine.list')
    before.current = open
  }, [open])
  const rows = page.data?.rows
  const rowAt = useMemo(() => (index: number) => rows?.[index], [rows])
  const replay = useReplay()
  const openRow = useCallback((row: QuarantineRow) => go(quarantinePath(row.id)), [])
  if (page.error && !page.data) {
    return <Failure what="The quarantine" error={page.error} retry={() => void page.refetch()} />
  }
  if (!page.data) return <Loading label="Loading the quarantine" />
  return (
    <>
      <div className={classes.subBar}>
        <span>
          {format.count(page.data.total, 'record', 'records')}{' '}
          {closed ? 'refused so far' : 'waiting to be mended'}
          {page.data.total > MOST_ROWS ? `; the first ${format.number(MOST_ROWS)} are shown` : ''}
        </span>
        {feed ? (
          <Button
            variant="light"
            rightSection={<IconX size={12} />}
            onClick={() => setParams({ feed: null })}
          >
            Feed: {feed}
          </Button>
        ) : null}
        <div className={classes.spacer} />
        <Checkbox
          label="Also those done with"
          checked={closed}
          onChange={(event) => setClosed(event.currentTarget.checked)}
        />
        {/* Replays what is open in all feeds, so it is offered where all of them are shown. */}
        {!feed && !closed && page.data.total > 0 ? (
          <Button
            variant="default"
            leftSection={<IconPlayerPlay size={14} />}
            loading={replay.pending}
            onClick={() => replay.run({})}
            title="Tries each record again as it is, e.g. after an update or a new mapping"
          >
            Replay all {format.number(page.data.total)}
          </Button>
        ) : null}
      </div>
      {page.data.rows.length === 0 ? (
        <Message title="Nothing is in quarantine">
          A record that a feed sends and the tower cannot understand waits here with its text, the reason and
          the field, to be mended and replayed. Nothing is thrown away.
        </Message>
      ) : (
        <DataGrid
          label="Records in quarantine"
          columns={columns}
          count={page.data.rows.length}
          rowAt={rowAt}
          rowId={idOf}
          rowTestId={(row) => `quarantine-row-${row.id}`}
          selectedId={selected}
          onOpen={openRow}
        />
      )}
    </>
  )
}
