/** Owns the answers to taking, giving up and confirming a claim, and the shape of claims as they are listed. Units are numbers of units; instants are milliseconds since 1970. */
import type { ClaimRow } from './orders.ts'

/** A claim as it was granted. The same question under the same claim id has the same answer, whatever came after. */
export interface ClaimGrant {
  claim: string
  order: string
  line: string | null
  sku: string
  location: string
  units: number
  kind: 'soft' | 'firm'
  takenAt: number
  expiresAt: number | null
  /** Units that could be promised just before. */
  availableUnits: number
}

export interface ClaimRelease {
  claim: string
  order: string
  releasedAt: number
  why: string
}

export interface ClaimConfirmation {
  claim: string
  order: string
  /** For a claim that was firm from the start, when it was taken. */
  confirmedAt: number
}

export interface ClaimPage {
  rows: ClaimRow[]
  total: number
}
