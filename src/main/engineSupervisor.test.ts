/** Owns the tests of the engine's life: ports wait for it, a crash is told and mended, a close is clean or forced. */
import { describe, expect, it } from 'vitest'
import type { EngineState } from '../shared/bridge.ts'
import type { FromEngine, Network, ToEngine } from './engineMessages.ts'
import { retryDelayMs, superviseEngine } from './engineSupervisor.ts'

function bench() {
  const children: FakeChild[] = []
  const timers: { delayMs: number; action: () => void }[] = []
  const states: EngineState[] = []
  const sent: { page: string; port: string }[] = []
  let channels = 0
  const engine = superviseEngine<string, string>({
    fork: (network) => {
      const child = fakeChild(network)
      children.push(child)
      return child
    },
    makeChannel: () => ({ engineEnd: `engine ${++channels}`, pageEnd: `page ${channels}` }),
    sendPort: (page, port) => sent.push({ page, port }),
    onState: (state) => states.push(state),
    vaultKey: () => new Uint8Array([7]),
    now: () => 1000,
    after(delayMs, action) {
      const timer = { delayMs, action }
      timers.push(timer)
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1))
    },
    report() {},
  })
  const fire = (delayMs: number) => {
    const timer = timers.find((candidate) => candidate.delayMs === delayMs)
    if (!timer) throw new Error(`no timer of ${delayMs} ms`)
    timers.splice(timers.indexOf(timer), 1)
    timer.action()
  }
  const last = () => {
    const child = children.at(-1)
    if (!child) throw new Error('nothing was started')
    return child
  }
  return { engine, children, last, timers, fire, states, sent }
}

interface FakeChild {
  network: Network
  posted: { message: ToEngine; ports: string[] }[]
  killed: boolean
  say(message: FromEngine): void
  exit(code: number | null): void
  post(message: ToEngine, ports?: string[]): void
  onMessage(listener: (message: FromEngine) => void): void
  onExit(listener: (code: number | null) => void): void
  kill(): void
}

function fakeChild(network: Network): FakeChild {
  let hear: (message: FromEngine) => void = () => {}
  let ended: (code: number | null) => void = () => {}
  const child: FakeChild = {
    network,
    posted: [],
    killed: false,
    say: (message) => hear(message),
    exit: (code) => ended(code),
    post: (message, ports = []) => void child.posted.push({ message, ports }),
    onMessage: (listener) => void (hear = listener),
    onExit: (listener) => void (ended = listener),
    kill: () => void (child.killed = true),
  }
  return child
}

const ready: FromEngine = { kind: 'ready', listening: null }

describe('the engine process', () => {
  it('gives ports when it runs, and keeps those asked for before', () => {
    const { engine, last, sent } = bench()
    engine.start('own')
    engine.givePort('window')
    expect(sent).toEqual([])
    last().say(ready)
    expect(sent).toEqual([{ page: 'window', port: 'page 1' }])
    expect(last().posted).toEqual([{ message: { kind: 'port' }, ports: ['engine 1'] }])
    engine.givePort('window')
    expect(sent).toHaveLength(2)
  })

  it('tells of a crash, starts again later each time, and forgets crashes when it is well', () => {
    const { engine, children, last, fire, states } = bench()
    engine.start('sample')
    last().say(ready)
    last().exit(139)
    expect(states.at(-1)).toMatchObject({ state: 'failed', crashes: 1, retryAt: 1500, network: 'sample' })
    fire(500)
    expect(children).toHaveLength(2)
    last().exit(1)
    expect(states.at(-1)).toMatchObject({ state: 'failed', crashes: 2, retryAt: 2000 })
    fire(1000)
    last().say(ready)
    fire(60_000)
    expect(engine.state()).toMatchObject({ state: 'running', crashes: 0 })
  })

  it('hands out no port of an engine that has crashed', () => {
    const { engine, last, fire, sent } = bench()
    engine.start('own')
    last().say(ready)
    last().exit(1)
    engine.givePort('window')
    engine.givePort('closed window')
    engine.forgetPage('closed window')
    expect(sent).toEqual([])
    fire(500)
    last().say(ready)
    expect(sent).toEqual([{ page: 'window', port: 'page 1' }])
  })

  it('says why where the engine said so', () => {
    const { engine, last, states } = bench()
    engine.start('own')
    last().say({ kind: 'unable', reason: 'The data folder is from a newer version.' })
    last().exit(1)
    expect(states.at(-1)?.detail).toBe('The data folder is from a newer version.')
  })

  it('opens another network by a clean close and a new start', () => {
    const { engine, children, last, states } = bench()
    engine.start('own')
    last().say(ready)
    last().say({ kind: 'openNetwork', network: 'sample' })
    expect(last().posted.at(-1)?.message).toEqual({ kind: 'close' })
    last().exit(0)
    expect(children.map((child) => child.network)).toEqual(['own', 'sample'])
    expect(states.some((state) => state.state === 'failed')).toBe(false)
  })

  it('stops cleanly, and by force where the close hangs', async () => {
    const { engine, last, fire } = bench()
    engine.start('own')
    last().say(ready)
    const stopping = engine.stop()
    fire(10_000)
    expect(last().killed).toBe(true)
    last().exit(null)
    await stopping
    expect(engine.state().state).toBe('stopped')
    await engine.stop()
  })

  it('stops while it waits for the next try', async () => {
    const { engine, children, last, timers } = bench()
    engine.start('own')
    last().exit(1)
    await engine.stop()
    expect(timers).toEqual([])
    expect(children).toHaveLength(1)
  })

  it('hands over the key of the vault on request', () => {
    const { engine, last } = bench()
    engine.start('own')
    last().say({ kind: 'vaultKey' })
    expect(last().posted).toEqual([{ message: { kind: 'vaultKey', key: new Uint8Array([7]) }, ports: [] }])
  })

  it('waits at most half a minute', () => {
    expect([1, 2, 3, 7, 50].map(retryDelayMs)).toEqual([500, 1000, 2000, 30_000, 30_000])
  })
})
