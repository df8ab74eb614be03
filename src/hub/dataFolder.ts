/** Owns where data lies: the data folder, the sample network's folder within it, the project's own resources. */
import { existsSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

export type Network = 'own' | 'sample'

/** The platform's application data folder for Omnitower, unless another is named. */
export function dataFolder(named: string | undefined): string {
  if (named !== undefined) return resolve(named)
  if (process.platform === 'darwin') return join(homedir(), 'Library/Application Support/Omnitower')
  if (process.platform === 'win32') {
    return join(process.env['APPDATA'] ?? join(homedir(), 'AppData/Roaming'), 'Omnitower')
  }
  return join(process.env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'omnitower')
}

/** The folder of one network's ledger: the sample network never shares one with real data. */
export function networkFolder(data: string, network: Network): string {
  return network === 'sample' ? join(data, 'sample') : data
}

/** Makes the folder where it is missing, for its owner only. */
export function makeFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** The project's root, found from the source in a checkout and from the built hub alike. */
export const ROOT = rootAbove(import.meta.dirname)

function rootAbove(folder: string): string {
  const above = dirname(folder)
  const isRoot = existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'resources'))
  return isRoot || above === folder ? folder : rootAbove(above)
}

/** Entry of the ledger's threads in the built hub; undefined in a checkout, where the source is the entry. */
export const LEDGER_THREAD = import.meta.filename.endsWith('.ts')
  ? undefined
  : pathToFileURL(join(ROOT, 'out/hub/ledgerThread.js'))

export const RESOURCES = join(ROOT, 'resources')

/** The built screens, or null where they are not built. */
export function rendererFolder(): string | null {
  const folder = join(ROOT, 'out/renderer')
  return existsSync(join(folder, 'index.html')) ? folder : null
}
