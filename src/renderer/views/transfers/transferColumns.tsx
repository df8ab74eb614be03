/** Owns the columns that transfers are listed in. */
import { createContext, useContext } from 'react'
import { Checkbox } from '@mantine/core'
import type { TransferRow } from '../../../shared/readModels/transfers.ts'
import { Age } from '../../components/Age.tsx'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { placeName, STATUS_ABOUT, STATUS_STATES, STATUS_WORDS, TROUBLE_WORDS } from './transferWords.ts'
import classes from './Transfers.module.css'

export interface TransferHands {
  isMarked(row: TransferRow): boolean
  mark(row: TransferRow): void
}
export const TransferHandsContext = createContext<TransferHands>({
  isMarked: () => false,
  mark: () => undefined,
})

export const TRANSFER_COLUMNS: readonly GridColumn<TransferRow>[] = [
  { id: 'mark', header: '', width: '40px', cell: (row) => <Mark row={row} /> },
  { id: 'status', header: 'Status', width: '156px', cell: (row) => <Status row={row} /> },
  {
    id: 'route',
    header: 'From',
    unit: 'to',
    width: 'minmax(180px, 2fr)',
    cell: (row) => (
      <span className={classes.two} title={`${placeName(row.from)} to ${placeName(row.to)}`}>
        <span className="clip">{placeName(row.from)}</span>
        <span className="dim clip">→ {placeName(row.to)}</span>
      </span>
    ),
  },
  {
    id: 'units',
    header: 'Units',
    unit: 'asked for',
    about: 'The bar shows what of them is approved, sent and received',
    width: '104px',
    right: true,
    cell: (row) => <Units row={row} />,
  },
  {
    id: 'progress',
    header: 'Approved, sent, received',
    width: 'minmax(130px, 1fr)',
    cell: (row) => <Track row={row} />,
  },
  {
    id: 'value',
    header: 'Value',
    width: 'minmax(104px, 0.8fr)',
    right: true,
    cell: (row) => <Value row={row} />,
  },
  {
    id: 'distance',
    header: 'Distance',
    unit: 'km',
    width: '88px',
    right: true,
    cell: (row) => <Distance row={row} />,
  },
  {
    id: 'people',
    header: 'Asked for by',
    unit: 'approved by',
    width: '138px',
    cell: (row) => (
      <span className={classes.two}>
        <span className="clip">{row.requestedBy}</span>
        <span className="dim clip">{row.approvedBy ?? '–'}</span>
      </span>
    ),
  },
  {
    id: 'changed',
    header: 'Changed',
    unit: 'transfer',
    width: '132px',
    cell: (row) => (
      <span className={classes.two}>
        <Age at={row.changedAt} />
        <span className={`${classes.id} dim clip`}>{row.transfer}</span>
      </span>
    ),
  },
]
export const TRANSFER_DEFAULTS = [
  'mark',
  'status',
  'route',
  'units',
  'progress',
  'value',
  'people',
  'changed',
]
export const TRANSFER_FIXED = ['mark', 'status', 'route']

function Mark({ row }: { row: TransferRow }) {
  const hands = useContext(TransferHandsContext)
  return (
    <span className={classes.mark} onClick={(event) => event.stopPropagation()}>
      <Checkbox
        aria-label={`Select ${row.transfer}, ${placeName(row.from)} to ${placeName(row.to)}`}
        tabIndex={-1}
        checked={hands.isMarked(row)}
        onChange={() => hands.mark(row)}
      />
    </span>
  )
}

export function Status({ row }: { row: Pick<TransferRow, 'status' | 'trouble'> }) {
  return (
    <span className={classes.two}>
      <StateMark
        state={STATUS_STATES[row.status]}
        word={STATUS_WORDS[row.status]}
        title={STATUS_ABOUT[row.status]}
      />
      {row.trouble === null ? null : (
        <span className="clip" title={TROUBLE_WORDS[row.trouble]}>
          {TROUBLE_WORDS[row.trouble]}
        </span>
      )}
    </span>
  )
}

function Units({ row }: { row: TransferRow }) {
  const format = useFormat()
  return (
    <span className={classes.two}>
      <span>{format.units(row.requestedUnits)}</span>
      <span className="dim">{format.count(row.lines, 'line', 'lines')}</span>
    </span>
  )
}

/** Bars over one another, the furthest step in front. */
export function Track({ row }: { row: TransferRow }) {
  const format = useFormat()
  const most = Math.max(row.requestedUnits, row.approvedUnits, row.sentUnits, row.receivedUnits, 1)
  const words = `${format.units(row.approvedUnits)} approved, ${format.units(row.sentUnits)} sent, ${format.units(row.receivedUnits)} received${row.lostUnits > 0 ? `, ${format.units(row.lostUnits)} lost` : ''}`
  const steps = [
    { look: classes.approved, units: row.approvedUnits },
    { look: classes.sent, units: row.sentUnits },
    { look: classes.received, units: row.receivedUnits },
  ]
  return (
    <span className={classes.two} title={words}>
      <span className={classes.track} aria-hidden="true">
        {steps.map(({ look, units }) => (
          <span key={look} className={look} style={{ width: `${(100 * units) / most}%` }} />
        ))}
      </span>
      <span className="dim clip">
        {format.units(row.approvedUnits)} · {format.units(row.sentUnits)} · {format.units(row.receivedUnits)}
      </span>
    </span>
  )
}

function Value({ row }: { row: TransferRow }) {
  const format = useFormat()
  return (
    <span title={row.valueMinor === null ? 'A price of its lines is not known' : undefined}>
      {format.money(row.valueMinor, row.currency)}
    </span>
  )
}

function Distance({ row }: { row: TransferRow }) {
  const format = useFormat()
  return <span>{format.number(row.distanceKm)}</span>
}
