/** Owns `POST /feeds/{feed}`: one message of any format, answered with its report after the commit. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Logger } from '../../platform.ts'
import type { RawMessage } from '../adapter.ts'
import type { Intake, MessageReport } from '../intake.ts'
import { checkSigned, isPing, senderOf, type FeedAccess, type Sender } from './httpAccess.ts'
import { readBody, type BodyBounds, type HeldBody } from './httpBody.ts'
import type { ByteBudget, TransportLimits, UnprovenBudgets } from './httpLimits.ts'
import { HttpProblem, sendProblem, toProblem } from './httpProblems.ts'
import type { FeedRates } from './httpRates.ts'

/** A body of somebody unknown that is for no feed: a login's form. */
const STRANGER_BYTES_MAX = 64 * 1024

/** The answer to a ping: nothing came, nothing was done. */
const NOTHING_TAKEN: MessageReport = {
  format: 'ping',
  received: 0,
  accepted: 0,
  duplicates: 0,
  quarantined: 0,
  problems: [],
  position: 0,
}

/** What the feed routes need; `access` and `intake` are null while the host changes networks. */
export interface FeedTransport {
  access(): FeedAccess | null
  intake(): Intake | null
  limits: TransportLimits
  budget: ByteBudget
  unproven: UnprovenBudgets
  rates: FeedRates
  clock: Clock
  logger: Logger
}

declare module 'fastify' {
  interface FastifyRequest {
    sender: Sender | null
  }
}

/** Adds the route. Bodies of any content type are taken as bytes; the format is told by what they hold. */
export function addFeedRoutes(server: FastifyInstance, transport: FeedTransport): void {
  server.post<{ Params: { feed: string }; Querystring: Record<string, unknown> }>(
    '/feeds/:feed',
    { onRequest: letIn(transport, (request) => (request.params as { feed: string }).feed) },
    async (request, reply) => {
      const report = await take(transport, request, {
        mapping: shortText(request.query['mapping'], 'mapping'),
        name: shortText(request.query['name'], 'name'),
      })
      return reply.send(report)
    },
  )
}

/** Sets the body's reading and the form of refusals for all routes that take messages. */
export function prepareMessageRoutes(server: FastifyInstance, transport: FeedTransport): void {
  server.decorateRequest('sender', null)
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', (request: FastifyRequest, payload: IncomingMessage) =>
    readBody(payload, boundsOf(transport, request)),
  )
  // Where no route took the body, such as at an unknown address, nobody else gives it back.
  server.addHook('onSend', async (request) => (request.body as Partial<HeldBody> | undefined)?.release?.())
  server.setErrorHandler((thrown, _request, reply: FastifyReply) =>
    sendProblem(reply, toProblem(thrown, transport.logger)),
  )
}

/** Tells the sender before any of the body is read, and counts the request; one that is signed is counted once proven. */
export function letIn(transport: FeedTransport, feedOf: (request: FastifyRequest) => string | null) {
  return async (request: FastifyRequest): Promise<void> => {
    const access = transport.access()
    if (!access) throw closedForNow()
    const sender = senderOf(access, request.headers.authorization, feedOf(request))
    request.sender = sender
    if (sender.kind === 'key') await transport.rates.countRequest(sender.feed)
  }
}

/** Takes the request's body in as one message; resolves after its commit. */
export async function take(
  transport: FeedTransport,
  request: FastifyRequest,
  about: { mapping?: string | undefined; name?: string | undefined },
): Promise<MessageReport> {
  const access = transport.access()
  const intake = transport.intake()
  const sender = request.sender
  const body = request.body as HeldBody | undefined
  try {
    if (!access || !intake || !sender) throw closedForNow()
    if (!body || body.bytes.length === 0) throw new HttpProblem(400, 'The request has no body.')
    if (isPing(sender, body.bytes)) return NOTHING_TAKEN
    checkSigned(access, sender, request.headers, body.bytes)
    body.proven()
    // Strangers without the secret do not use up what the feed may send.
    if (sender.kind === 'signed') await transport.rates.countRequest(sender.feed)
    if (sender.kind !== 'operator') await transport.rates.countBytes(sender.feed, body.bytes.length)
    const mapping = about.mapping ?? sender.mapping
    const message: RawMessage = {
      feed: sender.feed,
      transport: sender.kind === 'operator' ? 'command' : 'http',
      body: body.bytes,
      receivedAt: transport.clock.now(),
      ...(about.name === undefined ? {} : { name: about.name }),
      ...(request.headers['content-type'] === undefined
        ? {}
        : { contentType: request.headers['content-type'] }),
      ...(mapping === null ? {} : { mapping }),
    }
    return await intake.submit(message)
  } finally {
    body?.release()
  }
}

function boundsOf(
  { limits, budget, unproven }: FeedTransport,
  { sender }: Pick<FastifyRequest, 'sender'>,
): BodyBounds {
  const known = { idleMs: limits.bodyIdleMs, budget, unproven: null }
  if (sender?.kind === 'operator') return { ...known, bytesMax: limits.operatorBodyBytesMax }
  if (sender?.kind === 'key') return { ...known, bytesMax: limits.bodyBytesMax }
  if (sender) return { ...known, bytesMax: limits.webhookBodyBytesMax, unproven: unproven.of(sender.feed) }
  return { ...known, bytesMax: STRANGER_BYTES_MAX, unproven: unproven.of(null) }
}

export function shortText(value: unknown, name: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value.length > 0 && value.length <= 1024) return value
  throw new HttpProblem(400, `The parameter “${name}” is to be a text of 1 to 1,024 characters.`)
}

export function closedForNow(): HttpProblem {
  return new HttpProblem(503, 'The tower is opening its data. Send it again in a moment.', {
    'retry-after': '1',
  })
}
