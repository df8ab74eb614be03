/** Owns the renderer's one conversation with the engine: calls, streams, and coming back after a loss. */
import type { DeltaOf, InputOf, OutputOf, PathOf, SnapshotOf } from '../../shared/contract.ts'
import { TowerError, type WireError } from '../../shared/errors.ts'
import { WIRE_PROTOCOL, type ServerFrame } from '../../shared/wire.ts'
import { backoffMs } from './backoff.ts'
import type { Pipe, PipeConnection } from './pipe.ts'

/** `catchingUp`: connected again, some streams have not answered yet. */
export type ConnectionState = 'connecting' | 'live' | 'catchingUp' | 'disconnected'

export interface WindowCaller {
  actor: string
  role: string
}

export interface StreamHandlers<Snapshot, Delta> {
  snapshot(value: Snapshot, position: number): void
  delta(value: Delta, position: number): void
  failure?(error: TowerError): void
}

export interface Client {
  /** @param timeoutMs for what is known to take long; absent: as the client was made */
  call<P extends PathOf<'query' | 'command'>>(
    path: P,
    input: InputOf<P>,
    cancelled?: AbortSignal,
    timeoutMs?: number,
  ): Promise<OutputOf<P>>
  /** Starts a stream that outlives reconnections. Returns its end. */
  subscribe<P extends PathOf<'stream'>>(
    path: P,
    input: InputOf<P>,
    handlers: StreamHandlers<SnapshotOf<P>, DeltaOf<P>>,
  ): () => void
  state(): ConnectionState
  /** Who the engine takes this window for; null before its first word. The same object until it says otherwise. */
  caller(): WindowCaller | null
  /** When the engine was last heard; null before the first word. */
  lastHeardAt(): number | null
  onState(listener: () => void): () => void
  /** Tries to connect now instead of at the end of the wait. */
  retryNow(): void
  /** Starts every stream afresh: what was seen belongs to another network. */
  restartStreams(): void
  close(): void
}

export interface ClientOptions {
  pipe: Pipe
  /** Whether a path changes something: such a call is never sent twice. */
  isCommand(path: string): boolean
  now?: () => number
  random?: () => number
  callTimeoutMs?: number
}

interface PendingCall {
  frame: { kind: 'query' | 'command'; id: number; path: string; input: unknown }
  sent: boolean
  settle(outcome: { output: unknown } | { error: TowerError }): void
}

interface Subscription {
  id: number
  path: string
  input: unknown
  position: number | undefined
  /** True from sending the request until its first answer. */
  waiting: boolean
  handlers: StreamHandlers<unknown, unknown>
  failures: number
  retry: ReturnType<typeof setTimeout> | undefined
}

const CALL_TIMEOUT_MS = 60_000

function toError(error: WireError): TowerError {
  return new TowerError(error.code, error.message, error.details)
}

