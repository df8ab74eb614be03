/** Owns `tower ingest`: files and folders taken in, through the live hub where there is one, and counted per file. */
import { readFile, stat } from 'node:fs/promises'
import type { Engine } from '../core/engine.ts'
import { systemClock, type Logger } from '../core/platform.ts'
import { formatTeller } from '../core/maintenance.ts'
import { RESOURCES } from './dataFolder.ts'
import { CommandFailed } from './failure.ts'
import { findFiles, type FoundFile } from './findFiles.ts'
import { printReports, totalsOf, type FileReport } from './ingestReport.ts'
import { liveHub, sendToHub, type LiveHub } from './liveHub.ts'
import { folderOf, optionsNaming, withEngine, type Folder } from './openFolder.ts'
import { printJson, printLine, stderrLogger } from './output.ts'

export interface IngestOptions extends Folder {
  paths: string[]
  feed: string
  mapping: string | undefined
  json: boolean
}

type MessageReport = Awaited<ReturnType<Engine['intake']['submit']>>
type Submit = (file: FoundFile, body: Uint8Array) => Promise<MessageReport>

const FILE_BYTES_MAX = 512 * 1024 * 1024
/** Files under way at once: commits are shared, and the reading of one goes on while another is written. */
const FILES_AT_ONCE = 8
/** Bytes under way at once; a single larger file goes alone. */
const BYTES_AT_ONCE = 64 * 1024 * 1024
const BUSY_WAIT_MS = 250
const BUSY_MS_MAX = 120_000

const NOT_TAKEN = { received: 0, accepted: 0, duplicates: 0, quarantined: 0 }

/** Takes the files in and prints what became of them. */
export async function ingest(options: IngestOptions): Promise<void> {
  const logger = stderrLogger()
  const startedAt = systemClock.now()
  const files = await findFiles(options.paths)
  const hub = liveHub(folderOf(options))
  const reports = hub
    ? await ingestFiles(options, files, overHub(hub, options))
    : await withEngine(options, logger, (engine) =>
        ingestFiles(options, files, (file, body) =>
          whenNotBusy(logger, () =>
            engine.intake.submit({
              feed: options.feed,
              transport: 'command',
              name: file.path,
              body,
              receivedAt: systemClock.now(),
              ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
            }),
          ),
        ),
      )
  const seconds = (systemClock.now() - startedAt) / 1000
  const totals = totalsOf(reports)
  if (options.json) return printJson({ ...totals, seconds, files: reports })
  printReports(reports, totals)
  printLine(`${seconds.toFixed(1)} s.`)
  if (totals.quarantined > 0) {
    printLine(`See what was refused: tower quarantine list${optionsNaming(options)}`)
  }
}

async function ingestFiles(
  options: IngestOptions,
  files: FoundFile[],
  submit: Submit,
): Promise<FileReport[]> {
  const isKnown = formatTeller(RESOURCES, folderOf(options))
  const reports: FileReport[] = []
  const underWay = new Set<Promise<void>>()
  let bytes = 0
  const isFull = (size: number) =>
    underWay.size >= FILES_AT_ONCE || (underWay.size > 0 && bytes + size > BYTES_AT_ONCE)
  for (const [index, file] of files.entries()) {
    const { size } = await stat(file.path)
    while (isFull(size)) await Promise.race(underWay)
    bytes += size
    const task = takeFile(options, file, size, isKnown, submit)
      .then((report) => void (reports[index] = report))
      .finally(() => {
        bytes -= size
        underWay.delete(task)
      })
    underWay.add(task)
  }
  await Promise.all(underWay)
  return reports
}

async function takeFile(
  options: IngestOptions,
  file: FoundFile,
  size: number,
  isKnown: ReturnType<typeof formatTeller>,
  submit: Submit,
): Promise<FileReport> {
  const { path } = file
  if (size > FILE_BYTES_MAX) {
    const note = `${size} bytes; a file may have ${FILE_BYTES_MAX}. Split it.`
    if (file.named) throw new CommandFailed(`${path}: ${note}`)
    return { path, format: 'unrecognised', ...NOT_TAKEN, note }
  }
  const body = await readFile(path)
  // What lies about in a folder (licences, schemas, notes) is not data; what was named is, and is quarantined.
  if (!file.named && !isKnown(body, path, options.mapping)) {
    return {
      path,
      format: 'unrecognised',
      ...NOT_TAKEN,
      note: 'No format was recognised; nothing of it was taken.',
    }
  }
  if (size === 0) return { path, format: 'unrecognised', ...NOT_TAKEN, note: 'The file is empty.' }
  const { format, received, accepted, duplicates, quarantined } = await submit(file, body)
  return { path, format, received, accepted, duplicates, quarantined }
}

function overHub(hub: LiveHub, { feed, mapping }: IngestOptions): Submit {
  return async ({ path }, body) => {
    const query = new URLSearchParams({
      name: path.slice(-1024),
      ...(mapping === undefined ? {} : { mapping }),
    })
    const until = systemClock.now() + BUSY_MS_MAX
    for (;;) {
      const answer = await sendToHub(hub, 'POST', `/feeds/${feed}?${query.toString()}`, body)
      if (answer.status === 200) return JSON.parse(answer.text) as MessageReport
      if (answer.status !== 503 || systemClock.now() > until) {
        throw new CommandFailed(`${path}: the hub answered ${answer.status}: ${answer.text}`)
      }
      await pause(BUSY_WAIT_MS)
    }
  }
}

async function whenNotBusy<T>(logger: Logger, submit: () => Promise<T>): Promise<T> {
  const until = systemClock.now() + BUSY_MS_MAX
  for (;;) {
    try {
      return await submit()
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== 'busy' || systemClock.now() > until) throw thrown
      logger.debug('The ledger is busy; the file is tried again')
      await pause(BUSY_WAIT_MS)
    }
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((go) => setTimeout(go, milliseconds))
}
