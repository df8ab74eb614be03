/** Owns `tower simulate`: a seeded network in real formats, sent to a hub or written as files. */
import { createWriteStream, readFileSync } from 'node:fs'
import { once } from 'node:events'
import { readFaultPlan, type FaultPlan } from '../simulation/faultPlan.ts'
import { simulateToFolder } from '../simulation/folder.ts'
import type { CountsByFeed } from '../simulation/message.ts'
import { simulateTo } from '../simulation/remote.ts'
import { CommandFailed, WrongUsage } from './failure.ts'
import { callHub, liveHub } from './liveHub.ts'
import { folderOf, type Folder } from './openFolder.ts'
import { printJson, printLine, printTable, stderrLogger } from './output.ts'
import { sampleKeys } from '../simulation/sampleHost.ts'

export interface SimulateOptions extends Folder {
  seed: number
  stores: number | undefined
  dcs: number | undefined
  days: number | undefined
  records: number | undefined
  rate: number | undefined
  to: string | undefined
  out: string | undefined
  faultsFile: string | undefined
  keysFile: string | undefined
  labelsFile: string | undefined
  json: boolean
}

/** Runs it to its end and prints the counts per feed. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const { to, out } = options
  if ((to === undefined) === (out === undefined)) throw new WrongUsage('Name one of --to URL and --out DIR.')
  try {
    if (out !== undefined) return print(await simulateToFolder({ ...runOf(options), out }), options.json)
    if (to !== undefined) await send(options, to)
  } catch (thrown) {
    if (thrown instanceof RangeError || thrown instanceof TypeError) throw new WrongUsage(thrown.message)
    throw thrown
  }
}

async function send(options: SimulateOptions, to: string): Promise<void> {
  if (!URL.canParse(to)) throw new WrongUsage('--to is to be an address such as http://127.0.0.1:8717.')
  const keys = await keysFor(options, to)
  const labelsFile = options.labelsFile ?? `simulate-${options.seed}-labels.json`
  const labels = createWriteStream(labelsFile)
  let count = 0
  const label = (value: unknown) => labels.write(`${count++ === 0 ? '[' : ','}\n${JSON.stringify(value)}`)
  try {
    const report = await simulateTo({
      ...runOf(options),
      url: to,
      keys,
      label,
      alertLabel: label,
      logger: stderrLogger(),
    })
    print(report.counts, options.json)
    if (!options.json) printLine(`${report.acknowledged} messages acknowledged, ${report.refused} refused`)
    if (report.refused > 0) process.exitCode = 1
  } finally {
    labels.end(count === 0 ? '[]\n' : '\n]\n')
    await once(labels, 'close')
  }
}

/** Keys from a file, else made on the hub that has this data folder open. */
async function keysFor(options: SimulateOptions, to: string): Promise<Record<string, string>> {
  if (options.keysFile !== undefined) {
    return JSON.parse(readFileSync(options.keysFile, 'utf8')) as Record<string, string>
  }
  const hub = liveHub(folderOf(options))
  if (!hub || new URL(hub.address).port !== new URL(to).port) {
    throw new CommandFailed(
      'No hub with this data folder listens there. Name its folder with --data, or a JSON file of keys by feed with --keys.',
    )
  }
  return sampleKeys((path, input) => callHub(hub, 'command', path, input))
}

function runOf({ seed, stores, dcs, days, records, rate, faultsFile }: SimulateOptions) {
  return {
    seed,
    ...(stores === undefined ? {} : { stores }),
    ...(dcs === undefined ? {} : { dcs }),
    ...(days === undefined ? {} : { days }),
    ...(records === undefined ? {} : { records }),
    ...(rate === undefined ? {} : { rate }),
    ...(faultsFile === undefined ? {} : { faults: faultsOf(faultsFile) }),
  }
}

function faultsOf(file: string): FaultPlan {
  try {
    return readFaultPlan(readFileSync(file, 'utf8'))
  } catch (thrown) {
    throw new WrongUsage(`${file}: ${(thrown as Error).message}`)
  }
}

function print(counts: CountsByFeed, json: boolean): void {
  if (json) return printJson(counts)
  const columns = [...new Set(Object.values(counts).flatMap((feed) => Object.keys(feed)))]
  printTable(
    ['feed', ...columns],
    Object.entries(counts).map(([feed, figures]) => [
      feed,
      ...columns.map((column) => Number((figures as unknown as Record<string, unknown>)[column] ?? 0)),
    ]),
  )
}
