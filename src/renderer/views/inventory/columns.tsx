/** Owns the columns of positions: which there are, which are shown at first, how each reads. */
import type { PositionRow } from '../../../shared/readModels/inventory.ts'
import { Age } from '../../components/Age.tsx'
import { isoTime, type CsvValue } from '../../components/csv.ts'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { Figure } from '../../components/Figure.tsx'
import { FreshnessCell } from '../../components/Freshness.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { ALLOCATED_RULE, ATP_RULE, CLAIMED_RULE, COVER_RULE, LEAVING_RULE } from '../words.ts'

export const POSITION_COLUMNS: GridColumn<PositionRow>[] = [
  {
    id: 'location',
    header: 'Location',
    width: 'minmax(120px, 1.2fr)',
    sort: 'location',
    cell: (row) => (
      <span title={row.location}>{row.locationName ?? <span className="mono">{row.location}</span>}</span>
    ),
  },
  {
    id: 'sku',
    header: 'SKU',
    width: 'minmax(130px, 1.5fr)',
    sort: 'sku',
    cell: (row) => <span title={row.sku}>{row.skuName ?? <span className="mono">{row.sku}</span>}</span>,
  },
  { id: 'category', header: 'Category', width: 'minmax(90px, 0.8fr)', cell: (row) => row.category ?? '–' },
  {
    id: 'onHand',
    header: 'On hand',
    unit: 'units',
    width: '92px',
    right: true,
    sort: 'onHandUnits',
    cell: (row) => <Figure value={row.onHandUnits} testId="figure-onHand" />,
  },
  {
    id: 'sellable',
    header: 'Sellable',
    unit: 'units',
    width: '92px',
    right: true,
    sort: 'sellableUnits',
    cell: (row) => <Figure value={row.sellableUnits} testId="figure-sellable" />,
  },
  {
    id: 'unsellable',
    header: 'Not sellable',
    unit: 'units',
    width: '98px',
    right: true,
    cell: (row) => <Figure value={row.unsellableUnits} testId="figure-unsellable" />,
  },
  {
    id: 'safety',
    header: 'Safety stock',
    unit: 'units',
    width: '100px',
    right: true,
    cell: (row) => <Figure value={row.safetyStockUnits} />,
  },
  {
    id: 'claimed',
    header: 'Claimed',
    unit: 'units',
    about: CLAIMED_RULE,
    width: '88px',
    right: true,
    cell: (row) => <Figure value={row.claimedUnits} testId="figure-claimed" />,
  },
  {
    id: 'allocated',
    header: 'Allocated',
    unit: 'units',
    about: ALLOCATED_RULE,
    width: '96px',
    right: true,
    cell: (row) => <Figure value={row.allocatedUnits} testId="figure-allocated" />,
  },
  {
    id: 'atp',
    header: 'ATP',
    unit: 'units',
    about: ATP_RULE,
    width: '84px',
    right: true,
    sort: 'atpUnits',
    cell: (row) => <Figure value={row.atpUnits} testId="figure-atp" />,
  },
  {
    id: 'cover',
    header: 'Cover',
    unit: 'days',
    about: COVER_RULE,
    width: '72px',
    right: true,
    cell: (row) => <Figure value={row.daysOfCover} digits={1} />,
  },
  {
    id: 'sold',
    header: 'Sold a day',
    unit: 'units',
    width: '92px',
    right: true,
    cell: (row) => <Figure value={row.soldUnitsPerDay} digits={2} />,
  },
  {
    id: 'leaving',
    header: 'Leaves a day',
    unit: 'units',
    about: LEAVING_RULE,
    width: '104px',
    right: true,
    cell: (row) => <Figure value={row.leavingUnitsPerDay} digits={2} />,
  },
  { id: 'state', header: 'State', width: '128px', cell: (row) => <PositionStateMark row={row} /> },
  { id: 'counted', header: 'Last count', width: '100px', cell: (row) => <Age at={row.lastCountedAt} /> },
  {
    id: 'data',
    header: 'Last event',
    width: '124px',
    sort: 'lastEventAt',
    cell: (row) => <FreshnessCell freshness={{ ...row.freshness, dataAsOf: row.lastEventAt }} />,
  },
]

export const DEFAULT_COLUMNS = ['location', 'sku', 'onHand', 'sellable', 'atp', 'state', 'data']

export function PositionStateMark({ row }: { row: PositionRow }) {
  if (row.sellableUnits < 0 || row.onHandUnits < 0) return <StateMark state="critical" word="Below zero" />
  if (row.sellableUnits === 0) return <StateMark state="serious" word="Stockout" />
  if (row.sellableUnits < row.claimedUnits + row.allocatedUnits) {
    return <StateMark state="serious" word="Overpromised" />
  }
  if (row.atpUnits < 0) return <StateMark state="warning" word="Below safety" />
  return <StateMark state="good" word="In stock" />
}

export const CSV_HEADER = [
  'location',
  'locationName',
  'sku',
  'skuName',
  'category',
  'onHandUnits',
  'sellableUnits',
  'unsellableUnits',
  'safetyStockUnits',
  'claimedUnits',
  'allocatedUnits',
  'atpUnits',
  'soldUnitsPerDay',
  'leavingUnitsPerDay',
  'daysOfCover',
  'lastCountedAt',
  'lastEventAt',
  'stale',
  'feed',
]

export function csvRow(row: PositionRow): CsvValue[] {
  return [
    row.location,
    row.locationName,
    row.sku,
    row.skuName,
    row.category,
    row.onHandUnits,
    row.sellableUnits,
    row.unsellableUnits,
    row.safetyStockUnits,
    row.claimedUnits,
    row.allocatedUnits,
    row.atpUnits,
    row.soldUnitsPerDay,
    row.leavingUnitsPerDay,
    row.daysOfCover,
    isoTime(row.lastCountedAt),
    isoTime(row.lastEventAt),
    String(row.freshness.stale),
    row.freshness.feed,
  ]
}

/** The figure that a sort goes by; null where the order is by name. */
export function sortValue(row: PositionRow, sort: string | undefined): number | null {
  if (sort === 'onHandUnits') return row.onHandUnits
  if (sort === 'sellableUnits') return row.sellableUnits
  if (sort === 'atpUnits') return row.atpUnits
  if (sort === 'lastEventAt') return row.lastEventAt
  return null
}
