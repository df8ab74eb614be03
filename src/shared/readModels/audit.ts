/** Owns what auditors are given of the chain of human acts. */

/** One human act as auditors read it: who, as what, what they saw, why, and the link that holds it in the chain. */
export interface AuditEntry {
  number: number
  /** Identity in the log; null for a setting that is no record. */
  identity: string | null
  occurredAt: number | null
  recordedAt: number | null
  act: string
  of: string | null
  actor: string | null
  role: string | null
  onBehalfOf: string | null
  seen: string | null
  why: string | null
  /** What the hash is made of besides the one before, as it is in the log. */
  body: string
  hash: string
  previousHash: string | null
}

export interface AuditExport {
  entries: AuditEntry[]
  /** Number to go on from; null: that was all. */
  next: number | null
  head: { acts: number; hash: string | null }
}
