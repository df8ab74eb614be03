/** Owns a server on a free port over in-memory parts, for tests; and waiting for a condition. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TransportLimits } from '../../src/core/feeds/transports/httpLimits.ts'
import { silentLogger, systemClock } from '../../src/core/platform.ts'
import { startServer, type ServerOptions, type TowerServer } from '../../src/core/server.ts'
import { emptyReader, lineAdapter, memoryApi, memoryFeeds, memoryIntake } from './memoryEngine.ts'

export const OPERATOR_TOKEN = 'operator-token-of-this-test'

export async function testServer(
  limits: Partial<TransportLimits> = {},
  changes: Partial<ServerOptions> = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'tower-transport-'))
  const intake = memoryIntake()
  const feeds = memoryFeeds()
  const api = memoryApi()
  const server: TowerServer = await startServer({
    host: '127.0.0.1',
    port: 0,
    rendererDirectory: null,
    localActor: 'tester',
    operatorToken: OPERATOR_TOKEN,
    limits,
    version: 'test',
    clock: systemClock,
    logger: silentLogger,
    ...changes,
  })
  const inbox = join(folder, 'inbox')
  const attach = () =>
    server.attach(
      {
        api,
        intake,
        feeds,
        adapters: [lineAdapter],
        metrics: () => null,
        ledger: { reader: emptyReader },
        feedbackKey: Buffer.alloc(32),
      },
      { jobsFile: join(folder, 'jobs.jsonl'), inbox },
    )
  await attach()
  const { key } = await feeds.create({ feed: 'east', authentication: 'bearer' })
  return {
    address: server.address,
    server,
    folder,
    inbox,
    intake,
    feeds,
    api,
    key,
    attach,
    post(path: string, body: BodyInit | Uint8Array, headers: Record<string, string> = {}) {
      return fetch(`${server.address}${path}`, {
        method: 'POST',
        body: body as BodyInit,
        headers: { authorization: `Bearer ${key}`, ...headers },
      })
    },
    async close() {
      intake.hold = false
      await server.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type TestServer = Awaited<ReturnType<typeof testServer>>

/** Waits until the condition holds; the test's own time limit ends the waiting. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((go) => setTimeout(go, 5))
}
