/** Owns the way from a message to its commit: which adapter reads it, slices of bounded size, one report. */
import type { RawMessage } from './adapter.ts'

/** What became of one record that was not accepted. */
export interface RecordProblem {
  /** Place within the message, from 0. */
  index: number
  outcome: 'duplicate' | 'quarantined'
  reason?: string
  field?: string
  quarantineId?: number
}

export interface MessageReport {
  /** Adapter's name, or `unrecognised`. */
  format: string
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  /** Quarantined records, at most 1,000 of them. */
  problems: RecordProblem[]
  /** Ledger position of the last commit. */
  position: number
}

export interface Intake {
  /**
   * Takes one message whole; resolves after its last record is durable.
   * @throws TowerError `busy` (retryable) where the queue is full. The first slices of a long message may be durable
   * by then; when it is sent again, their records are duplicates.
   */
  submit(message: RawMessage): Promise<MessageReport>
}
