/** Owns a hub with logins for a test: people who work at it, feeds that tell it of stock, and a clock that can be set ahead. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { liveHub, sendToHub } from '../../src/hub/liveHub.ts'
import { addLogins, byToken, PASSWORD, type Ask } from '../hub/approvers.fixture.ts'

const ROOT = join(import.meta.dirname, '../..')
const CLOCK = join(import.meta.dirname, 'shiftedClock.mjs')

export interface PeopledHub {
  address(): string
  /** Asks the contract as the operator of the machine. */
  ask: Ask
  /** Hands a body in under a feed of this name. */
  tell(feed: string, body: string | Buffer): Promise<void>
  /** Ends the hub and starts it on the same folder and port, its clock ahead by so much. */
  restartAhead(shiftMs: number): Promise<void>
  stop(): Promise<void>
}

/** Starts a hub at which these people may log in. */
export async function startPeopledHub(people: readonly (readonly [string, string])[]): Promise<PeopledHub> {
  const folder = mkdtempSync(join(tmpdir(), 'omnitower-people-'))
  const data = join(folder, 'data')
  await addLogins(data, people)
  let child = start(data, '0', 0)
  let address = await listening(child)
  const live = () => {
    const found = liveHub(data)
    if (!found) throw new Error('no hub has the folder')
    return found
  }
  const end = async (signal: 'SIGKILL' | 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill(signal)
    await ended
  }
  return {
    address: () => address,
    ask: (path, input) => byToken(address, live().operatorToken).ask(path, input),
    async tell(feed, body) {
      await sendToHub(live(), 'POST', `/feeds/${feed}`, Buffer.from(body))
    },
    async restartAhead(shiftMs) {
      await end('SIGTERM')
      child = start(data, new URL(address).port, shiftMs)
      address = await listening(child)
    },
    async stop() {
      await end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function start(data: string, port: string, shiftMs: number): ChildProcess {
  const values = ['--import', CLOCK, 'src/hub/tower.ts', 'serve', '--port', port, '--data', data]
  return spawn(process.execPath, values, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, OMNITOWER_LOG: 'error', OMNITOWER_TEST_SHIFT_MS: String(shiftMs) },
  })
}

/** The first line of standard output says where it listens. */
async function listening(child: ChildProcess): Promise<string> {
  let line = ''
  child.stdout?.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      line += text
      const address = /^\{"listening":"([^"]+)"/.exec(line)?.[1]
      if (address) resolve(address)
    })
    child.once('exit', (code) => reject(new Error(`The hub ended with ${code}.`)))
  })
}

/** Logs in through the page, as a person does, and opens a screen. */
export async function logIn(page: Page, hub: PeopledHub, name: string, path: string): Promise<void> {
  await page.goto(`${hub.address()}/login`)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(`${hub.address()}/**`)
  await page.goto(`${hub.address()}/#${path}`)
}
