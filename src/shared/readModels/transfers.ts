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
  /** Raised by each amendment. */
  revision: number
  /** Counts up with each act of somebody's; `transfers.cancel` may name it, so that a repeated command is the same one. */
  version: number
  /** What is waited for. An amended transfer may wait for an approval while what was approved of it stays set aside. */
  awaits: 'submission' | 'approval' | 'release' | 'sending' | 'receipt' | 'settling' | 'closing' | null
  /** Set aside at the source now: approved, not called off, not sent. */
  heldUnits: number
  trouble: TransferTrouble | null
}

/**
 * `variance`: what came differs from what was sent. `unexpected`: a warehouse sent or received what was not approved.
 * `document`: one cannot be delivered. `stale`: asked for long ago. `blocked`: the source has less than is asked for.
 */
export const TRANSFER_TROUBLES = ['variance', 'unexpected', 'document', 'stale', 'blocked'] as const
export type TransferTrouble = (typeof TRANSFER_TROUBLES)[number]

export interface TransferPage {
  total: number
  rows: TransferRow[]
  counts: Record<TransferStatus, number>
}

/** For the stream: how many are where, and rows that changed since (at most 200; `more`: ask for the list anew). */
export interface TransferDelta {
  counts: Record<TransferStatus, number>
  /** Transfers that wait for an approval. */
  awaiting: number
  rows: TransferRow[]
  more: boolean
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
  /** Approved, and said by the source not to come. */
  shortUnits: number
  heldUnits: number
  /** Asked for by nobody: a warehouse told of it. */
  unexpected: boolean
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

/** What became of one transfer in a command that names several. */
export interface TransferOutcomeRow {
  transfer: string
  outcome: 'done' | 'unchanged' | 'conflict' | 'forbidden' | 'notFound'
  message: string | null
}

export interface TransferActReport {
  done: number
  transfers: TransferOutcomeRow[]
}

export interface TransferDrafts {
  request: string
  transfers: string[]
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
  /** Of the content; null where it is not written yet, or cannot be. A page is written when it is sent out or fetched. */
  sha256: string | null
  createdAt: number
  delivery: {
    state: 'waiting' | 'delivered' | 'failed' | 'givenUp' | 'download' | 'superseded'
    attempts: number
    lastAttemptAt: number | null
    message: string | null
  }
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
