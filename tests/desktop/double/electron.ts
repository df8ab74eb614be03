/** Owns the double of the `electron` module: what the application's main bundle imports, backed by Chromium and Node. */
import { app } from './application.ts'
import { BrowserWindow } from './browserWindow.ts'
import { ipcMain } from './ipcMain.ts'
import { MessageChannelMain, MessagePortMain } from './ports.ts'
import { protocol } from './schemes.ts'
import { session } from './session.ts'
import { dialog, Menu, nativeTheme, Notification, powerMonitor, safeStorage, screen, shell } from './small.ts'
import { utilityProcess } from './utilityProcess.ts'

export { app, BrowserWindow, ipcMain, MessageChannelMain, MessagePortMain, protocol, session }
export { dialog, Menu, nativeTheme, Notification, powerMonitor, safeStorage, screen, shell, utilityProcess }
const electron = {
  app,
  BrowserWindow,
  ipcMain,
  MessageChannelMain,
  MessagePortMain,
  protocol,
  session,
  dialog,
  Menu,
  nativeTheme,
  Notification,
  powerMonitor,
  safeStorage,
  screen,
  shell,
  utilityProcess,
}
export default electron
