/** Owns the double's `app`: readiness, paths, the single instance's lock, and the order of quitting. */
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What `app` needs of the windows; set by them, so that the two files do not import each other. */
export const windowsOfApp = { closeAll: () => true, endBrowser: async () => {} }

class Application extends EventEmitter {
  isPackaged = false
  sandboxed = false
  #paths = new Map<string, string>()
  #lockFile: string | undefined
  #quitting = false
  #ready = new Promise<void>((resolve) => {
    setImmediate(() => {
      this.emit('ready')
      resolve()
    })
  })

  whenReady = () => this.#ready
  isReady = () => true
  getName = () => 'omnitower'
  getVersion = () => '0.1.0'
  getAppPath = () => process.cwd()
  setPath = (name: string, path: string) => void this.#paths.set(name, path)
  enableSandbox = () => void (this.sandboxed = true)
  showAboutPanel() {}

  getPath(name: string): string {
    const path = this.#paths.get(name) ?? mkdtempSync(join(tmpdir(), `omnitower-${name}-`))
    mkdirSync(path, { recursive: true })
    this.#paths.set(name, path)
    return path
  }

  requestSingleInstanceLock(): boolean {
    const file = join(this.getPath('userData'), 'double.lock')
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
    } catch {
      process.kill(Number(readFileSync(file, 'utf8')), 'SIGUSR2')
      return false
    }
    this.#lockFile = file
    process.on('SIGUSR2', () => this.emit('second-instance', {}, [], process.cwd()))
    return true
  }

  quit(): void {
    setImmediate(() => void this.#quit())
  }

  exit(code = 0): void {
    if (this.#lockFile) rmSync(this.#lockFile, { force: true })
    process.exit(code)
  }

  isQuitting = () => this.#quitting

  async #quit(): Promise<void> {
    if (stopped((event) => this.emit('before-quit', event))) return
    this.#quitting = true
    if (!windowsOfApp.closeAll() || stopped((event) => this.emit('will-quit', event))) {
      this.#quitting = false
      return
    }
    this.emit('quit', {}, 0)
    await windowsOfApp.endBrowser()
    this.exit(0)
  }
}

/** Emits with an event that can be prevented. */
export function stopped(emit: (event: { preventDefault(): void }) => void): boolean {
  let prevented = false
  emit({ preventDefault: () => void (prevented = true) })
  return prevented
}

export const app = new Application()
