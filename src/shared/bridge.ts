/** Owns what the desktop host hands to the page: the shape of `window.omnitower` and the closed list of its channels. */

/** What the host knows of the engine process. */
export interface EngineState {
  /** `failed`: it crashed and is started again at `retryAt`. */
  state: 'starting' | 'running' | 'failed' | 'stopped'
  network: 'own' | 'sample'
  /** Crashes since the engine last ran for a minute. */
  crashes: number
  /** When the next start is tried, milliseconds since 1970; null where none is due. */
  retryAt: number | null
  /** A sentence for a person; null where there is nothing to say. */
  detail: string | null
}

/** The page's only way to the desktop host. */
export interface DesktopBridge {
  kind: 'desktop'
  platform: string
  /** Asks for a port to the engine. It comes as a `message` event on the window: data `omnitower:port`, one port. */
  requestPort(): void
  /** Hears the present state at once, then each change. Returns the end of it. */
  onEngineState(listener: (state: EngineState) => void): () => void
}

/** Channels from the page's preload to the host. */
export type HostChannel = 'omnitower:request-port' | 'omnitower:request-engine-state'
/** Channels from the host to the page's preload; the first is also the data of the window's message event. */
export type PageChannel = 'omnitower:port' | 'omnitower:engine-state'
