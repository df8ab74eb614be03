/** Owns the columns that lanes are listed in. */
import type { LaneRow } from '../../../shared/readModels/speed.ts'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { regionWord } from './HeatmapParts.tsx'
import { ShareMark } from './ShareMark.tsx'

export const LANE_COLUMNS: readonly GridColumn<LaneRow>[] = [
  {
    id: 'origin',
    header: 'From',
    width: 'minmax(130px, 2fr)',
    cell: (row) => <span title={row.origin}>{row.originName || row.origin || 'Origin not known'}</span>,
  },
  {
    id: 'region',
    header: 'To',
    about: 'Region of the destination',
    width: 'minmax(58px, 0.7fr)',
    cell: (row) => regionWord(row.destinationRegion),
  },
  {
    id: 'carrier',
    header: 'Carrier',
    width: 'minmax(84px, 1fr)',
    cell: (row) => row.carrier || <span className="dim">not known</span>,
  },
  {
    id: 'lines',
    header: 'Lines',
    about: 'Order lines that came into the customer’s hands by this lane',
    width: '74px',
    right: true,
    sort: 'lines',
    cell: (row) => <Figure value={row.lines} />,
  },
  {
    id: 'onTime',
    header: 'On time',
    unit: '% of promised',
    width: '92px',
    right: true,
    sort: 'onTimeShare',
    cell: (row) => <ShareMark share={row.onTimeShare} sample={row.promised} />,
  },
  {
    id: 'median',
    header: 'Median',
    unit: 'hours',
    about: 'From leaving the origin to the customer’s hands',
    width: '74px',
    right: true,
    sort: 'transitHoursMedian',
    cell: (row) => <Hours hours={row.transitHoursMedian} />,
  },
  {
    id: 'p90',
    header: 'p90',
    unit: 'hours',
    about: 'Nine in ten took no longer',
    width: '74px',
    right: true,
    sort: 'transitHoursP90',
    cell: (row) => <Hours hours={row.transitHoursP90} />,
  },
  {
    id: 'promised',
    header: 'Promised',
    unit: 'hours',
    about: 'Median of the hours from leaving the origin to the promised time',
    width: '88px',
    right: true,
    sort: 'promisedHoursMedian',
    cell: (row) => <Hours hours={row.promisedHoursMedian} />,
  },
]

function Hours({ hours }: { hours: number | null }) {
  const format = useFormat()
  return (
    <span className="nowrap">{format.number(hours, hours !== null && Math.abs(hours) < 10 ? 1 : 0)}</span>
  )
}
