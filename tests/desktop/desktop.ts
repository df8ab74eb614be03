/** Owns the start of the built desktop application for a test: on real Electron where it is there, else on the double. */
import { fork, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, chromium, type Page } from '@playwright/test'
import type * as Electron from 'electron'
import type { Steered, Steering } from './double/launch.ts'

type Module = typeof Electron

export interface Desktop {
  on: 'electron' | 'double'
  page: Page
  /** Runs a function in the main process; only plain data goes in and comes out. */
  inMain<Result, Argument = undefined>(
    run: (electron: Module, argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ): Promise<Result>
  /** Ends the engine process by force, as a crash would. */
  killEngine(): Promise<void>
  /** Starts the application again on the same folder; resolves with the second process's exit code. */
  startSecond(): Promise<number | null>
  /** Quits as a user would; resolves when the process has ended. */
  quit(): Promise<void>
}

/** The executable of the real Electron, where one is unpacked. */
export function electronExecutable(): string | undefined {
  const modulePath = join(import.meta.dirname, '../../node_modules/electron')
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const pathFile = join(modulePath, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(override ?? join(modulePath, 'dist'), name)
  return existsSync(path) ? path : undefined
}

export function startDesktop(userData: string): Promise<Desktop> {
  const executable = electronExecutable()
  return executable ? startElectron(executable, userData) : startDouble(userData)
}

const environment = (userData: string): Record<string, string> => {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return { ...Object.fromEntries(inherited), OMNITOWER_USER_DATA: userData }
}

async function startElectron(executablePath: string, userData: string): Promise<Desktop> {
  const root = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const options = { executablePath, args: [...root, '.'], env: environment(userData) }
  const application = await _electron.launch(options)
  const inMain: Desktop['inMain'] = (run, argument) => application.evaluate(run as never, argument)
  return {
    on: 'electron',
    page: await application.firstWindow(),
    inMain,
    killEngine: () =>
      inMain(({ app }) => {
        const engine = app.getAppMetrics().find((metric) => metric.name === 'Omnitower engine')
        if (engine) process.kill(engine.pid, 'SIGKILL')
      }),
    startSecond: async () => {
      const second = await _electron.launch(options).catch(() => undefined)
      return second ? second.process().exitCode : 0
    },
    quit: () => application.close(),
  }
}

async function startDouble(userData: string): Promise<Desktop> {
  const child = forkDouble(userData)
  const log: string[] = []
  child.stderr?.on('data', (chunk: Buffer) => log.push(chunk.toString('utf8')))
  const steer = steering(child, log)
  const endpoint = await steer<string>('(electron) => electron.debuggingUrl()')
  const browser = await chromium.connectOverCDP(endpoint)
  const context = browser.contexts()[0]
  const page = context?.pages()[0] ?? (await context?.waitForEvent('page'))
  if (!page) throw new Error(`The double opened no page.\n${log.join('')}`)
  return {
    on: 'double',
    page,
    inMain: (run, argument) => steer(run.toString(), argument),
    killEngine: () => steer('(electron) => electron.endEngine()'),
    startSecond: () => exitOf(forkDouble(userData)),
    async quit() {
      const ended = exitOf(child)
      await steer('({ app }) => app.quit()').catch(() => {})
      await ended
    },
  }
}

function forkDouble(userData: string): ChildProcess {
  return fork(join(import.meta.dirname, 'double/launch.ts'), [], {
    cwd: join(import.meta.dirname, '../..'),
    env: environment(userData),
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

function steering(child: ChildProcess, log: string[]) {
  let lastId = 0
  return <Result>(source: string, argument?: unknown): Promise<Result> =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      const hear = (message: unknown) => {
        const answer = message as Steered
        if (answer.id !== id) return
        leave()
        if (answer.error) reject(new Error(answer.error))
        else resolve(answer.value as Result)
      }
      const ended = () => {
        leave()
        reject(new Error(`The application ended.\n${log.join('')}`))
      }
      const leave = () => {
        child.off('message', hear)
        child.off('exit', ended)
      }
      child.on('message', hear)
      child.on('exit', ended)
      child.send({ id, source, argument } satisfies Steering)
    })
}

function exitOf(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => child.once('exit', resolve))
}
