/** Owns a PostgreSQL cluster for one benchmark: made, started on a unix socket only, and thrown away. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { totalmem } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { endProcess } from '../hubProcess.ts'
import type { Workspace } from '../workspace.ts'

export interface Cluster {
  /** Folder of the socket. */
  host: string
  user: string
  /** Process id of the server. */
  pid: number
  version: string
  stop(): Promise<void>
}

/** Why there is none. */
export interface NoCluster {
  missing: string
}

const GIGABYTE = 1024 ** 3
const READY_TRIES = 300
const READY_PAUSE_MS = 100

/**
 * As durable as the tower (`fsync`, `synchronous_commit`), else set for speed on a machine of its own: memory enough,
 * no checkpoint within a run, the least log that a single server can keep, and no cleaning beside the measured work.
 */
export function postgresSettings(memoryBytes: number): Record<string, string> {
  const gigabytes = Math.max(1, Math.min(4, Math.floor(memoryBytes / GIGABYTE / 8)))
  return {
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_compression: 'lz4',
    wal_buffers: '64MB',
    max_wal_size: '8GB',
    min_wal_size: '1GB',
    checkpoint_timeout: '30min',
    shared_buffers: `${gigabytes}GB`,
    effective_cache_size: `${gigabytes * 3}GB`,
    work_mem: '64MB',
    maintenance_work_mem: '1GB',
    random_page_cost: '1.1',
    jit: 'off',
    autovacuum: 'off',
    max_parallel_workers_per_gather: '0',
    max_connections: '10',
    listen_addresses: '',
    track_activities: 'off',
    track_counts: 'off',
    update_process_title: 'off',
  }
}

/** Makes and starts a cluster, or says why it cannot. */
export async function startCluster(workspace: Workspace): Promise<Cluster | NoCluster> {
  const binaries = findBinaries()
  if (!binaries) return { missing: 'not installed' }
  const account = accountOfServer()
  if (!account) return { missing: 'not run: there is no user to run it as other than root' }
  const folder = workspace.folder('postgres')
  const data = join(folder, 'data')
  if (account.change) letUserReach(folder, account.change)
  const identity = account.change ?? {}
  const made = spawnSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'bench', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...identity, cwd: folder, encoding: 'utf8' },
  )
  if (made.status !== 0) return { missing: `not run: initdb failed: ${made.stderr.trim().slice(-300)}` }
  const settings = Object.entries(postgresSettings(totalmem())).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ])
  const child = spawn(join(binaries, 'postgres'), ['-D', data, '-k', folder, ...settings], {
    ...identity,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const stop = workspace.atEnd(() => endProcess(child, 'SIGINT'))
  const version = await readyVersion(folder, child)
  return { host: folder, user: 'bench', pid: child.pid ?? 0, version, stop }
}

export async function connect({ host, user }: { host: string; user: string }): Promise<Client> {
  const client = new Client({ host, user, database: 'postgres' })
  // A lost connection rejects what is asked of it; there is nobody else to tell.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Folder of the server's programs: the newest that Debian has, else what PATH names. */
function findBinaries(): string | null {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [
    ...versions.map((version) => join(debian, version, 'bin')),
    ...(process.env['PATH'] ?? '').split(delimiter),
  ]
  return (
    folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ??
    null
  )
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made, else as nobody. */
function accountOfServer(): { change: { uid: number; gid: number } | null } | null {
  if (process.getuid?.() !== 0) return { change: null }
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
  const line = ['postgres', 'nobody']
    .map((name) => lines.find((one) => one.startsWith(`${name}:`)))
    .find((one) => one !== undefined)
  const fields = line?.split(':')
  return fields ? { change: { uid: Number(fields[2]), gid: Number(fields[3]) } } : null
}

/** Gives the folder to the user, who must be able to pass through the ones above it. */
function letUserReach(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  chownSync(folder, uid, gid)
  for (const above of [dirname(folder), dirname(dirname(folder))]) chmodSync(above, 0o711)
}

async function readyVersion(host: string, child: ChildProcess): Promise<string> {
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4_000)))
  for (let attempt = 0; attempt < READY_TRIES; attempt += 1) {
    if (child.exitCode !== null) break
    try {
      const client = await connect({ host, user: 'bench' })
      const { rows } = await client.query<{ version: string }>(
        `SELECT current_setting('server_version') AS version`,
      )
      await client.end()
      return rows[0]?.version ?? 'unknown'
    } catch {
      await pause(READY_PAUSE_MS)
    }
  }
  throw new Error(`PostgreSQL did not start: ${log}`)
}
