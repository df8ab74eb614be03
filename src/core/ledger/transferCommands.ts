/** Owns what the writing thread is asked to decide about transfers, and what it answers. */
import type { EventOf } from '../../shared/events.ts'
import type { ApprovalReport, TransferReview, TransferReviewLine } from '../../shared/readModels/approvals.ts'
import type { TransferActReport, TransferDrafts } from '../../shared/readModels/transfers.ts'

interface By {
  actor: string
  role: string
}

type DraftedEvent = EventOf<'TransferDrafted'>
export interface DraftedTransfer extends Pick<
  DraftedEvent,
  'from' | 'to' | 'title' | 'currency' | 'distanceKm' | 'plan' | 'why'
> {
  /** Made by whoever asks: the same one asks for the same again. */
  transfer: string
  lines: Omit<DraftedEvent['lines'][number], 'line'>[]
}

export interface AmendedLine {
  line?: string
  sku: string
  units: number
  unitValueMinor?: number
}

export interface ApprovalWanted {
  transfer: string
  lines?: { line: string; units: number }[]
  seen: string
  confirm?: boolean
}

/** What can be told of a transfer under review in the writing thread; names and freshness are added outside. */
export interface ReviewedTransfer extends Pick<
  TransferReview,
  | 'transfer'
  | 'revision'
  | 'seen'
  | 'changes'
  | 'mayApprove'
  | 'hindrance'
  | 'onBehalfOf'
  | 'valueMinor'
  | 'currency'
  | 'distanceKm'
> {
  from: string
  to: string
  lines: Omit<TransferReviewLine, 'skuName'>[]
}

export type TransferDecision =
  | ({ kind: 'draftTransfers'; request: string; transfers: readonly DraftedTransfer[] } & By)
  | ({
      kind: 'amendTransfer'
      transfer: string
      revision: number
      lines: readonly AmendedLine[]
      why?: string
    } & By)
  | ({ kind: 'submitTransfers'; transfers: readonly string[]; why?: string } & By)
  /** Records nothing: it is asked here because nothing else is as fresh. */
  | ({ kind: 'reviewTransfers'; transfers: readonly string[] } & By)
  | ({
      kind: 'approveTransfers'
      transfers: readonly ApprovalWanted[]
      onBehalfOf?: string
      why?: string
    } & By)
  | ({ kind: 'rejectTransfers'; transfers: readonly string[]; onBehalfOf?: string; why: string } & By)
  | ({ kind: 'releaseTransfers'; transfers: readonly string[]; why?: string } & By)
  | ({
      kind: 'cancelTransfer'
      transfer: string
      lines?: readonly { line: string; units: number }[]
      version?: number
      why: string
    } & By)
  | ({
      kind: 'settleTransfer'
      transfer: string
      lines: readonly { line: string; cause: EventOf<'TransferVarianceSettled'>['cause']; units?: number }[]
      version?: number
      why?: string
    } & By)
  | ({ kind: 'closeTransfers'; transfers: readonly string[]; why?: string } & By)
  /** Closes what is over by itself. */
  | { kind: 'closeDueTransfers'; limit: number }
  | ({ kind: 'setApprovalLimit' } & Omit<EventOf<'ApprovalLimitSet'>, 'type' | 'seen'>)
  | ({ kind: 'delegateApproval' } & Omit<EventOf<'ApprovalDelegated'>, 'type' | 'seen'>)
  | ({ kind: 'endApprovalDelegation'; delegation: string } & By)

export interface TransferDecisionAnswers {
  draftTransfers: TransferDrafts
  amendTransfer: { transfer: string; revision: number }
  submitTransfers: TransferActReport
  reviewTransfers: { reviews: ReviewedTransfer[] }
  approveTransfers: ApprovalReport
  rejectTransfers: TransferActReport
  releaseTransfers: TransferActReport
  cancelTransfer: { transfer: string; cancelledUnits: number; version: number }
  settleTransfer: { transfer: string; settledUnits: number; version: number }
  closeTransfers: TransferActReport
  closeDueTransfers: { closed: number }
  setApprovalLimit: { holder: string }
  delegateApproval: { delegation: string }
  endApprovalDelegation: { delegation: string; endedAt: number }
}
