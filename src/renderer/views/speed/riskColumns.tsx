/** Owns the columns that orders at risk are listed in. */
import type { OrderAtRisk } from '../../../shared/readModels/speed.ts'
import { Age } from '../../components/Age.tsx'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { StateMark, type State } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, locationPath, orderPath } from '../../stores/address.ts'
import { WAITING_WORDS } from '../orderWords.ts'
import { OrderId } from './OrderId.tsx'
import classes from './Speed.module.css'

/** From these on a promise is said to be in danger, and in grave danger. */
const SERIOUS_FROM = 0.5
const WARNING_FROM = 0.2

function stateOf(risk: number): State {
  if (risk >= SERIOUS_FROM) return 'serious'
  return risk >= WARNING_FROM ? 'warning' : 'neutral'
}

export const RISK_COLUMNS: readonly GridColumn<OrderAtRisk>[] = [
  {
    id: 'order',
    header: 'Order, line',
    width: 'minmax(186px, 1.5fr)',
    cell: (row) => <OrderId order={row.order} line={row.line} />,
  },
  {
    id: 'risk',
    header: 'Would miss',
    unit: 'probability',
    about: 'Probability of missing the promise, given the steps done so far',
    width: '132px',
    cell: (row) => <Risk row={row} />,
  },
  {
    id: 'value',
    header: 'Value',
    about: 'Of the line. The list is ordered by probability × value',
    width: '96px',
    right: true,
    cell: (row) => <Value row={row} />,
  },
  {
    id: 'waits',
    header: 'Waits for',
    unit: 'since',
    width: 'minmax(164px, 1.1fr)',
    cell: (row) => (
      <span className={classes.twoLines}>
        <span className="clip">{WAITING_WORDS[row.waitsFor]}</span>
        <span className="dim">
          <Age at={row.waitsSinceAt} />
        </span>
      </span>
    ),
  },
  {
    id: 'left',
    header: 'Left',
    unit: 'clock · working',
    about: 'Hours until the promise is broken, by the clock and in working hours of the location',
    width: '104px',
    right: true,
    cell: (row) => <Left row={row} />,
  },
  {
    id: 'action',
    header: 'What would save it',
    width: 'minmax(170px, 2.4fr)',
    cell: (row) => <Action row={row} />,
  },
]

function Risk({ row }: { row: OrderAtRisk }) {
  const format = useFormat()
  return (
    <span
      className={classes.twoLines}
      title={`Rests on ${format.number(row.basedOn)} orders like it, with the same steps done by then`}
    >
      <StateMark state={stateOf(row.risk)} word={format.share(row.risk, 0)} />
      <span className="dim">based on {format.number(row.basedOn)}</span>
    </span>
  )
}

function Value({ row }: { row: OrderAtRisk }) {
  const format = useFormat()
  return <span className="nowrap">{row.currency ? format.money(row.valueMinor, row.currency) : '–'}</span>
}

function Left({ row }: { row: OrderAtRisk }) {
  const format = useFormat()
  return (
    <span className={classes.twoLines} title={`Promised ${format.instant(row.promisedAt, 0)}`}>
      <span className="nowrap">{format.hours(row.remainingHours)}</span>
      <span
        className="dim nowrap"
        title={row.remainingBusinessHours === null ? 'No schedule of the location is known' : undefined}
      >
        {row.remainingBusinessHours === null ? 'not known' : format.hours(row.remainingBusinessHours)}
      </span>
    </span>
  )
}

/** Work in a building leads to the building; what concerns the parcel or the customer leads to the order. */
const IN_THE_BUILDING: ReadonlySet<OrderAtRisk['waitsFor']> = new Set([
  'picked',
  'packed',
  'shipped',
  'ready',
])

function Action({ row }: { row: OrderAtRisk }) {
  const path =
    row.location !== null && IN_THE_BUILDING.has(row.waitsFor)
      ? locationPath(row.location)
      : orderPath(row.order)
  return (
    <a
      href={addressOf(path)}
      title={row.action}
      className={classes.action}
      onClick={(event) => event.stopPropagation()}
    >
      {row.action}
    </a>
  )
}
