/** Owns the double's web contents: a Chromium page, the preload in it, and the checks on what it asks for. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Frame, Page, Route } from 'playwright-core'
import { app, stopped } from './application.ts'
import { type BindingAnswer, type Delivery, pageRuntime } from './pageRuntime.ts'
import { ipcMain } from './ipcMain.ts'
import { type MessagePortMain, nextPortId } from './ports.ts'
import { answerScheme, fromChromium, toChromium } from './schemes.ts'
import { defaultSession } from './session.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }
let lastId = 0

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly session = defaultSession
  readonly ready: Promise<Page>
  #page: Page | undefined
  #destroyed = false
  #openHandler: OpenHandler | undefined
  #ports = new Map<number, MessagePortMain>()
  /** The address that the application itself is loading: no navigation of the page's. */
  #loading: string | undefined

  constructor(page: Promise<Page>, preload: string | undefined) {
    super()
    this.ready = this.#prepare(page, preload)
    setImmediate(() => app.emit('web-contents-created', {}, this))
  }

  isDestroyed = () => this.#destroyed
  getURL = () => fromChromium(this.#page?.url() ?? '')
  setWindowOpenHandler = (handler: OpenHandler) => void (this.#openHandler = handler)

  send(channel: string, ...values: unknown[]): void {
    this.#deliver({ kind: 'message', channel, values: structuredClone(values) })
  }

  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    const portIds = transfer.map(() => nextPortId())
    this.#deliver({ kind: 'message', channel, values: [structuredClone(message)], portIds })
    transfer.forEach((port, at) => this.#move(port, portIds[at] ?? 0))
  }

  async load(url: string): Promise<void> {
    const page = await this.ready
    this.#loading = toChromium(url)
    await page.goto(this.#loading)
    this.#loading = undefined
    this.emit('did-finish-load')
  }

  destroy(): void {
    this.#destroyed = true
    this.#closePorts()
    void this.ready.then((page) => page.close()).catch(() => {})
  }

  async #prepare(opening: Promise<Page>, preload: string | undefined): Promise<Page> {
    const page = await opening
    this.#page = page
    await page.exposeBinding('__electronDouble', ({ frame }, kind: string, json: string) =>
      this.#answer(frame, kind, json),
    )
    if (preload) {
      const text = readFileSync(preload, 'utf8')
      const wrapped = `(require, module, exports, process) => {${text}\n}`
      const content = `(${pageRuntime.toString()})(${JSON.stringify(process.platform)}, ${wrapped})`
      await page.addInitScript({ content })
    }
    await page.route('**/*', (route) => this.#route(route))
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }))
    page.on('pageerror', (error) => process.stderr.write(`page error: ${error.message}\n`))
    page.on('console', (line) => {
      if (line.type() === 'error') process.stderr.write(`page console: ${line.text()}\n`)
    })
    return page
  }

  async #route(route: Route): Promise<void> {
    const request = route.request()
    const url = request.url()
    if (request.isNavigationRequest()) {
      const main = request.frame().parentFrame() === null
      const refused =
        url !== this.#loading &&
        stopped((event) => {
          const details = Object.assign(event, { url: fromChromium(url), isMainFrame: main })
          this.emit(main ? 'will-navigate' : 'will-frame-navigate', details)
        })
      if (refused) return route.abort('aborted')
      // The old document goes, and its ends of the ports with it.
      if (main) this.#closePorts()
    }
    const answer = await answerScheme(url, request.method())
    if (!answer) return route.continue()
    const body = Buffer.from(await answer.arrayBuffer())
    return route.fulfill({ status: answer.status, headers: Object.fromEntries(answer.headers), body })
  }

  async #answer(frame: Frame, kind: string, json: string): Promise<BindingAnswer> {
    const value = JSON.parse(json) as {
      channel: string
      values: unknown[]
      url: string
      permission: string
    } & {
      portId: number
      data: unknown
    }
    const url = fromChromium(frame.url())
    const event = {
      sender: this,
      senderFrame: { url, parent: frame.parentFrame() ? { url: this.getURL() } : null },
    }
    if (kind === 'send') ipcMain.emit(value.channel, event, ...value.values)
    else if (kind === 'invoke') return ipcMain.invoke(value.channel, event, value.values)
    else if (kind === 'open') this.#openHandler?.({ url: value.url })
    else if (kind === 'permission') {
      return { json: JSON.stringify(await defaultSession.ask(this, value.permission, url)) }
    } else if (kind === 'port') this.#ports.get(value.portId)?.postMessage(value.data)
    else {
      this.#ports.get(value.portId)?.close()
      this.#ports.delete(value.portId)
    }
    return {}
  }

  #move(port: MessagePortMain, portId: number): void {
    this.#ports.set(portId, port)
    port.moveTo({
      message: (data) => this.#deliver({ kind: 'port', portId, data }),
      close: () => this.#deliver({ kind: 'closePort', portId }),
    })
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }

  #deliver(delivery: Delivery): void {
    const hand = (given: Delivery) => {
      const deliver: unknown = Reflect.get(window, '__electronDoubleDeliver')
      if (typeof deliver === 'function') deliver(given)
    }
    // A page that is gone hears nothing, as in Electron.
    void this.ready.then((page) => page.evaluate(hand, delivery)).catch(() => {})
  }
}
