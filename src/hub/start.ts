/** Owns `npm start`: the desktop application where it can be shown, else the hub with the sample network. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const electronFolder = join(root, 'node_modules/electron')
/** A download that has not ended by then is given up; the hub takes its place. */
const INSTALL_WITHIN_MS = Number(process.env['OMNITOWER_ELECTRON_WAIT_MS'] ?? 60_000)

/** A desktop application that fails sooner than this could not be shown at all: libraries or display are missing. */
const FAILED_AT_ONCE_MS = 10_000

const reason = whyNoWindow()
if (reason === undefined) runDesktop()
else runHub(reason)

function runDesktop(): void {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  const startedAt = performance.now()
  run(electronPath() ?? '', asRoot ? ['--no-sandbox', '.'] : ['.'], (code) => {
    const atOnce = performance.now() - startedAt < FAILED_AT_ONCE_MS
    if (code !== 0 && atOnce) runHub('Electron could not start')
    else process.exitCode = code
  })
}

function runHub(why: string): void {
  process.stdout.write(`Omnitower runs in the browser: ${why}.\n`)
  run(
    process.execPath,
    [join(root, 'src/hub/tower.ts'), 'serve', '--demo'],
    (code) => (process.exitCode = code),
  )
}

/** The reason in words, or undefined where the desktop application can be opened. */
function whyNoWindow(): string | undefined {
  const screenless =
    process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']
  if (screenless) return 'there is no display'
  if (!existsSync(join(root, 'out/main/index.js'))) return 'the desktop application is not built'
  if (electronPath()) return undefined
  const installer = join(electronFolder, 'install.js')
  if (!existsSync(installer)) return 'Electron is not installed'
  spawnSync(process.execPath, [installer], { cwd: root, stdio: 'ignore', timeout: INSTALL_WITHIN_MS })
  return electronPath() ? undefined : "Electron's program is not there and could not be downloaded"
}

/** Where Electron's program is unpacked, if it is. */
function electronPath(): string | undefined {
  const pathFile = join(electronFolder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const folder = process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(electronFolder, 'dist')
  const path = join(folder, name)
  return existsSync(path) ? path : undefined
}

/** Runs the host in this one's place: its output and its signals. `ended` hears its exit code, once. */
function run(command: string, values: string[], ended: (code: number) => void): void {
  const child = spawn(command, values, { cwd: root, stdio: 'inherit' })
  let over = false
  const once = (code: number) => {
    if (!over) ended(code)
    over = true
  }
  child.on('error', () => once(1))
  // Ended by a signal of ours is no failure.
  child.on('exit', (code, signal) => once(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
}
