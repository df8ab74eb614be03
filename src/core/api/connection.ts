/** Owns one renderer's connection: its frames in, the API's answers and streams out, whatever the pipe is. */
import { toWireError, TowerError } from '../../shared/errors.ts'
import { WIRE_PROTOCOL, type ClientFrame, type ServerFrame } from '../../shared/wire.ts'
import type { Logger } from '../platform.ts'
import type { Api, Caller } from './api.ts'
import { readFrame } from './frames.ts'
import { openStream, type OpenStream } from './streamFlow.ts'

/** The pipe to one renderer. */
export interface Pipe {
  send(frame: ServerFrame): void
  /** Bytes that wait to be sent; 0 where the pipe cannot tell. */
  bufferedBytes(): number
  /** Ends the pipe because the other side misbehaves or does not read. */
  end(reason: string): void
}

export interface ConnectionLimits {
  callsAtOnce: number
  streams: number
  /** Unsent bytes above which deltas are dropped; a fresh snapshot follows when the pipe has emptied. */
  slowBytes: number
  /** Unsent bytes above which the pipe is ended. */
  deadBytes: number
  invalidFrames: number
  /** How often a pipe that was full is looked at again. */
  recoverMs: number
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  callsAtOnce: 64,
  streams: 64,
  slowBytes: 2 * 1024 * 1024,
  deadBytes: 128 * 1024 * 1024,
  invalidFrames: 20,
  recoverMs: 100,
}

export interface Connection {
  /** One frame as it came: an object that nothing is known about. */
  receive(frame: unknown): void
  /** Ends all calls and streams. The pipe itself is the caller's to close. */
  close(): void
}

/** Id of a failure that belongs to no call, since the frame had no readable id. */
export const NO_CALL = -1

/** Greets the renderer and serves its frames until `close`. */
export function openConnection(
  api: Api,
  caller: Caller,
  pipe: Pipe,
  logger: Logger,
  limits: ConnectionLimits = CONNECTION_LIMITS,
): Connection {
  const calls = new Map<number, AbortController>()
  const streams = new Map<number, OpenStream>()
  let invalid = 0
  let closed = false

  const send = (frame: ServerFrame) => {
    if (closed) return
    if (pipe.bufferedBytes() > limits.deadBytes) {
      close()
      return pipe.end('The other side does not read')
    }
    pipe.send(frame)
  }
  const fail = (id: number, thrown: unknown) => {
    const error = toWireError(thrown)
    if (error.code === 'internal') logger.error('A call failed', { error: describe(thrown) })
    send({ kind: 'failure', id, error })
  }

  const call = async (frame: Extract<ClientFrame, { kind: 'query' | 'command' }>) => {
    const cancelling = new AbortController()
    calls.set(frame.id, cancelling)
    try {
      const output = await api.call(frame.path, frame.input, caller, cancelling.signal)
      if (calls.delete(frame.id)) send({ kind: 'answer', id: frame.id, output })
    } catch (thrown) {
      if (calls.delete(frame.id)) fail(frame.id, thrown)
    }
  }
  const cancel = (id: number) => {
    const cancelling = calls.get(id)
    if (!cancelling) return
    calls.delete(id)
    cancelling.abort()
    fail(id, new TowerError('cancelled', 'The call was cancelled.'))
  }

  const subscribe = (frame: Extract<ClientFrame, { kind: 'subscribe' }>) => {
    const { id } = frame
    const stream = openStream({
      start: (sink, resumeFrom) => api.subscribe(frame.path, frame.input, caller, sink, resumeFrom),
      resumeFrom: frame.resumeFrom,
      isSlow: () => pipe.bufferedBytes() > limits.slowBytes,
      recoverMs: limits.recoverMs,
      emit: (kind, position, value) => send({ kind, id, position, value }),
      failed(thrown) {
        streams.delete(id)
        fail(id, thrown)
      },
    })
    streams.set(id, stream)
  }
  const unsubscribe = (id: number) => {
    streams.get(id)?.end()
    streams.delete(id)
  }

  const handle = (frame: ClientFrame) => {
    if (frame.kind === 'cancel') return cancel(frame.id)
    if (frame.kind === 'unsubscribe') return unsubscribe(frame.id)
    if (calls.has(frame.id) || streams.has(frame.id)) {
      throw new TowerError('conflict', `The id ${frame.id} is in use on this connection.`)
    }
    if (frame.kind === 'subscribe') {
      if (streams.size >= limits.streams) throw new TowerError('busy', 'Too many streams on one connection.')
      return subscribe(frame)
    }
    if (calls.size >= limits.callsAtOnce)
      throw new TowerError('busy', 'Too many calls at once on one connection.')
    void call(frame)
  }

  const receiveNow = (raw: unknown) => {
    if (closed) return
    const read = readFrame(raw)
    if ('refusal' in read) {
      invalid += 1
      fail(read.id ?? NO_CALL, new TowerError('invalid', read.refusal))
      if (invalid >= limits.invalidFrames) {
        close()
        pipe.end('Too many invalid frames')
      }
      return
    }
    try {
      handle(read.frame)
    } catch (thrown) {
      // The id of a refused frame may be that of a call under way, whose answer is still to come.
      fail(read.frame.id, thrown)
    }
  }

  const close = () => {
    if (closed) return
    closed = true
    for (const cancelling of calls.values()) cancelling.abort()
    for (const stream of streams.values()) stream.end()
    calls.clear()
    streams.clear()
  }

  // The greeting goes first: what comes before it waits.
  let early: unknown[] | null = []
  const greet = async () => {
    const position = await positionOf(api, caller)
    send({ kind: 'hello', protocol: WIRE_PROTOCOL, actor: caller.actor, role: caller.role, position })
    const frames = early ?? []
    early = null
    for (const frame of frames) receiveNow(frame)
  }
  void greet()
  return {
    receive(raw) {
      if (!early) return receiveNow(raw)
      if (early.length < limits.callsAtOnce + limits.streams) early.push(raw)
      else pipe.end('Too many frames before the greeting')
    },
    close,
  }
}

async function positionOf(api: Api, caller: Caller): Promise<number> {
  try {
    const status = (await api.call('tower.status', {}, caller)) as { position?: unknown } | null
    return typeof status?.position === 'number' ? status.position : 0
  } catch {
    return 0
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
