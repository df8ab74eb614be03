/** Owns the columns that orders are listed in. */
import type { OrderRow } from '../../../shared/readModels/orders.ts'
import { ShortMoment } from '../../components/Age.tsx'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { FreshnessCell } from '../../components/Freshness.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { BASIS_WORDS, FLOW_RULES, flowWord } from '../orderWords.ts'
import { OrderId } from './OrderId.tsx'
import { OrderState } from './OrderState.tsx'

export const ORDER_COLUMNS: readonly GridColumn<OrderRow>[] = [
  {
    id: 'order',
    header: 'Order',
    width: 'minmax(150px, 1.6fr)',
    cell: (row) => <OrderId order={row.order} />,
  },
  { id: 'status', header: 'State', width: 'minmax(130px, 1.2fr)', cell: (row) => <OrderState row={row} /> },
  {
    id: 'flow',
    header: 'Flow',
    width: 'minmax(100px, 1fr)',
    cell: (row) => (
      <span title={row.flow ? FLOW_RULES[row.flow] : 'Neither stated nor told by where the units come from'}>
        {row.flow ? flowWord(row.flow) : '–'}
      </span>
    ),
  },
  { id: 'channel', header: 'Channel', width: 'minmax(80px, 0.7fr)', cell: (row) => row.channel ?? '–' },
  { id: 'placed', header: 'Placed', width: '148px', cell: (row) => <ShortMoment at={row.placedAt} /> },
  {
    id: 'promised',
    header: 'Promised',
    about: 'By the line that is due first, or was',
    width: '148px',
    cell: (row) => (
      <span title={row.promiseBasis ? BASIS_WORDS[row.promiseBasis] : 'Nothing was promised'}>
        <ShortMoment at={row.promisedAt} />
      </span>
    ),
  },
  {
    id: 'handedOver',
    header: 'Handed over',
    about: 'When the last units came into the customer’s hands',
    width: '148px',
    cell: (row) => <ShortMoment at={row.handedOverAt} />,
  },
  {
    id: 'location',
    header: 'Location',
    width: 'minmax(110px, 1.2fr)',
    cell: (row) => (
      <span title={row.location ?? 'No location has it yet'}>{row.locationName ?? row.location ?? '–'}</span>
    ),
  },
  { id: 'region', header: 'Region', width: '80px', cell: (row) => row.region ?? '–' },
  {
    id: 'lines',
    header: 'Lines',
    width: '60px',
    right: true,
    cell: (row) => <Figure value={row.lineCount} />,
  },
  {
    id: 'units',
    header: 'Units',
    width: '64px',
    right: true,
    cell: (row) => <Figure value={row.units} />,
  },
  { id: 'value', header: 'Value', width: '108px', right: true, cell: (row) => <Value row={row} /> },
  {
    id: 'age',
    header: 'Data as of',
    width: '104px',
    cell: (row) => <FreshnessCell freshness={row.freshness} />,
  },
]

export const ORDER_DEFAULTS = ['order', 'status', 'flow', 'placed', 'promised', 'location', 'value'] as const
export const ORDER_FIXED = ['order', 'status'] as const

function Value({ row }: { row: Pick<OrderRow, 'valueMinor' | 'currency'> }) {
  const format = useFormat()
  return (
    <span className="nowrap">
      {row.valueMinor === 0 && row.currency === null ? '–' : format.money(row.valueMinor, row.currency)}
    </span>
  )
}
