/** Owns live streams: what commits touched is gathered, and a few times a second each stream reads only that anew. */
import type { DeltaOf, InputOf, PathOf, SnapshotOf } from '../../shared/contract.ts'
import type { LocationRow, NetworkSnapshot } from '../../shared/readModels/network.ts'
import type { RunProgress } from '../../shared/readModels/whatif.ts'
import type { TowerStatus } from '../../shared/readModels/tower.ts'
import type { Logger } from '../platform.ts'
import type { Changes } from '../ledger/types.ts'
import type { AlertEngineStatus } from '../queries/alertDirectory.ts'
import { alertDelta, alertSummary, seenOf, type AlertsSeen } from '../queries/alertSummary.ts'
import { ledgerPosition, type QueryContext } from '../queries/context.ts'
import { feedList } from '../queries/feeds.ts'
import {
  categoryTotals,
  namedLocationRows,
  networkLocations,
  networkRows,
  networkTotals,
} from '../queries/network.ts'
import { namedPositions } from '../queries/positions.ts'
import { transferDelta, transferMark } from '../queries/transfers.ts'
import { networkTransit } from '../queries/transit.ts'
import { viewOf } from './alertHandlers.ts'
import type { StreamSink } from './api.ts'
import type { WhatifRuns } from './whatifHandlers.ts'

/** Shortest time between two deltas of a stream: below what the eye tells apart, above what floods a renderer. */
const TICK_MS = 100
/** Time after which streams that show ages or rates speak again without a commit. */
const IDLE_MS = 1_000
/** The status, and alerts with their summary, are told at most four times a second. */
const STATUS_MS = 250
/** Arcs are worked out anew at most this often. */
const TRANSIT_MS = 1_000
/** A run of what-if is told of this often, where it has something to tell. */
const RUN_MS = 150

export interface Streams {
  open(path: PathOf<'stream'>, input: unknown, sink: StreamSink, resumeFrom?: number): () => void
  /** To be called after each commit, and where settings of feeds changed. */
  changed(changes: Changes): void
  close(): void
}

export interface StreamPorts {
  context: QueryContext
  status(): TowerStatus
  alerts: Pick<AlertEngineStatus, 'progress'>
  whatif: Pick<WhatifRuns, 'progress'>
  logger: Logger
}

/** What the commits since the last tick touched. */
class Gathered {
  everything = false
  feeds = false
  shipments = false
  masterData = false
  alerts = false
  transfers = false
  readonly locations = new Set<string>()
  readonly positions = new Set<string>()

  add(changes: Changes): void {
    this.everything ||= changes.everything
    this.feeds ||= changes.feeds
    this.shipments ||= changes.shipments
    this.masterData ||= changes.masterData
    this.alerts ||= changes.alerts
    this.transfers ||= changes.transfers
    for (const location of changes.locations) this.locations.add(location)
    for (const { location, sku } of changes.positions) this.positions.add(`${location}\n${sku}`)
  }
}

/** What a stream has sent, where its deltas are worked out from it: rows by location, how far it is with alerts, and a run. */
interface Seen {
  rows: Map<string, LocationRow>
  alerts: AlertsSeen | null
  /** All changes of transfers up to this one were told. */
  transfers: number
  run: RunProgress | null
}

interface StreamKind<P extends PathOf<'stream'>> {
  snapshot(ports: StreamPorts, input: InputOf<P>, seen: Seen): SnapshotOf<P>
  /** Undefined: nothing to say. */
  delta(ports: StreamPorts, input: InputOf<P>, gathered: Gathered, seen: Seen): DeltaOf<P> | undefined
  /** What a client that saw everything up to a position has missed; absent or undefined: it gets a snapshot. */
  missed?(ports: StreamPorts, input: InputOf<P>, position: number): DeltaOf<P> | undefined
  /** Speaks also when nothing was committed. */
  idle?: boolean
  /** So often; once a second where it is not said. */
  idleMs?: number
  /** Shortest time between two deltas where it is longer than a tick. */
  everyMs?: number
}

/** All rows in scope; those of a category are kept, so that its totals can follow the rows that change. */
function wholeNetwork(context: QueryContext, input: InputOf<'network.live'>, seen: Seen): NetworkSnapshot {
  const snapshot = networkLocations(context, input)
  seen.rows.clear()
  if (input.category) for (const row of snapshot.rows) seen.rows.set(row.location, row)
  return snapshot
}

