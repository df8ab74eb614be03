/** Owns what the engine tells about transfers: lists, one transfer, what an approver is shown, documents, outcomes. */
import type { LinePrediction, PlanReference, VARIANCE_CAUSES } from '../transferEvents.ts'
import type { Freshness } from './freshness.ts'

/** Computed from the lines; the later steps go before the earlier. */
export const TRANSFER_STATUSES = [
  'draft',
  'submitted',
  'rejected',
  'approved',
  'released',
  'inTransit',
  'received',
  'closed',
  'cancelled',
] as const
export type TransferStatus = (typeof TRANSFER_STATUSES)[number]
export type VarianceCause = (typeof VARIANCE_CAUSES)[number]

export interface TransferPlace {
  location: string
  name: string | null
  kind: string | null
  latitude: number | null
  longitude: number | null
}

export interface TransferRow {
  transfer: string
  request: string
  title: string | null
  status: TransferStatus
  from: TransferPlace
  to: TransferPlace
  lines: number
  requestedUnits: number
  approvedUnits: number
  sentUnits: number
  receivedUnits: number
  lostUnits: number
  valueMinor: number | null
  currency: string | null
  distanceKm: number | null
  requestedBy: string
  approvedBy: string | null
  /** Time of the latest act or answer. */
  changedAt: number
  /** An open variance, a document that cannot be delivered, or a request that went stale; null: nothing. */
  trouble: 'variance' | 'document' | 'stale' | 'blocked' | null
}

export interface TransferPage {
  total: number
  rows: TransferRow[]
  counts: Record<TransferStatus, number>
}

export interface TransferLine {
  line: string
  sku: string
  skuName: string | null
  requestedUnits: number
  approvedUnits: number
  sentUnits: number
  receivedUnits: number
  damagedUnits: number
  lostUnits: number
  cancelledUnits: number
  /** Sent and neither received nor settled. */
  openUnits: number
  unitValueMinor: number | null
  prediction: LinePrediction | null
  variance: { units: number; cause: VarianceCause | null; settledBy: string | null } | null
}

/** One step of the story: an act of somebody's, or an answer of a warehouse's. */
export interface TransferStep {
  at: number
  recordedAt: number
  /** Event type. */
  step: string
  /** In words. */
  text: string
  actor: string | null
  role: string | null
  feed: string | null
  why: string | null
  seen: string | null
  identity: string
}

export interface TransferDetail extends TransferRow {
  revision: number
  rows: TransferLine[]
  plan: PlanReference | null
  steps: TransferStep[]
  documents: TransferDocument[]
  freshness: Freshness
}

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

export interface ApprovalOutcome {
  transfer: string
  outcome: 'approved' | 'conflict' | 'forbidden' | 'notFound'
  message: string | null
  changes: TransferChange[]
  approvedUnits: number
}

export const DOCUMENT_KINDS = ['x12Order940', 'x12ShipNotice856', 'epcis', 'pickList', 'printable'] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export interface TransferDocument {
  document: string
  kind: DocumentKind
  /** Which place it is for. */
  to: string
  fileName: string
  mediaType: string
  /** Of the content. */
  sha256: string
  createdAt: number
  delivery: {
    state: 'waiting' | 'delivered' | 'failed' | 'givenUp' | 'download' | 'superseded'
    attempts: number
    lastAttemptAt: number | null
    message: string | null
  }
}

export interface ApprovalLimitRow {
  holder: string
  valueMinor: number | null
  distanceKm: number | null
  setBy: string
  setAt: number
}

export interface DelegationRow {
  delegation: string
  by: string
  to: string
  from: number
  until: number
  endedAt: number | null
}

/** An interval at 95 %. */
export interface Interval {
  mean: number
  low: number
  high: number
}

/** What became of a prediction. Null figures: not known yet, or too thin, as `basis` says. */
export interface OutcomeLine {
  transfer: string
  line: string
  sku: string
  predictedUnits: number
  /** Sales more at the receiver than its untouched comparison, over the horizon. */
  measuredUnits: Interval | null
  comparisonLocations: number
  basis: string
}

export interface TransferOutcome {
  transfer: string
  state: 'waiting' | 'measured' | 'tooThin'
  horizonEndsAt: number
  predictedUnits: number
  measuredUnits: Interval | null
  predictedValueMinor: number
  lines: OutcomeLine[]
}

export interface OutcomeGroup {
  /** Class of SKU, lane or author. */
  key: string
  label: string
  outcomes: number
  predictedUnits: number
  measuredUnits: Interval | null
  /** Measured over predicted, shrunk; what the next plan's numbers are multiplied by. Null: too few. */
  biasFactor: number | null
}

export interface OutcomeSummary {
  outcomes: number
  waiting: number
  predictedUnits: number
  measuredUnits: Interval | null
  bySkuClass: OutcomeGroup[]
  byLane: OutcomeGroup[]
  byAuthor: OutcomeGroup[]
  rows: TransferOutcome[]
}
