/** Owns the lines of a transfer: what was asked for, approved, sent and received, and what became of the difference. */
import { useState } from 'react'
import { Button } from '@mantine/core'
import type { TransferDetail, TransferLine } from '../../../shared/readModels/transfers.ts'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, ledgerPath } from '../../stores/address.ts'
import { useTransferRights } from '../../stores/transfers.ts'
import { SettleForm } from './SettleForm.tsx'
import { CAUSE_WORDS } from './transferWords.ts'
import classes from './Transfers.module.css'

export function TransferLines({ detail }: { detail: TransferDetail }) {
  const [settling, setSettling] = useState<string | null>(null)
  const line = detail.rows.find((each) => each.line === settling)
  return (
    <>
      <div className={classes.wide}>
        <table className={classes.table} data-testid="transfer-lines">
          <thead>
            <tr>
              <th>Item</th>
              <th>Asked for</th>
              <th>Approved</th>
              <th>Sent</th>
              <th>Received</th>
              <th data-left>Difference</th>
            </tr>
          </thead>
          <tbody>
            {detail.rows.map((row) => (
              <Line key={row.line} row={row} detail={detail} settle={() => setSettling(row.line)} />
            ))}
          </tbody>
        </table>
      </div>
      {line ? <SettleForm transfer={detail.transfer} line={line} onDone={() => setSettling(null)} /> : null}
    </>
  )
}

function Line({ row, detail, settle }: { row: TransferLine; detail: TransferDetail; settle(): void }) {
  const format = useFormat()
  const rights = useTransferRights()
  const { variance, prediction } = row
  return (
    <tr data-testid={`line-${row.line}`}>
      <td>
        <span className={classes.two}>
          <a
            href={addressOf(ledgerPath(detail.from.location, row.sku))}
            title="Opens the ledger page of the source"
          >
            {row.skuName ?? row.sku}
          </a>
          {prediction?.explanation ? <span className="dim">{prediction.explanation}</span> : null}
        </span>
      </td>
      <td>{format.units(row.requestedUnits)}</td>
      <td>
        {format.units(row.approvedUnits)}
        {row.cancelledUnits > 0 ? (
          <div className="dim nowrap">{format.units(row.cancelledUnits)} called off</div>
        ) : null}
      </td>
      <td>{format.units(row.sentUnits)}</td>
      <td>
        {format.units(row.receivedUnits)}
        {row.damagedUnits > 0 ? (
          <div className="dim nowrap">{format.units(row.damagedUnits)} damaged</div>
        ) : null}
      </td>
      <td data-left>
        {variance === null ? (
          row.openUnits > 0 ? (
            <span className="dim">{format.units(row.openUnits)} on the way</span>
          ) : (
            <span className="dim">–</span>
          )
        ) : variance.cause === null ? (
          <Button
            size="compact-xs"
            variant="default"
            disabled={!rights.decide}
            title={rights.why}
            onClick={settle}
            data-testid={`settle-${row.line}`}
          >
            {variance.units > 0
              ? `${format.units(variance.units)} missing: say why…`
              : `${format.units(-variance.units)} too many: say why…`}
          </Button>
        ) : (
          <span className={classes.two}>
            <span>
              {format.units(Math.abs(variance.units))} {variance.units > 0 ? 'missing' : 'too many'}
            </span>
            <span className="dim">
              {CAUSE_WORDS[variance.cause]}
              {variance.settledBy ? `, ${variance.settledBy}` : ''}
            </span>
          </span>
        )}
      </td>
    </tr>
  )
}