const KINDS: { [P in PathOf<'stream'>]: StreamKind<P> } = {
  'tower.live': {
    snapshot: (ports) => ports.status(),
    delta: (ports) => ports.status(),
    idle: true,
    everyMs: STATUS_MS,
  },
  'network.live': {
    snapshot: ({ context }, input, seen) => wholeNetwork(context, input, seen),
    delta({ context }, input, gathered, seen) {
      if (gathered.masterData) {
        return wholeNetwork(context, input, seen)
      }
      if (gathered.locations.size === 0 && !gathered.shipments) return undefined
      const rows = namedLocationRows(context, [...gathered.locations], input)
      if (!input.category) return { rows, totals: networkTotals(context, input) }
      // The totals of a category are those of its rows: what was sent before need not be summed anew.
      for (const row of rows) seen.rows.set(row.location, row)
      return { rows, totals: categoryTotals(context.reader, input.category, seen.rows.values()) }
    },
    missed: ({ context }, input, position) =>
      input.category
        ? undefined
        : { rows: networkRows(context, input, position), totals: networkTotals(context, input) },
  },
  'network.transitLive': {
    snapshot: ({ context }, input) => networkTransit(context, input),
    delta: ({ context }, input, gathered) =>
      gathered.shipments || gathered.masterData ? networkTransit(context, input) : undefined,
    everyMs: TRANSIT_MS,
  },
  'inventory.live': {
    snapshot: ({ context }, { positions }) => ({ rows: namedPositions(context, positions) }),
    delta({ context }, { positions }, gathered) {
      const touched = positions.filter(
        ({ location, sku }) =>
          gathered.everything || gathered.masterData || gathered.positions.has(`${location}\n${sku}`),
      )
      return touched.length > 0 ? { rows: namedPositions(context, touched) } : undefined
    },
  },
  'alerts.live': {
    snapshot({ context, alerts }, _input, seen) {
      const view = viewOf(context)
      seen.alerts = seenOf(view)
      return alertSummary(view, alerts, {})
    },
    delta({ context, alerts }, _input, _gathered, seen) {
      const view = viewOf(context)
      const before = seen.alerts ?? seenOf(view)
      seen.alerts = seenOf(view)
      return alertDelta(view, alerts, before)
    },
    idle: true,
    everyMs: STATUS_MS,
  },
  'feeds.live': {
    snapshot: ({ context }) => feedList(context),
    delta: ({ context }) => feedList(context),
    idle: true,
    everyMs: IDLE_MS / 2,
  },
  'transfers.live': {
    snapshot({ context }, _input, seen) {
      seen.transfers = transferMark(context)
      return transferDelta(context, null)
    },
    delta({ context }, _input, gathered, seen) {
      if (!gathered.transfers) return undefined
      const before = seen.transfers
      seen.transfers = transferMark(context)
      return transferDelta(context, before)
    },
    everyMs: STATUS_MS,
  },
  'whatif.live': {
    snapshot: ({ whatif }, { run }, seen) => (seen.run = whatif.progress(run)),
    delta({ whatif }, { run }, _gathered, seen) {
      const before = seen.run
      seen.run = whatif.progress(run)
      return seen.run === before ? undefined : seen.run
    },
    idle: true,
    idleMs: RUN_MS,
  },
}

interface OpenStream {
  kind: StreamKind<PathOf<'stream'>>
  input: never
  sink: StreamSink
  gathered: Gathered
  seen: Seen
  dirty: boolean
  lastAt: number
}

/** Starts the ticking; streams cost nothing while none is open. */
export function openStreams(ports: StreamPorts): Streams {
  const streams = new Set<OpenStream>()
  let timer: NodeJS.Timeout | null = null

  function tell(stream: OpenStream, speak: (position: number) => void): void {
    try {
      ports.context.reader.snapshot(() => speak(ledgerPosition(ports.context.reader)))
    } catch (thrown) {
      ports.logger.error('a stream could not be read', { reason: String(thrown) })
      streams.delete(stream)
      stream.sink.failure(thrown)
    }
  }

  function tick(): void {
    const now = performance.now()
    for (const stream of streams) {
      const sinceMs = now - stream.lastAt
      if (sinceMs < (stream.kind.everyMs ?? TICK_MS)) continue
      if (!stream.dirty && !(stream.kind.idle && sinceMs >= (stream.kind.idleMs ?? IDLE_MS))) continue
      const gathered = stream.gathered
      stream.gathered = new Gathered()
      stream.dirty = false
      stream.lastAt = now
      tell(stream, (position) => {
        const value = stream.kind.delta(ports, stream.input, gathered, stream.seen)
        if (value !== undefined) stream.sink.delta(position, value)
      })
    }
  }

  return {
    open(path, input, sink, resumeFrom) {
      const kind = KINDS[path] as StreamKind<PathOf<'stream'>>
      const stream: OpenStream = {
        kind,
        input: input as never,
        sink,
        gathered: new Gathered(),
        seen: { rows: new Map(), alerts: null, transfers: 0, run: null },
        dirty: false,
        lastAt: performance.now(),
      }
      streams.add(stream)
      timer ??= setInterval(tick, TICK_MS / 2)
      tell(stream, (position) => {
        const missed =
          resumeFrom !== undefined && resumeFrom <= position
            ? kind.missed?.(ports, stream.input, resumeFrom)
            : undefined
        if (missed !== undefined) sink.delta(position, missed)
        else sink.snapshot(position, kind.snapshot(ports, stream.input, stream.seen))
      })
      return () => {
        streams.delete(stream)
        if (streams.size === 0 && timer) {
          clearInterval(timer)
          timer = null
        }
      }
    },
    changed(changes) {
      for (const stream of streams) {
        stream.gathered.add(changes)
        stream.dirty = true
      }
    },
    close() {
      streams.clear()
      if (timer) clearInterval(timer)
      timer = null
    },
  }
}
