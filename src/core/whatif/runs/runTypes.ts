/** Owns what a run's thread is asked, what it tells on the way, and what it leaves. */
import type { ErrorCode } from '../../../shared/errors.ts'
import type {
  Comparison,
  NotProposed,
  PlanMode,
  RebaseReport,
  RunProgress,
  Sensitivity,
  WhatifBase,
} from '../../../shared/readModels/whatif.ts'
import type { TransferPlace } from '../../../shared/readModels/transfers.ts'
import type { ScenarioDefinition } from '../../../shared/whatifDefinition.ts'

export interface RunAsk {
  run: string
  definition: ScenarioDefinition
  /** Null: as the definition asks for. */
  mode: PlanMode | null
  seconds: number
  gap: number
  replay: boolean
  now: number
  /** The run that this one repeats on newer stock. */
  repeats: string | null
}

export interface WhatifTask {
  task: 'whatif'
  path: string
  /** Folder of all runs. */
  folder: string
  ask: RunAsk
  /** One number: not 0 once the run is to stop. A thread at work gets no messages. */
  stop: SharedArrayBuffer
}

/** Reads a base and tells of it, no more. */
export type WhatifBaseAnswer = { base: WhatifBase } | { refused: { code: ErrorCode; message: string } }

export interface WhatifBaseTask {
  task: 'whatifBase'
  path: string
  ask: Pick<RunAsk, 'definition' | 'now'>
}

/** What is known of a plan once it is there. */
export interface PlanFacts {
  mode: PlanMode
  method: string
  planValueMinor: number
  boundMinor: number
  gap: number | null
  gapText: string
  transfers: number
  units: number
  notProposed: NotProposed[]
  supposed: string[]
}

/** What is known once a base was read. */
export interface BaseFacts {
  base: WhatifBase
  rebased: RebaseReport | null
  correction: string | null
  /** Units at each place, by the ledger's numbers: tells later how much has moved. */
  onHand: { places: number[]; microunits: number[] }
}

export interface ReplayFacts {
  comparison: Comparison | null
  sensitivity: Sensitivity[]
}

export type RunMessage =
  | { kind: 'progress'; progress: Omit<RunProgress, 'run' | 'seconds'> }
  | { kind: 'base'; facts: BaseFacts }
  /** The plan's lines and their index lie on the disk by then. */
  | { kind: 'plan'; facts: PlanFacts }
  | { kind: 'replay'; facts: ReplayFacts }
  | { kind: 'end'; state: 'done' | 'stopped' | 'failed'; message: string | null }

/** The lines of a plan by columns. */
export interface PlanIndex {
  locations: readonly TransferPlace[]
  skus: readonly { sku: string; name: string | null }[]
  /** Minor units in one of the currency. */
  perWhole: number
  /** Places in the lists above. */
  sku: Int32Array
  from: Int32Array
  to: Int32Array
  units: Float64Array
  netMinor: Float64Array
  valueMinor: Float64Array
  transportMinor: Float64Array
  distanceKm: Float64Array
  /** Lanes that were offered, used or not: places in `locations`. */
  laneFrom: Int32Array
  laneTo: Int32Array
  /** Orders that were asked for, rising; made when first asked for. */
  orders: Map<string, Int32Array>
}
