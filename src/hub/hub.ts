/** Owns the running hub: one server, one engine at a time, and the change between one's own network and the sample. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine, type Engine } from '../core/engine.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import { startServer, type TowerServer } from '../core/server.ts'
import { TowerError } from '../shared/errors.ts'
import { makeFolder, rendererFolder, type Network } from './dataFolder.ts'
import { CommandFailed } from './failure.ts'
import { FolderInUse, takeLock, type Lock } from './lockFile.ts'
import { loginFile } from './logins.ts'
import { engineOptions, folderOf, localActor } from './openFolder.ts'
import { startSample, type Sample } from './sample.ts'
import { VERSION } from './version.ts'

export interface HubOptions {
  data: string
  network: Network
  host: string
  port: number
  tls: { certificateFile: string; keyFile: string } | null
  logger: Logger
}

export interface Hub {
  address: string
  close(): Promise<void>
}

/** A network that is open: its folder's lock, its engine, and its simulator where it is the sample. */
interface OpenNetwork {
  network: Network
  lock: Lock
  engine: Engine
  sample: Sample | null
}

/** Starts the hub. @throws CommandFailed with what to do, where it cannot. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { data, logger } = options
  const tls = options.tls && {
    certificate: readFileSync(options.tls.certificateFile),
    key: readFileSync(options.tls.keyFile),
  }
  const certificate = tls ? tls.certificate.toString('utf8') : null
  const logins = loginFile(makeFolder(data))
  const withLogins = tls !== null && logins.count() > 0

  let closing = false
  let changing: Promise<void> = Promise.resolve()
  let lock = lockFolder(options.network)
  let open: OpenNetwork | null = null
  const server = await listen()

  function lockFolder(network: Network): Lock {
    const token = open?.lock.content.operatorToken
    const folder = makeFolder(folderOf({ data, network }))
    return token === undefined ? takeLock(folder) : takeLock(folder, token)
  }

  async function listen(): Promise<TowerServer> {
    try {
      return await startServer({
        host: options.host,
        port: options.port,
        tls,
        logins: withLogins ? logins : null,
        rendererDirectory: rendererFolder(),
        localActor: localActor(),
        operatorToken: lock.content.operatorToken,
        version: VERSION,
        clock: systemClock,
        logger,
      })
    } catch (thrown) {
      lock.release()
      throw portFailure(thrown, options.port)
    }
  }

  async function openNetwork(network: Network, held: Lock): Promise<OpenNetwork> {
    const folder = folderOf({ data, network })
    const engine = await openEngine({
      ...engineOptions({ data, network }, logger),
      sampleAvailable: true,
      openNetwork: changeTo,
    })
    engine.setListening(server.address)
    await server.attach(engine, {
      jobsFile: join(folder, 'capture-jobs.jsonl'),
      inbox: join(folder, 'inbox'),
    })
    held.update({ address: server.address, certificate })
    const sample =
      network === 'sample' ? await startSample(engine, server.address, certificate, logger) : null
    return { network, lock: held, engine, sample }
  }

  async function closeNetwork(): Promise<void> {
    const former = open
    open = null
    await former?.sample?.stop()
    await server.detach()
    await former?.engine.close()
  }

  /** Answers at once; the change follows, so that the answer still reaches who asked. */
  async function changeTo(network: Network): Promise<void> {
    if (closing || open?.network === network) return
    let next: Lock
    try {
      next = lockFolder(network)
    } catch (thrown) {
      if (thrown instanceof FolderInUse) throw new TowerError('conflict', thrown.message)
      throw thrown
    }
    changing = new Promise<void>((done) => setImmediate(done)).then(() => change(network, next))
    changing.catch((thrown: unknown) =>
      logger.error('The network could not be opened', { error: String(thrown) }),
    )
  }

  async function change(network: Network, next: Lock): Promise<void> {
    const former = { network: open?.network ?? options.network, lock }
    await closeNetwork()
    try {
      open = await openNetwork(network, next)
      lock = next
      former.lock.release()
    } catch (thrown) {
      next.release()
      logger.error('The network could not be opened; back to the former', { network, error: String(thrown) })
      open = await openNetwork(former.network, former.lock)
    }
  }

  try {
    open = await openNetwork(options.network, lock)
  } catch (thrown) {
    await server.close()
    lock.release()
    throw thrown
  }
  return {
    address: server.address,
    async close() {
      closing = true
      await changing.catch(() => {})
      await closeNetwork()
      await server.close()
      lock.release()
    },
  }
}

function portFailure(thrown: unknown, port: number): unknown {
  const { code } = thrown as NodeJS.ErrnoException
  if (code === 'EADDRINUSE') {
    return new CommandFailed(`Port ${port} is taken. Name another with --port, or 0 for any free one.`)
  }
  if (code === 'EACCES') return new CommandFailed(`Port ${port} may not be used by this user.`)
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new CommandFailed('This machine has no such address.')
  return thrown
}
