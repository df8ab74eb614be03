/** Owns the watched folder: each file taken whole once it is at rest, then moved beside a report of what became of it. */
import { mkdir } from 'node:fs/promises'
import { basename, dirname, relative, resolve, sep } from 'node:path'
import { watch } from 'chokidar'
import { toWireError } from '../../../shared/errors.ts'
import type { Clock, Logger } from '../../platform.ts'
import type { Intake } from '../intake.ts'
import { FEED_NAME, type FeedRegistry } from '../registry.ts'
import { finishFile, readWholeFile, wasWritten, FileRefused } from './folderFiles.ts'

export interface FolderOptions {
  /** Files lie in it (feed `folder`) or in a sub-folder that is named like their feed. */
  root: string
  intake: Intake
  feeds: FeedRegistry
  fileBytesMax: number
  /** A file is at rest when its size has not changed for so long. */
  restMs: number
  clock: Clock
  logger: Logger
}

export interface FolderTransport {
  /** Ends the watch and resolves once the files at hand are done with. */
  close(): Promise<void>
}

const ROOT_FEED = 'folder'
const DONE = 'done'
const FAILED = 'failed'
/** Files in hand at once. */
const FILES_AT_ONCE = 4
/** Wait before a file is tried again that the engine had no room for, or whose feed is disabled. */
const AGAIN_MS = 1000
/** Names that writers use for files that are not whole yet, and our own reports. */
const UNFINISHED = /(^\.|~$|\.(part|partial|tmp|temp|crdownload|filepart)$|\.report\.json$)/i

/** Starts watching; files that lie there already are taken too. */
export async function watchFolder(options: FolderOptions): Promise<FolderTransport> {
  const root = resolve(options.root)
  await mkdir(root, { recursive: true })
  const waiting = new Set<string>()
  const again = new Set<NodeJS.Timeout>()
  const atHand = new Set<string>()
  let closing = false
  let whenIdle: () => void = () => {}

  const next = () => {
    for (const path of waiting) {
      if (closing || atHand.size >= FILES_AT_ONCE) break
      // Written to while it is taken: its turn comes again afterwards, where it still lies there.
      if (atHand.has(path)) continue
      waiting.delete(path)
      atHand.add(path)
      void takeFile(path).finally(() => {
        atHand.delete(path)
        if (atHand.size === 0) whenIdle()
        next()
      })
    }
  }
  const tryAgain = (path: string) => {
    const timer = setTimeout(() => {
      again.delete(timer)
      waiting.add(path)
      next()
    }, AGAIN_MS)
    again.add(timer)
  }

  const takeFile = async (path: string) => {
    const feed = feedOf(root, path)
    if (feed === null) return
    try {
      const settings = options.feeds.find(feed)
      if (settings && !settings.enabled) return tryAgain(path)
      const file = await readWholeFile(root, path, options.fileBytesMax)
      if (file === null) return
      const mapping = settings?.mapping ?? null
      const report = await options.intake.submit({
        feed,
        transport: 'folder',
        name: basename(path),
        body: file.body,
        receivedAt: options.clock.now(),
        ...(mapping === null ? {} : { mapping }),
      })
      // Whatever was written to it meanwhile is not taken yet; what was taken is then a duplicate.
      if (await wasWritten(path, file)) return tryAgain(path)
      // Committed. A crash before the move takes the file again, and every record of it is then a duplicate.
      const understood = report.received > report.quarantined
      await finishFile(path, understood ? DONE : FAILED, { feed, file: basename(path), ...report })
    } catch (thrown) {
      const error = toWireError(thrown)
      if (error.retryable) return tryAgain(path)
      const reason = thrown instanceof FileRefused ? thrown.message : error.message
      options.logger.warn('A file was not taken', { path, error: String(thrown) })
      await finishFile(path, FAILED, { feed, file: basename(path), error: reason }).catch((failed: unknown) =>
        options.logger.error('A file could not be moved', { path, error: String(failed) }),
      )
    }
  }

  const watcher = watch(root, {
    depth: 1,
    followSymlinks: false,
    awaitWriteFinish: { stabilityThreshold: options.restMs, pollInterval: Math.min(100, options.restMs) },
    ignored: (path) => isIgnored(root, resolve(path)),
  })
  watcher.on('add', (path) => {
    waiting.add(resolve(path))
    next()
  })
  watcher.on('change', (path) => {
    waiting.add(resolve(path))
    next()
  })
  watcher.on('error', (error) => options.logger.error('The watched folder failed', { error: String(error) }))
  await new Promise<void>((ready) => watcher.once('ready', () => ready()))
  return {
    async close() {
      closing = true
      for (const timer of again) clearTimeout(timer)
      await watcher.close()
      if (atHand.size > 0) await new Promise<void>((idle) => (whenIdle = idle))
    },
  }
}

/** The feed that a file belongs to, or null where it lies in no feed's place. */
export function feedOf(root: string, path: string): string | null {
  const folder = relative(root, dirname(path))
  if (folder === '') return ROOT_FEED
  return FEED_NAME.test(folder) && folder !== DONE && folder !== FAILED ? folder : null
}

function isIgnored(root: string, path: string): boolean {
  const parts = relative(root, path).split(sep)
  if (parts.some((part) => part === DONE || part === FAILED)) return true
  return path !== root && UNFINISHED.test(basename(path))
}
