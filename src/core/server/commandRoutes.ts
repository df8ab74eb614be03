/** Owns commands and queries over HTTP: for those who are logged in, with the contract's own inputs and answers. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { TowerError } from '../../shared/errors.ts'
import { contract } from '../../shared/contract.ts'
import type { Api, Caller } from '../api/api.ts'
import type { HeldBody } from '../feeds/transports/httpBody.ts'
import { closedForNow, type FeedTransport } from '../feeds/transports/httpFeeds.ts'
import { HttpProblem, problemDocument, toProblem } from '../feeds/transports/httpProblems.ts'

export interface CommandRouteOptions {
  transport: FeedTransport
  api(): Api | null
  /** Who is logged in, by session or by the operator's token. */
  callerOf(request: FastifyRequest): Caller | null
}

/** A form of another page cannot send this type without asking first, and is not answered. */
const JSON_TYPE = /^application\/json\s*(;|$)/i

/** Adds `POST /api/commands/{path}` and `POST /api/queries/{path}`. */
export function addCommandRoutes(server: FastifyInstance, options: CommandRouteOptions): void {
  for (const [folder, kind] of [
    ['commands', 'command'],
    ['queries', 'query'],
  ] as const) {
    server.post<{ Params: { path: string } }>(`/api/${folder}/:path`, (request, reply) =>
      answer(request, reply, request.params.path, kind, options),
    )
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  path: string,
  kind: 'command' | 'query',
  { transport, api, callerOf }: CommandRouteOptions,
): Promise<FastifyReply> {
  const caller = callerOf(request)
  if (!caller) throw new HttpProblem(401, 'Log in first, or send the operator’s token.')
  if (!JSON_TYPE.test(request.headers['content-type'] ?? ''))
    throw new HttpProblem(415, 'Send the input as application/json.')
  const input = inputOf((request.body as HeldBody | undefined)?.bytes ?? Buffer.alloc(0))
  if (!Object.hasOwn(contract, path) || contract[path as keyof typeof contract].kind !== kind)
    throw new HttpProblem(404, `There is no ${kind} called “${path.slice(0, 100)}”.`)
  const open = api()
  if (!open) throw closedForNow()
  try {
    const output = await open.call(path, input, caller)
    return await reply.type('application/json').send(JSON.stringify(output ?? null))
  } catch (thrown) {
    if (!(thrown instanceof TowerError)) throw thrown
    // What a program needs to act on the refusal stands beside the sentence.
    const { status, message, headers } = toProblem(thrown, transport.logger)
    const { code, details = {} } = thrown
    return reply
      .code(status)
      .headers(headers)
      .type('application/problem+json')
      .send(JSON.stringify({ ...problemDocument(status, message), code, details }))
  }
}

function inputOf(bytes: Buffer): unknown {
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown
  } catch {
    throw new HttpProblem(400, 'The body is no JSON.')
  }
}
