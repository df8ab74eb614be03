/** Owns the `tower` command line: what each command is called and takes; the work is in a file of its own. */
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import type { BenchOptions } from './bench/settings.ts'
import { tileOrigin } from '../shared/tileOrigins.ts'
import { addAccessCommands, feedName } from './accessCommands.ts'
import { dataFolder } from './dataFolder.ts'
import { CommandFailed, WrongUsage } from './failure.ts'
import { VERSION } from './version.ts'

/** Port that the hub listens on where none is named. */
const PORT = 8717

const program = new Command('tower')
  .description('Omnitower: a control tower for omnichannel retail.')
  .version(VERSION)
  .option('--data <folder>', 'data folder (default: the platform’s application data folder)')
  .option('--sample', 'work on the sample network’s folder within the data folder')
  .option('--json', 'print one JSON document and nothing else')
  .exitOverride()

/** Options that every command understands, before or after its name. */
interface Shared {
  data?: string
  sample?: true
  json?: true
}

function shared(command: Command) {
  const { data, sample, json } = command.optsWithGlobals<Shared>()
  const network: 'own' | 'sample' = sample ? 'sample' : 'own'
  return { data: dataFolder(data), network, json: json ?? false }
}

/** A command with the shared options of its own, so that they may stand on either side of its name. */
function command(name: string, description: string, parent: Command = program): Command {
  return parent
    .command(name)
    .description(description)
    .option('--data <folder>', 'data folder')
    .option('--sample', 'the sample network’s folder within it')
    .option('--json', 'print one JSON document')
    .exitOverride()
}

function whole(text: string): number {
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(value))
    throw new InvalidArgumentError('A whole number is wanted.')
  return value
}

