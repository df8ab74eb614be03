/** Owns the process of a hub before PostgreSQL: the real server, intake and adapters, with the writing thread exchanged. */
import { join } from 'node:path'
import { openEngine } from '../../../core/engine.ts'
import { systemClock } from '../../../core/platform.ts'
import { startServer } from '../../../core/server.ts'
import { localCaller, engineOptions } from '../../openFolder.ts'
import { printJson, stderrLogger } from '../../output.ts'
import { VERSION } from '../../version.ts'
import { openWriter } from '../../../core/ledger/database.ts'
import { LEDGER_FILE } from '../../../core/engine.ts'
import { FEED } from '../hubProcess.ts'

const data = process.argv[2] ?? ''
const logger = stderrLogger()
// The engine reads its own store beside the writing thread; it stays empty.
openWriter(join(data, LEDGER_FILE)).database.close()
const engine = await openEngine({
  ...engineOptions({ data, network: 'own' }, logger),
  ledgerThread: new URL('./postgresThread.ts', import.meta.url),
  onFailure(thrown) {
    logger.error('PostgreSQL’s thread failed', { error: thrown.stack ?? thrown.message })
    process.exit(1)
  },
})
const server = await startServer({
  host: '127.0.0.1',
  port: 0,
  rendererDirectory: null,
  localActor: 'bench',
  operatorToken: null,
  version: VERSION,
  clock: systemClock,
  logger,
})
await server.attach(engine, { jobsFile: join(data, 'capture-jobs.jsonl'), inbox: null })
const made = await engine.api.call('feeds.create', { feed: FEED, authentication: 'bearer' }, localCaller())
printJson({ address: server.address, key: (made as { key: string }).key })

process.once('SIGTERM', () => {
  void server
    .close()
    .then(() => engine.close())
    .then(() => process.exit(0))
})
