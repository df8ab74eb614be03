/** Owns what the parts of a base snapshot hand to each other, and what reading it needs. */
import type { ScenarioScope } from '../../../shared/whatifDefinition.ts'
import type { WhatifBase } from '../../../shared/readModels/whatif.ts'
import type { Reader } from '../../ledger/types.ts'
import type { DemandCorrection } from '../demand/demand.ts'
import type { World } from '../scenario/world.ts'
import type { BaseSettings } from './settings.ts'

export interface BaseAsk {
  scope: ScenarioScope
  horizonDays: number
  settings: BaseSettings
  now: number
  correction?: DemandCorrection | null
}

export interface BasePorts {
  reader: Reader
  /** Whether a location is where a customer is. */
  isPerson(location: string): boolean
  /** Whether figures are stale, by when a place was last heard of and the latest time that it told of. */
  isStale(now: number, recordedAt: number, dataAsOf: number): boolean
  /** Asked often; true ends the reading with `Stopped`. */
  isStopped(): boolean
  report(doing: string, share: number | null): void
}

/** A place that is looked at. */
export interface BasePlace {
  id: number
  location: string
  name: string | null
  kind: 'store' | 'dc'
  /** As the ledger has it. */
  told: string | null
  region: string | null
  country: string | null
  latitude: number | null
  longitude: number | null
  lastOccurredAt: number
  isStale: boolean
}

export interface BaseSku {
  id: number
  sku: string
  name: string | null
  category: string | null
  weightGrams: number | null
  /** Of one unit, in minor units of the base's currency; null: not known. */
  priceMinor: number | null
}

export type ExclusionCause = WhatifBase['excluded'][number]['cause']

/** Positions that were left out, or counted for less: the largest of each cause. */
export interface ExclusionExample {
  cause: ExclusionCause
  sku: string
  location: string
  units: number
}

export interface BaseSnapshot {
  base: WhatifBase
  world: World
  places: readonly BasePlace[]
  skus: readonly BaseSku[]
  excludedExamples: readonly ExclusionExample[]
}

/** Thrown where the reading was stopped. */
export class Stopped extends Error {}
