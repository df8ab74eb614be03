/** Owns the shapes that questions about feeds, quarantine and mappings are answered with. Instants are milliseconds since 1970. */
import type { CanonicalEvent } from '../events.ts'

export type FeedAuthentication = 'bearer' | 'hmac' | 'none'

export interface FeedRow {
  feed: string
  formats: string[]
  transports: string[]
  authentication: FeedAuthentication
  enabled: boolean
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  /** Records a second, mean of the last minute. */
  recordsPerSecond: number
  /** Records in each of the last 60 minutes, oldest first. */
  recordsByMinute: number[]
  /** Recorded − occurred of the latest record; null where nothing came. */
  lagMs: number | null
  lastEventAt: number | null
  lastReceivedAt: number | null
  state: 'live' | 'quiet' | 'silent' | 'never'
  createdAt: number
  /** Messages without a right signature since the tower was started: refused, without effect. */
  forged: number
  lastForgedAt: number | null
}

export interface QuarantineRow {
  id: number
  feed: string
  format: string
  reason: string
  field: string
  receivedAt: number
  raw: string
  state: 'open' | 'replayed'
  documentName: string | null
}

export interface QuarantinePage {
  rows: QuarantineRow[]
  total: number
}

export interface RetryReport {
  retried: number
  accepted: number
  duplicates: number
  stillQuarantined: number
}

export interface MappingInfo {
  name: string
  title: string
  description: string
  source: 'shipped' | 'own'
  columns: string[]
}

export interface MappingPreview {
  rows: { raw: string; events: CanonicalEvent[] | null; reason: string | null; field: string | null }[]
}
