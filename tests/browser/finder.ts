/** Owns the search for a real Chromium: named, Playwright's, the system's, and where there is none, an installed one. */
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

export interface FoundBrowser {
  executablePath: string
  /** Where it was found, in words. */
  found: string
}

const SYSTEM_NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'chrome',
  'microsoft-edge',
]

/** Flags for a machine without a network; the sandbox is given up only where Chromium refuses it: as root. */
export function browserFlags(): string[] {
  const root = process.getuid?.() === 0
  return [
    ...(root ? ['--no-sandbox'] : []),
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ]
}

/** Looks for a browser; installs nothing. @throws where the environment names one that is not there. */
export function findBrowser(environment: NodeJS.ProcessEnv = process.env): FoundBrowser | undefined {
  for (const name of ['OMNITOWER_BROWSER', 'CHROME_PATH']) {
    const named = environment[name]
    if (!named) continue
    if (!isExecutable(named)) throw new Error(`${name} names ${named}, which cannot be run`)
    return { executablePath: named, found: `named by ${name}` }
  }
  const own = playwrightPath()
  if (own && isExecutable(own)) return { executablePath: own, found: "Playwright's own" }
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    for (const name of SYSTEM_NAMES) {
      const path = join(folder, name)
      if (folder && isExecutable(path)) return { executablePath: path, found: "the system's" }
    }
  }
  const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
  return isExecutable(mac) ? { executablePath: mac, found: "the system's" } : undefined
}

/**
 * Finds a browser or installs one: Debian's package as root, else Playwright's own.
 * @throws where none can be had, naming what was tried.
 */
export function findOrInstallBrowser(say: (line: string) => void): FoundBrowser {
  const found = findBrowser()
  if (found) return found
  const tried: string[] = []
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say("no browser found: installing Debian's chromium package")
    const done =
      run('apt-get', ['update', '-q'], tried) &&
      run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], tried)
    const installed = done ? findBrowser() : undefined
    if (installed) return { ...installed, found: "installed from Debian's package" }
  }
  say("no browser found: installing Playwright's own Chromium")
  const installed = run('npx', ['playwright', 'install', 'chromium'], tried) ? findBrowser() : undefined
  if (installed) return { ...installed, found: 'installed by Playwright' }
  throw new Error(
    `No Chromium was found and none could be installed (tried: ${tried.join('; ')}). ` +
      'Install Chromium or Chrome, or name one in OMNITOWER_BROWSER.',
  )
}

function run(command: string, values: string[], tried: string[]): boolean {
  const { status, stderr } = spawnSync(command, values, {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  const lastLine = (stderr ?? '').trim().split('\n').at(-1) ?? ''
  if (status !== 0) tried.push(`${command} ${values.join(' ')}: ${lastLine || `exit ${String(status)}`}`)
  return status === 0
}

function playwrightPath(): string | undefined {
  try {
    return chromium.executablePath()
  } catch {
    return undefined
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
