/** Owns the past of a seed: the sample network's days, told to a real tower, and what a planner may know at their end. */
import { join } from 'node:path'
import { openEngine } from '../../core/engine.ts'
import { silentLogger } from '../../core/platform.ts'
import { isStale } from '../../shared/staleness.ts'
import { isPerson } from '../../core/queries/people.ts'
import { readBase } from '../../core/whatif/snapshot/readBase.ts'
import { settingsOf } from '../../core/whatif/snapshot/settings.ts'
import type { World } from '../../core/whatif/scenario/world.ts'
import type { Message } from '../../simulation/message.ts'
import { createSimulation, DEFAULT_START_AT, type Simulation } from '../../simulation/simulation.ts'
import { DAY_MS, FILE_PACE, HOUR_MS, type Pace } from '../../simulation/world.ts'
import { RESOURCES } from '../dataFolder.ts'

export interface PastOptions {
  seed: number
  stores: number
  dcs: number
  /** Days that are told before the plan is made. */
  days: number
  horizonDays: number
  folder: string
}

export interface Past {
  /** From the ledger alone: stock as it was told, demand as it is estimated. */
  seen: World
  simulation: Simulation
  pace: Pace
  now: number
  records: number
}

/** Receipts of an average store's day: fewer than by default, so that 20 seeds take minutes. */
const SALES_PER_STORE_DAY = 40
const ORDERS_PER_STORE_DAY = 0.25
const UNITS_PER_STORE_DAY = SALES_PER_STORE_DAY * FILE_PACE.linesPerSale * FILE_PACE.unitsPerLine

/** The network is asked for so much at once. */
const SLICE_MS = 6 * HOUR_MS

/** Tells the days to a tower of its own and reads the base of a plan from its ledger. */
export async function tellPast(options: PastOptions): Promise<Past> {
  const { seed, stores, dcs } = options
  const startAt = DEFAULT_START_AT
  const endAt = startAt + options.days * DAY_MS
  const pace: Pace = {
    ...FILE_PACE,
    salesPerStoreDay: SALES_PER_STORE_DAY,
    ordersPerStoreDay: ORDERS_PER_STORE_DAY,
    channelSyncMs: DAY_MS,
  }
  const simulation = createSimulation({
    seed,
    startAt,
    stores,
    dcs,
    pace,
    unitsPerStoreDay: UNITS_PER_STORE_DAY,
    faults: 'none',
  })
  let now = startAt
  let records = 0
  const engine = await openEngine({
    dataDirectory: join(options.folder, String(seed)),
    network: 'own',
    resourcesDirectory: RESOURCES,
    clock: { now: () => now },
    logger: silentLogger,
    version: 'bench',
    vault: { seal: (text) => Buffer.from(text), open: (sealed) => Buffer.from(sealed).toString() },
    alerts: 'off',
  })
  const take = async (message: Message) => {
    const { received } = await engine.intake.submit({
      feed: message.feed,
      transport: 'http',
      name: message.name,
      body: Buffer.from(message.body),
      receivedAt: now,
      ...(message.mapping === undefined ? {} : { mapping: message.mapping }),
    })
    records += received
  }
  try {
    for (const message of simulation.opening()) await take(message)
    for (let until = startAt + SLICE_MS; until <= endAt; until += SLICE_MS) {
      const messages = simulation.advanceTo(until, SLICE_MS)
      now = until
      // In any order: what the ledger says does not depend on it.
      await Promise.all(messages.map(take))
    }
    const { world } = readBase(
      {
        reader: engine.ledger.reader,
        isPerson: (location) => isPerson(engine.ledger.reader, location),
        isStale,
        isStopped: () => false,
        report: () => undefined,
      },
      // At night shops are shut and say nothing: that is no reason to leave them out.
      { scope: {}, horizonDays: options.horizonDays, settings: settingsOf({ useStale: true }), now },
    )
    return { seen: world, simulation, pace, now, records }
  } finally {
    await engine.close()
  }
}
