/** Owns the ledger's narrow interface: append, read, and the few facts beside the event log. Nothing here knows the store. */
import type { ErrorCode } from '../../shared/errors.ts'
import type { EventOf, FeedRecord } from '../../shared/events.ts'
import type { AlertActReport } from '../../shared/readModels/alerts.ts'
import type { StockDisposition } from '../../shared/vocabulary.ts'
import type { ClaimConfirmation, ClaimGrant, ClaimRelease } from '../../shared/readModels/claims.ts'
import type { TransferDocumentAct } from './transferActs.ts'
import type { TransferDecision, TransferDecisionAnswers } from './transferCommands.ts'

export type SqlValue = number | bigint | string | Uint8Array | null

/** A read-only connection. Implementations refuse any statement that writes. */
export interface Reader {
  all<Row = Record<string, SqlValue>>(sql: string, parameters?: readonly SqlValue[]): Row[]
  get<Row = Record<string, SqlValue>>(sql: string, parameters?: readonly SqlValue[]): Row | undefined
  iterate<Row = Record<string, SqlValue>>(
    sql: string,
    parameters?: readonly SqlValue[],
  ): IterableIterator<Row>
  /** Runs the function on one snapshot of the store. */
  snapshot<T>(read: () => T): T
}

/** The connection that a projection writes through, inside the append's transaction. */
export interface Writer extends Omit<Reader, 'snapshot'> {
  run(sql: string, parameters?: readonly SqlValue[]): void
}

/** One record on its way in: understood (with its raw text), or refused. */
export type Intaken =
  | { outcome: 'record'; record: FeedRecord; raw: string }
  | { outcome: 'refused'; reason: string; field: string; raw: string }

/** Records of one message, or one slice of a long one. Written whole or not at all. */
export interface AppendBatch {
  feed: string
  transport: string
  format: string
  documentName: string | null
  recordedAt: number
  records: Intaken[]
  /** The CSV mapping that the records were read by, where it was named rather than told by the header row. */
  mapping?: string
  /** Set where this batch replays a quarantined record: that record's id. */
  replays?: number
}

export interface AppendOutcome {
  /** Ledger position after the commit. */
  position: number
  received: number
  accepted: number
  duplicates: number
  quarantined: number
  /** In the order of `records`. */
  outcomes: ('accepted' | 'duplicate' | 'quarantined')[]
  /** Quarantine ids of the refused records, in their order. */
  quarantineIds: number[]
}

/** What a commit touched, for streams; ids as they stand in events. Bounded: `everything` where too much changed. */
export interface Changes {
  position: number
  everything: boolean
  locations: string[]
  positions: { location: string; sku: string }[]
  shipments: boolean
  feeds: boolean
  masterData: boolean
  /** Alerts, their silences or their rules. */
  alerts: boolean
  /** Transfers, or who may approve them. */
  transfers: boolean
}

export interface FeedSettings {
  feed: string
  authentication: 'bearer' | 'hmac' | 'none'
  /** SHA-256 of the bearer key; null where there is none. */
  keyHash: Uint8Array | null
  /** The HMAC secret, sealed by the host's vault; null where there is none. */
  sealedSecret: Uint8Array | null
  mapping: string | null
  enabled: boolean
  createdAt: number
}

/** What somebody set that is no fact about the network: it stands in the chain of human acts alone. */
export interface SettingAct {
  act:
    | 'feedCreated'
    | 'feedKeyRotated'
    | 'feedEnabled'
    | 'feedDisabled'
    | 'outputSaved'
    | 'outputRemoved'
    | 'transferRouteSaved'
    | 'transferRouteRemoved'
    | 'transferDocumentRetried'
  /** The feed, the output, the route or the document. */
  of: string
  actor: string
  role: string
}

/** What people do about alerts, with who they are. */
export type AlertDecision =
  | ({ kind: 'actOnAlerts'; alerts: readonly string[] } & Omit<EventOf<'AlertActed'>, 'type' | 'alert'>)
  | ({ kind: 'setSilence' } & Omit<EventOf<'AlertSilenceSet'>, 'type'>)
  | ({ kind: 'endSilence' } & Omit<EventOf<'AlertSilenceEnded'>, 'type'>)
  | ({ kind: 'setAlertRule' } & Omit<EventOf<'AlertRuleSet'>, 'type'>)

/** What people do about rules of their own. */
export type OwnRuleDecision =
  | ({ kind: 'saveOwnRule' } & Omit<EventOf<'UserRuleSaved'>, 'type'>)
  | ({ kind: 'removeOwnRule' } & Omit<EventOf<'UserRuleRemoved'>, 'type'>)

/** What people do about scenarios. `basedOn` is the version that it was made from; null: it is new. */
export type ScenarioDecision =
  | ({ kind: 'saveScenario'; basedOn: number | null } & Omit<EventOf<'ScenarioSaved'>, 'type' | 'version'>)
  | ({ kind: 'removeScenario' } & Omit<EventOf<'ScenarioRemoved'>, 'type'>)