export function createClient(options: ClientOptions): Client {
  const now = options.now ?? Date.now
  const random = options.random ?? Math.random
  const calls = new Map<number, PendingCall>()
  const subscriptions = new Map<number, Subscription>()
  const listeners = new Set<() => void>()
  let connection: PipeConnection | undefined
  let greeted = false
  let closed = false
  let attempt = 0
  let nextId = 1
  let retryTimer: ReturnType<typeof setTimeout> | undefined
  let state: ConnectionState = 'connecting'
  let heardAt: number | null = null
  let caller: WindowCaller | null = null
  let generation = 0

  const setState = (next: ConnectionState) => {
    if (next === state) return
    state = next
    for (const listener of listeners) listener()
  }
  const settleState = () => {
    if (!greeted) return
    const waiting = [...subscriptions.values()].some((each) => each.waiting)
    // A new stream on a live connection is no catching up; only what a reconnection asked for is.
    if (!waiting) setState('live')
    else if (state !== 'live') setState('catchingUp')
  }
  const sendSubscribe = (each: Subscription) => {
    each.waiting = true
    connection?.send({
      kind: 'subscribe',
      id: each.id,
      path: each.path,
      input: each.input,
      ...(each.position === undefined ? {} : { resumeFrom: each.position }),
    })
  }
  const sendCall = (call: PendingCall) => {
    call.sent = true
    connection?.send(call.frame)
  }

  const greet = (frame: Extract<ServerFrame, { kind: 'hello' }>) => {
    if (frame.protocol !== WIRE_PROTOCOL) {
      connection?.close()
      return
    }
    greeted = true
    attempt = 0
    if (caller?.actor !== frame.actor || caller.role !== frame.role) {
      caller = { actor: frame.actor, role: frame.role }
    }
    for (const each of subscriptions.values()) {
      // An engine that is behind what was seen serves another log: nothing to resume from.
      if (each.position !== undefined && each.position > frame.position) each.position = undefined
      if (!each.retry) sendSubscribe(each)
    }
    for (const call of calls.values()) if (!call.sent) sendCall(call)
    if (state !== 'connecting') setState('catchingUp')
    settleState()
  }

  const failStream = (each: Subscription, error: WireError) => {
    each.waiting = false
    each.handlers.failure?.(toError(error))
    if (error.retryable) {
      each.failures += 1
      each.retry = setTimeout(
        () => {
          each.retry = undefined
          if (greeted && subscriptions.has(each.id)) sendSubscribe(each)
        },
        backoffMs(each.failures, random()),
      )
    }
    settleState()
  }

  const receive = (frame: ServerFrame) => {
    heardAt = now()
    if (frame.kind === 'hello') return greet(frame)
    if (frame.kind === 'answer') return calls.get(frame.id)?.settle({ output: frame.output })
    const each = subscriptions.get(frame.id)
    if (frame.kind === 'failure') {
      if (each) return failStream(each, frame.error)
      return calls.get(frame.id)?.settle({ error: toError(frame.error) })
    }
    if (!each) return undefined
    const first = each.waiting
    each.waiting = false
    each.failures = 0
    each.position = frame.position
    each.handlers[frame.kind](frame.value, frame.position)
    if (first) settleState()
    return undefined
  }

  const lose = () => {
    greeted = false
    connection = undefined
    generation += 1
    for (const call of calls.values()) {
      if (!call.sent) continue
      if (call.frame.kind === 'query') call.sent = false
      else
        call.settle({
          error: new TowerError(
            'unavailable',
            'The connection was lost before the answer came. Look whether it was done before you try again.',
          ),
        })
    }
    if (closed) return
    setState('disconnected')
    retryTimer = setTimeout(open, backoffMs(attempt, random()))
    attempt += 1
  }

  const open = () => {
    clearTimeout(retryTimer)
    if (closed || connection) return
    const mine = generation
    connection = options.pipe.open({
      frame: (frame) => (mine === generation ? receive(frame) : undefined),
      closed: () => (mine === generation ? lose() : undefined),
    })
  }

  open()
  return {
    call(path, input, cancelled, timeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS) {
      return new Promise((resolve, reject) => {
        const id = nextId++
        const kind = options.isCommand(path) ? 'command' : 'query'
        const stop = () => {
          if (greeted) connection?.send({ kind: 'cancel', id })
          call.settle({ error: new TowerError('cancelled', 'The question was withdrawn.') })
        }
        const timeout = setTimeout(
          () => call.settle({ error: new TowerError('unavailable', 'The engine did not answer in time.') }),
          timeoutMs,
        )
        const call: PendingCall = {
          frame: { kind, id, path, input },
          sent: false,
          settle(outcome) {
            if (!calls.delete(id)) return
            clearTimeout(timeout)
            cancelled?.removeEventListener('abort', stop)
            if ('error' in outcome) reject(outcome.error)
            // The engine answers as the contract says; its types hold by the same source.
            else resolve(outcome.output as OutputOf<typeof path>)
          },
        }
        calls.set(id, call)
        if (cancelled?.aborted) return stop()
        cancelled?.addEventListener('abort', stop)
        if (greeted) sendCall(call)
        return undefined
      })
    },
    subscribe(path, input, handlers) {
      const each: Subscription = {
        id: nextId++,
        path,
        input,
        position: undefined,
        waiting: false,
        handlers: handlers as StreamHandlers<unknown, unknown>,
        failures: 0,
        retry: undefined,
      }
      subscriptions.set(each.id, each)
      if (greeted) sendSubscribe(each)
      return () => {
        clearTimeout(each.retry)
        if (!subscriptions.delete(each.id)) return
        if (greeted) connection?.send({ kind: 'unsubscribe', id: each.id })
        settleState()
      }
    },
    state: () => state,
    caller: () => caller,
    lastHeardAt: () => heardAt,
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    retryNow: open,
    restartStreams() {
      // New ids: a late delta of the old network must not reach the new one's reducers.
      const old = [...subscriptions.values()]
      subscriptions.clear()
      for (const each of old) {
        clearTimeout(each.retry)
        each.retry = undefined
        each.position = undefined
        if (greeted) connection?.send({ kind: 'unsubscribe', id: each.id })
        each.id = nextId++
        subscriptions.set(each.id, each)
        if (greeted) sendSubscribe(each)
      }
    },
    close() {
      closed = true
      clearTimeout(retryTimer)
      connection?.close()
    },
  }
}
