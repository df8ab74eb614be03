/** Owns refusals over HTTP: RFC 9457 problem documents with the exception names of the EPCIS 2.0 REST binding. */
import type { FastifyReply } from 'fastify'
import { TowerError } from '../../../shared/errors.ts'
import type { Logger } from '../../platform.ts'

/** Exception name of the EPCIS 2.0 REST binding by status; others are told as `ImplementationException`. */
const EXCEPTIONS: Record<number, string> = {
  400: 'ValidationException',
  401: 'SecurityException',
  403: 'SecurityException',
  404: 'NoSuchResourceException',
  406: 'NotAcceptableException',
  413: 'CaptureLimitExceededException',
  415: 'UnsupportedMediaTypeException',
}

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  406: 'Not acceptable',
  408: 'Body too slow',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported content',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Busy',
}

/** A refusal with its HTTP status. `detail` is a sentence for the sender; never a secret. */
export class HttpProblem extends Error {
  readonly status: number
  readonly headers: Record<string, string>

  constructor(status: number, detail: string, headers: Record<string, string> = {}) {
    super(detail)
    this.name = 'HttpProblem'
    this.status = status
    this.headers = headers
  }
}

export interface ProblemDocument {
  type: string
  title: string
  status: number
  detail: string
}

export function problemDocument(status: number, detail: string): ProblemDocument {
  return {
    type: `epcisException:${EXCEPTIONS[status] ?? 'ImplementationException'}`,
    title: TITLES[status] ?? 'Refused',
    status,
    detail,
  }
}

/** The refusal of one that may not speak here; the same for every cause, so that it tells nothing about feeds. */
export function notAuthenticated(): HttpProblem {
  return new HttpProblem(401, 'Send a valid key of this feed: Authorization: Bearer twr_…', {
    'www-authenticate': 'Bearer realm="omnitower"',
  })
}

/** Any error as a problem; what is not known to be harmless is told as 500 and logged. */
export function toProblem(thrown: unknown, logger: Logger): HttpProblem {
  if (thrown instanceof HttpProblem) return thrown
  if (thrown instanceof TowerError) {
    switch (thrown.code) {
      case 'busy':
      case 'unavailable':
        return new HttpProblem(503, thrown.message, { 'retry-after': '1' })
      case 'invalid':
        return new HttpProblem(400, thrown.message)
      case 'forbidden':
        return new HttpProblem(403, thrown.message)
      case 'notFound':
        return new HttpProblem(404, thrown.message)
      case 'conflict':
        return new HttpProblem(409, thrown.message)
      default:
        break
    }
  }
  const status = (thrown as { statusCode?: unknown } | null)?.statusCode
  // Errors of the HTTP framework itself: their texts name the request's fault and nothing else.
  if (thrown instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
    return new HttpProblem(status, thrown.message)
  }
  logger.error('A request failed', { error: thrown instanceof Error ? thrown.stack : String(thrown) })
  return new HttpProblem(500, 'The engine failed to take this. The log names the cause.')
}

export function sendProblem(reply: FastifyReply, problem: HttpProblem): FastifyReply {
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(problemDocument(problem.status, problem.message)))
}
