/** Owns the running hub: one server, one lock, and the networks that are opened behind them. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { systemClock, type Logger } from '../core/platform.ts'
import { startServer, type TowerServer } from '../core/server.ts'
import { makeFolder, rendererFolder, type Network } from './dataFolder.ts'
import { CommandFailed } from './failure.ts'
import { takeLock, type Lock } from '../core/lockFile.ts'
import { loginFile } from './logins.ts'
import { openNetworks, type Networks } from './networks.ts'
import { folderOf, localActor } from './openFolder.ts'
import { VERSION } from './version.ts'

export interface HubOptions {
  data: string
  network: Network
  host: string
  port: number
  /** Origins that map tiles may come from. */
  tileOrigins: readonly string[]
  tls: { certificateFile: string; keyFile: string } | null
  logger: Logger
  /** Called where the engine cannot be kept running: the process is to end. */
  onDeath(thrown: unknown): void
}

export interface Hub {
  address: string
  close(): Promise<void>
}

/** Starts the hub; resolves once it takes feeds. @throws CommandFailed, FolderInUse with what to do. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { data, logger } = options
  const operatorToken = randomBytes(32).toString('base64url')
  const lockFolder = (network: Network): Lock =>
    takeLock(makeFolder(folderOf({ data, network })), operatorToken)
  const tls = options.tls && readTls(options.tls)
  const lock = lockFolder(options.network)
  let server: TowerServer | null = null
  try {
    server = await listen(options, tls, operatorToken)
    const networks: Networks = await openNetworks({
      data,
      first: { network: options.network, lock },
      lockFolder,
      server,
      certificate: tls?.certificate.toString('utf8') ?? null,
      logger,
      onDeath: options.onDeath,
    })
    const listening = server
    return {
      address: listening.address,
      async close() {
        await networks.close()
        await listening.close()
      },
    }
  } catch (thrown) {
    await server?.close()
    lock.release()
    throw thrown
  }
}

type Tls = { certificate: Buffer; key: Buffer }

function readTls({ certificateFile, keyFile }: { certificateFile: string; keyFile: string }): Tls {
  try {
    return { certificate: readFileSync(certificateFile), key: readFileSync(keyFile) }
  } catch (thrown) {
    throw new CommandFailed(`The certificate or its key cannot be read: ${(thrown as Error).message}`)
  }
}

async function listen(options: HubOptions, tls: Tls | null, operatorToken: string): Promise<TowerServer> {
  const logins = loginFile(makeFolder(options.data))
  try {
    return await startServer({
      host: options.host,
      port: options.port,
      tls,
      logins: logins.count() > 0 ? logins : null,
      tileOrigins: options.tileOrigins,
      rendererDirectory: rendererFolder(),
      localActor: localActor(),
      operatorToken,
      version: VERSION,
      clock: systemClock,
      logger: options.logger,
    })
  } catch (thrown) {
    throw listenFailure(thrown, options.port)
  }
}

function listenFailure(thrown: unknown, port: number): unknown {
  const { code } = thrown as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new CommandFailed(`Port ${port} is taken. Name another with --port, or 0 for any free one.`)
  }
  if (code === 'EACCES') return new CommandFailed(`Port ${port} may not be used by this user.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandFailed('This machine has no such address.')
  return thrown
}
