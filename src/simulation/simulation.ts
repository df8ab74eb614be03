/** Owns one run of the network: opening messages first, then time that passes and the messages it brings. */
import { archivedOrders, type ArchiveOptions } from './orders/archive.ts'
import { createChannelSystems, type ChannelSystems } from './channels/channelSystems.ts'
import { planControlTotals } from './channels/controlTotals.ts'
import { openingCount } from './counts.ts'
import { epcisDocumentText } from './epcisText.ts'
import { DEFAULT_FAULTS, NO_FAULTS, type FaultLabel, type FaultPlan } from './faultPlan.ts'
import type { AlertFaultLabel } from './faults/faultLabel.ts'
import { createStrewing } from './faults/strewing.ts'
import { idSource } from './identity.ts'
import { masterDataMessages } from './masterData.ts'
import type { CountsByFeed, Message } from './message.ts'
import type { Location, Network } from './network.ts'
import { takeUp, type Unfinished } from './orders/takeUp.ts'
import { planningMessages } from './planning.ts'
import { createPostRoom } from './postRoom.ts'
import { takeUpShelves, type Shelves } from './shelves.ts'
import type { Stock } from './stock.ts'
import { createTimeline } from './timeline.ts'
import { createTransferAnswers } from './transferAnswers.ts'
import type { TransferOrder } from './transferOrders.ts'
import { createWorld, DAY_MS, FILE_PACE, HOUR_MS, MINUTE_MS, type Emission, type Pace } from './world.ts'

export interface SimulationOptions {
  seed: number
  /** 1 to 5,000; default 124. */
  stores?: number
  /** 1 to 12; default 4. */
  dcs?: number
  /** Milliseconds since 1970. Default: 5 March 2026, three days before the clocks change in the United States. */
  startAt?: number
  /** Multiplies the receipts of a store's day (120 for an average store). Default 1. */
  rate?: number
  /** Default: a small share of each fault. */
  faults?: FaultPlan | 'none'
  /** Share of the usual unseen loss. Default 1. */
  shrinkage?: number
  pace?: Pace
  /** Units that an average store is stocked to sell in a day. Default: what the pace sells. */
  unitsPerStoreDay?: number
  /** Orders that an average store's customers are expected to place in a day. Default: the pace's. */
  ordersPerStoreDay?: number
  /** Leaves out what goes wrong by itself, so that only what is labelled is amiss. Default false. */
  calm?: boolean
  /** Where the run will end, if known: faults that would not be seen through do not strike. */
  endAt?: number
  /** Shortens hold-ups by faults. Default 1. */
  holdScale?: number
  label?(label: FaultLabel): void
  /** Labels of the faults that alerts should find, and of what only looks like them. */
  alertLabel?(label: AlertFaultLabel): void
}

export interface Simulation {
  network: Network
  /** What really lies where. */
  stock: Stock
  /** Has the shelves hold what the books say, by location id. Those places are not counted in the opening, which follows. */
  takeUpShelves(shelvesOf: ReadonlyMap<string, Shelves>): void
  /** Master data, calendars and lanes, then a count of everything everywhere. To be taken before time passes. */
  opening(): Generator<Message>
  /** Orders of the weeks before, told afterwards. To be taken after the opening and before time passes. */
  archive(options: ArchiveOptions): Generator<Message>
  /** Ends what an earlier run left under way. */
  takeUp(unfinished: Unfinished): void
  /** Has the tower's orders to send goods between places carried out; the answers are among the messages. */
  takeTransfers(orders: readonly TransferOrder[]): void
  /**
   * Lets time pass in whole ticks and brings the messages of that time; records wait up to `ageMs` for company.
   * Takes memory for all of that time's messages: advance an hour or so at once.
   */
  advanceTo(until: number, ageMs: number): Message[]
  /** Ends the run: everything waiting or held back is sent. What is on the road stays on the road. */
  finish(): Message[]
  setPace(pace: Pace): void
  channels: ChannelSystems
  /** The present is reached: channels tell all they have, and labelled faults strike one after the other. */
  goLive(): void
  now(): number
  counts: CountsByFeed
}

export const DEFAULT_START_AT = Date.UTC(2026, 2, 5, 8)
export const DEFAULT_STORES = 124
export const DEFAULT_DCS = 4
const COUNTS_PER_DOCUMENT = 6
const FIRST_SYNC_MS = 3 * MINUTE_MS

