/** Owns sending over a feed's WebSocket: one connection for each feed, each message repeated until it is answered. */
import { WebSocket } from 'ws'
import type { Logger } from '../core/platform.ts'
import { CONTENT_TYPES, type Message } from './message.ts'
import { pause, type Sender, type SendOutcome } from './sender.ts'

export interface SocketSenderOptions {
  address: string
  keys: Record<string, string>
  logger: Logger
  signal: AbortSignal
  /** Takes a feed's messages where the hub will not open a socket for it; now and then the socket is tried again. */
  fallback: Sender
}

export interface SocketSender {
  send: Sender
  close(): void
}

/** The answer to one message, as the hub's feed socket gives it. */
interface Answer {
  id: string | null
  error?: { code: string; message: string; retryable: boolean }
}

interface Line {
  socket: WebSocket
  open: Promise<void>
  waiting: Map<string, { resolve(answer: Answer): void; reject(error: Error): void }>
}

const RETRY_MS = 500
const OPENINGS_MAX = 3
/** Messages by the other way, after which the socket is tried again. */
const REOPEN_AFTER = 60
const ANSWER_TIMEOUT_MS = 60_000

export function createSocketSender(options: SocketSenderOptions): SocketSender {
  const lines = new Map<string, Line>()
  const failures = new Map<string, number>()
  let serial = 0

  const lineOf = (feed: string): Line => {
    const known = lines.get(feed)
    if (known) return known
    const line = connect(options, feed)
    lines.set(feed, line)
    line.socket.once('close', () => lines.delete(feed))
    return line
  }
  const attempt = async (message: Message): Promise<SendOutcome | 'again'> => {
    const { feed } = message
    const line = lineOf(feed)
    try {
      await line.open
      failures.delete(feed)
    } catch (error) {
      const count = (failures.get(feed) ?? 0) + 1
      failures.set(feed, count)
      if (count === OPENINGS_MAX)
        options.logger.warn('no socket, sending over HTTP', { feed, error: String(error) })
      return 'again'
    }
    try {
      const answer = await ask(line, message, `${message.name}#${serial++}`)
      if (!answer.error) return { outcome: 'acknowledged' }
      if (answer.error.retryable) return 'again'
      return { outcome: 'refused', status: 400, reason: `${answer.error.code} ${answer.error.message}` }
    } catch {
      return 'again'
    }
  }
  return {
    async send(message) {
      for (;;) {
        options.signal.throwIfAborted()
        const failed = failures.get(message.feed) ?? 0
        if (failed >= OPENINGS_MAX) {
          failures.set(message.feed, failed < REOPEN_AFTER ? failed + 1 : 0)
          return options.fallback(message)
        }
        const outcome = await attempt(message)
        if (outcome !== 'again') return outcome
        await pause(RETRY_MS, options.signal)
      }
    },
    close() {
      for (const line of lines.values()) line.socket.terminate()
    },
  }
}

function connect({ address, keys, signal }: SocketSenderOptions, feed: string): Line {
  const url = new URL(`/feeds/${feed}/ws`, address)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  const socket = new WebSocket(url, { headers: { authorization: `Bearer ${keys[feed] ?? ''}` } })
  const waiting: Line['waiting'] = new Map()
  const open = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('close', (code) => reject(new Error(`closed with ${code}`)))
    socket.on('error', reject)
  })
  // A later sender awaits it; until then its failure is nobody's.
  open.catch(() => undefined)
  socket.on('message', (data) => {
    const answer = JSON.parse(String(data)) as Answer
    const waiter = answer.id === null ? undefined : waiting.get(answer.id)
    waiter?.resolve(answer)
  })
  const fail = () => {
    for (const waiter of waiting.values()) waiter.reject(new Error('the socket closed'))
    waiting.clear()
  }
  socket.once('close', fail)
  signal.addEventListener('abort', () => socket.terminate(), { once: true })
  return { socket, open, waiting }
}

function ask(line: Line, message: Message, id: string): Promise<Answer> {
  const header = JSON.stringify({ id, name: message.name, contentType: CONTENT_TYPES[message.format] })
  return new Promise<Answer>((resolve, reject) => {
    const silence = setTimeout(() => line.socket.terminate(), ANSWER_TIMEOUT_MS)
    const settle = () => {
      clearTimeout(silence)
      line.waiting.delete(id)
    }
    line.waiting.set(id, {
      resolve: (answer) => (settle(), resolve(answer)),
      reject: (error) => (settle(), reject(error)),
    })
    line.socket.send(`${header}\n${message.body}`, (error) => {
      if (error) line.waiting.get(id)?.reject(error)
    })
  })
}
