/** Owns the running application: the guards come up before the window, the engine beside it, and both go down in order. */
import { join } from 'node:path'
import { app, BrowserWindow, Menu, MessageChannelMain, powerMonitor, session, shell } from 'electron'
import type { MessagePortMain, WebContents } from 'electron'
import { tileOrigin } from '../shared/tileOrigins.ts'
import { serveAppScheme } from './appProtocol.ts'
import { answerChannels, sendEngineState, sendPort } from './channels.ts'
import { forkEngine } from './engineChild.ts'
import type { Network } from './engineMessages.ts'
import { superviseEngine, type EngineSupervisor } from './engineSupervisor.ts'
import { guardPages, guardSession } from './guards.ts'
import { canSeal, hostKey } from './hostVault.ts'
import { openMainWindow } from './mainWindow.ts'
import { menuTemplate } from './menu.ts'
import { noticeEngine } from './notices.ts'
import { APP_URL } from './origins.ts'
import { readNetwork, writeNetwork } from './settings.ts'

export interface ApplicationOptions {
  rendererDirectory: string
  preload: string
  engineEntry: string
  onWindow(window: BrowserWindow): void
}

/** Runs the application. Must be called when Electron is ready. */
export function runApplication(options: ApplicationOptions): void {
  const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  const trustedUrl = developmentUrl ?? APP_URL
  const guards = { trustedUrl, report, openExternal: (url: string) => shell.openExternal(url) }
  guardSession(session.defaultSession, guards)
  guardPages(guards)
  serveAppScheme(options.rendererDirectory, allowedTileOrigins())

  const engine = startEngine(options.engineEntry)
  answerChannels({
    trustedUrl,
    report,
    handlers: {
      'omnitower:request-port': (page) => engine.givePort(page),
      'omnitower:request-engine-state': (page) => sendEngineState(page, engine.state()),
    },
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu()))
  powerMonitor.on('resume', () => engine.resumed())

  const open = () => {
    const window = openMainWindow({ url: trustedUrl, preload: options.preload, report })
    const page = window.webContents
    window.on('closed', () => engine.forgetPage(page))
    options.onWindow(window)
  }
  open()
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) open()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  closeBeforeQuit(engine)
}

/** Origins that map tiles may come from, by the environment; what is no https origin is left out, and said. */
function allowedTileOrigins(): string[] {
  const named = (process.env['OMNITOWER_TILES'] ?? '').split(/\s+/).filter((text) => text !== '')
  return named.flatMap((text) => {
    const origin = tileOrigin(text)
    if (origin === null) report('no https origin, so no tiles from it', { text })
    return origin === null ? [] : [origin]
  })
}

function startEngine(entry: string): EngineSupervisor<WebContents> {
  const userData = app.getPath('userData')
  const settingsFile = join(userData, 'host.json')
  const engine = superviseEngine<MessagePortMain, WebContents>({
    fork(network: Network) {
      const vault = canSeal(process.platform) ? 'host' : 'file'
      const dataDirectory = join(userData, network)
      const engineArguments = { dataDirectory, network, vault, version: app.getVersion() } as const
      return forkEngine(entry, engineArguments, (line) => process.stderr.write(`${line}\n`))
    },
    makeChannel() {
      const { port1, port2 } = new MessageChannelMain()
      return { engineEnd: port1, pageEnd: port2 }
    },
    sendPort,
    onState(state) {
      for (const window of BrowserWindow.getAllWindows()) sendEngineState(window.webContents, state)
      noticeEngine(state)
      if (state.state === 'running') writeNetwork(settingsFile, state.network)
    },
    vaultKey: () => hostKey(join(userData, 'vault.sealed'), report),
    now: () => Date.now(),
    after(delayMs, action) {
      const timer = setTimeout(action, delayMs)
      return () => clearTimeout(timer)
    },
    report,
  })
  engine.start(readNetwork(settingsFile))
  return engine
}

/** The first quit waits for the engine's clean close, then quits again. */
function closeBeforeQuit(engine: EngineSupervisor<WebContents>): void {
  let closed = false
  app.on('will-quit', (event) => {
    if (closed) return
    event.preventDefault()
    void quitWhenStopped()
  })
  const quitWhenStopped = async () => {
    await engine.stop()
    closed = true
    app.quit()
  }
}

function menu() {
  return menuTemplate({
    platform: process.platform,
    packaged: app.isPackaged,
    showAbout: () => app.showAboutPanel(),
    openDataFolder: () => void shell.openPath(app.getPath('userData')),
    openStandards: () => void shell.openExternal('https://ref.gs1.org/standards/epcis/'),
  })
}

/** One JSON line to standard error: the host's log. */
function report(message: string, fields: Record<string, unknown>): void {
  process.stderr.write(
    `${JSON.stringify({ at: new Date().toISOString(), source: 'host', message, ...fields })}\n`,
  )
}
