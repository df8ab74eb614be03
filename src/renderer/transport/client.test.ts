/** Owns the proof that the client keeps its promises over losses: answers once, commands never twice, streams resume. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClient, type Client } from './client.ts'
import { fakePipe, type FakePipe } from './fakePipe.fixture.ts'

const status = { position: 1 } as never
let pipe: FakePipe
let client: Client

beforeEach(() => {
  vi.useFakeTimers()
  pipe = fakePipe()
  client = createClient({
    pipe,
    isCommand: (path) => path === 'tower.openNetwork',
    random: () => 0.5,
    now: () => 42,
  })
})
afterEach(() => {
  client.close()
  vi.useRealTimers()
})

const comeBack = (position = 0) => {
  vi.advanceTimersByTime(10_000)
  pipe.greet(position)
}
const handlers = () => ({ snapshot: vi.fn(), delta: vi.fn(), failure: vi.fn() })

describe('calls', () => {
  it('wait for the greeting, then resolve with the answer of their id', async () => {
    const answer = client.call('tower.status', {})
    expect(pipe.sent).toEqual([])
    pipe.greet()
    expect(pipe.sent).toEqual([{ kind: 'query', id: 1, path: 'tower.status', input: {} }])
    pipe.say({ kind: 'answer', id: 1, output: { empty: true } })
    await expect(answer).resolves.toEqual({ empty: true })
  })

  it('reject with the code of the engine', async () => {
    pipe.greet()
    const answer = client.call('tower.status', {})
    pipe.say({ kind: 'failure', id: 1, error: { code: 'notFound', message: 'None.', retryable: false } })
    await expect(answer).rejects.toMatchObject({ code: 'notFound', message: 'None.' })
  })

  it('send a query again after a loss', async () => {
    pipe.greet()
    const answer = client.call('tower.status', {})
    pipe.drop()
    comeBack()
    expect(pipe.sent).toEqual([{ kind: 'query', id: 1, path: 'tower.status', input: {} }])
    pipe.say({ kind: 'answer', id: 1, output: 'late' })
    await expect(answer).resolves.toBe('late')
  })

  it('never send a command twice', async () => {
    pipe.greet()
    const answer = client.call('tower.openNetwork', { network: 'sample' })
    const outcome = expect(answer).rejects.toMatchObject({ code: 'unavailable' })
    pipe.drop()
    await outcome
    comeBack()
    expect(pipe.sent).toEqual([])
  })

  it('tell the engine when they are withdrawn', async () => {
    pipe.greet()
    const controller = new AbortController()
    const answer = client.call('tower.status', {}, controller.signal)
    const outcome = expect(answer).rejects.toMatchObject({ code: 'cancelled' })
    controller.abort()
    await outcome
    expect(pipe.sent.at(-1)).toEqual({ kind: 'cancel', id: 1 })
  })

  it('give up after the time limit', async () => {
    pipe.greet()
    const outcome = expect(client.call('tower.status', {})).rejects.toMatchObject({ code: 'unavailable' })
    vi.advanceTimersByTime(60_000)
    await outcome
  })
})

describe('streams', () => {
  it('hand on snapshot and deltas, and resume from the last position', () => {
    pipe.greet(5)
    const heard = handlers()
    client.subscribe('tower.live', {}, heard)
    pipe.say({ kind: 'snapshot', id: 1, position: 5, value: status })
    pipe.say({ kind: 'delta', id: 1, position: 7, value: status })
    expect(heard.snapshot).toHaveBeenCalledExactlyOnceWith(status, 5)
    expect(heard.delta).toHaveBeenCalledExactlyOnceWith(status, 7)
    pipe.drop()
    comeBack(9)
    expect(pipe.sent).toEqual([{ kind: 'subscribe', id: 1, path: 'tower.live', input: {}, resumeFrom: 7 }])
  })

  it('start afresh where the engine is behind what was seen', () => {
    pipe.greet(5)
    client.subscribe('tower.live', {}, handlers())
    pipe.say({ kind: 'snapshot', id: 1, position: 5, value: status })
    pipe.drop()
    comeBack(2)
    expect(pipe.sent[0]).not.toHaveProperty('resumeFrom')
  })

  it('start afresh under new ids when the network changes', () => {
    pipe.greet(5)
    const heard = handlers()
    const end = client.subscribe('tower.live', {}, heard)
    pipe.say({ kind: 'snapshot', id: 1, position: 5, value: status })
    client.restartStreams()
    expect(pipe.sent.slice(1)).toEqual([
      { kind: 'unsubscribe', id: 1 },
      { kind: 'subscribe', id: 2, path: 'tower.live', input: {} },
    ])
    pipe.say({ kind: 'delta', id: 1, position: 6, value: status })
    expect(heard.delta).not.toHaveBeenCalled()
    end()
    expect(pipe.sent.at(-1)).toEqual({ kind: 'unsubscribe', id: 2 })
  })

  it('try again after a failure that may pass, and not after another', () => {
    pipe.greet()
    const heard = handlers()
    client.subscribe('tower.live', {}, heard)
    pipe.say({ kind: 'failure', id: 1, error: { code: 'busy', message: 'Busy.', retryable: true } })
    expect(heard.failure).toHaveBeenCalledTimes(1)
    vi.advanceTimersByTime(10_000)
    expect(pipe.sent.filter((frame) => frame.kind === 'subscribe')).toHaveLength(2)
    pipe.say({ kind: 'failure', id: 1, error: { code: 'invalid', message: 'No.', retryable: false } })
    vi.advanceTimersByTime(60_000)
    expect(pipe.sent.filter((frame) => frame.kind === 'subscribe')).toHaveLength(2)
  })
})

describe('state', () => {
  it('goes from connecting to live, over disconnected and catching up back to live', () => {
    const seen = [client.state()]
    client.onState(() => seen.push(client.state()))
    pipe.greet()
    client.subscribe('tower.live', {}, handlers())
    pipe.say({ kind: 'snapshot', id: 1, position: 1, value: status })
    pipe.drop()
    comeBack(1)
    pipe.say({ kind: 'delta', id: 1, position: 2, value: status })
    expect(seen).toEqual(['connecting', 'live', 'disconnected', 'catchingUp', 'live'])
    expect(client.lastHeardAt()).toBe(42)
  })

  it('waits longer from try to try, and no longer once it was told to try now', () => {
    pipe.drop()
    expect(pipe.opened).toBe(1)
    vi.advanceTimersByTime(200)
    expect(pipe.opened).toBe(2)
    pipe.drop()
    vi.advanceTimersByTime(200)
    expect(pipe.opened).toBe(2)
    client.retryNow()
    expect(pipe.opened).toBe(3)
  })

  it('hears nothing from a connection that was replaced', () => {
    const first = vi.fn()
    pipe.greet()
    client.subscribe('tower.live', {}, { snapshot: first, delta: vi.fn() })
    pipe.drop()
    pipe.say({ kind: 'snapshot', id: 1, position: 1, value: status })
    expect(first).not.toHaveBeenCalled()
  })
})
