/** Owns `npm start`: the desktop application where it can be shown, else the hub with the sample network. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')
const electronFolder = join(root, 'node_modules/electron')
/** A download that has not ended by then is given up; the hub takes its place. */
const INSTALL_WITHIN_MS = Number(process.env['OMNITOWER_ELECTRON_WAIT_MS'] ?? 60_000)

const reason = whyNoWindow()
if (reason === undefined) {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  run(electronPath() ?? '', asRoot ? ['--no-sandbox', '.'] : ['.'])
} else {
  process.stdout.write(`Omnitower runs in the browser: ${reason}.\n`)
  run(process.execPath, [join(root, 'src/hub/tower.ts'), 'serve', '--demo'])
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

/** Runs the host in this one's place: its output, its signals, its exit code. */
function run(command: string, values: string[]): void {
  const child = spawn(command, values, { cwd: root, stdio: 'inherit' })
  child.on('error', (thrown) => {
    process.stderr.write(`${thrown.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code) => (process.exitCode = code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
}
