/** Owns the finding of a browser for the benchmark of the screen; it installs none. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

/** The browser named by OMNITOWER_BROWSER or CHROME_PATH, else the system's; null where there is none. */
export function findBrowser(environment: NodeJS.ProcessEnv): string | null {
  const named = environment['OMNITOWER_BROWSER'] ?? environment['CHROME_PATH']
  const folders = (environment['PATH'] ?? '').split(delimiter).filter(Boolean)
  const paths = named ? [named] : folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return paths.find(isExecutable) ?? null
}

/** Quiet on a closed network; the sandbox is given up only where Chromium refuses it: as root. */
export const browserFlags = (): string[] => [
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
