/** Owns the pipe of the desktop app: a message port that the preload hands over on request. */
import type { DesktopBridge, PageChannel } from '../../shared/bridge.ts'
import { readFrame, type Pipe, type PipeConnection } from './pipe.ts'

declare global {
  interface Window {
    omnitower?: DesktopBridge
  }
}

const PORT_MESSAGE: PageChannel = 'omnitower:port'
const PORT_WAIT_MS = 10_000

export function messagePortPipe(bridge: DesktopBridge, host: Window): Pipe {
  return {
    open(events): PipeConnection {
      let port: MessagePort | undefined
      let closed = false
      const close = () => {
        if (closed) return
        closed = true
        clearTimeout(deadline)
        host.removeEventListener('message', receivePort)
        port?.close()
        events.closed()
      }
      const receivePort = (message: MessageEvent) => {
        const [received] = message.ports
        // Only this window itself, where the preload speaks, may hand a port over.
        if (message.source !== host || message.data !== PORT_MESSAGE || !received || port) return
        clearTimeout(deadline)
        host.removeEventListener('message', receivePort)
        port = received
        port.addEventListener('message', (incoming) => {
          const frame = readFrame(incoming.data)
          if (frame && !closed) events.frame(frame)
        })
        port.addEventListener('close', close)
        port.start()
      }
      const deadline = setTimeout(close, PORT_WAIT_MS)
      host.addEventListener('message', receivePort)
      bridge.requestPort()
      return { send: (frame) => port?.postMessage(frame), close }
    },
  }
}
