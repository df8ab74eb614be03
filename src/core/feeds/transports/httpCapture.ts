/** Owns the capture interface of EPCIS 2.0: `POST /capture`, `GET /capture` and `GET /capture/{captureID}`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { RawMessage } from '../adapter.ts'
import type { MessageReport } from '../intake.ts'
import type { Inspection } from '../inspection.ts'
import { bearerOf, isOperator } from './httpAccess.ts'
import { captureJob, type CaptureJob, type CaptureJobs } from './httpCaptureJobs.ts'
import { closedForNow, letIn, shortText, take, type FeedTransport } from './httpFeeds.ts'
import { HttpProblem, notAuthenticated } from './httpProblems.ts'
import type { HeldBody } from './httpBody.ts'

export interface CaptureTransport extends FeedTransport {
  jobs(): CaptureJobs | null
  /** Reads a document without taking anything of it: the refusals that it would meet, and its number of records. */
  inspect(message: RawMessage): Inspection
}

/** Feed that the operator's token sends to where the address names none. */
const OPERATOR_FEED = 'capture'
const JOBS_PER_PAGE = 30
const MEDIA_TYPES = /^(application\/(json|xml|[\w.-]+\+(json|xml))|text\/xml)$/

const VERSION_HEADERS = {
  'gs1-epcis-version': '2.0.0',
  'gs1-cbv-version': '2.0.0',
  'gs1-epcis-min': '2.0.0',
  'gs1-epcis-max': '2.0.0',
}

/**
 * Adds the routes. The document is committed before the 202, so its job is finished when its address is told.
 * Without `GS1-Capture-Error-Behaviour` good events of a document are taken and bad ones quarantined (`proceed`):
 * what becomes of an event must not depend on which others it was sent with. The standard's `rollback` (its
 * default) is there for whoever asks: nothing is taken of a document that holds a bad event.
 */
export function addCaptureRoutes(server: FastifyInstance, transport: CaptureTransport): void {
  const onRequest = letIn(transport, (request) => {
    const feed = shortText((request.query as Record<string, unknown>)['feed'], 'feed')
    const token = bearerOf(request.headers.authorization)
    const operator = token !== null && isOperator(transport.access()?.operatorToken ?? null, token)
    return feed ?? (operator ? OPERATOR_FEED : null)
  })

  server.options('/capture', async (_request, reply) =>
    reply
      .code(204)
      .headers({
        ...VERSION_HEADERS,
        allow: 'GET, POST, OPTIONS',
        'gs1-epcis-capture-file-size-limit': String(transport.limits.bodyBytesMax),
        'gs1-capture-error-behaviour': 'proceed',
      })
      .send(),
  )

  server.post('/capture', { onRequest: [onRequest, checkHeaders] }, async (request, reply) => {
    const createdAt = transport.clock.now()
    const behaviour = behaviourOf(request)
    const refused = behaviour === 'rollback' ? refusedWhole(transport, request) : null
    if (refused) (request.body as HeldBody).release()
    const report = refused ?? (await take(transport, request, {}))
    const job = captureJob(report, behaviour, { createdAt, finishedAt: transport.clock.now() })
    await jobsOf(transport).add(request.sender?.feed ?? OPERATOR_FEED, job)
    return reply
      .code(202)
      .headers({
        ...VERSION_HEADERS,
        location: `/capture/${job.captureID}`,
        'gs1-capture-error-behaviour': behaviour,
      })
      .send()
  })

  server.get('/capture', { onRequest }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const perPage = Number(query['perPage'] ?? JOBS_PER_PAGE)
    if (!Number.isInteger(perPage) || perPage < 1 || perPage > 1000) {
      throw new HttpProblem(400, '“perPage” is to be a number from 1 to 1,000.')
    }
    const after = shortText(query['nextPageToken'], 'nextPageToken') ?? null
    const jobs = jobsOf(transport).list(ownerOf(request), perPage, after)
    const last = jobs.at(-1)
    if (jobs.length === perPage && last) nextPage(reply, perPage, last)
    return reply.headers(VERSION_HEADERS).send(jobs)
  })

  server.get<{ Params: { captureID: string } }>(
    '/capture/:captureID',
    { onRequest },
    async (request, reply) => {
      const job = jobsOf(transport).find(ownerOf(request), request.params.captureID)
      if (!job) throw new HttpProblem(404, 'There is no such capture job of this feed.')
      return reply.headers(VERSION_HEADERS).send(job)
    },
  )
}

/** The report of a document that is refused whole, or null where all of it can be taken. */
function refusedWhole(transport: CaptureTransport, request: FastifyRequest): MessageReport | null {
  const body = request.body as HeldBody | undefined
  const { sender } = request
  // A signed sender is not known before its body was checked, and that is done where the body is taken.
  if (!sender || sender.kind === 'signed') throw notAuthenticated()
  if (!body) return null
  const contentType = request.headers['content-type']
  const found = transport.inspect({
    feed: sender.feed,
    transport: 'http',
    body: body.bytes,
    receivedAt: transport.clock.now(),
    ...(contentType === undefined ? {} : { contentType }),
  })
  if (found.problems.length === 0) return null
  // Nothing of the document was taken, so nothing of it is counted: the sender still has it, and was told.
  return {
    format: found.format,
    received: found.received,
    accepted: 0,
    duplicates: 0,
    quarantined: found.problems.length,
    problems: found.problems,
    position: 0,
  }
}

async function checkHeaders(request: FastifyRequest): Promise<void> {
  const mediaType = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (mediaType !== '' && !MEDIA_TYPES.test(mediaType)) {
    throw new HttpProblem(
      415,
      'Send an EPCIS document as application/json, application/ld+json or application/xml.',
    )
  }
  const version = request.headers['gs1-epcis-version']
  if (version !== undefined && !/^(1\.[0-2]|2\.0)(\.\d+)?$/.test(String(version).trim())) {
    throw new HttpProblem(406, 'EPCIS versions 1.0 to 2.0 are understood here.')
  }
  behaviourOf(request)
}

function behaviourOf(request: FastifyRequest): CaptureJob['captureErrorBehaviour'] {
  const asked = request.headers['gs1-capture-error-behaviour'] ?? 'proceed'
  if (asked === 'rollback' || asked === 'proceed') return asked
  throw new HttpProblem(400, 'GS1-Capture-Error-Behaviour is “rollback” or “proceed”.')
}

function ownerOf(request: FastifyRequest): string | null {
  const { sender } = request
  // No body comes with a GET that a signature could cover.
  if (!sender || sender.kind === 'signed') throw notAuthenticated()
  return sender.kind === 'operator' ? null : sender.feed
}

function jobsOf(transport: CaptureTransport): CaptureJobs {
  const jobs = transport.jobs()
  if (!jobs) throw closedForNow()
  return jobs
}

function nextPage(reply: FastifyReply, perPage: number, last: CaptureJob): void {
  void reply.header('link', `</capture?perPage=${perPage}&nextPageToken=${last.captureID}>; rel="next"`)
}
