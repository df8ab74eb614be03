/** Owns what runs in the page before any of its scripts: the sandboxed preload's surroundings, rebuilt on one binding. */

/** The binding's answer. `json` is undefined where the value is. */
export interface BindingAnswer {
  error?: string
  json?: string
}
type Binding = (kind: string, json: string) => Promise<BindingAnswer>
type Listener = (event: { sender: unknown; ports: MessagePort[] }, ...rest: unknown[]) => void
type Preload = (
  require: (name: string) => unknown,
  module: { exports: object },
  exports: object,
  process: object,
) => void

/** Sent to the page by the host; ports are named by their ids. */
export interface Delivery {
  kind: 'message' | 'port' | 'closePort'
  channel?: string
  values?: unknown[]
  portIds?: number[]
  portId?: number
  data?: unknown
}

/** Stands alone: its source text is what goes into the page, with the preload's own text as a function beside it. */
export function pageRuntime(platform: string, preload: Preload): void {
  if (window !== window.top) return
  const call = (kind: string, value: unknown) =>
    (Reflect.get(window, '__electronDouble') as Binding)(kind, JSON.stringify(value))
  const listeners = new Map<string, Set<Listener>>()
  const ports = new Map<number, MessagePort>()

  const ipcRenderer = {
    async invoke(channel: string, ...values: unknown[]) {
      const answer = await call('invoke', { channel, values })
      if (answer.error) throw new Error(`Error invoking remote method '${channel}': ${answer.error}`)
      return answer.json === undefined ? undefined : (JSON.parse(answer.json) as unknown)
    },
    send(channel: string, ...values: unknown[]) {
      void call('send', { channel, values })
    },
    on(channel: string, listener: Listener) {
      const known = listeners.get(channel) ?? new Set()
      listeners.set(channel, known.add(listener))
      return ipcRenderer
    },
    removeListener(channel: string, listener: Listener) {
      listeners.get(channel)?.delete(listener)
      return ipcRenderer
    },
  }

  const receivePort = (portId: number) => {
    const { port1, port2 } = new MessageChannel()
    ports.set(portId, port2)
    port2.addEventListener('message', (event) => void call('port', { portId, data: event.data as unknown }))
    port2.start()
    handed.push(portId)
    return port1
  }

  // Electron tells a port that its other end closed; plain Chromium does not. A port becomes a new object when the
  // preload posts it to the page, so it is caught there: this listener is older than any of the page's.
  const handed: number[] = []
  const inPage = new Map<number, MessagePort>()
  window.addEventListener('message', (event) => {
    for (const port of event.source === window ? event.ports : []) {
      const portId = handed.shift()
      if (portId === undefined) return
      inPage.set(portId, port)
      port.close = () => {
        MessagePort.prototype.close.call(port)
        void call('closePort', { portId })
      }
    }
  })

  Reflect.set(window, '__electronDoubleDeliver', (delivery: Delivery) => {
    if (delivery.kind === 'message') {
      const event = { sender: ipcRenderer, ports: (delivery.portIds ?? []).map(receivePort) }
      for (const listener of listeners.get(delivery.channel ?? '') ?? []) {
        listener(event, ...(delivery.values ?? []))
      }
    } else if (delivery.kind === 'port') ports.get(delivery.portId ?? 0)?.postMessage(delivery.data)
    else {
      ports.get(delivery.portId ?? 0)?.close()
      inPage.get(delivery.portId ?? 0)?.dispatchEvent(new Event('close'))
    }
  })

  const freeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
      for (const inner of Object.values(value)) freeze(inner)
      Object.freeze(value)
    }
    return value
  }
  const contextBridge = {
    exposeInMainWorld(name: string, value: unknown) {
      Object.defineProperty(window, name, { value: freeze(value), writable: false, configurable: false })
    },
  }

  const ask = async (permission: string) => (await call('permission', { permission })).json === 'true'
  navigator.geolocation.getCurrentPosition = async (done, failed) => {
    if (await ask('geolocation')) done({} as GeolocationPosition)
    else failed?.({ code: 1, message: 'User denied Geolocation' } as GeolocationPositionError)
  }
  Notification.requestPermission = async () => ((await ask('notifications')) ? 'granted' : 'denied')
  window.open = (url) => {
    void call('open', { url: new URL(String(url ?? ''), location.href).href })
    return null
  }
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[target="_blank"]') : null
    if (!(link instanceof HTMLAnchorElement)) return
    event.preventDefault()
    void call('open', { url: link.href })
  })

  const module = { exports: {} }
  const require = (name: string) => {
    if (name === 'electron') return { contextBridge, ipcRenderer }
    throw new Error(`module not found: ${name}`)
  }
  preload(require, module, module.exports, { platform, contextIsolated: true, sandboxed: true, env: {} })
}
