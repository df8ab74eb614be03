/** Owns the desktop application's composition: one instance, one confined window, one supervised engine. */
import { join } from 'node:path'
import { app, type BrowserWindow } from 'electron'
import { declareAppScheme } from './appProtocol.ts'
import { runApplication } from './application.ts'
import { focusWindow } from './mainWindow.ts'

let window: BrowserWindow | undefined

if (process.env['OMNITOWER_USER_DATA']) app.setPath('userData', process.env['OMNITOWER_USER_DATA'])

if (app.requestSingleInstanceLock()) {
  app.enableSandbox()
  declareAppScheme()
  app.on('second-instance', () => {
    if (window) focusWindow(window)
  })
  void runWhenReady()
} else {
  app.quit()
}

async function runWhenReady(): Promise<void> {
  await app.whenReady()
  runApplication({
    rendererDirectory: join(import.meta.dirname, '../renderer'),
    preload: join(import.meta.dirname, '../preload/index.cjs'),
    engineEntry: join(import.meta.dirname, 'engineProcess.js'),
    onWindow: (opened) => (window = opened),
  })
}
