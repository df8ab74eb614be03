/** Owns the application's window: confined, remembered, shown when it has something to show. */
import { join } from 'node:path'
import { app, BrowserWindow, nativeTheme, screen } from 'electron'
import { placeWindow, readWindowState, SMALLEST, writeWindowState } from './windowState.ts'

export interface WindowOptions {
  url: string
  preload: string
  report(message: string, fields: Record<string, unknown>): void
}

/** Opens the window. It is shown after its first paint; a page that dies is loaded again. */
export function openMainWindow({ url, preload, report }: WindowOptions): BrowserWindow {
  const stateFile = join(app.getPath('userData'), 'window.json')
  const kept = readWindowState(stateFile)
  const window = new BrowserWindow({
    ...placeWindow(kept.bounds, workAreas()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title: 'Omnitower',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#141517' : '#ffffff',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      devTools: !app.isPackaged,
      spellcheck: false,
    },
  })
  if (kept.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    try {
      writeWindowState(stateFile, { bounds: window.getNormalBounds(), maximized: window.isMaximized() })
    } catch (thrown) {
      report('window state not kept', { cause: String(thrown) })
    }
  })
  window.webContents.on('render-process-gone', (_event, details) => {
    report('page died', { reason: details.reason })
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) load(window, url, report)
  })
  load(window, url, report)
  return window
}

/** Brings the window to the front, out of the dock if need be. */
export function focusWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}

/** The primary display's work area first. */
function workAreas() {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter((display) => display.id !== primary.id)
  return [primary, ...others].map((display) => display.workArea)
}

function load(window: BrowserWindow, url: string, report: WindowOptions['report']): void {
  window.loadURL(url).catch((thrown: unknown) => report('page not loaded', { url, cause: String(thrown) }))
}
