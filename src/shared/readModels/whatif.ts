/** Owns what the engine tells about what-if: the base, scenarios, runs with their progress, plans, comparisons. Money in minor units of the run's currency. */
import type { ScenarioDefinition, ScenarioSettings } from '../whatifDefinition.ts'
import type { Interval, TransferPlace } from './transfers.ts'

/** What can be chosen from, and what the caller may do. */
export interface WhatifScope {
  locations: (TransferPlace & { region: string | null; country: string | null })[]
  regions: string[]
  categories: string[]
  carriers: string[]
  skus: number
  /** Of the prices; null: none is told. */
  currency: string | null
  horizonDays: { min: number; max: number; default: number }
  settings: Required<ScenarioSettings>
  may: { run: boolean; save: boolean; promote: boolean }
  /** Runs that go on at once; others wait. */
  runsAtOnce: number
}

/** What a scenario starts from: the live ledger at one moment, never written to. */
export interface WhatifBase {
  /** Digest of all figures that the case is made from. */
  base: string
  takenAt: number
  /** Latest time of the sources behind it. */
  dataAsOf: number | null
  position: number
  locations: number
  skus: number
  pairs: number
  lanes: number
  /** Left out of what may be moved, with why, in units. */
  excluded: {
    cause:
      'claimed' | 'safetyStock' | 'frozen' | 'recalled' | 'unsellable' | 'stale' | 'negative' | 'transfers'
    units: number
    pairs: number
  }[]
  /** Positions whose demand is too thin to be estimated by themselves. */
  thinPairs: number
  currency: string
  /** Figures that are settings and not data, e.g. a default margin, in words. */
  assumptions: string[]
}

export interface ScenarioRow {
  scenario: string
  version: number
  name: string
  shared: boolean
  savedBy: string
  savedAt: number
  clonedFrom: string | null
  operators: number
  /** In words, e.g. “Northeast · 14 days · outage of 1 location”. */
  summary: string
  lastRun: string | null
  /** Whether the caller may save, share and remove it. */
  mayChange: boolean
}

export interface ScenarioPage {
  total: number
  rows: ScenarioRow[]
}

export interface ScenarioDetail extends ScenarioRow {
  definition: ScenarioDefinition
  /** The latest first. */
  versions: { version: number; name: string; savedBy: string; savedAt: number; why: string | null }[]
  runs: RunRow[]
}

export interface ScenarioSaving {
  scenario: string
  version: number
}

/** A run in a list. */
export interface RunRow {
  run: string
  scenario: string | null
  scenarioVersion: number | null
  name: string
  state: RunState
  startedBy: string
  startedAt: number
  seconds: number
  planValueMinor: number | null
  gap: number | null
  transfers: number
  units: number
  currency: string | null
  isOutdated: boolean
}

export const PLAN_MODES = ['interactive', 'capacities', 'laneCharges', 'wholeNetwork'] as const
export type PlanMode = (typeof PLAN_MODES)[number]
export const RUN_STATES = [
  'waiting',
  'snapshot',
  'planning',
  'replaying',
  'done',
  'stopped',
  'failed',
] as const
export type RunState = (typeof RUN_STATES)[number]

/** Told at least four times a second while a run goes on. */
export interface RunProgress {
  run: string
  state: RunState
  /** What it does now, in words. */
  doing: string
  /** Of the whole, 0 to 1; null: cannot be told. */
  done: number | null
  seconds: number
  /** Best plan so far; null before the first. */
  planValueMinor: number | null
  boundMinor: number | null
  gap: number | null
  message: string | null
}

export interface PlannedTransfer {
  /** Stable in this run: `sku|from|to`. */
  key: string
  sku: string
  skuName: string | null
  from: TransferPlace
  to: TransferPlace
  units: number
  pinned: boolean
  valueMinor: number
  transportMinor: number
  netMinor: number
  distanceKm: number
  transitDays: number
  fromOnHandUnits: number
  fromFloorUnits: number
  fromCoverDays: number | null
  toOnHandUnits: number
  toCoverDays: number | null
  receiverSalesUnits: number
  sourceSalesUnits: number
  receiverDemandUnits: number
  sourceDemandUnits: number
  runnerUp: { from: string; netMinor: number } | null
  /** The planner's sentence. */
  explanation: string
}

