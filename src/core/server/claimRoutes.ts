/** Owns claims over HTTP: a channel takes, confirms and releases its own, under keys of its own. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TowerError } from '../../shared/errors.ts'
import type { Api, Caller } from '../api/api.ts'
import { bearerOf, isOperator } from '../feeds/transports/httpAccess.ts'
import type { HeldBody } from '../feeds/transports/httpBody.ts'
import { closedForNow, letIn, type FeedTransport } from '../feeds/transports/httpFeeds.ts'
import {
  HttpProblem,
  notAuthenticated,
  problemDocument,
  toProblem,
} from '../feeds/transports/httpProblems.ts'

export interface ClaimRouteOptions {
  transport: FeedTransport
  api(): Api | null
  /** Name of whoever holds the operator's token. */
  localActor: string
}

const BODY_BYTES_MAX = 16 * 1024
/** The operator's token goes with any feed; which one does not matter here. */
const OPERATOR = 'operator'
const KEY = /^[!-~]{1,120}$/

interface Asker {
  caller: Caller
  /** Stands before the ids of a channel's claims, so that no channel meets another's. */
  prefix: string
}

/** Adds `POST /claims`, `POST /claims/{claim}/release` and `POST /claims/{claim}/confirm`. */
export function addClaimRoutes(server: FastifyInstance, options: ClaimRouteOptions): void {
  const { transport } = options
  const onRequest = letIn(transport, (request) => {
    const token = bearerOf(request.headers.authorization)
    const operator = token !== null && isOperator(transport.access()?.operatorToken ?? null, token)
    return operator ? OPERATOR : null
  })

  async function answer(
    request: FastifyRequest,
    reply: FastifyReply,
    ask: (body: Record<string, unknown>, asker: Asker) => [path: string, input: Record<string, unknown>],
  ): Promise<FastifyReply> {
    const api = options.api()
    if (!api) throw closedForNow()
    const asker = askerOf(request, options.localActor)
    const bytes = (request.body as HeldBody | undefined)?.bytes ?? Buffer.alloc(0)
    if (request.sender?.kind === 'key') await transport.rates.countBytes(request.sender.feed, bytes.length)
    const [path, input] = ask(bodyOf(bytes), asker)
    try {
      return await reply.send(await api.call(path, input, asker.caller))
    } catch (thrown) {
      if (!(thrown instanceof TowerError) || !thrown.details) throw thrown
      // What a program needs to act on the refusal, such as the units that are available, beside the sentence.
      const { status, message } = toProblem(thrown, transport.logger)
      return reply
        .code(status)
        .type('application/problem+json')
        .send(JSON.stringify({ ...problemDocument(status, message), ...thrown.details }))
    }
  }

  server.post('/claims', { onRequest }, (request, reply) =>
    answer(request, reply, (body, { prefix }) => {
      const stated = body['claim'] === undefined ? null : claimId(body['claim'], prefix)
      const header = request.headers['idempotency-key']
      const claim = header === undefined ? stated : claimId(unquoted(header), prefix)
      if (claim === null) throw new HttpProblem(400, 'Send a key of your own for the claim: Idempotency-Key.')
      if (stated !== null && stated !== claim) {
        throw new HttpProblem(400, 'The body’s “claim” is not the Idempotency-Key.')
      }
      return ['claims.take', { ...body, claim }]
    }),
  )
  for (const act of ['release', 'confirm'] as const) {
    server.post<{ Params: { claim: string } }>(`/claims/:claim/${act}`, { onRequest }, (request, reply) =>
      answer(request, reply, (body, { prefix }) => {
        const claim = claimId((request.params as { claim: string }).claim, prefix)
        return [`claims.${act}`, { ...body, claim }]
      }),
    )
  }
}

function askerOf({ sender }: FastifyRequest, localActor: string): Asker {
  if (sender?.kind === 'operator') return { caller: { actor: localActor, role: 'operator' }, prefix: '' }
  // A signature covers a webhook's body; it proves no key of one's own.
  if (sender?.kind !== 'key') throw notAuthenticated()
  return { caller: { actor: `feed:${sender.feed}`, role: 'operator' }, prefix: `${sender.feed}:` }
}

/** A channel's key as the claim's id: with the channel's name before it, once. */
function claimId(key: unknown, prefix: string): string {
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new HttpProblem(400, 'A claim’s key is 1 to 120 visible ASCII characters.')
  }
  return key.startsWith(prefix) ? key : prefix + key
}

/** The header is a string in quotes by its draft standard; most senders leave them out. */
function unquoted(header: string | string[]): unknown {
  return typeof header === 'string' ? header.replace(/^"(.*)"$/, '$1') : header
}

function bodyOf(bytes: Buffer): Record<string, unknown> {
  if (bytes.length === 0) return {}
  if (bytes.length > BODY_BYTES_MAX)
    throw new HttpProblem(413, `A claim has at most ${BODY_BYTES_MAX} bytes.`)
  let body: unknown
  try {
    body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new HttpProblem(400, 'The body is no JSON.')
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpProblem(400, 'The body is no JSON object.')
  }
  return body as Record<string, unknown>
}
