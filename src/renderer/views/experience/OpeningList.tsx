/** Owns the list of who opened which customer's timeline, when and why. */
import type { AccessLog } from '../../../shared/readModels/experience.ts'
import { Instant } from '../../components/Age.tsx'
import { DataGrid, type GridColumn } from '../../components/DataGrid.tsx'
import { UNKNOWN } from '../../components/format.ts'
import { Failure, Loading, Message } from '../../components/Message.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useRowPages } from '../../stores/rowPages.ts'

type Opening = AccessLog['rows'][number]

const columns: GridColumn<Opening>[] = [
  { id: 'at', header: 'Asked', width: 'minmax(190px, 1fr)', cell: (row) => <Instant at={row.at} /> },
  {
    id: 'granted',
    header: 'Outcome',
    width: '110px',
    cell: (row) =>
      row.granted ? (
        <StateMark state="neutral" word="Opened" />
      ) : (
        <StateMark state="warning" word="Refused" />
      ),
  },
  { id: 'actor', header: 'By', width: 'minmax(120px, 1fr)', cell: (row) => row.actor },
  {
    id: 'pseudonym',
    header: 'Customer',
    unit: 'pseudonym',
    width: '140px',
    cell: (row) => <span className="mono">{row.pseudonym ?? UNKNOWN}</span>,
  },
  {
    id: 'why',
    header: 'Reason',
    width: 'minmax(200px, 3fr)',
    cell: (row) => <span title={row.why}>{row.why}</span>,
  },
]
const openingId = (row: Opening) => `${row.at} ${row.pseudonym} ${row.actor}`
const all = {}

export function OpeningList() {
  const rows = useRowPages('experience.accessLog', all, openingId)
  if (rows.count === undefined) {
    return rows.error ? (
      <Failure what="The opened customers" error={rows.error} retry={rows.retry} />
    ) : (
      <Loading label="Loading the opened customers" />
    )
  }
  if (rows.count === 0) {
    return (
      <Message title="No customer’s timeline has been opened">
        Customers stand under pseudonyms everywhere. Whoever opens one gives a reason, and stands in this
        list.
      </Message>
    )
  }
  return (
    <DataGrid
      label="Opened customers"
      columns={columns}
      count={rows.count}
      rowAt={rows.rowAt}
      rowId={openingId}
      onRange={rows.onRange}
    />
  )
}
