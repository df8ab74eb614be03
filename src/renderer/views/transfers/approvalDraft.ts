/** Owns what an approver has entered about transfers under review: units by line, what is confirmed, what is left out. */
import type { TransferReview } from '../../../shared/readModels/approvals.ts'

export interface ApprovalDraft {
  /** Units by line; a line that is not named gets all that can be approved of what was asked for. */
  units: Readonly<Record<string, number>>
  confirmed: boolean
  skipped: boolean
}
export const UNTOUCHED: ApprovalDraft = { units: {}, confirmed: false, skipped: false }

/** Units that would be approved of a line. */
export const unitsOf = (review: TransferReview, draft: ApprovalDraft, line: string): number => {
  const asked = review.lines.find((each) => each.line === line)
  if (!asked) return 0
  return draft.units[line] ?? Math.max(0, Math.min(asked.requestedUnits, asked.approvableUnits))
}

export const totalOf = (review: TransferReview, draft: ApprovalDraft): number =>
  review.lines.reduce((sum, { line }) => sum + unitsOf(review, draft, line), 0)

export const needsConfirming = ({ changes }: TransferReview): boolean =>
  changes.some(({ weight }) => weight === 'confirm')

/** Why it cannot be approved as it is drafted; null: it can. */
export function hindranceOf(review: TransferReview, draft: ApprovalDraft): string | null {
  if (draft.skipped) return 'Left out'
  if (!review.mayApprove) return review.hindrance ?? 'You may not approve this transfer'
  if (totalOf(review, draft) <= 0) return 'Nothing of it can be approved now'
  if (review.lines.some((each) => unitsOf(review, draft, each.line) > each.approvableUnits)) {
    return 'A line asks for more than can be approved now'
  }
  if (needsConfirming(review) && !draft.confirmed) return 'Confirm what has changed first'
  return null
}

/** What goes to the engine: only lines with units. */
export const approvalOf = (review: TransferReview, draft: ApprovalDraft) => ({
  transfer: review.transfer,
  seen: review.seen,
  ...(draft.confirmed ? { confirm: true } : {}),
  lines: review.lines
    .map(({ line }) => ({ line, units: unitsOf(review, draft, line) }))
    .filter(({ units }) => units > 0),
})