/** What is added to a rule's figures, and what stands of its fault. */
export interface AlertRuleRun {
  rule: string
  /** Subjects measured, and how long that took, since it was told last. */
  evaluations: number
  microseconds: number
  /** When it was last up to date; null: not since it was told last. */
  lastAt: number | null
  fault: string | null
  faultAt: number | null
  /** Failures since it was told last. */
  faults: number
  /** Whether every living subject was measured since the rule was new, or set anew. */
  swept: boolean
}

/** What is decided in the writing thread, against the stock of that moment. */
export type Decision =
  | AlertDecision
  | OwnRuleDecision
  | ScenarioDecision
  | TransferDecision
  | {
      kind: 'takeClaim'
      /** The caller's own key: the same key asks the same question again. */
      claim: string
      order: string
      line: string | null
      sku: string
      location: string
      microunits: number
      /** Null: firm. */
      expiresInMs: number | null
      actor: string
    }
  | { kind: 'releaseClaim'; claim: string; why: string; actor: string }
  | { kind: 'confirmClaim'; claim: string; actor: string }
  /** What the rules found, with how far the log was judged and how the rules fared. */
  | {
      kind: 'recordAlerts'
      /** Feed records as JSON text: one string crosses between threads more cheaply than what it says. */
      facts: string
      /** Null: as before. */
      place: { event: number; message: number } | null
      /** Null: nothing was evaluated. */
      evaluatedAt: number | null
      runs: readonly AlertRuleRun[]
    }
  /** Releases soft claims that have run out, the longest overdue first. */
  | { kind: 'expireClaims'; limit: number }

export interface DecisionAnswers extends TransferDecisionAnswers {
  takeClaim: ClaimGrant
  releaseClaim: ClaimRelease
  confirmClaim: ClaimConfirmation
  expireClaims: { released: number }
  recordAlerts: { recorded: number }
  actOnAlerts: AlertActReport
  setSilence: { silence: string }
  endSilence: { silence: string; endedAt: number }
  setAlertRule: { rule: string }
  saveOwnRule: { rule: string }
  removeOwnRule: { rule: string }
  saveScenario: { scenario: string; version: number }
  removeScenario: { scenario: string }
}

/** A decision with the time at which it was asked for. */
export interface DecisionRequest {
  decision: Decision
  at: number
}

export type DecisionOutcome =
  | { answer: DecisionAnswers[Decision['kind']] }
  | { refused: { code: ErrorCode; message: string; details?: Record<string, unknown> } }

/** What the tower notes about telling others of alerts. */
export type OutboxAct =
  | {
      kind: 'saveOutput'
      output: string
      name: string
      outputKind: string
      target: string
      isPlain: boolean
      sealedSettings: Uint8Array
      matchers: readonly { label: string; values: readonly string[] }[]
      enabled: boolean
      at: number
      /** Who did it; it stands in the chain of human acts. */
      by?: Pick<SettingAct, 'actor' | 'role'>
    }
  | { kind: 'removeOutput'; output: string; by?: Pick<SettingAct, 'actor' | 'role'> }
  | {
      kind: 'queueDeliveries'
      output: string
      /** Notices up to this one were looked at. */
      notedTo: number
      rows: { alert: string; told: 'firing' | 'resolved'; change: string; status: 'waiting' | 'held' }[]
      at: number
    }
  /** What was held is to be told after all, or never. */
  | { kind: 'releaseDeliveries'; rows: { delivery: number; status: 'waiting' | 'dropped' }[]; at: number }
  | {
      kind: 'settleDeliveries'
      output: string
      rows: { delivery: number; status: 'delivered' | 'waiting' | 'dead'; nextAt: number | null }[]
      /** Null: they were delivered. */
      fault: string | null
      /** The receiver said that it is gone for good: nothing more is sent. */
      isGone: boolean
      at: number
    }
  | { kind: 'retryDeliveries'; output: string; deliveries: readonly number[]; at: number }
  | TransferDocumentAct

/** The single writer. Every promise resolves after the commit is durable. */
export interface Ledger {
  /** Several batches that wait together are committed together. */
  append(batch: AppendBatch): Promise<AppendOutcome>
  /** Decisions that wait together share a commit; each sees those before it. @throws TowerError where it is refused */
  decide<K extends Decision['kind']>(decision: Extract<Decision, { kind: K }>): Promise<DecisionAnswers[K]>
  /** @param act who did what; it stands in the chain of human acts with the settings, or neither does */
  saveFeed(settings: FeedSettings, act?: SettingAct): Promise<void>
  /** Notes something about outputs, or about transfers' documents; does not stand in the log. */
  noteOutbox(act: OutboxAct): Promise<void>
  /** Called after each commit, in commit order. */
  onCommit(listener: (changes: Changes) => void): () => void
  /** Records that wait to be written. */
  waiting(): number
  reader: Reader
  close(): Promise<void>
}

export type { StockDisposition }
