/** Owns the commands about who may send and log in, and what people did: how each is called and what it takes. */
import { InvalidArgumentError, type Command } from 'commander'
import type { Folder } from './openFolder.ts'

/** @throws InvalidArgumentError for what no feed can be called */
export function feedName(text: string): string {
  if (!/^[a-z0-9][a-z0-9._-]{0,63}$/.test(text)) {
    throw new InvalidArgumentError('Up to 64 of a–z, 0–9, dot, dash and underscore.')
  }
  return text
}

/**
 * Adds `audit`, `feed` and `login`.
 * @param command a command with the shared options of its own
 * @param shared what these options say
 */
export function addAccessCommands(
  program: Command,
  command: (name: string, description: string, parent: Command) => Command,
  shared: (self: Command) => Folder & { json: boolean },
): void {
  const audit = program.command('audit').description('what people did').exitOverride()
  command('export', 'the chain of human acts as lines of JSON', audit)
    .option('--from <time>', 'recorded at or after, such as 2026-03-01T00:00:00Z')
    .option('--until <time>', 'recorded before')
    .action(async (options: { from?: string; until?: string }, self: Command) => {
      const { exportAudit } = await import('./audit.ts')
      await exportAudit({ ...shared(self), ...options })
    })

  const feed = program.command('feed').description('who may send, and with which key').exitOverride()
  command('add', 'make a feed; its key is printed once', feed)
    .argument('<name>', 'up to 64 of a–z, 0–9, dot, dash and underscore', feedName)
    .option('--authentication <kind>', 'bearer, or hmac for signed webhooks', 'bearer')
    .option('--mapping <name>', 'CSV mapping that its tables are read by')
    .action(async (name: string, options: { authentication: string; mapping?: string }, self: Command) => {
      const { addFeed } = await import('./feed.ts')
      const { authentication, mapping } = options
      await addFeed({ ...shared(self), name, authentication, mapping })
    })
  command('list', 'list the feeds and what came of them', feed).action(
    async (_options: object, self: Command) => (await import('./feed.ts')).listFeeds(shared(self)),
  )

  const login = program.command('login').description('who may log in beyond this machine').exitOverride()
  command('add', 'add a login or change it; the password comes on stdin', login)
    .argument('<name>')
    .option('--role <role>', 'viewer, analyst, operator or administrator', 'viewer')
    .action(async (name: string, options: { role: string }, self: Command) => {
      const { addLogin } = await import('./login.ts')
      const { data, json } = shared(self)
      await addLogin(data, name, options.role, json)
    })
  command('list', 'list the logins', login).action(async (_options: object, self: Command) =>
    (await import('./login.ts')).listLogins(shared(self).data, shared(self).json),
  )
  command('remove', 'remove a login', login)
    .argument('<name>')
    .action(async (name: string, _options: object, self: Command) => {
      const { removeLogin } = await import('./login.ts')
      const { data, json } = shared(self)
      removeLogin(data, name, json)
    })
}
