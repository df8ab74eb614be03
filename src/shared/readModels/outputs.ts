/** Owns the shapes that questions about outputs, where alerts are told outside, are answered with. Instants are milliseconds since 1970. */

export type OutputKind = 'webhook' | 'alertmanager' | 'email'

export interface OutputRow {
  output: string
  name: string
  kind: OutputKind
  /** Where it goes, without secrets. */
  target: string
  /** True where it goes out unencrypted beyond this machine. */
  isPlain: boolean
  matchers: { label: string; values: string[] }[]
  enabled: boolean
  createdAt: number
  delivered: number
  /** Tried, or to be tried, again. */
  waiting: number
  /** Not told while the alert is silenced, snoozed or explained by another. */
  held: number
  /** Given up; `outputs.retry` tries them again. */
  dead: number
  lastDeliveredAt: number | null
  /** What went wrong at the last try; null: nothing. */
  fault: string | null
}

export interface DeliveryRow {
  delivery: number
  output: string
  alert: string
  /** What is told: that it fires, or that it is over. */
  told: 'firing' | 'resolved'
  summary: string
  status: 'held' | 'waiting' | 'delivered' | 'dead'
  attempts: number
  queuedAt: number
  /** Next try; null where there is none. */
  nextAt: number | null
  endedAt: number | null
  fault: string | null
}

export interface DeliveryPage {
  rows: DeliveryRow[]
  total: number
}

export interface OutputSaved {
  output: string
  /** The signing secret of a new webhook, shown this once; null otherwise. */
  secret: string | null
}
