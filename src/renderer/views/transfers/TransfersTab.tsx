/** Owns the live list of transfers: filters, marks, the keyboard, and what is done with what is marked. */
import { useMemo } from 'react'
import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import type { TransferRow } from '../../../shared/readModels/transfers.ts'
import { useShownColumns } from '../../components/ColumnChooser.tsx'
import { DataGrid } from '../../components/DataGrid.tsx'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { go, setParams, useAddress } from '../../stores/address.ts'
import { useTransferRows, type TransferFilter } from '../../stores/transfers.ts'
import { useTriageKeys } from '../alerts/useTriageKeys.ts'
import { ApprovalPanel } from './ApprovalPanel.tsx'
import { ListActs } from './ListActs.tsx'
import {
  TRANSFER_COLUMNS,
  TRANSFER_DEFAULTS,
  TransferHandsContext,
  type TransferHands,
} from './transferColumns.tsx'
import { isNarrowed, NO_FILTER, transferFilterOf } from './transferFilter.ts'
import { TRANSFER_TABLE, TransferToolbar } from './TransferToolbar.tsx'
import { transferPath } from './transferWords.ts'
import { useTransferMarks } from './useTransferMarks.ts'
import classes from './Transfers.module.css'

const idOf = (row: TransferRow) => row.transfer

interface TransfersTabProps {
  /** The transfer in the drawer. */
  opened: string | undefined
  isApproving: boolean
}

export function TransfersTab({ opened, isApproving }: TransfersTabProps) {
  const { params } = useAddress()
  const text = JSON.stringify(transferFilterOf(params))
  const filter = useMemo(() => JSON.parse(text) as TransferFilter, [text])
  const list = useTransferRows(filter)
  const marks = useTransferMarks(text, list.rowAt)
  const shown = useShownColumns(TRANSFER_TABLE, TRANSFER_DEFAULTS)
  const format = useFormat()
  const waiting = marks.targets.filter(({ status }) => status === 'submitted')
  const approve = () => {
    if (waiting.length > 0) go('/transfers/approve')
  }
  useTriageKeys((key) => {
    if (opened !== undefined || isApproving) return false
    const row = list.rowAt(marks.active)
    if (key === 'x' && row) marks.mark(row)
    else if (key === 'a') approve()
    else if (key === 'n') go('/transfers/new')
    else return false
    return true
  })
  const hands: TransferHands = { isMarked: marks.isMarked, mark: marks.mark }
  return (
    <TransferHandsContext value={hands}>
      <TransferToolbar filter={filter} total={list.count} />
      <div className={classes.body}>
        {list.count === undefined ? (
          list.error ? (
            <Failure what="The transfers" error={list.error} retry={list.retry} />
          ) : (
            <Loading label="Loading the transfers" lines={12} />
          )
        ) : list.count === 0 ? (
          <NothingFound filter={filter} />
        ) : (
          <DataGrid
            key={text}
            label="Transfers"
            columns={TRANSFER_COLUMNS}
            shown={shown.includes('mark') ? shown : ['mark', ...shown]}
            count={list.count}
            rowAt={list.rowAt}
            rowId={idOf}
            rowTestId={(row: TransferRow) => `transfer-${row.transfer}`}
            isMarked={marks.isMarked}
            selectedId={opened}
            onOpen={(row) => go(transferPath(row.transfer))}
            onActive={marks.stand}
            onRange={list.onRange}
            tall
            minWidth="980px"
          />
        )}
        {list.news === null ? null : (
          <Button
            className={classes.news}
            leftSection={<IconRefresh size={13} />}
            radius="xl"
            onClick={list.showNews}
          >
            {list.news.added > 0 ? `${format.number(list.news.added)} new` : 'The list has changed'}: show
          </Button>
        )}
      </div>
      {list.count ? <ListActs marks={marks} approve={approve} /> : null}
      {isApproving ? (
        <ApprovalPanel
          transfers={waiting.map(idOf)}
          onClose={() => {
            marks.unmark()
            go('/transfers')
          }}
        />
      ) : null}
    </TransferHandsContext>
  )
}

function NothingFound({ filter }: { filter: TransferFilter }) {
  if (isNarrowed(filter)) {
    return (
      <Message
        title="No transfer fits"
        action={
          <Button variant="default" onClick={() => setParams(NO_FILTER)}>
            Clear all filters
          </Button>
        }
      >
        The search looks at a transfer’s number, its title, its places and its SKUs.
      </Message>
    )
  }
  return (
    <Message
      title="No transfer yet"
      action={
        <Button variant="default" onClick={() => go('/whatif')}>
          Find what to move
        </Button>
      }
    >
      A transfer moves stock from one location to another: somebody asks for it, somebody else approves it
      against the stock that is there at that moment, and the documents go out to both ends. Plan a whole set
      on the What-if screen, or write one yourself.
    </Message>
  )
}
