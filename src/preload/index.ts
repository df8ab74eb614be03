/** Owns the one bridge between page and host: two messages out, two in, nothing else is reachable. */
import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge, EngineState, HostChannel, PageChannel } from '../shared/bridge.ts'

const send = (channel: HostChannel) => ipcRenderer.send(channel)
const portChannel: PageChannel = 'omnitower:port'
const stateChannel: PageChannel = 'omnitower:engine-state'

let lastState: EngineState | undefined
const listeners = new Set<(state: EngineState) => void>()

ipcRenderer.on(stateChannel, (_event, state: EngineState) => {
  lastState = state
  for (const listener of listeners) listener(state)
})

// A port cannot cross the context bridge; '/' keeps the message to this page's own origin.
ipcRenderer.on(portChannel, (event) => window.postMessage(portChannel, '/', [...event.ports]))

const bridge: DesktopBridge = {
  kind: 'desktop',
  platform: process.platform,
  requestPort: () => send('omnitower:request-port'),
  onEngineState(listener) {
    listeners.add(listener)
    if (lastState) listener(lastState)
    else send('omnitower:request-engine-state')
    return () => void listeners.delete(listener)
  },
}

contextBridge.exposeInMainWorld('omnitower', bridge)
