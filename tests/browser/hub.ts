/** Owns a real hub for a test: a process of its own on a data folder of its own, and the ways to speak to it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { contract, type InputOf, type OutputOf, type Path, type PathOf } from '../../src/shared/contract.ts'
import type { ServerFrame } from '../../src/shared/wire.ts'

export interface Hub {
  address: string
  /** Asks the contract, as a page does. */
  call<P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>): Promise<OutputOf<P>>
  /** Makes a feed and returns its key. */
  createFeed(feed: string): Promise<string>
  /** Sends a body to an address of the hub with a feed's key. @throws where it is refused. */
  send(path: string, key: string, contentType: string, body: string): Promise<Response>
  /** Ends the hub by force and starts it on the same folder and port, as after a crash of the machine. */
  crash(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const ROOT = join(import.meta.dirname, '../..')

/** Starts a hub on any free port; resolves when it listens. */
export async function startHub(...options: string[]): Promise<Hub> {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-hub-'))
  const start = (port: string) => {
    const values = ['src/hub/tower.ts', 'serve', '--port', port, '--data', folder, ...options]
    return spawn(process.execPath, values, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  let child = start('0')
  const address = await listening(child)
  const call: Hub['call'] = (path, input) => ask(address, path, input) as Promise<never>
  return {
    address,
    call,
    createFeed: async (feed) => (await call('feeds.create', { feed, authentication: 'bearer' })).key,
    async send(path, key, contentType, body) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': contentType }
      const response = await fetch(`${address}${path}`, { method: 'POST', headers, body })
      if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
      return response
    },
    crash: () => end('SIGKILL'),
    async restart() {
      child = start(new URL(address).port)
      await listening(child)
    },
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The first line of standard output says where it listens. */
async function listening(child: ChildProcess): Promise<string> {
  const log: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => log.push(text))
  let line = ''
  child.stdout?.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      line += text
      const address = /^\{"listening":"([^"]+)"/.exec(line)?.[1]
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The hub ended with ${code}.\n${log.join('')}`)))
  })
}

/** One question over a connection of its own. */
async function ask(address: string, path: string, input: unknown): Promise<unknown> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/api/ws`)
  try {
    await once(socket, 'open')
    socket.send(JSON.stringify({ kind: isCommand(path) ? 'command' : 'query', id: 1, path, input }))
    return await new Promise((resolve, reject) => {
      socket.on('message', (data: Buffer) => {
        const frame = JSON.parse(data.toString('utf8')) as ServerFrame
        if (frame.kind === 'answer') resolve(frame.output)
        if (frame.kind === 'failure') reject(new Error(`${path}: ${frame.error.message}`))
      })
      socket.once('close', () => reject(new Error(`${path}: the hub closed the connection`)))
    })
  } finally {
    socket.close()
  }
}

const isCommand = (path: string) => path in contract && contract[path as Path].kind === 'command'
