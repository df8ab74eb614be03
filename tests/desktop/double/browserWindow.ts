/** Owns the double's windows: each a page of the one Chromium, with a window's bounds and events. */
import { EventEmitter } from 'node:events'
import { app, stopped, windowsOfApp } from './application.ts'
import { endBrowser, newPage } from './browser.ts'
import { WebContents } from './webContents.ts'

interface Options {
  x?: number
  y?: number
  width?: number
  height?: number
  webPreferences?: {
    preload?: string
    sandbox?: boolean
    contextIsolation?: boolean
    nodeIntegration?: boolean
    webviewTag?: boolean
  }
}

const windows = new Set<BrowserWindow>()
let lastId = 0

export class BrowserWindow extends EventEmitter {
  static getAllWindows = () => [...windows]
  static getFocusedWindow = () => [...windows].find((window) => window.isFocused()) ?? null
  static fromWebContents = (contents: WebContents) =>
    [...windows].find((window) => window.webContents === contents) ?? null

  readonly id = ++lastId
  readonly webContents: WebContents
  #bounds: { x: number; y: number; width: number; height: number }
  #visible = false
  #maximized = false
  #minimized = false
  #focused = false
  #destroyed = false

  constructor(options: Options = {}) {
    super()
    const { preload, sandbox, contextIsolation, nodeIntegration, webviewTag } = options.webPreferences ?? {}
    if (sandbox === false || contextIsolation === false || nodeIntegration || webviewTag) {
      throw new Error('The double refuses a window that is not confined')
    }
    this.#bounds = { x: 0, y: 0, width: 800, height: 600, ...pick(options) }
    this.webContents = new WebContents(newPage(this.#bounds.width, this.#bounds.height), preload)
    windows.add(this)
  }

  async loadURL(url: string): Promise<void> {
    await this.webContents.load(url)
    this.emit('ready-to-show')
  }

  show(): void {
    this.#visible = true
    this.focus()
    this.emit('show')
  }
  focus(): void {
    for (const window of windows) window.#focused = window === this
  }
  minimize = () => void (this.#minimized = true)
  restore = () => void (this.#minimized = false)
  maximize = () => void (this.#maximized = true)
  isVisible = () => this.#visible
  isFocused = () => this.#focused
  isMaximized = () => this.#maximized
  isMinimized = () => this.#minimized
  isDestroyed = () => this.#destroyed
  getBounds = () => this.#bounds
  getNormalBounds = () => this.#bounds
  setBounds = (bounds: Options) => void (this.#bounds = { ...this.#bounds, ...pick(bounds) })

  /** Returns whether it closed. */
  close(): boolean {
    if (this.#destroyed) return true
    if (stopped((event) => this.emit('close', event))) return false
    this.destroy()
    return true
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this)
    this.webContents.destroy()
    this.emit('closed')
    if (windows.size === 0 && !app.isQuitting()) app.emit('window-all-closed')
  }
}

function pick({ x, y, width, height }: Options) {
  const given = Object.entries({ x, y, width, height }).filter(([, value]) => value !== undefined)
  return Object.fromEntries(given) as Partial<{ x: number; y: number; width: number; height: number }>
}

windowsOfApp.closeAll = () => [...windows].every((window) => window.close())
windowsOfApp.endBrowser = endBrowser