export type NotProposedCause =
  | 'floor'
  | 'capacity'
  | 'laneCharge'
  | 'noLane'
  | 'negativeNet'
  | 'stale'
  | 'claimed'
  | 'frozen'
  | 'closed'
  | 'thinDemand'
  | 'gap'

/** What was not proposed, by cause, with the largest of each. */
export interface NotProposed {
  cause: NotProposedCause
  pairs: number
  examples: { sku: string; from: string | null; to: string; text: string }[]
}

/** Figures of one world over the horizon, means over the replications. */
export interface WorldFigures {
  fillRate: Interval
  lostSalesUnits: Interval
  lostSalesMinor: Interval
  costMinor: Interval
  /** Of what was shipped, and of what was asked for. */
  promiseKeptOfShipped: Interval | null
  promiseKeptOfDemanded: Interval | null
  leftoverUnits: Interval
}

export interface Comparison {
  base: WorldFigures
  scenario: WorldFigures
  withPlan: WorldFigures
  /** Paired on common random numbers. */
  planGainMinor: Interval
  planGainUnits: Interval
  replications: number
  /** False: the interval contains 0. */
  isProven: boolean
  varianceRatio: number | null
  /** Where a plan is too large to be replayed whole: SKUs drawn at random, and what the plan gains with them. Null: all. */
  sample: { skus: number; ofSkus: number; planValueMinor: number } | null
}

export interface Sensitivity {
  demandFactor: number
  /** Also factors that all, a SKU's or a place's customers share, drawn anew in each replication. */
  hasShocks: boolean
  gainMinor: Interval
}

/** How the base of a run differs from that of the run that it repeats. */
export interface RebaseReport {
  run: string
  before: Pick<WhatifBase, 'base' | 'takenAt' | 'dataAsOf' | 'position'>
  /** Positions with another stock or another demand, of those that both have. */
  changedPairs: number
  stockUnitsBefore: number
  stockUnitsNow: number
  demandUnitsBefore: number
  demandUnitsNow: number
  /** The largest. */
  changes: { sku: string; location: string; unitsBefore: number; unitsNow: number; text: string }[]
}

export interface RunSummary extends RunRow {
  /** As the planner was asked; null where it was not reached. */
  mode: PlanMode
  /** The method in words, and which proved the bound. */
  method: string
  /** What went wrong, or was not reached before it was stopped. */
  message: string | null
  definition: ScenarioDefinition
  /** Null: it was not read. */
  base: WhatifBase | null
  boundMinor: number | null
  /** E.g. “at most 0.8 % better is possible on these lanes”. */
  gapText: string
  comparison: Comparison | null
  sensitivity: Sensitivity[]
  notProposed: NotProposed[]
  /** What the scenario's operators did to the base, in words. */
  supposed: string[]
  /** Which correction from outcomes the demand bore; null: none. */
  correction: string | null
  rebased: RebaseReport | null
  /** Until when the figures are about. */
  horizonEndsAt: number
  /** Stock has moved by this share of the units in scope since the base was taken; null: it cannot be told. */
  movedShare: number | null
}

/** One transfer of a plan, or why it is not in it. */
export interface PlanExplanation {
  key: string
  transfer: PlannedTransfer | null
  cause: NotProposedCause | null
  text: string
}

export interface PlannedTransferPage {
  total: number
  rows: PlannedTransfer[]
}

/** One cell of source × destination. */
export interface PlanMatrix {
  sources: TransferPlace[]
  destinations: TransferPlace[]
  cells: { from: number; to: number; units: number; netMinor: number; transfers: number; offered: boolean }[]
}
