/** Owns a feed's WebSocket: one document a message, acknowledged by its id after the commit, with back-pressure. */
import type { WebSocket } from 'ws'
import { toWireError, TowerError, type WireError } from '../../../shared/errors.ts'
import type { RawMessage } from '../adapter.ts'
import type { MessageReport } from '../intake.ts'
import type { Sender } from './httpAccess.ts'
import type { FeedTransport } from './httpFeeds.ts'
import { HttpProblem } from './httpProblems.ts'

/** The first line of a message; the document follows the line's end exactly as it is. */
export interface MessageHeader {
  /** Chosen by the sender; the answer carries it. */
  id: string
  mapping?: string
  name?: string
  contentType?: string
}

/** Answer to one message: what became of it, or why not all of it was taken. */
export type MessageAnswer =
  | {
      id: string
      received: number
      accepted: number
      duplicates: number
      quarantined: number
      position: number
      problems?: MessageReport['problems']
    }
  | { id: string | null; error: WireError }

/** Refusals told in an answer; the quarantine tells of all. */
const PROBLEMS_MAX = 20
const HEADER_BYTES_MAX = 4096
/** Messages without a readable header, after which the socket is closed. */
const MALFORMED_MAX = 20
/** Bytes of unread answers, after which the socket's messages are left unread. */
const ANSWER_BYTES_MAX = 1024 * 1024
const NEWLINE = 0x0a

/** Serves an open socket whose sender was let in, until either side closes it. */
export function serveFeedSocket(socket: WebSocket, sender: Sender, transport: FeedTransport): void {
  const { limits, budget, logger } = transport
  let openMessages = 0
  let openBytes = 0
  let malformed = 0

  const answer = (value: MessageAnswer) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(value), pace)
  }
  const pace = () => {
    const full =
      openMessages >= limits.windowMessages ||
      openBytes >= limits.windowBytes ||
      socket.bufferedAmount > ANSWER_BYTES_MAX
    if (full && !socket.isPaused) socket.pause()
    if (!full && socket.isPaused) socket.resume()
  }
  const refuse = (thrown: unknown, id: string | null) => {
    if (!(thrown instanceof TowerError)) {
      logger.error('A message failed', { feed: sender.feed, error: String(thrown) })
    }
    answer({ id, error: toWireError(thrown) })
  }

  const takeIn = async (bytes: Buffer) => {
    let id: string | null = null
    const held = budget.take(bytes.length)
    openMessages += 1
    openBytes += bytes.length
    pace()
    try {
      const split = splitMessage(bytes)
      id = split.header.id
      const intake = transport.intake()
      if (!held || !intake) throw new TowerError('busy', 'The tower holds all it can. Send it again.')
      await countMessage(transport, sender, bytes.length)
      const report = await intake.submit(messageOf(split, sender, transport.clock.now()))
      answer(answerOf(id, report))
    } catch (thrown) {
      refuse(thrown, id)
      if (id === null && ++malformed >= MALFORMED_MAX) socket.close(1008, 'Too many malformed messages')
    } finally {
      if (held) budget.giveBack(bytes.length)
      openMessages -= 1
      openBytes -= bytes.length
      pace()
    }
  }

  socket.on('message', (data) => void takeIn(asBuffer(data)))
  socket.on('error', (error) =>
    logger.debug('A feed’s socket failed', { feed: sender.feed, error: error.message }),
  )
  keepAlive(socket, limits.heartbeatMs)
}

/** Ends a socket whose other side went away without a word. */
export function keepAlive(socket: WebSocket, heartbeatMs: number): void {
  let heard = true
  const beat = setInterval(() => {
    // What is paused by us cannot be heard; its silence says nothing.
    if (!heard && !socket.isPaused) return socket.terminate()
    heard = false
    socket.ping()
  }, heartbeatMs)
  beat.unref()
  socket.on('pong', () => (heard = true))
  socket.on('message', () => (heard = true))
  socket.once('close', () => clearInterval(beat))
}

interface SplitMessage {
  header: MessageHeader
  document: Buffer
}

/** Parts a message at its first line's end; the document itself is neither parsed nor copied here. */
export function splitMessage(bytes: Buffer): SplitMessage {
  const end = bytes.subarray(0, HEADER_BYTES_MAX).indexOf(NEWLINE)
  if (end < 0) throw malformedHeader()
  let header: unknown
  try {
    header = JSON.parse(bytes.toString('utf8', 0, end))
  } catch {
    throw malformedHeader()
  }
  if (typeof header !== 'object' || header === null) throw malformedHeader()
  const { id, mapping, name, contentType } = header as Record<string, unknown>
  if (!isShortText(id)) throw malformedHeader()
  for (const value of [mapping, name, contentType]) {
    if (value !== undefined && !isShortText(value)) throw malformedHeader()
  }
  return { header: header as MessageHeader, document: bytes.subarray(end + 1) }
}

function malformedHeader(): TowerError {
  return new TowerError(
    'invalid',
    'A message is one line {"id":"…"} (with "mapping", "name" or "contentType" where wanted), then the document.',
  )
}

function isShortText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 512
}

function messageOf({ header, document }: SplitMessage, sender: Sender, receivedAt: number): RawMessage {
  if (document.length === 0) throw new TowerError('invalid', 'The message has a header and no document.')
  const mapping = header.mapping ?? sender.mapping
  return {
    feed: sender.feed,
    transport: 'websocket',
    body: document,
    receivedAt,
    ...(header.name === undefined ? {} : { name: header.name }),
    ...(header.contentType === undefined ? {} : { contentType: header.contentType }),
    ...(mapping === null ? {} : { mapping }),
  }
}

function answerOf(id: string, report: MessageReport): MessageAnswer {
  const problems = report.problems
    .filter((problem) => problem.outcome === 'quarantined')
    .slice(0, PROBLEMS_MAX)
  return {
    id,
    received: report.received,
    accepted: report.accepted,
    duplicates: report.duplicates,
    quarantined: report.quarantined,
    position: report.position,
    ...(problems.length === 0 ? {} : { problems }),
  }
}

async function countMessage(transport: FeedTransport, sender: Sender, bytes: number): Promise<void> {
  if (sender.kind === 'operator') return
  // A socket may have been opened long before its feed was disabled or its key turned.
  const settings = transport.access()?.feeds.find(sender.feed)
  if (!settings?.enabled) throw new TowerError('forbidden', 'This feed is disabled.')
  if (settings.keyHash !== sender.keyHash) throw new TowerError('forbidden', 'This key has ended.')
  try {
    await transport.rates.countRequest(sender.feed)
    await transport.rates.countBytes(sender.feed, bytes)
  } catch (thrown) {
    if (!(thrown instanceof HttpProblem)) throw thrown
    throw new TowerError('busy', thrown.message, {
      retryAfterSeconds: Number(thrown.headers['retry-after'] ?? 1),
    })
  }
}

function asBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
