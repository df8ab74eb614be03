/** Owns the sample network of `--demo`: opening stock, some days of history, then life in real time. */
import type { Clock, Logger } from '../core/platform.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { DEFAULT_FAULTS, type FaultPlan } from './faultPlan.ts'
import type { CountsByFeed } from './message.ts'
import type { ArchiveOptions, ArchiveStretch } from './orders/archive.ts'
import { glnOf } from './orders/order.ts'
import type { Unfinished } from './orders/takeUp.ts'
import { createSender, pause, type Fetch, type Sender } from './sender.ts'
import type { Shelves } from './shelves.ts'
import { createSimulation, DEFAULT_STORES, type Simulation } from './simulation.ts'
import { createSocketSender } from './socketSender.ts'
import type { TransferOrder } from './transferOrders.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, type Pace } from './world.ts'

export interface SampleNetworkOptions {
  /** The hub, e.g. `http://127.0.0.1:7070`. */
  address: string
  /** Bearer key or HMAC secret by feed, for every feed of `sampleFeeds()`. */
  keys: Record<string, string>
  seed: number
  clock: Clock
  logger: Logger
  fetch?: Fetch
  stores?: number
  dcs?: number
  /** Days of history before now. Default 3; 0 where the data folder already holds an earlier run. */
  historyDays?: number
  /** Orders placed before now. Default: 6,800 of 28 days; without a history those of the last hours. */
  archive?: readonly ArchiveStretch[]
  /** Asks what an earlier run left under way; it is ended. */
  unfinished?: () => Promise<Unfinished>
  /** Orders of the tower's to send goods between places that came since it was last asked. */
  transferOrders?: () => readonly TransferOrder[]
  /** Asks what an earlier run left on the shelves of a location; they are taken up as they are, and not counted. */
  shelves?: (location: string) => Promise<Shelves>
  /** Receipts per second over the whole network and day, when live. Default 7.5; other events come on top. */
  salesPerSecond?: number
  faults?: FaultPlan | 'none'
  /** Stores send over a WebSocket for each region's feed. Default true. */
  sockets?: boolean
}

export type SampleNetworkStage = 'opening' | 'history' | 'live' | 'stopped'

export interface SampleNetwork {
  /** Resolves when the opening stock is acknowledged. */
  opened: Promise<void>
  stage(): SampleNetworkStage
  counts(): CountsByFeed
  /** Ends it; resolves when nothing of it runs any more. */
  stop(): Promise<void>
}

const STEP_MS = 500
/** A stretch of time that is generated at once, after a pause of the machine or while the hub lags. */
const LONGEST_STEP_MS = MINUTE_MS
const LINES_PER_LIVE_SALE = 1.05
const UNITS_PER_LIVE_LINE = 1
/** Weeks of orders; of the last days more, so that much is on its way; and of the last hours, in the shops' hands. */
const ARCHIVE: readonly ArchiveStretch[] = [
  { orders: 4_600, hours: 28 * 24, softness: 0 },
  { orders: 1_500, hours: 60, softness: 0.2 },
  { orders: 700, hours: 3, softness: 0.75 },
]
/** Mean over the day. */
const ORDERS_PER_SECOND = 0.4

/** Till summaries: fewer events with more lines and units, which come to about a quarter of the live network's sales. */
const HISTORY_PACE: Pace = {
  salesPerStoreDay: 42,
  linesPerSale: 8,
  unitsPerLine: 4,
  ordersPerStoreDay: 0,
  softness: 0.3,
  tickMs: MINUTE_MS,
  channelSyncMs: 6 * HOUR_MS,
}

