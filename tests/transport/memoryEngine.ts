/** Owns small stand-ins for the engine's parts, so that transports are tested by themselves. */
import { TowerError } from '../../src/shared/errors.ts'
import type { Api, Caller, StreamSink } from '../../src/core/api/api.ts'
import type { Adapter, RawMessage } from '../../src/core/feeds/adapter.ts'
import type { Intake, MessageReport } from '../../src/core/feeds/intake.ts'
import { openFeedRegistry, type FeedRegistry } from '../../src/core/feeds/registry.ts'
import type { FeedSettings, Reader } from '../../src/core/ledger/types.ts'
import type { Vault } from '../../src/core/feeds/vault.ts'

/** An intake of lines: each `{"id":…}` is a record, a line that is no JSON is quarantined. */
export interface MemoryIntake extends Intake {
  messages: RawMessage[]
  taken: Set<string>
  /** Commits wait while this is set; setting it to false lets all go. */
  hold: boolean
  /** Answers `busy` while set. */
  busy: boolean
  waiting(): number
}

export function memoryIntake(): MemoryIntake {
  const taken = new Set<string>()
  let held = false
  let waiting: (() => void)[] = []
  const intake: MemoryIntake = {
    messages: [],
    taken,
    busy: false,
    get hold() {
      return held
    },
    set hold(value) {
      held = value
      if (value) return
      const release = waiting
      waiting = []
      for (const go of release) go()
    },
    waiting: () => waiting.length,
    async submit(message) {
      if (intake.busy) throw new TowerError('busy', 'Too many records wait to be written.')
      intake.messages.push({ ...message, body: Uint8Array.from(message.body) })
      const report = readLines(Buffer.from(message.body).toString('utf8'), taken)
      if (held) await new Promise<void>((go) => waiting.push(go))
      return report
    },
  }
  return intake
}

/** The same lines as a format, for what reads a message without taking it. */
export const lineAdapter: Adapter = {
  name: 'lines',
  recognise: () => true,
  *read({ text }) {
    for (const raw of text.split('\n').filter((line) => line !== '')) {
      const id = idOf(raw)
      yield id === null
        ? { outcome: 'refused', reason: 'not a line of JSON', field: 'id', raw }
        : { outcome: 'record', record: { identity: id, occurredAt: 0, events: [] }, raw }
    }
  },
}

function readLines(text: string, taken: Set<string>): MessageReport {
  const lines = text.split('\n').filter((line) => line !== '')
  const report: MessageReport = {
    format: 'lines',
    received: lines.length,
    accepted: 0,
    duplicates: 0,
    quarantined: 0,
    problems: [],
    position: 0,
  }
  lines.forEach((line, index) => {
    const id = idOf(line)
    if (id === null) {
      report.quarantined += 1
      report.problems.push({
        index,
        outcome: 'quarantined',
        reason: 'not a line of JSON',
        field: 'id',
        quarantineId: index,
      })
    } else if (taken.has(id)) report.duplicates += 1
    else {
      taken.add(id)
      report.accepted += 1
    }
  })
  return { ...report, position: taken.size }
}

function idOf(line: string): string | null {
  try {
    return String((JSON.parse(line) as { id: unknown }).id)
  } catch {
    return null
  }
}

const plainVault: Vault = {
  seal: (text) => Buffer.from(text),
  open: (sealed) => Buffer.from(sealed).toString(),
}

/** A store without a row. */
export const emptyReader: Reader = {
  all: () => [],
  get: () => undefined,
  iterate: () => [].values(),
  snapshot: (read) => read(),
}

export function memoryFeeds(): FeedRegistry & { saved: FeedSettings[] } {
  const saved: FeedSettings[] = []
  const registry = openFeedRegistry({
    reader: emptyReader,
    save: async (settings) => void saved.push(settings),
    vault: plainVault,
    clock: { now: () => 1000 },
  })
  return { ...registry, saved }
}

/** An API of one query, one command, one stream, and the ways in which they fail. */
export interface MemoryApi extends Api {
  /** Moves the position on and tells the streams. */
  publish(value: unknown): void
  subscribers(): number
  callers: Caller[]
  aborted: string[]
}

export function memoryApi(): MemoryApi {
  let position = 7
  const sinks = new Set<StreamSink>()
  const api: MemoryApi = {
    callers: [],
    aborted: [],
    subscribers: () => sinks.size,
    publish(value) {
      position += 1
      for (const sink of sinks) sink.delta(position, value)
    },
    async call(path, input, caller, cancelled) {
      api.callers.push(caller)
      switch (path) {
        case 'tower.status':
          return { position }
        case 'test.echo':
          return input
        case 'feeds.create':
          if (caller.role !== 'administrator')
            throw new TowerError('forbidden', 'Only an administrator may do this.')
          return { feed: 'east', key: 'twr_x' }
        case 'test.hang':
          return new Promise((_resolve, reject) => {
            cancelled?.addEventListener('abort', () => {
              api.aborted.push(path)
              reject(new Error('aborted'))
            })
          })
        case 'test.crash':
          throw new Error('secret text of the inside')
        default:
          throw new TowerError('notFound', 'There is no such path.')
      }
    },
    async subscribe(path, _input, _caller, sink, resumeFrom) {
      if (path !== 'tower.live') throw new TowerError('notFound', 'There is no such stream.')
      if (resumeFrom === undefined) sink.snapshot(position, { whole: true })
      else sink.delta(position, { since: resumeFrom })
      sinks.add(sink)
      return () => void sinks.delete(sink)
    },
  }
  return api
}