function portNumber(text: string): number {
  const port = whole(text)
  if (port < 0 || port > 65_535) throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

function positive(text: string): number {
  const value = Number(text)
  if (text === '' || !(value > 0) || !Number.isFinite(value))
    throw new InvalidArgumentError('A number above 0 is wanted.')
  return value
}

function share(text: string): number {
  const value = Number(text)
  if (text === '' || !(value >= 0 && value < 1))
    throw new InvalidArgumentError('A number from 0 to below 1 is wanted.')
  return value
}

/** As `audit.head` answers: so many acts, and the hash of the last. */
function auditHead(text: string): { acts: number; hash: string } {
  const [, acts, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (acts === undefined || hash === undefined)
    throw new InvalidArgumentError('Give the number of acts and the hash, such as 42:9f….')
  return { acts: Number(acts), hash }
}

/** Milliseconds since 1970 from a number or an ISO 8601 time. */
function instant(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isSafeInteger(value))
    throw new InvalidArgumentError('A time such as 2026-03-05T08:00:00Z is wanted.')
  return value
}

function addTileOrigin(text: string, former: string[]): string[] {
  const origin = tileOrigin(text)
  if (origin === null) {
    throw new InvalidArgumentError('An https origin is wanted, such as https://tiles.example.com.')
  }
  return [...former, origin]
}

command('serve', 'run the hub: feeds in, screens in the browser')
  .option('--port <number>', 'port; 0 for any free one', portNumber, PORT)
  .option('--host <name>', 'address to listen on; beyond this machine it needs TLS and a login', '127.0.0.1')
  .option('--demo', 'show the sample network, in a data folder of its own')
  .option('--tls-cert <file>', 'certificate, PEM')
  .option('--tls-key <file>', 'its private key, PEM')
  .option('--tiles <origin>', 'https origin that map tiles may come from; may be repeated', addTileOrigin, [])
  .action(
    async (
      options: {
        port: number
        host: string
        demo?: true
        tlsCert?: string
        tlsKey?: string
        tiles: string[]
      },
      self: Command,
    ) => {
      const { serve } = await import('./serve.ts')
      const { data, network, json } = shared(self)
      const demo = options.demo ?? network === 'sample'
      const { port, host, tlsCert: certificateFile, tlsKey: keyFile, tiles: tileOrigins } = options
      await serve({ data, json, port, host, demo, certificateFile, keyFile, tileOrigins })
    },
  )

command('ingest', 'take in files or folders of any known format')
  .argument('<path...>', 'files or folders')
  .option('--mapping <name>', 'CSV mapping; else it is told by the header row')
  .option('--feed <name>', 'feed to count them under', feedName, 'files')
  .action(async (paths: string[], options: { mapping?: string; feed: string }, self: Command) => {
    const { ingest } = await import('./ingest.ts')
    await ingest({ ...shared(self), paths, feed: options.feed, mapping: options.mapping })
  })

const quarantine = program.command('quarantine').description('what was refused and why').exitOverride()
command('list', 'list what is in quarantine', quarantine).action(async (_options: object, self: Command) => {
  const { listQuarantine } = await import('./quarantine.ts')
  await listQuarantine(shared(self))
})
command('show', 'show one record with its raw text', quarantine)
  .argument('<id>', 'its number', whole)
  .action(async (id: number, _options: object, self: Command) => {
    const { showQuarantine } = await import('./quarantine.ts')
    await showQuarantine(shared(self), id)
  })
command('retry', 'replay one record, or all, as they are', quarantine)
  .argument('[id]', 'its number', whole)
  .action(async (id: number | undefined, _options: object, self: Command) => {
    const { retryQuarantine } = await import('./quarantine.ts')
    await retryQuarantine(shared(self), id)
  })

command('digest', 'print the hash of the state')
  .option('--as-of <time>', 'as of a time of the sources', instant)
  .action(async (options: { asOf?: number }, self: Command) => {
    const { digest } = await import('./digest.ts')
    await digest({ ...shared(self), asOf: options.asOf })
  })

command('verify', 'check the promises on a data folder')
  .option('--head <acts:hash>', 'the head of the chain of human acts as it was noted elsewhere', auditHead)
  .action(async (options: { head?: ReturnType<typeof auditHead> }, self: Command) => {
    const { verify } = await import('./verify.ts')
    await verify({ ...shared(self), head: options.head })
  })

command('query', 'ask any query of the contract')
  .argument('<path>', 'such as inventory.positions')
  .option('--params <json>', 'its input', '{}')
  .action(async (path: string, options: { params: string }, self: Command) => {
    const { query } = await import('./query.ts')
    await query({ ...shared(self), path, params: options.params })
  })

command('plan', 'plan the transfers of a rebalancing case, with a proven bound')
  .argument('<file>', 'omni-rebalance/1, JSON')
  .option('--seconds <number>', 'the best plan by then is the answer', positive, 30)
  .option('--gap <share>', 'a proven gap that is enough, such as 0.01', share, 0)
  .option('--explain', 'say of each transfer why')
  .option('--refine <places>', 'then plan what comes to these locations anew: ids, by commas', '')
  .action(
    async (
      file: string,
      options: { seconds: number; gap: number; explain?: true; refine: string },
      self: Command,
    ) => {
      const { plan } = await import('./plan.ts')
      const { seconds, gap, explain = false } = options
      const refine = options.refine.split(',').filter((id) => id !== '')
      await plan({ file, json: shared(self).json, seconds, gap, explain, refine })
    },
  )

command('simulate', 'emit a seeded network in real formats')
  .requiredOption('--seed <number>', 'one seed, one run', whole)
  .option('--stores <number>', 'stores', whole)
  .option('--dcs <number>', 'distribution centres', whole)
  .option('--days <number>', 'simulated days', positive)
  .option('--records <number>', 'end at about so many records', whole)
  .option('--rate <factor>', 'multiplies the receipts of a day', positive)
  .option('--to <url>', 'send to a hub')
  .option('--out <folder>', 'write files')
  .option('--faults <file>', 'JSON: shares of each fault')
  .option('--keys <file>', 'JSON: keys by feed, for a hub elsewhere')
  .option('--labels <file>', 'where the labels of a sent run are written')
  .action(async (options: Record<string, never>, self: Command) => {
    const { simulate } = await import('./simulate.ts')
    const given = options as Partial<Record<string, number & string>>
    await simulate({
      ...shared(self),
      seed: given['seed'] ?? 1,
      stores: given['stores'],
      dcs: given['dcs'],
      days: given['days'],
      records: given['records'],
      rate: given['rate'],
      to: given['to'],
      out: given['out'],
      faultsFile: given['faults'],
      keysFile: given['keys'],
      labelsFile: given['labels'],
    })
  })

command(
  'bench',
  'measure this machine: ingest, map, screen, speed, alerts, alertCost or plan; all without a name',
)
  .argument('[name]', 'which benchmark')
  .option('--positions <list>', 'positions that are there before, such as 0,1000000')
  .option('--locations <number>', 'locations that they lie at', whole)
  .option('--events <number>', 'events of a measured run', whole)
  .option('--lines <number>', 'order lines that speed is asked about', whole)
  .option('--seeds <number>', 'runs of days with labelled faults, for alerts', whole)
  .option('--first-seed <number>', 'where the seeds of those runs begin', whole)
  .option('--full', 'at 10 million positions too, 5 million order lines and 20 runs of days')
  .option('--fresh', 'fill stores anew instead of taking the kept ones')
  .option('--no-postgres', 'without PostgreSQL beside it')
  .action(async (name: string | undefined, options: Omit<BenchOptions, 'name'>, self: Command) => {
    const { bench } = await import('./bench/bench.ts')
    await bench({ ...options, name, json: shared(self).json })
  })

addAccessCommands(program, command, shared)

/** Wrong usage ends with 2, anything else that fails with 1; the sentence goes to stderr. */
function failed(thrown: unknown): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : 2
  const isTold = thrown instanceof WrongUsage || thrown instanceof CommandFailed || isTowerError(thrown)
  const text =
    thrown instanceof Error ? (isTold ? thrown.message : (thrown.stack ?? thrown.message)) : String(thrown)
  process.stderr.write(`tower: ${text}\n`)
  return thrown instanceof WrongUsage || (isTowerError(thrown) && thrown.code === 'invalid') ? 2 : 1
}

function isTowerError(thrown: unknown): thrown is Error & { code: string } {
  return thrown instanceof Error && thrown.name === 'TowerError'
}

try {
  await program.parseAsync(process.argv)
} catch (thrown) {
  process.exitCode = failed(thrown)
}
