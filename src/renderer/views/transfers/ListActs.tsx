/** Owns what can be done with the transfers that are marked in the list. */
import { Button } from '@mantine/core'
import { IconChecks, IconSend, IconTruckDelivery, IconX } from '@tabler/icons-react'
import type { TransferRow } from '../../../shared/readModels/transfers.ts'
import { notifyDone, notifyWarning, tellEnd } from '../../components/notify.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { tellTower, useTransferRights } from '../../stores/transfers.ts'
import type { TransferMarks } from './useTransferMarks.ts'
import classes from './Transfers.module.css'

const ids = (rows: readonly TransferRow[]) => rows.map(({ transfer }) => transfer)
const unitsOf = (rows: readonly TransferRow[]) => rows.reduce((sum, row) => sum + row.requestedUnits, 0)

export function ListActs({ marks, approve }: { marks: TransferMarks; approve(): void }) {
  const format = useFormat()
  const rights = useTransferRights()
  const { targets, marked } = marks
  const of = (status: TransferRow['status']) => targets.filter((row) => row.status === status)
  const drafts = of('draft')
  const waiting = of('submitted')
  const approved = of('approved')
  const each = (
    path: 'transfers.submit' | 'transfers.release',
    rows: readonly TransferRow[],
    done: string,
  ) => {
    void tellEnd(tellTower(path, { transfers: ids(rows) }), 'That was not done', (report) => {
      marks.unmark()
      const refused = report.transfers.find(({ message }) => message !== null)?.message
      if (report.done > 0) notifyDone(`${done} ${format.count(report.done, 'transfer', 'transfers')}.`)
      if (refused) notifyWarning(refused)
    })
  }
  return (
    <div className={classes.foot} role="toolbar" aria-label="What to do with these transfers">
      <span className={`${classes.chosen} clip dim`} role="status" data-testid="transfers-chosen">
        {marked.size > 0
          ? `${format.count(marked.size, 'transfer', 'transfers')} selected, ${format.unitsOf(unitsOf(targets))}`
          : 'Choose a transfer with j and k, or select some with x'}
      </span>
      {marked.size > 0 ? (
        <Button variant="subtle" leftSection={<IconX size={14} />} onClick={marks.unmark}>
          Clear
        </Button>
      ) : null}
      <Button
        variant="default"
        disabled={drafts.length === 0 || !rights.ask}
        title={rights.ask ? 'Asks somebody else to approve the drafts among them' : rights.why}
        leftSection={<IconSend size={14} />}
        onClick={() => each('transfers.submit', drafts, 'Asked for approval of')}
      >
        Submit{drafts.length > 0 ? ` ${format.units(unitsOf(drafts))} units` : ''}
      </Button>
      <Button
        disabled={waiting.length === 0 || !rights.decide}
        title={rights.why || 'Key: a'}
        leftSection={<IconChecks size={14} />}
        onClick={approve}
        data-testid="review-marked"
      >
        Review and approve{waiting.length > 0 ? ` ${format.units(unitsOf(waiting))} units` : ''}…
      </Button>
      <Button
        variant="default"
        disabled={approved.length === 0 || !rights.decide}
        title={rights.why || 'Sends the documents of the approved among them'}
        leftSection={<IconTruckDelivery size={14} />}
        onClick={() => each('transfers.release', approved, 'Released')}
      >
        Release{approved.length > 0 ? ` ${format.number(approved.length)}` : ''}
      </Button>
    </div>
  )
}
