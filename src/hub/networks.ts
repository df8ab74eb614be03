/** Owns which network the hub has open: one engine at a time, changed on command, opened again when it broke. */
import { join } from 'node:path'
import { openEngine, type Engine } from '../core/engine.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import type { TowerServer } from '../core/server.ts'
import { TowerError } from '../shared/errors.ts'
import type { Network } from './dataFolder.ts'
import { FolderInUse, type Lock } from '../core/lockFile.ts'
import { engineOptions, folderOf } from './openFolder.ts'
import { restartAllowance } from './restarts.ts'
import { startSample, type Sample } from './sample.ts'

export interface NetworksOptions {
  data: string
  /** The network to begin with, its folder's lock taken. */
  first: { network: Network; lock: Lock }
  /** Takes a network's folder. @throws FolderInUse */
  lockFolder(network: Network): Lock
  server: TowerServer
  certificate: string | null
  logger: Logger
  onDeath(thrown: unknown): void
}

export interface Networks {
  /** Closes what is open and gives its folder back. */
  close(): Promise<void>
}

/** What is open; engine and sample are null while they are closed for a change. */
interface Open {
  network: Network
  lock: Lock
  engine: Engine | null
  sample: Sample | null
}

/** Opens the first network and attaches it to the server. */
export async function openNetworks(options: NetworksOptions): Promise<Networks> {
  const { data, server, logger } = options
  let open: Open = { ...options.first, engine: null, sample: null }
  let closing = false
  const mayRestart = restartAllowance(systemClock)
  /** Changes follow each other, one at a time. */
  let changing: Promise<void> = Promise.resolve()

  const start = async () => {
    const { network } = open
    const folder = folderOf({ data, network })
    const engine = await openEngine({
      ...engineOptions({ data, network }, logger),
      alerts: 'on',
      sampleAvailable: true,
      openNetwork: changeTo,
      onFailure: (thrown) => restart(engine, thrown),
    })
    open.engine = engine
    engine.setListening(server.address)
    await server.attach(engine, {
      jobsFile: join(folder, 'capture-jobs.jsonl'),
      inbox: join(folder, 'inbox'),
    })
    open.lock.update({ address: server.address, certificate: options.certificate })
    if (network === 'sample') {
      open.sample = await startSample(engine, server.address, options.certificate, logger)
    }
  }
  const stop = async () => {
    const { sample, engine } = open
    open.sample = null
    open.engine = null
    await sample?.stop()
    await server.detach()
    await engine?.close()
  }

  /** Answers before the change begins, so that the answer still reaches who asked. */
  const changeTo = async (network: Network) => {
    if (closing || open.network === network) return
    const lock = lockOrConflict(options, network)
    changing = changing
      .then(() => new Promise<void>((later) => setImmediate(later)))
      .then(() => change({ network, lock, engine: null, sample: null }))
      .catch(options.onDeath)
  }
  const change = async (next: Open) => {
    const former = open
    await stop()
    open = next
    try {
      await start()
      former.lock.release()
      logger.info('Another network is open', { network: next.network })
    } catch (thrown) {
      logger.error('The network could not be opened; back to the former', { error: String(thrown) })
      await stop()
      next.lock.release()
      open = former
      await start()
    }
  }
  const restart = (broken: Engine, thrown: Error) => {
    logger.error('The ledger broke', { error: thrown.stack ?? thrown.message })
    if (closing || open.engine !== broken) return
    if (!mayRestart()) return options.onDeath(thrown)
    changing = changing
      .then(() => stop().catch((failed: unknown) => logger.warn('Closing failed', { error: String(failed) })))
      .then(start)
      .catch(options.onDeath)
  }

  await start()
  return {
    async close() {
      closing = true
      await changing
      await stop()
      open.lock.release()
    },
  }
}

function lockOrConflict(options: NetworksOptions, network: Network): Lock {
  try {
    return options.lockFolder(network)
  } catch (thrown) {
    if (thrown instanceof FolderInUse) throw new TowerError('conflict', thrown.message)
    throw thrown
  }
}