/** @throws RangeError for numbers of stores or centres out of bounds. */
export function createSimulation(options: SimulationOptions): Simulation {
  const { seed, startAt = DEFAULT_START_AT } = options
  const faults = options.faults === 'none' ? NO_FAULTS : (options.faults ?? DEFAULT_FAULTS)
  const isCalm = options.calm ?? faults.calm ?? false
  const label = options.label ?? (() => undefined)
  const pace = options.pace ?? {
    ...FILE_PACE,
    salesPerStoreDay: FILE_PACE.salesPerStoreDay * (options.rate ?? 1),
  }
  const emitted: Emission[] = []
  const world = createWorld({
    seed,
    startAt,
    pace,
    faults,
    label,
    unitsPerStoreDay: options.unitsPerStoreDay,
    stores: options.stores ?? DEFAULT_STORES,
    dcs: options.dcs ?? DEFAULT_DCS,
    shrinkage: options.shrinkage ?? (isCalm ? 0 : 1),
    calm: isCalm,
    emit: (emission) => emitted.push(emission),
  })
  const { network, stock } = world
  const holdScale = options.holdScale ?? 1
  const room = createPostRoom({
    seed,
    startAt,
    faults,
    isCalm,
    holdScale,
    label,
    stores: network.stores,
  })
  const channels = createChannelSystems(world)
  const transfers = createTransferAnswers(world)
  const { alerts: rates = 0 } = faults
  const strewing = createStrewing({
    world,
    channels,
    post: room,
    rates,
    label: options.alertLabel ?? (() => undefined),
    endAt: options.endAt,
  })
  const planDay = (dayStart: number) => {
    channels.planDay(dayStart)
    strewing.planDay(dayStart)
  }
  const timeline = createTimeline(world, planDay)
  planControlTotals(world)
  world.schedule.add(startAt + FIRST_SYNC_MS, (at) => channels.tellStock(at))
  const passTick = (until: number, ageMs: number) => {
    const now = timeline.advanceTo(until)
    for (const emission of emitted) room.take(emission)
    emitted.length = 0
    room.pass(now, ageMs)
  }
  let asBooked: ReadonlySet<Location> = new Set()
  return {
    network,
    stock,
    counts: room.counts,
    takeUpShelves(shelvesOf) {
      asBooked = takeUpShelves(world, shelvesOf)
    },
    *opening() {
      for (const message of masterDataMessages(network, stock, startAt)) {
        room.count(message)
        yield message
      }
      for (const message of planningMessages(
        network,
        startAt,
        options.ordersPerStoreDay ?? pace.ordersPerStoreDay,
      )) {
        room.count(message)
        yield message
      }
      for (const message of channels.opening()) {
        room.count(message)
        yield message
      }
      for (const message of openingCounts()) {
        room.count(message)
        yield message
      }
    },
    *archive(wanted) {
      for (const message of archivedOrders(world, timeline.customers(), wanted)) {
        room.count(message)
        yield message
      }
    },
    takeUp: (unfinished) => takeUp(world, unfinished),
    takeTransfers(orders) {
      for (const order of orders) transfers.take(order, timeline.now())
    },
    advanceTo(until, ageMs) {
      for (let now = timeline.now(); now + world.pace.tickMs <= until; now = timeline.now()) {
        passTick(now + world.pace.tickMs, ageMs)
      }
      const answers = transfers.collect()
      for (const message of answers) room.count(message)
      return [...room.collect(), ...answers]
    },
    finish() {
      room.close(timeline.now())
      return room.collect()
    },
    setPace: (next) => timeline.setPace(next),
    channels,
    goLive() {
      channels.tellStock(timeline.now())
      if (options.faults !== 'none') strewing.goLive(timeline.now())
    },
    now: () => timeline.now(),
  }

  function* openingCounts(): Generator<Message> {
    const ids = idSource(`${seed}/${startAt}/opening`)
    const uncounted = network.locations.filter((location) => !asBooked.has(location))
    const feeds = Map.groupBy(uncounted, (location) => location.feed)
    for (const [feed, locations] of feeds) {
      for (let first = 0; first < locations.length; first += COUNTS_PER_DOCUMENT) {
        const some = locations.slice(first, first + COUNTS_PER_DOCUMENT)
        const events = some.map((location) => openingCount(world, location, startAt).text)
        const name = `${feed}-opening-${String(first + 1).padStart(5, '0')}.json`
        const body = epcisDocumentText(ids.uuid(), startAt, events)
        yield { feed, format: 'epcis', name, body, records: events.length, at: startAt }
      }
    }
  }
}

export interface RunOptions extends SimulationOptions {
  /** Simulated days. Default 3; without end where `records` is given. */
  days?: number
  /** Stops at the first hour that brings the total to this many records or more. */
  records?: number
}

const DOCUMENT_AGE_MS = 2 * HOUR_MS

/** A whole run, message by message, in bounded memory. @returns the counts of each feed. */
export function* runMessages(options: RunOptions): Generator<Message, CountsByFeed> {
  const wanted = options.records ?? Number.POSITIVE_INFINITY
  const days = options.days ?? (options.records === undefined ? 3 : Number.POSITIVE_INFINITY)
  const endAt = (options.startAt ?? DEFAULT_START_AT) + days * DAY_MS
  const simulation = createSimulation({ ...options, endAt })
  yield* simulation.opening()
  while (simulation.now() < endAt && totalRecords(simulation.counts) < wanted) {
    yield* simulation.advanceTo(Math.min(simulation.now() + HOUR_MS, endAt), DOCUMENT_AGE_MS)
    if (simulation.now() + FILE_PACE.tickMs > endAt) break
  }
  yield* simulation.finish()
  return simulation.counts
}

export function totalRecords(counts: CountsByFeed): number {
  return Object.values(counts).reduce((sum, feed) => sum + feed.records, 0)
}
