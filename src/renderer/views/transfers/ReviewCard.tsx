/** Owns what an approver sees of one transfer: what changed since it was asked for, and the stock of this moment. */
import { Checkbox, NumberInput } from '@mantine/core'
import type { TransferChange, TransferReview } from '../../../shared/readModels/approvals.ts'
import { WithFreshness } from '../../components/Freshness.tsx'
import { StateMark } from '../../components/StateMark.tsx'
import { useFormat } from '../../components/useFormat.ts'
import { addressOf, ledgerPath } from '../../stores/address.ts'
import { needsConfirming, unitsOf, type ApprovalDraft } from './approvalDraft.ts'
import { WEIGHT_STATES } from './transferWords.ts'
import classes from './Transfers.module.css'

interface ReviewCardProps {
  review: TransferReview
  draft: ApprovalDraft
  onChange(draft: ApprovalDraft): void
  from: string
}

export function ReviewCard({ review, draft, onChange, from }: ReviewCardProps) {
  const format = useFormat()
  return (
    <>
      <Changes changes={review.changes} />
      {needsConfirming(review) ? (
        <Checkbox
          label="I have seen what changed, and it still holds"
          checked={draft.confirmed}
          onChange={(event) => onChange({ ...draft, confirmed: event.currentTarget.checked })}
          data-testid="confirm-changes"
        />
      ) : null}
      <div className={classes.wide}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>Item</th>
              <th>Asked for</th>
              <th title="Sellable on hand at the source, less what is set aside and the safety stock">
                Available now
              </th>
              <th title="Available when the transfer was asked for">Then</th>
              <th title="On hand at the destination">There</th>
              <th>Approve</th>
            </tr>
          </thead>
          <tbody>
            {review.lines.map((line) => (
              <tr key={line.line} data-testid={`review-line-${line.line}`}>
                <td>
                  <a href={addressOf(ledgerPath(from, line.sku))} title="Opens the ledger page of the source">
                    {line.skuName ?? line.sku}
                  </a>
                </td>
                <td>{format.units(line.requestedUnits)}</td>
                <td
                  title={`${format.units(line.onHandUnits)} on hand, ${format.units(line.heldUnits)} set aside, ${format.units(line.safetyUnits)} safety stock`}
                >
                  <WithFreshness freshness={review.sourceFreshness}>
                    <span data-testid={`available-${line.line}`}>{format.units(line.availableUnits)}</span>
                  </WithFreshness>
                </td>
                <td>{format.units(line.availableThenUnits)}</td>
                <td>{format.units(line.destinationOnHandUnits)}</td>
                <td>
                  <NumberInput
                    aria-label={`Units to approve of line ${line.line}`}
                    value={unitsOf(review, draft, line.line)}
                    onChange={(value) =>
                      onChange({ ...draft, units: { ...draft.units, [line.line]: Number(value) || 0 } })
                    }
                    min={0}
                    max={Math.max(0, line.approvableUnits)}
                    clampBehavior="none"
                    error={unitsOf(review, draft, line.line) > line.approvableUnits}
                    disabled={!review.mayApprove || draft.skipped}
                    size="xs"
                    className={classes.units}
                    data-testid={`approve-units-${line.line}`}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

export function Changes({ changes }: { changes: readonly TransferChange[] }) {
  if (changes.length === 0) {
    return <p className="dim">Nothing has changed since it was asked for.</p>
  }
  return (
    <ul
      className={classes.changes}
      aria-label="What has changed since it was asked for"
      data-testid="changes"
    >
      {changes.map((change, index) => (
        <li key={`${index} ${change.what}`} data-what={change.what}>
          <StateMark {...WEIGHT_STATES[change.weight]} />
          <span>{change.text}</span>
        </li>
      ))}
    </ul>
  )
}
