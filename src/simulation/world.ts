/** Owns what every kind of behaviour shares: the network, its stock, the dice, the clock's tasks and the way out. */
import type { Random } from '../core/platform.ts'
import { DEFAULT_FAULTS, type FaultLabel, type FaultPlan } from './faultPlan.ts'
import { idSource, type IdSource } from './identity.ts'
import { buildNetwork, type Network } from './network.ts'
import { randomStream } from './randomness.ts'
import { createSchedule, type Schedule } from './schedule.ts'
import { stockNetwork, type Stock } from './stock.ts'

/** One record on its way out of a system of the network. */
export interface Emission {
  feed: string
  format: 'epcis' | 'x12' | 'easypost' | 'cloudevents'
  /** When the system wrote it. */
  at: number
  /** GLN of the place, or the shipment's, parcel's or order's number. */
  subject: string
  /** The event's own id. */
  id: string
  /** An event's or a record's JSON, or a transaction set's segments between ST and SE. */
  text: string
}

/** How busy the network is; may change during a run. */
export interface Pace {
  /** Receipts per average store and day. */
  salesPerStoreDay: number
  /** Mean lines of a receipt. */
  linesPerSale: number
  /** Mean units of a line. */
  unitsPerLine: number
  /** Orders per average store and day, over all channels. */
  ordersPerStoreDay: number
  /** 0: sales keep shop hours; 1: the same around the clock. */
  softness: number
  /** Grid on which arrivals are drawn. */
  tickMs: number
  /** How often a channel tells its stock. Default: every 15 minutes. */
  channelSyncMs?: number
}

export const FILE_PACE: Pace = {
  salesPerStoreDay: 120,
  linesPerSale: 1.8,
  unitsPerLine: 1.3,
  ordersPerStoreDay: 2,
  softness: 0,
  tickMs: 15 * 60_000,
}

export interface WorldOptions {
  seed: number
  stores: number
  dcs: number
  /** Simulated start, milliseconds since 1970. */
  startAt: number
  pace: Pace
  /** Units that an average store is stocked to sell in a day. Default: what the pace sells. */
  unitsPerStoreDay?: number
  faults?: FaultPlan
  /** Share of the usual theft and loss that only counts find; 0 for none. Default 1. */
  shrinkage?: number
  /** Leaves out what goes wrong by itself. Default false. */
  calm?: boolean
  emit(emission: Emission): void
  label(label: FaultLabel): void
}

const PURPOSES = [
  'sales',
  'orders',
  'customers',
  'slips',
  'returns',
  'replenishment',
  'supply',
  'transit',
  'counts',
] as const
type Purpose = (typeof PURPOSES)[number] | 'losses' | 'corrections'

export interface World {
  seed: number
  network: Network
  stock: Stock
  schedule: Schedule
  startAt: number
  pace: Pace
  faults: FaultPlan
  shrinkage: number
  /** Nothing goes wrong but what faults do on purpose; the noise of everyday stays. */
  calm: boolean
  /** Numbers given so far, by what is numbered. */
  sequences: Map<string, number>
  /** Units on shelves that only faults move, and what is kept back of them, by cell of the stock tables. */
  untouched: Map<number, number>
  keptBack: Map<number, number>
  /** Units rung up, by place (GLN) and UTC day. */
  rungUp: Map<string, number>
  random: Record<Purpose, Random>
  ids: IdSource
  /** Makes document numbers of one run differ from those of another. */
  runCode: string
  nextNumber: number
  emit(emission: Emission): void
  label(label: FaultLabel): void
}

export function createWorld(options: WorldOptions): World {
  const { seed, startAt, pace } = options
  const network = buildNetwork(seed, options.stores, options.dcs)
  const unitsPerStoreDay =
    options.unitsPerStoreDay ?? pace.salesPerStoreDay * pace.linesPerSale * pace.unitsPerLine
  const dice = (purpose: Purpose) => [purpose, randomStream(seed, purpose)] as const
  return {
    seed,
    network,
    stock: stockNetwork(network, seed, unitsPerStoreDay, options.calm ?? false),
    schedule: createSchedule(),
    startAt,
    pace,
    faults: options.faults ?? DEFAULT_FAULTS,
    shrinkage: options.shrinkage ?? 1,
    calm: options.calm ?? false,
    sequences: new Map(),
    untouched: new Map(),
    keptBack: new Map(),
    rungUp: new Map(),
    random: Object.fromEntries([...PURPOSES, 'losses' as const, 'corrections' as const].map(dice)) as Record<
      Purpose,
      Random
    >,
    ids: idSource(`${seed}/${startAt}/events`),
    runCode: `${Math.floor(startAt / 60_000).toString(36)}${(seed % 1296).toString(36)}`.toUpperCase(),
    nextNumber: 1,
    emit: options.emit,
    label: options.label,
  }
}

/** A document number of the run, e.g. `S1QZK4A0000042`. */
export function documentNumber(world: World, prefix: string): string {
  return `${prefix}${world.runCode}${String(world.nextNumber++).padStart(7, '0')}`
}

/** The next number of what is numbered without gaps within a run. */
export function nextInSequence(world: World, name: string): { sequence: string; number: number } {
  const number = (world.sequences.get(name) ?? 0) + 1
  world.sequences.set(name, number)
  return { sequence: `${name}:${world.runCode}`, number }
}

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS
