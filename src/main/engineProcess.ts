/** Owns the engine process of the desktop application: one engine, its server on loopback, and the page's ports. */
import { mkdirSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { MessagePortMain } from 'electron'
import { pino } from 'pino'
import type { Caller } from '../core/api/api.ts'
import { serveApiPort } from '../core/api/portTransport.ts'
import { openEngine } from '../core/engine.ts'
import { fileVault, keyVault, type Vault } from '../core/feeds/vault.ts'
import { takeLock } from '../core/lockFile.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import { startServer, type ServerOptions, type TowerServer } from '../core/server.ts'
import { TowerError } from '../shared/errors.ts'
import { startSample } from '../simulation/sampleHost.ts'
import type { EngineArguments, FromEngine, ToEngine } from './engineMessages.ts'

/** Where feeds send to by default, so that an address given to a feed holds; taken already, it is any free one. */
const USUAL_PORT = 8717
/** Time for the last message to reach the host. */
const FAREWELL_MS = 100

const given = JSON.parse(process.argv[2] ?? '{}') as EngineArguments
const parentPort = process.parentPort
const say: (message: FromEngine) => void = parentPort.postMessage.bind(parentPort)
const logger = stderrLogger()
const open = given.dataDirectory
  ? run()
  : Promise.reject(new Error('The engine was started without a data folder.'))
open.catch((thrown: unknown) => {
  logger.error('The engine cannot run', { cause: String(thrown) })
  say({ kind: 'unable', reason: thrown instanceof Error ? thrown.message : String(thrown) })
  setTimeout(() => process.exit(1), FAREWELL_MS)
})

async function run(): Promise<void> {
  const { dataDirectory, network, version } = given
  const caller: Caller = { actor: localActor(), role: 'administrator' }
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const lock = takeLock(dataDirectory)
  const vault = given.vault === 'host' ? await hostVault() : fileVault(join(dataDirectory, 'vault.key'))
  const engine = await openEngine({
    dataDirectory,
    network,
    resourcesDirectory: join(import.meta.dirname, '../../resources'),
    clock: systemClock,
    logger,
    version,
    vault,
    ledgerThread: new URL('./ledgerThread.js', import.meta.url),
    sampleAvailable: true,
    alerts: 'on',
    // The host starts another process on the other folder; the answer to who asked goes out first.
    async openNetwork(to) {
      if (to !== network) setTimeout(() => say({ kind: 'openNetwork', network: to }), FAREWELL_MS)
    },
    onFailure(thrown) {
      logger.error('The ledger failed', { cause: String(thrown) })
      process.exit(1)
    },
  })
  const call = (path: string, input: unknown) => engine.api.call(path, input, caller)
  const server = await listen(caller.actor, lock.content.operatorToken)
  engine.setListening(server.address)
  await server.attach(engine, {
    jobsFile: join(dataDirectory, 'capture-jobs.jsonl'),
    inbox: join(dataDirectory, 'inbox'),
  })
  lock.update({ address: server.address, certificate: null })
  const sample = network === 'sample' ? await startSample(call, server.address, logger) : null

  const connections = new Set<{ close(): void }>()
  const endConnections = () => {
    for (const connection of connections) connection.close()
    connections.clear()
  }
  const serve = (port: MessagePortMain | undefined) => {
    if (!port) return
    const connection = serveApiPort(port, engine.api, caller, logger)
    connections.add(connection)
    port.on('close', () => connections.delete(connection))
  }
  const close = async () => {
    endConnections()
    await sample?.stop()
    await server.close()
    await engine.close()
    lock.release()
    process.exit(0)
  }
  parentPort.on('message', ({ data, ports }) => {
    const message = data as ToEngine
    if (message.kind === 'port') serve(ports[0])
    // After a sleep the pages connect anew, and resume their streams from where they were.
    else if (message.kind === 'resumed') endConnections()
    else if (message.kind === 'close') void close()
  })
  say({ kind: 'ready', listening: server.address })
}

async function listen(localActor: string, operatorToken: string): Promise<TowerServer> {
  const options: ServerOptions = {
    host: '127.0.0.1',
    port: Number(process.env['OMNITOWER_PORT'] ?? USUAL_PORT),
    rendererDirectory: null,
    localActor,
    operatorToken,
    version: given.version,
    clock: systemClock,
    logger,
  }
  try {
    return await startServer(options)
  } catch (thrown) {
    logger.warn('The usual port is taken; feeds are told another', { cause: String(thrown) })
    return startServer({ ...options, port: 0 })
  }
}

/** The vault whose key the host keeps in the operating system's store. Without the key, no secret is sealed or opened. */
function hostVault(): Promise<Vault> {
  return new Promise((resolve) => {
    const hear = ({ data }: { data: ToEngine }) => {
      if (data.kind !== 'vaultKey') return
      parentPort.off('message', hear)
      const { key } = data
      resolve(
        keyVault(() => {
          if (key) return key
          throw new TowerError(
            'unavailable',
            'The system’s store of secrets is locked. Unlock it and start again.',
          )
        }),
      )
    }
    parentPort.on('message', hear)
    say({ kind: 'vaultKey' })
  })
}

function localActor(): string {
  try {
    return userInfo().username
  } catch {
    return 'operator'
  }
}

/** JSON lines on standard error, which the host passes on. */
function stderrLogger(): Logger {
  const level = process.env['OMNITOWER_LOG'] ?? 'info'
  const log = pino(
    {
      level,
      base: { source: 'engine' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ dest: 2, sync: true }),
  )
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  }
}
