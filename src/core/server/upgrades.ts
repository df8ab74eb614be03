/** Owns the WebSocket upgrades: which address leads where, who is let in, how the refused are told. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Api, Caller } from '../api/api.ts'
import { serveApiSocket } from '../api/websocketTransport.ts'
import { senderOf } from '../feeds/transports/httpAccess.ts'
import { closedForNow, type FeedTransport } from '../feeds/transports/httpFeeds.ts'
import {
  HttpProblem,
  notAuthenticated,
  problemDocument,
  toProblem,
} from '../feeds/transports/httpProblems.ts'
import { keepAlive, serveFeedSocket } from '../feeds/transports/websocketFeed.ts'
import { refuseForeign } from './hostCheck.ts'

export interface UpgradeOptions {
  transport: FeedTransport
  api(): Api | null
  /** Who is at the screen behind this request, or null. */
  callerOf(request: IncomingMessage): Caller | null
  onLoopback: boolean
}

export interface Upgrades {
  /** Tells every socket that the service restarts, so that its client comes back. */
  closeAll(): void
}

const RESTARTING = 1012
const LOGIN_ENDED = 1008
/** Sub-protocol in which a browser, which cannot set headers, hands over a key: `bearer.<key>`. */
const BEARER_PROTOCOL = 'bearer.'

/** Serves `/api/ws` and `/feeds/{feed}/ws` on the server. */
export function serveUpgrades(server: Server, options: UpgradeOptions): Upgrades {
  const { transport } = options
  const shared = { noServer: true, perMessageDeflate: false, clientTracking: true }
  const feedSockets = new WebSocketServer({
    ...shared,
    maxPayload: transport.limits.socketMessageBytesMax,
    handleProtocols: (offered) => [...offered].find((name) => name.startsWith(BEARER_PROTOCOL)) ?? false,
  })
  const apiSockets = new WebSocketServer({ ...shared, maxPayload: transport.limits.frameBytesMax })

  const accept = async (
    request: IncomingMessage,
  ): Promise<{ by: WebSocketServer; serve(s: WebSocket): void }> => {
    const foreign = refuseForeign(request.headers, options.onLoopback)
    if (foreign !== null) throw new HttpProblem(403, foreign)
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    if (path === '/api/ws') {
      const caller = options.callerOf(request)
      if (!caller) throw notAuthenticated()
      const api = options.api()
      if (!api) throw closedForNow()
      if (apiSockets.clients.size >= transport.limits.apiSocketsMax) throw tooMany()
      return {
        by: apiSockets,
        serve(socket) {
          serveApiSocket(socket, api, caller, transport.logger)
          keepAlive(socket, transport.limits.heartbeatMs)
          endWithLogin(socket, () => isStill(caller, options, request), transport.limits.heartbeatMs)
        },
      }
    }
    const feed = /^\/feeds\/([^/]+)\/ws$/.exec(path)?.[1]
    if (feed === undefined) throw new HttpProblem(404, 'No socket is served at this address.')
    const access = transport.access()
    if (!access) throw closedForNow()
    const sender = senderOf(access, authorizationOf(request), feed)
    // A signature covers one body; a socket has many.
    if (sender.kind === 'signed') throw notAuthenticated()
    await transport.rates.countRequest(sender.feed)
    if (feedSockets.clients.size >= transport.limits.feedSocketsMax) throw tooMany()
    return { by: feedSockets, serve: (socket) => serveFeedSocket(socket, sender, transport) }
  }

  const upgrade = async (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy())
    try {
      const { by, serve } = await accept(request)
      by.handleUpgrade(request, stream, head, serve)
    } catch (thrown) {
      refuse(stream, toProblem(thrown, transport.logger))
    }
  }
  server.on(
    'upgrade',
    (request: IncomingMessage, stream: Duplex, head: Buffer) => void upgrade(request, stream, head),
  )
  return {
    closeAll() {
      for (const socket of [...feedSockets.clients, ...apiSockets.clients]) {
        if (socket.isPaused) socket.resume()
        socket.close(RESTARTING, 'The tower restarts')
        // A client that does not answer the closing is not waited for.
        setTimeout(() => socket.terminate(), 2000).unref()
      }
    },
  }
}

/** Ends an open socket whose login was removed, changed its role or ran out. */
function endWithLogin(socket: WebSocket, isLoggedIn: () => boolean, everyMs: number): void {
  const check = setInterval(() => {
    if (!isLoggedIn()) socket.close(LOGIN_ENDED, 'The login has ended')
  }, everyMs)
  check.unref()
  socket.once('close', () => clearInterval(check))
}

function isStill(caller: Caller, { callerOf, transport }: UpgradeOptions, request: IncomingMessage): boolean {
  try {
    const now = callerOf(request)
    return now?.actor === caller.actor && now.role === caller.role
  } catch (thrown) {
    transport.logger.error('A login could not be looked up', { error: String(thrown) })
    return false
  }
}

function authorizationOf(request: IncomingMessage): string | undefined {
  if (request.headers.authorization !== undefined) return request.headers.authorization
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const bearer = offered.find((name) => name.startsWith(BEARER_PROTOCOL))
  return bearer === undefined ? undefined : `Bearer ${bearer.slice(BEARER_PROTOCOL.length)}`
}

function tooMany(): HttpProblem {
  return new HttpProblem(503, 'The tower serves all the sockets it can.', { 'retry-after': '5' })
}

function refuse(stream: Duplex, problem: HttpProblem): void {
  const body = JSON.stringify(problemDocument(problem.status, problem.message))
  const headers = {
    ...problem.headers,
    connection: 'close',
    'content-type': 'application/problem+json',
    'content-length': String(Buffer.byteLength(body)),
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  stream.end(`HTTP/1.1 ${problem.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`)
}
