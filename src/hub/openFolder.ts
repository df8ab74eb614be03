/** Owns how a command without a hub gets at a data folder: under its lock to write, beside its holder to read. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Caller } from '../core/api/api.ts'
import { LEDGER_FILE, openEngine, type Engine, type EngineOptions } from '../core/engine.ts'
import { fileVault } from '../core/feeds/vault.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import {
  dataFolder,
  LEDGER_THREAD,
  makeFolder,
  networkFolder,
  RESOURCES,
  type Network,
} from './dataFolder.ts'
import { CommandFailed, WrongUsage } from './failure.ts'
import { callHub, liveHub } from './liveHub.ts'
import { FolderInUse, lockHolder, takeLock } from '../core/lockFile.ts'
import { VERSION } from './version.ts'

export interface Folder {
  data: string
  network: Network
}

export function folderOf({ data, network }: Folder): string {
  return networkFolder(data, network)
}

/** The options that name this folder to another command, each with a space before it. */
export function optionsNaming({ data, network }: Folder): string {
  const quoted = /^[\w./:@+-]+$/.test(data) ? data : `"${data}"`
  return `${data === dataFolder(undefined) ? '' : ` --data ${quoted}`}${network === 'sample' ? ' --sample' : ''}`
}

/** What every engine of this host is opened with. */
export function engineOptions(folder: Folder, logger: Logger): EngineOptions {
  const dataDirectory = folderOf(folder)
  return {
    dataDirectory,
    network: folder.network,
    resourcesDirectory: RESOURCES,
    clock: systemClock,
    logger,
    version: VERSION,
    vault: fileVault(join(dataDirectory, 'vault.key')),
    ...(LEDGER_THREAD ? { ledgerThread: LEDGER_THREAD } : {}),
  }
}

export function localCaller(): Caller {
  return { actor: localActor(), role: 'administrator' }
}

export function localActor(): string {
  try {
    return userInfo().username
  } catch {
    return 'operator'
  }
}

/** Opens the folder for writing, alone, for as long as `use` takes. @throws CommandFailed where another has it. */
export async function withEngine<T>(
  folder: Folder,
  logger: Logger,
  use: (engine: Engine) => Promise<T>,
): Promise<T> {
  const directory = makeFolder(folderOf(folder))
  const lock = lockOrFail(directory)
  try {
    const engine = await openEngine(engineOptions(folder, logger))
    try {
      return await use(engine)
    } finally {
      await engine.close()
    }
  } finally {
    lock.release()
  }
}

/** Makes one call of the contract: through the live hub where there is one, else with an engine of its own. */
export async function callFolder(
  folder: Folder,
  logger: Logger,
  kind: 'query' | 'command',
  path: string,
  input: unknown,
): Promise<unknown> {
  const hub = liveHub(folderOf(folder))
  if (hub) return callHub(hub, kind, path, input)
  return withEngine(folder, logger, (engine) => engine.api.call(path, input, localCaller()))
}

/** A command that only asks makes no folder. @throws WrongUsage where no ledger lies in it. */
export function expectLedger(folder: Folder): void {
  const directory = folderOf(folder)
  if (existsSync(join(directory, LEDGER_FILE)) || lockHolder(directory)) return
  const other: Network = folder.network === 'sample' ? 'own' : 'sample'
  const otherDirectory = folderOf({ ...folder, network: other })
  const beside = existsSync(join(otherDirectory, LEDGER_FILE))
    ? ` There is one in ${otherDirectory} (${other === 'sample' ? 'with' : 'without'} --sample).`
    : ''
  throw new WrongUsage(
    `There is no ledger in ${directory}.${beside} Name the data folder with --data DIR; --sample is the sample network’s folder within it.`,
  )
}

/** Makes sure that the folder holds a ledger of this version's layout; its holder has done so, where it has one. @throws WrongUsage */
export async function ensureLedger(folder: Folder, logger: Logger): Promise<void> {
  expectLedger(folder)
  if (lockHolder(folderOf(folder))) return
  await withEngine(folder, logger, async () => {})
}

function lockOrFail(directory: string) {
  try {
    return takeLock(directory)
  } catch (thrown) {
    if (thrown instanceof FolderInUse) throw new CommandFailed(thrown.message)
    throw thrown
  }
}
