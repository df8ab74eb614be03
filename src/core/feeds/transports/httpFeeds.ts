/** Owns `POST /feeds/{feed}`: one message of any format, answered with its report after the commit. */
import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Clock, Logger } from '../../platform.ts'
import type { RawMessage } from '../adapter.ts'
import type { Intake, MessageReport } from '../intake.ts'
import { checkSigned, senderOf, type FeedAccess, type Sender } from './httpAccess.ts'
import { readBody, type BodyBounds, type HeldBody } from './httpBody.ts'
import type { ByteBudget, TransportLimits } from './httpLimits.ts'
import { HttpProblem, sendProblem, toProblem } from './httpProblems.ts'
import type { FeedRates } from './httpRates.ts'

/** What the feed routes need; `access` and `intake` are null while the host changes networks. */
export interface FeedTransport {
  access(): FeedAccess | null
  intake(): Intake | null
  limits: TransportLimits
  budget: ByteBudget
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
  server.setErrorHandler((thrown, _request, reply: FastifyReply) =>
    sendProblem(reply, toProblem(thrown, transport.logger)),
  )
}

/** Tells the sender before any of the body is read, and counts the request. */
export function letIn(transport: FeedTransport, feedOf: (request: FastifyRequest) => string | null) {
  return async (request: FastifyRequest): Promise<void> => {
    const access = transport.access()
    if (!access) throw closedForNow()
    const sender = senderOf(access, request.headers.authorization, feedOf(request))
    request.sender = sender
    if (sender.kind !== 'operator') await transport.rates.countRequest(sender.feed)
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
    checkSigned(access, sender, request.headers, body.bytes)
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

function boundsOf({ limits, budget }: FeedTransport, request: FastifyRequest): BodyBounds {
  const bytesMax =
    request.sender?.kind === 'operator'
      ? limits.operatorBodyBytesMax
      : request.sender?.kind === 'key'
        ? limits.bodyBytesMax
        : limits.webhookBodyBytesMax
  return { bytesMax, idleMs: limits.bodyIdleMs, budget }
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
