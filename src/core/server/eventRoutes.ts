/** Owns `GET /events` of EPCIS 2.0: the events that came in, latest first, as they were sent. */
import type { FastifyInstance } from 'fastify'
import { letIn, type FeedTransport } from '../feeds/transports/httpFeeds.ts'
import { bearerOf, isOperator } from '../feeds/transports/httpAccess.ts'
import { HttpProblem, notAuthenticated } from '../feeds/transports/httpProblems.ts'
import { unpackRaws } from '../ledger/packing.ts'
import type { Reader, SqlValue } from '../ledger/types.ts'

const PER_PAGE = 30
const PER_PAGE_MAX = 1000
const CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'

/**
 * Adds the route. A feed's key shows what that feed sent, the operator's token what all did. Pages follow by
 * `perPage` and `nextPageToken`; the standard's event filters are not served and are refused by name.
 */
export function addEventRoutes(
  server: FastifyInstance,
  transport: FeedTransport,
  reader: () => Reader | null,
): void {
  const onRequest = letIn(transport, (request) => {
    const token = bearerOf(request.headers.authorization)
    const operator = token !== null && isOperator(transport.access()?.operatorToken ?? null, token)
    // The operator's token goes with any feed; which one does not matter here.
    return operator ? 'events' : null
  })
  server.get<{ Querystring: Record<string, unknown> }>('/events', { onRequest }, async (request, reply) => {
    const { perPage, before } = pageOf(request.query)
    const { sender } = request
    const store = reader()
    if (!sender || !store) throw notAuthenticated()
    const rows = recentEvents(store, sender.kind === 'operator' ? null : sender.feed, before, perPage)
    const last = rows.at(-1)
    if (rows.length === perPage && last) {
      void reply.header('link', `</events?perPage=${perPage}&nextPageToken=${last.number}>; rel="next"`)
    }
    const shell = JSON.stringify({
      '@context': [CONTEXT],
      type: 'EPCISQueryDocument',
      schemaVersion: '2.0',
      creationDate: new Date(transport.clock.now()).toISOString(),
    })
    // The events' own text goes in as it came: parsing and writing it anew could change its numbers.
    const list = rows.map(({ raw }) => raw).join(',')
    const body = `"epcisBody":{"queryResults":{"queryName":"recent","resultsBody":{"eventList":[${list}]}}}`
    return reply
      .type('application/json')
      .header('gs1-epcis-version', '2.0.0')
      .send(`${shell.slice(0, -1)},${body}}`)
  })
}

interface EventRow {
  number: number
  raw: string
}

const SELECT = `
SELECT e.event_number AS number, e.raw_index AS rawIndex, e.message_number AS message
FROM events e JOIN messages m USING (message_number) JOIN feeds f USING (feed_number)
WHERE m.format = 'epcis' AND e.event_number < ? AND (? IS NULL OR f.name = ?)
ORDER BY e.event_number DESC LIMIT ?`

function recentEvents(reader: Reader, feed: string | null, before: number, limit: number): EventRow[] {
  // A message's records stand together, so only the pack at hand is kept unpacked.
  let held: { message: number; raws: string[] } | null = null
  const rawsOf = (message: number) => {
    if (held?.message === message) return held.raws
    const row = reader.get<{ raw: Uint8Array | null }>('SELECT raw FROM messages WHERE message_number = ?', [
      message,
    ])
    held = { message, raws: row?.raw ? unpackRaws(row.raw) : [] }
    return held.raws
  }
  const parameters: SqlValue[] = [before, feed, feed, limit]
  return reader
    .all<{ number: number; rawIndex: number; message: number }>(SELECT, parameters)
    .flatMap(({ number, rawIndex, message }) => {
      const raw = rawsOf(message)[rawIndex] ?? ''
      return raw === '' ? [] : [{ number, raw }]
    })
}

function pageOf(query: Record<string, unknown>): { perPage: number; before: number } {
  const unknown = Object.keys(query).find((name) => name !== 'perPage' && name !== 'nextPageToken')
  if (unknown !== undefined) {
    throw new HttpProblem(400, `The filter “${unknown.slice(0, 60)}” is not served here.`)
  }
  const perPage = Number(query['perPage'] ?? PER_PAGE)
  const before = Number(query['nextPageToken'] ?? Number.MAX_SAFE_INTEGER)
  if (!Number.isInteger(perPage) || perPage < 1 || perPage > PER_PAGE_MAX || !Number.isSafeInteger(before)) {
    throw new HttpProblem(
      400,
      `“perPage” is a number from 1 to ${PER_PAGE_MAX}, “nextPageToken” one that was given.`,
    )
  }
  return { perPage, before }
}
