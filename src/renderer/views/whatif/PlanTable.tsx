/** Owns the table of what a plan moves: why each, what else could be done with it, and what is promoted. */
import { useMemo, useState } from 'react'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconArrowRight, IconSearch } from '@tabler/icons-react'
import type { PlannedTransfer, RunSummary } from '../../../shared/readModels/whatif.ts'
import { PROMOTED_LINES_MAX } from '../../../shared/whatifDefinition.ts'
import { DataGrid, type GridSort } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { notifyDone, tellEnd } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, useAddress } from '../../stores/address.ts'
import { useRowPages } from '../../stores/rowPages.ts'
import { tellWhatif } from '../../stores/whatif.ts'
import { isSort, PlanHandsContext, usePlanColumns } from './planColumns.tsx'
import classes from './Whatif.module.css'

const idOf = (row: PlannedTransfer) => row.key
const TYPING_MS = 200
const LOOK_AGAIN_MS = 60_000

interface PlanTableProps {
  summary: RunSummary
  mayPromote: boolean
}

export function PlanTable({ summary, mayPromote }: PlanTableProps) {
  const { params } = useAddress()
  const format = useFormat()
  const [text, setText] = useState('')
  const [asked] = useDebouncedValue(text.trim(), TYPING_MS)
  const [sort, setSort] = useState<GridSort>({ by: 'net', descending: true })
  const [picked, setPicked] = useState<ReadonlyMap<string, PlannedTransfer>>(new Map())
  const from = params.get('from')
  const to = params.get('to')
  const filter = useMemo(
    () => ({
      run: summary.run,
      ...(isSort(sort.by) ? { sort: sort.by } : {}),
      descending: sort.descending,
      ...(asked ? { text: asked } : {}),
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    }),
    [summary.run, sort, asked, from, to],
  )
  const list = useRowPages('whatif.transfers', filter, idOf, LOOK_AGAIN_MS)
  const toggle = (row: PlannedTransfer) => {
    const next = new Map(picked)
    if (!next.delete(row.key)) next.set(row.key, row)
    setPicked(next)
  }
  const columns = usePlanColumns(summary.currency)
  const hands = { isPicked: (row: PlannedTransfer) => picked.has(row.key), pick: toggle }
  const units = [...picked.values()].reduce((sum, row) => sum + row.units, 0)
  const promote = () => {
    void tellEnd(
      tellWhatif('whatif.promote', {
        run: summary.run,
        lines: [...picked.keys()].slice(0, PROMOTED_LINES_MAX).map((key) => ({ key })),
        ...(summary.name ? { title: summary.name } : {}),
      }),
      'Nothing was drafted',
      ({ request, transfers }) => {
        setPicked(new Map())
        notifyDone(
          `Drafted ${format.count(transfers.length, 'transfer', 'transfers')}. Submit them for approval.`,
        )
        go('/transfers', { request })
      },
    )
  }
  return (
    <PlanHandsContext value={hands}>
      <div className={classes.strip}>
        <TextInput
          data-screen-search
          aria-label="Find transfers of the plan by item or place"
          placeholder="Item, place ( / )"
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <span className="dim" data-testid="planned-total" data-value={list.count ?? ''}>
          {list.count === undefined ? '' : format.count(list.count, 'transfer', 'transfers')}
        </span>
        {from || to ? (
          <Button size="compact-xs" variant="light" onClick={() => setParams({ from: null, to: null })}>
            One lane only: show all
          </Button>
        ) : null}
      </div>
      <div className={classes.grid}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The plan" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading the plan" />
          )
        ) : list.count === 0 ? (
          <Message title={asked || from || to ? 'No transfer of the plan fits' : 'The plan moves nothing'}>
            {asked || from || to
              ? 'The search looks at items and places.'
              : 'Nothing that could be moved would bring more than it costs. “Not proposed” says why, pair by pair.'}
          </Message>
        ) : (
          <DataGrid
            key={JSON.stringify(filter)}
            label="What the plan moves"
            columns={columns}
            count={list.count}
            rowAt={list.rowAt}
            rowId={idOf}
            rowTestId={(row: PlannedTransfer) => `planned-${row.key}`}
            isMarked={(row) => picked.has(row.key)}
            selectedId={params.get('line') ?? undefined}
            onOpen={(row) => setParams({ line: row.key })}
            sort={sort}
            onSort={setSort}
            onRange={list.onRange}
            tall
            minWidth="820px"
          />
        )}
      </div>
      <div className={classes.foot} role="toolbar" aria-label="What to do with chosen transfers">
        <span className="dim" role="status">
          {picked.size > 0
            ? `${format.count(picked.size, 'line', 'lines')} chosen, ${format.unitsOf(units)}`
            : 'Choose lines to ask for them as transfers'}
        </span>
        {list.count ? (
          <Button variant="subtle" onClick={() => pickSeen()} disabled={list.rowAt(0) === undefined}>
            Choose the first 50
          </Button>
        ) : null}
        <Button
          rightSection={<IconArrowRight size={14} />}
          disabled={picked.size === 0 || !mayPromote}
          title={mayPromote ? 'Drafts one transfer for each lane' : 'Your role may not ask for transfers'}
          onClick={promote}
          data-testid="promote"
        >
          Draft transfers of {format.unitsOf(units)}
        </Button>
      </div>
    </PlanHandsContext>
  )

  function pickSeen() {
    const next = new Map(picked)
    for (let index = 0; index < 50; index += 1) {
      const row = list.rowAt(index)
      if (row) next.set(row.key, row)
    }
    setPicked(next)
  }
}
