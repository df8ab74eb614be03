/** Owns the engine process's life: start, ports, crash, start again, close. It knows no Electron; the host hands it in. */
import type { EngineState } from '../shared/bridge.ts'
import type { FromEngine, Network, ToEngine } from './engineMessages.ts'

/** The running process. `Port` is the host's own kind of message port. */
export interface EngineChild<Port> {
  post(message: ToEngine, ports?: Port[]): void
  onMessage(listener: (message: FromEngine) => void): void
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

export interface SupervisorOptions<Port, Page> {
  fork(network: Network): EngineChild<Port>
  /** Makes a channel; the first end goes to the engine, the second to the page. */
  makeChannel(): { engineEnd: Port; pageEnd: Port }
  sendPort(page: Page, port: Port): void
  /** Called on each change of the state. */
  onState(state: EngineState): void
  /** The key that secrets are sealed with; null where the operating system's store does not open it. */
  vaultKey(): Uint8Array | null
  now(): number
  /** Runs something later; returns its cancellation. */
  after(delayMs: number, action: () => void): () => void
  report(message: string, fields: Record<string, unknown>): void
}

export interface EngineSupervisor<Page> {
  start(network: Network): void
  state(): EngineState
  /** Gives the page a port: now where the engine runs, else as soon as it does. */
  givePort(page: Page): void
  forgetPage(page: Page): void
  resumed(): void
  /** Closes the engine; resolves when its process has ended. */
  stop(): Promise<void>
}

const FIRST_RETRY_MS = 500
const LONGEST_RETRY_MS = 30_000
/** An engine that ran this long is well: its next crash counts as the first. */
const WELL_AFTER_MS = 60_000
/** A close that takes longer is ended by force; the ledger survives that (acknowledged is durable). */
const CLOSE_WITHIN_MS = 10_000

/** The wait before start number `crashes + 1`: doubles from half a second to half a minute. */
export function retryDelayMs(crashes: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, crashes - 1))
}

export function superviseEngine<Port, Page>(options: SupervisorOptions<Port, Page>): EngineSupervisor<Page> {
  const waiting = new Set<Page>()
  let state: EngineState = { state: 'stopped', network: 'own', crashes: 0, retryAt: null, detail: null }
  let child: EngineChild<Port> | undefined
  let next: Network | 'none' | undefined
  let unable: string | null = null
  let cancelRetry = () => {}
  let cancelForce = () => {}
  let cancelWell = () => {}
  const stopped: (() => void)[] = []

  const change = (part: Partial<EngineState>) => {
    state = { ...state, ...part }
    options.onState(state)
  }

  const launch = (network: Network) => {
    cancelRetry()
    next = undefined
    unable = null
    change({ state: 'starting', network, retryAt: null, detail: null })
    const started = options.fork(network)
    child = started
    started.onMessage((message) => {
      if (child === started) hear(message)
    })
    started.onExit((code) => {
      if (child === started) ended(code)
    })
  }

  const hear = (message: FromEngine) => {
    if (message.kind === 'ready') {
      change({ state: 'running', detail: null })
      cancelWell = options.after(WELL_AFTER_MS, () => change({ crashes: 0 }))
      for (const page of waiting) givePort(page)
    } else if (message.kind === 'vaultKey') {
      child?.post({ kind: 'vaultKey', key: options.vaultKey() })
    } else if (message.kind === 'openNetwork') {
      leave(message.network)
    } else {
      unable = message.reason
    }
  }

  const ended = (code: number | null) => {
    child = undefined
    cancelForce()
    cancelWell()
    if (next === 'none') {
      change({ state: 'stopped', retryAt: null })
      for (const resolve of stopped.splice(0)) resolve()
    } else if (next) {
      launch(next)
    } else {
      const crashes = state.crashes + 1
      const delayMs = retryDelayMs(crashes)
      options.report('engine ended', { code, crashes, unable })
      const detail =
        unable ?? 'The engine stopped unexpectedly. What was acknowledged is safe; it is started again.'
      change({ state: 'failed', crashes, retryAt: options.now() + delayMs, detail })
      cancelRetry = options.after(delayMs, () => launch(state.network))
    }
  }

  /** Asks the engine to close, then goes on to a network or to the end. */
  const leave = (to: Network | 'none') => {
    next = to
    cancelRetry()
    if (!child) {
      if (to === 'none') ended(0)
      else launch(to)
      return
    }
    if (to !== 'none') change({ state: 'starting', network: to, detail: null })
    const leaving = child
    leaving.post({ kind: 'close' })
    cancelForce()
    cancelForce = options.after(CLOSE_WITHIN_MS, () => leaving.kill())
  }

  const givePort = (page: Page) => {
    if (state.state !== 'running' || !child || next) {
      waiting.add(page)
      return
    }
    waiting.delete(page)
    const { engineEnd, pageEnd } = options.makeChannel()
    child.post({ kind: 'port' }, [engineEnd])
    options.sendPort(page, pageEnd)
  }

  return {
    start: launch,
    state: () => state,
    givePort,
    forgetPage: (page) => void waiting.delete(page),
    resumed() {
      if (state.state === 'failed') launch(state.network)
      else child?.post({ kind: 'resumed' })
    },
    stop() {
      if (state.state === 'stopped' && !child) return Promise.resolve()
      return new Promise((resolve) => {
        stopped.push(resolve)
        leave('none')
      })
    },
  }
}
