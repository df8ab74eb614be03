/** Owns the tower's one server: feeds, the API over a WebSocket and the screens, for the hub and for the desktop app. */
import type { IncomingMessage, Server } from 'node:http'
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import type { Api, Caller } from './api/api.ts'
import type { Adapter } from './feeds/adapter.ts'
import { inspect } from './feeds/inspection.ts'
import type { Intake } from './feeds/intake.ts'
import type { FeedRegistry } from './feeds/registry.ts'
import { checkSignature } from './feeds/signatures.ts'
import { bearerOf, isOperator } from './feeds/transports/httpAccess.ts'
import { addCaptureRoutes, type CaptureTransport } from './feeds/transports/httpCapture.ts'
import { openCaptureJobs, type CaptureJobs } from './feeds/transports/httpCaptureJobs.ts'
import { addFeedRoutes, prepareMessageRoutes } from './feeds/transports/httpFeeds.ts'
import {
  byteBudget,
  DEFAULT_LIMITS,
  unprovenBudgets,
  type TransportLimits,
} from './feeds/transports/httpLimits.ts'
import { HttpProblem, notAuthenticated } from './feeds/transports/httpProblems.ts'
import { feedRates } from './feeds/transports/httpRates.ts'
import { watchFolder, type FolderTransport } from './feeds/transports/folderWatch.ts'
import type { Clock, Logger } from './platform.ts'
import type { Reader } from './ledger/types.ts'
import type { TowerMetrics } from './towerMetrics.ts'
import { addClaimRoutes } from './server/claimRoutes.ts'
import { addCommandRoutes } from './server/commandRoutes.ts'
import { addEventRoutes } from './server/eventRoutes.ts'
import { addFeedbackRoutes } from './server/feedbackRoutes.ts'
import { isLoopback, refuseForeign } from './server/hostCheck.ts'
import { addMetricsRoute } from './server/metricsRoute.ts'
import { addLoginRoutes } from './server/loginRoutes.ts'
import { securityHeaders } from './server/securityHeaders.ts'
import { memorySessions, sessionToken, type Logins } from './server/sessions.ts'
import { addStaticRoutes } from './server/staticRoutes.ts'
import { serveUpgrades } from './server/upgrades.ts'

/** The part of an open engine that the server speaks to. */
export interface ServedEngine {
  api: Api
  intake: Intake
  feeds: FeedRegistry
  adapters: readonly Adapter[]
  feedbackKey: Uint8Array
  ledger: { reader: Reader }
  /** Null: there is nothing to tell. */
  metrics(): TowerMetrics | null
}

export interface ServerOptions {
  /** Anything but a loopback host needs `tls` and `logins`. */
  host: string
  /** 0: any free one. */
  port: number
  tls?: { certificate: string | Buffer; key: string | Buffer } | null
  /** Null: whoever reaches the page on this machine is its administrator. */
  logins?: Logins | null
  /** Origins beside its own that the page may show pictures from; each checked by `tileOrigin`. */
  tileOrigins?: readonly string[]
  /** Folder of the built screens; null: none are served. */
  rendererDirectory: string | null
  /** Name of whoever uses the screens on this machine. */
  localActor: string
  operatorToken: string | null
  limits?: Partial<TransportLimits>
  version: string
  clock: Clock
  logger: Logger
}

export interface AttachOptions {
  /** Receipts of capture jobs. */
  jobsFile: string
  /** Folder to watch for files; null: none. */
  inbox: string | null
}

export interface TowerServer {
  /** E.g. `http://127.0.0.1:8717`. */
  address: string
  /** Lets senders and screens reach this engine. */
  attach(engine: ServedEngine, options: AttachOptions): Promise<void>
  /** Ends sockets and the folder watch; whoever comes meanwhile is told to come back. */
  detach(): Promise<void>
  close(): Promise<void>
}

interface Attached {
  engine: ServedEngine
  jobs: CaptureJobs
  folder: FolderTransport | null
}

/** How long a file's size must stay the same before it is taken. */
const FILE_REST_MS = 400

/**
 * Starts listening.
 * @throws Error where the host is not loopback and TLS or a login is missing, or where the port is taken.
 */
