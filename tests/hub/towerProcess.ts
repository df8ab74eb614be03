/** Owns running the `tower` command as a process of its own, for tests. */
import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'

const TOWER = join(import.meta.dirname, '../../src/hub/tower.ts')

export interface Ended {
  code: number | null
  out: string
  err: string
}

/** Runs a command to its end. */
export function tower(values: string[], input = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [TOWER, ...values], {
      env: { ...process.env, OMNITOWER_LOG: 'error' },
    })
    const ended = { code: null as number | null, out: '', err: '' }
    child.stdout.on('data', (data) => (ended.out += String(data)))
    child.stderr.on('data', (data) => (ended.err += String(data)))
    child.on('close', (code) => resolve({ ...ended, code }))
    child.stdin.end(input)
  })
}

export interface Serving {
  process: ChildProcess
  address: string
  firstLine: string
  /** Sends the signal and resolves with the exit code once the process is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Starts a hub and waits for its first line. @throws Error with its stderr where it ends before. */
export function serveTower(values: string[]): Promise<Serving> {
  const child = spawn(process.execPath, [TOWER, 'serve', '--port', '0', ...values], {
    env: { ...process.env, OMNITOWER_LOG: 'error' },
  })
  let out = ''
  let err = ''
  child.stderr.on('data', (data) => (err += String(data)))
  const gone = new Promise<number | null>((resolve) => child.on('close', resolve))
  return new Promise((resolve, reject) => {
    void gone.then((code) => reject(new Error(`ended with ${code}: ${err}`)))
    child.stdout.on('data', (data) => {
      out += String(data)
      const end = out.indexOf('\n')
      if (end < 0) return
      const firstLine = out.slice(0, end)
      const { listening } = JSON.parse(firstLine) as { listening: string }
      resolve({
        process: child,
        address: listening,
        firstLine,
        end(signal) {
          child.kill(signal)
          return gone
        },
      })
    })
  })
}
