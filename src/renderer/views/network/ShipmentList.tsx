/** Owns a short list of shipments, each a link to its drawer. */
import type { ShipmentRow } from '../../../shared/readModels/shipments.ts'
import { Moment } from '../../components/Age.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, shipmentPath } from '../../stores/address.ts'
import { MILESTONE_WORDS } from '../words.ts'
import classes from './Network.module.css'

export function ShipmentList({ rows, none }: { rows: readonly ShipmentRow[]; none: string }) {
  const format = useFormat()
  if (rows.length === 0) return <p className="dim">{none}</p>
  return (
    <ul className={classes.shipments}>
      {rows.map((row) => (
        <li key={row.shipment}>
          <a href={addressOf(shipmentPath(row.shipment))} className="clip" title={row.shipment}>
            {row.originName ?? 'origin unknown'} → {row.destinationName ?? 'destination unknown'}
          </a>
          <span className="nowrap">{row.units > 0 ? format.unitsOf(row.units) : 'units not stated'}</span>
          <ShipmentState row={row} />
          <span className="dim nowrap">
            {row.promisedDeliveryAt === null ? (
              'no promise'
            ) : (
              <>
                promised <Moment at={row.promisedDeliveryAt} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}

const TROUBLE = new Set(['delayed', 'held', 'exception', 'refused', 'damaged', 'lost'])

/** Whether something went wrong on the way, other than being late. */
export const inException = (row: ShipmentRow): boolean => TROUBLE.has(row.status)

export function ShipmentState({ row }: { row: ShipmentRow }) {
  const word = MILESTONE_WORDS[row.status]
  if (inException(row)) return <StateMark state="serious" word={word} />
  if (row.late) return <StateMark state="warning" word={`${word}, late`} />
  return (
    <StateMark
      state={row.status === 'delivered' || row.status === 'received' ? 'good' : 'neutral'}
      word={word}
    />
  )
}
