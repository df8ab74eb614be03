/** Owns what whoever approves transfers is shown and told: reviews, changes since the request, outcomes, limits, delegations. */
import type { Freshness } from './freshness.ts'
import type { TransferPlace } from './transfers.ts'

/** What has changed since the request: what the approver must be told before, and what a refusal says. */
export interface TransferChange {
  line: string | null
  what:
    | 'availableLess'
    | 'availableMore'
    | 'stockCounted'
    | 'sold'
    | 'held'
    | 'feedStale'
    | 'requestAmended'
    | 'requestOld'
    | 'demand'
    | 'otherTransfer'
    | 'recalled'
    /** Somebody else decided about it. */
    | 'decided'
  before: number | null
  now: number | null
  text: string
  /** Whether it stands in the way, must be confirmed, or is only to be known. */
  weight: 'blocks' | 'confirm' | 'note'
}

export interface TransferReviewLine {
  line: string
  sku: string
  skuName: string | null
  requestedUnits: number
  onHandUnits: number
  heldUnits: number
  safetyUnits: number
  /** To promise at the source now. */
  availableUnits: number
  /** As it was when the transfer was asked for. */
  availableThenUnits: number | null
  destinationOnHandUnits: number
  /** The most that can be approved now. */
  approvableUnits: number
}

/** What an approver is shown; `seen` goes back with the approval, and anything that matters and differs by then refuses it. */
export interface TransferReview {
  transfer: string
  from: TransferPlace
  to: TransferPlace
  revision: number
  seen: string
  lines: TransferReviewLine[]
  changes: TransferChange[]
  sourceFreshness: Freshness
  /** Whether the caller may approve; else in words why not. */
  mayApprove: boolean
  hindrance: string | null
  /** Delegations that the caller may use. */
  onBehalfOf: string[]
  valueMinor: number | null
  currency: string | null
  distanceKm: number | null
}

export interface ApprovalReport {
  approved: number
  outcomes: ApprovalOutcome[]
}

export interface ApprovalOutcome {
  transfer: string
  outcome: 'approved' | 'conflict' | 'forbidden' | 'notFound'
  message: string | null
  changes: TransferChange[]
  approvedUnits: number
}

export interface ApprovalLimitRow {
  holder: string
  valueMinor: number | null
  distanceKm: number | null
  ageHours: number
  /** Null: as the program has it by itself. */
  setBy: string | null
  setAt: number | null
}

export interface ApprovalLimits {
  rows: ApprovalLimitRow[]
  /** What holds for the caller. */
  mine: { mayApprove: boolean; valueMinor: number | null; distanceKm: number | null; ageHours: number }
}

export interface DelegationRow {
  delegation: string
  by: string
  /** The role whose limits go with it. */
  byRole: string
  to: string
  from: number
  until: number
  endedAt: number | null
}
