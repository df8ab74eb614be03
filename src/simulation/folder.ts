/** Owns `simulate --out`: a run written as files, one folder for each feed, with labels and counts beside. */
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import type { CountsByFeed, Message } from './message.ts'
import { runMessages, type RunOptions } from './simulation.ts'

export interface FolderOptions extends Omit<RunOptions, 'label' | 'alertLabel'> {
  /** The folder; made where it is missing. Files of the same names in it are replaced. */
  out: string
}

const WRITES_AT_ONCE = 32

/**
 * Writes a run: `<out>/<feed>/<file>` for each message, `<out>/labels.json` (every injected fault: type, subject,
 * time, what should happen) and `<out>/counts.json`.
 * @returns counts per feed.
 */
export async function simulateToFolder(options: FolderOptions): Promise<CountsByFeed> {
  const { out } = options
  await mkdir(out, { recursive: true })
  const labels = createWriteStream(join(out, 'labels.json'))
  let labelCount = 0
  const label = (value: unknown) =>
    labels.write(`${labelCount++ === 0 ? '[' : ','}\n${JSON.stringify(value)}`)
  const folders = new Set<string>()
  const run = runMessages({ ...options, label, alertLabel: label })
  let writes: Promise<void>[] = []
  try {
    for (;;) {
      const step = run.next()
      if (step.done) {
        await Promise.all(writes)
        await writeFile(join(out, 'counts.json'), `${JSON.stringify(step.value, null, 2)}\n`)
        return step.value
      }
      const folder = join(out, step.value.feed)
      if (!folders.has(folder)) await mkdir(folder, { recursive: true })
      folders.add(folder)
      writes.push(writeMessage(folder, step.value))
      if (writes.length < WRITES_AT_ONCE) continue
      await Promise.all(writes)
      writes = []
    }
  } finally {
    labels.end(labelCount === 0 ? '[]\n' : '\n]\n')
    await once(labels, 'close')
  }
}

function writeMessage(folder: string, message: Message): Promise<void> {
  return writeFile(join(folder, message.name), message.body)
}
