/** Owns the columns of what a plan moves. */
import { createContext, useContext, useMemo } from 'react'
import { Checkbox } from '@mantine/core'
import { PLANNED_TRANSFER_SORTS } from '../../../shared/whatifContract.ts'
import type { PlannedTransfer } from '../../../shared/readModels/whatif.ts'
import type { GridColumn } from '../../components/DataGrid.tsx'
import { useFormat } from '../../components/useFormat.ts'
import classes from './Whatif.module.css'

type Sort = (typeof PLANNED_TRANSFER_SORTS)[number]
export const isSort = (text: string): text is Sort =>
  (PLANNED_TRANSFER_SORTS as readonly string[]).includes(text)

export interface PlanHands {
  isPicked(row: PlannedTransfer): boolean
  pick(row: PlannedTransfer): void
}
export const PlanHandsContext = createContext<PlanHands>({ isPicked: () => false, pick: () => undefined })

function Pick({ row }: { row: PlannedTransfer }) {
  const hands = useContext(PlanHandsContext)
  return (
    <span className={classes.picks} onClick={(event) => event.stopPropagation()}>
      <Checkbox
        aria-label={`Choose ${row.units} of ${row.skuName ?? row.sku} from ${row.from.name ?? row.from.location}`}
        tabIndex={-1}
        checked={hands.isPicked(row)}
        onChange={() => hands.pick(row)}
      />
    </span>
  )
}

export function usePlanColumns(currency: string | null): readonly GridColumn<PlannedTransfer>[] {
  const format = useFormat()
  return useMemo(
    () => [
      { id: 'pick', header: '', width: '38px', cell: (row) => <Pick row={row} /> },
      {
        id: 'units',
        header: 'Units',
        width: '78px',
        right: true,
        sort: 'units',
        cell: (row) => (
          <span className={classes.two}>
            <span>{format.number(row.units)}</span>
            {row.pinned ? <span className="dim">fixed</span> : null}
          </span>
        ),
      },
      {
        id: 'sku',
        header: 'Item',
        unit: 'why',
        width: 'minmax(200px, 2.4fr)',
        sort: 'sku',
        cell: (row) => (
          <span className={classes.two} title={row.explanation}>
            <span className="clip">{row.skuName ?? row.sku}</span>
            <span className="dim clip">{row.explanation}</span>
          </span>
        ),
      },
      {
        id: 'route',
        header: 'From',
        unit: 'to',
        width: 'minmax(150px, 1.4fr)',
        sort: 'from',
        cell: (row) => (
          <span className={classes.two}>
            <span className="clip">{row.from.name ?? row.from.location}</span>
            <span className="dim clip">→ {row.to.name ?? row.to.location}</span>
          </span>
        ),
      },
      {
        id: 'value',
        header: 'Value',
        unit: 'transport',
        width: '118px',
        right: true,
        sort: 'value',
        cell: (row) => (
          <span className={classes.two}>
            <span>{format.money(row.valueMinor, null)}</span>
            <span className="dim">− {format.money(row.transportMinor, null)}</span>
          </span>
        ),
      },
      {
        id: 'net',
        header: 'Net',
        about: currency ?? undefined,
        width: '104px',
        right: true,
        sort: 'net',
        cell: (row) => <strong>{format.money(row.netMinor, null)}</strong>,
      },
      {
        id: 'way',
        header: 'Way',
        unit: 'km',
        width: '84px',
        right: true,
        sort: 'distance',
        cell: (row) => (
          <span className={classes.two}>
            <span>{format.number(row.distanceKm)}</span>
            <span className="dim">{format.count(row.transitDays, 'day', 'days')}</span>
          </span>
        ),
      },
    ],
    [format, currency],
  )
}