/** Starts at once and returns; what goes wrong is logged, and the network goes on. */
export function startSampleNetwork(options: SampleNetworkOptions): SampleNetwork {
  const { clock, logger } = options
  const abort = new AbortController()
  const historyMs = (options.historyDays ?? 3) * DAY_MS
  const livePace = paceOf(options)
  const simulation = createSimulation({
    seed: options.seed,
    stores: options.stores,
    dcs: options.dcs,
    startAt: Math.floor((clock.now() - historyMs) / MINUTE_MS) * MINUTE_MS,
    pace: HISTORY_PACE,
    // Stocked for a share of the live sales, so that shelves run low and are filled again while one watches.
    unitsPerStoreDay: livePace.salesPerStoreDay * LINES_PER_LIVE_SALE * UNITS_PER_LIVE_LINE * 0.4,
    faults: options.faults ?? DEFAULT_FAULTS,
    ordersPerStoreDay: livePace.ordersPerStoreDay,
    holdScale: 0.05,
    label: (label) => logger.debug('fault injected', { ...label }),
    alertLabel: (label) => logger.debug('fault injected', { ...label }),
  })
  const lines = openLines(options, abort.signal)
  let stage: SampleNetworkStage = 'opening'
  const enter = (next: SampleNetworkStage) => {
    stage = next
    logger.info('sample network', { stage, acknowledged: lines.dispatch.acknowledged })
  }
  const opened = takeUpShelves(simulation, options)
    .then(() => open(simulation, lines.dispatch))
    .then(() => options.unfinished?.())
    .then((unfinished) => unfinished && simulation.takeUp(unfinished))
    .then(() => enter('history'))
  const finished = opened
    .then(() => {
      const stretches = options.archive ?? (historyMs > 0 ? ARCHIVE : ARCHIVE.slice(-1))
      return tellArchive(simulation, lines.dispatch, {
        stretches,
        until: Math.max(clock.now(), simulation.now()),
      })
    })
    .then(() => playHistory(simulation, lines.dispatch, clock, abort.signal))
    .then(() => enter('live'))
    .then(() => simulation.setPace(livePace))
    .then(() => simulation.goLive())
    .then(() => playLive(simulation, lines.dispatch, options, abort.signal))
    .catch((error: unknown) => {
      if (!abort.signal.aborted) logger.error('the sample network stopped', { error: String(error) })
    })
    .finally(async () => {
      // What was on its way is given up before the end is told; its failures are the abort's own.
      abort.abort()
      await lines.dispatch.drain().catch(() => undefined)
      lines.close()
      stage = 'stopped'
    })
  // Who does not wait for the opening need not handle its failure; `finished` has logged it.
  opened.catch(() => undefined)
  return {
    opened,
    stage: () => stage,
    counts: () => simulation.counts,
    async stop() {
      abort.abort()
      await finished
    },
  }
}

function paceOf(options: SampleNetworkOptions): Pace {
  const perSecond = options.salesPerSecond ?? 7.5
  const stores = options.stores ?? DEFAULT_STORES
  return {
    salesPerStoreDay: (perSecond * 86_400) / stores,
    linesPerSale: LINES_PER_LIVE_SALE,
    unitsPerLine: UNITS_PER_LIVE_LINE,
    ordersPerStoreDay: (ORDERS_PER_SECOND * 86_400) / stores,
    softness: 0.75,
    tickMs: 1_000,
    channelSyncMs: 90_000,
  }
}

interface Lines {
  dispatch: Dispatch
  close(): void
}

function openLines(options: SampleNetworkOptions, signal: AbortSignal): Lines {
  const { address, keys, fetch, logger } = options
  const overHttp = createSender({
    address,
    keys,
    fetch,
    signal,
    onRetry: ({ feed }, reason, waitMs) => logger.debug('sending again', { feed, reason, waitMs }),
  })
  const sockets =
    options.sockets === false
      ? undefined
      : createSocketSender({ address, keys, logger, signal, fallback: overHttp })
  const send: Sender = (message) =>
    sockets && message.feed.startsWith('stores-') ? sockets.send(message) : overHttp(message)
  const dispatch = createDispatch({
    send,
    limit: 24,
    lanesPerFeed: 2,
    onRefused: ({ feed, name }, outcome) => logger.warn('the hub refused a message', { feed, name, outcome }),
  })
  return { dispatch, close: () => sockets?.close() }
}

async function takeUpShelves(simulation: Simulation, { shelves }: SampleNetworkOptions): Promise<void> {
  if (!shelves) return
  const found = new Map<string, Shelves>()
  for (const place of simulation.network.locations) found.set(glnOf(place), await shelves(glnOf(place)))
  simulation.takeUpShelves(found)
}

async function open(simulation: Simulation, dispatch: Dispatch): Promise<void> {
  for (const message of simulation.opening()) await dispatch.post(message)
  await dispatch.drain()
}

/** Tells of the orders of the weeks before. */
async function tellArchive(
  simulation: Simulation,
  dispatch: Dispatch,
  archive: ArchiveOptions,
): Promise<void> {
  for (const message of simulation.archive(archive)) await dispatch.post(message)
}

/** Plays history in stretches of half an hour, leaving the process to others in between. */
async function playHistory(
  simulation: Simulation,
  dispatch: Dispatch,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  while (simulation.now() + MINUTE_MS <= clock.now()) {
    signal.throwIfAborted()
    const until = Math.min(simulation.now() + HOUR_MS / 2, clock.now())
    for (const message of simulation.advanceTo(until, HOUR_MS)) await dispatch.post(message)
    await pause(0, signal)
  }
  await dispatch.drain()
}

async function playLive(
  simulation: Simulation,
  dispatch: Dispatch,
  { clock, transferOrders }: Pick<SampleNetworkOptions, 'clock' | 'transferOrders'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    simulation.takeTransfers(transferOrders?.() ?? [])
    const until = Math.min(clock.now(), simulation.now() + LONGEST_STEP_MS)
    for (const message of simulation.advanceTo(until, 0)) await dispatch.post(message)
    await pause(until < clock.now() - STEP_MS ? 0 : STEP_MS, signal)
  }
}
