/** Owns a hub for a benchmark: a process of its own, the same `tower serve` that users run. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { callHub, liveHub } from '../liveHub.ts'
import type { LoadTarget } from './load.ts'
import type { Workspace } from './workspace.ts'

export interface BenchHub extends LoadTarget {
  pid: number
  /** Ends it as an operator would: the log is moved into the store's file. */
  stop(): Promise<void>
}

export const FEED = 'bench'
const READY_WITHIN_MS = 60_000
const ENDED_WITHIN_MS = 60_000

/** Starts a hub on the folder and makes a feed on it. */
export async function startHubProcess(workspace: Workspace, data: string): Promise<BenchHub> {
  const tower = process.argv[1] ?? ''
  const child = spawnQuiet([tower, 'serve', '--port', '0', '--data', data], {})
  const stop = workspace.atEnd(() => endProcess(child))
  await firstLine(child)
  const hub = liveHub(data)
  if (!hub) throw new Error('the hub started and left no address')
  const made = await callHub(hub, 'command', 'feeds.create', { feed: FEED, authentication: 'bearer' })
  const { key } = made as { key: string }
  return { pid: child.pid ?? 0, address: hub.address, feed: FEED, key, stop }
}

/** A Node process with its standard output to be read; its log goes where ours goes. */
export function spawnQuiet(values: string[], environment: NodeJS.ProcessEnv): ChildProcess {
  return spawn(process.execPath, values, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OMNITOWER_LOG: 'warn', ...environment },
  })
}

/** The first line that a process writes, once it is ready. @throws where it ends before, or is silent too long. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    const silence = setTimeout(() => reject(new Error('a process did not get ready')), READY_WITHIN_MS)
    child.stdout?.on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end < 0) return
      clearTimeout(silence)
      resolve(text.slice(0, end))
    })
    child.once('exit', (code) => {
      clearTimeout(silence)
      reject(new Error(`a process ended with ${code} before it was ready`))
    })
  })
}

/** Asks a process to end, and after a minute makes it. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  const force = setTimeout(() => child.kill('SIGKILL'), ENDED_WITHIN_MS)
  await ended
  clearTimeout(force)
}