export async function startServer(options: ServerOptions): Promise<TowerServer> {
  const onLoopback = isLoopback(options.host)
  const tls = options.tls ?? null
  const logins = options.logins ?? null
  if (!onLoopback && (!tls || !logins)) {
    throw new Error('Listening beyond this machine needs TLS and at least one login.')
  }
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const sessions = logins && memorySessions(options.clock, logins)
  let attached: Attached | null = null

  const callerOf = ({ headers }: Pick<IncomingMessage, 'headers'>): Caller | null => {
    const token = bearerOf(headers.authorization)
    if (token !== null) {
      return isOperator(options.operatorToken, token)
        ? { actor: options.localActor, role: 'administrator' }
        : null
    }
    // On this machine, without a login, host and origin checked, whoever opens the page is its operator.
    if (!sessions) return { actor: options.localActor, role: 'administrator' }
    return sessions.find(sessionToken(headers.cookie, tls !== null))
  }
  const transport: CaptureTransport = {
    access: () =>
      attached && {
        feeds: attached.engine.feeds,
        operatorToken: options.operatorToken,
        checkSignature,
        onForged: (feed) => noteForged(attached?.engine.feeds, feed, options.logger),
      },
    intake: () => attached?.engine.intake ?? null,
    jobs: () => attached?.jobs ?? null,
    inspect: (message) => inspect(attached?.engine.adapters ?? [], message),
    limits,
    budget: byteBudget(limits.heldBytesMax),
    unproven: unprovenBudgets(limits),
    rates: feedRates(limits),
    clock: options.clock,
    logger: options.logger,
  }

  const server = fastify({
    requestTimeout: limits.requestMs,
    // Bodies are bounded where they are read, by who sends them.
    bodyLimit: limits.operatorBodyBytesMax,
    routerOptions: { maxParamLength: 200 },
    forceCloseConnections: true,
    ...(tls ? { https: { cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' as const } } : {}),
  }) as unknown as FastifyInstance
  const headers = securityHeaders(tls !== null, options.tileOrigins ?? [])
  prepareMessageRoutes(server, transport)
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(headers)
    const foreign = refuseForeign(request.headers, onLoopback)
    if (foreign !== null) throw new HttpProblem(403, foreign)
  })
  server.addHook('onRequest', async (request, reply) => {
    if (!logins || !isScreen(request) || callerOf(request.raw)) return
    if (request.method !== 'GET') throw notAuthenticated()
    await reply.code(303).header('location', '/login').send()
  })
  server.get('/healthz', async () => ({ ok: true, open: attached !== null, version: options.version }))
  addFeedRoutes(server, transport)
  addCaptureRoutes(server, transport)
  addEventRoutes(server, transport, () => attached?.engine.ledger.reader ?? null)
  addClaimRoutes(server, {
    transport,
    api: () => attached?.engine.api ?? null,
    localActor: options.localActor,
  })
  addCommandRoutes(server, {
    transport,
    api: () => attached?.engine.api ?? null,
    callerOf: ({ raw }) => callerOf(raw),
  })
  addFeedbackRoutes(server, {
    engine: () => attached?.engine ?? null,
    onForged: (feed) => noteForged(attached?.engine.feeds, feed, options.logger),
    clock: options.clock,
    logger: options.logger,
  })
  addMetricsRoute(server, {
    metrics: () => attached?.engine.metrics() ?? null,
    mayRead: ({ headers }) => callerOf({ headers }) !== null,
  })
  if (logins && sessions) addLoginRoutes(server, { logins, sessions, secure: tls !== null })
  await addStaticRoutes(server, options.rendererDirectory)
  const upgrades = serveUpgrades(server.server as Server, {
    transport,
    api: () => attached?.engine.api ?? null,
    callerOf,
    onLoopback,
  })

  const detach = async () => {
    const former = attached
    attached = null
    upgrades.closeAll()
    await former?.folder?.close()
  }
  await server.listen({ host: options.host.replace(/^\[|\]$/g, ''), port: options.port })
  return {
    address: addressOf(server, options.host, tls !== null),
    async attach(engine, { jobsFile, inbox }) {
      const jobs = await openCaptureJobs(jobsFile)
      attached = { engine, jobs, folder: null }
      if (inbox === null) return
      attached.folder = await watchFolder({
        root: inbox,
        intake: engine.intake,
        feeds: engine.feeds,
        fileBytesMax: limits.operatorBodyBytesMax,
        restMs: FILE_REST_MS,
        clock: options.clock,
        logger: options.logger,
      })
    },
    detach,
    async close() {
      await detach()
      await server.close()
    },
  }
}

/** Pages and files; what feeds, capture and health answer has its own rule of who may ask. */
function isScreen(request: FastifyRequest): boolean {
  return !/^\/(login|healthz|metrics|feeds\/|feedback\/|capture|events|claims)/.test(request.url)
}

function addressOf(server: FastifyInstance, host: string, secure: boolean): string {
  const bound = server.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const name = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host
  return `${secure ? 'https' : 'http'}://${name}:${port}`
}

/** Counts a message without a right signature. The log is told of the first ones and then of every hundredth. */
function noteForged(feeds: FeedRegistry | undefined, feed: string, logger: Logger): void {
  const count = feeds?.noteForged(feed) ?? 0
  if (count <= 10 || count % 100 === 0)
    logger.warn('a message without a right signature was refused', { feed, count })
}
