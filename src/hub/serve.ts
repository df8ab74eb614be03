/** Owns `tower serve`: starts the hub, tells where it listens, and ends it well. */
import { stderrLogger, printJson, printLine } from './output.ts'
import { CommandFailed, WrongUsage } from './failure.ts'
import { startHub } from './hub.ts'
import { FolderInUse } from '../core/lockFile.ts'
import { loginFile } from './logins.ts'

export interface ServeOptions {
  data: string
  host: string
  port: number
  demo: boolean
  json: boolean
  certificateFile: string | undefined
  keyFile: string | undefined
  tileOrigins: readonly string[]
}

/** Runs until it is told to end. Its first line on stdout is `{"listening":"http://…"}`, once it is ready. */
export async function serve(options: ServeOptions): Promise<void> {
  const { certificateFile, keyFile } = options
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    throw new WrongUsage('--tls-cert and --tls-key belong together.')
  }
  const tls = certificateFile !== undefined && keyFile !== undefined ? { certificateFile, keyFile } : null
  if (!/^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/.test(options.host)) {
    if (!tls) throw new CommandFailed('Listening beyond this machine needs --tls-cert and --tls-key.')
    if (loginFile(options.data).count() === 0) {
      throw new CommandFailed(
        'Listening beyond this machine needs a login: tower login add NAME --role administrator',
      )
    }
  }
  const logger = stderrLogger()
  const network = options.demo ? 'sample' : 'own'
  let end: () => void = () => {}
  const ended = new Promise<void>((resolve) => (end = resolve))
  const { data, host, port, tileOrigins } = options
  const onDeath = (thrown: unknown) => {
    logger.error('The hub cannot go on', { error: String(thrown) })
    process.exitCode = 1
    end()
  }
  const hub = await startHub({ data, network, host, port, tls, tileOrigins, logger, onDeath }).catch(
    (thrown: unknown) => {
      throw thrown instanceof FolderInUse ? new CommandFailed(thrown.message) : thrown
    },
  )
  printJson({ listening: hub.address })
  if (!options.json) printLine(`Open ${hub.address} in a browser. Ctrl+C ends it.`)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end)
  await ended
  logger.info('The hub ends')
  await hub.close()
}
