/** Owns the pipe of a browser: one WebSocket to the hub that served the page. */
import { readFrame, type Pipe } from './pipe.ts'

/** The address of the contract's WebSocket beside a page's own. */
export function webSocketAddress(page: { protocol: string; host: string }): string {
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api/ws`
}

export function webSocketPipe(address: string): Pipe {
  return {
    open(events) {
      const socket = new WebSocket(address)
      let closed = false
      const close = () => {
        if (closed) return
        closed = true
        events.closed()
      }
      socket.addEventListener('message', (message) => {
        const frame = readFrame(message.data)
        if (frame && !closed) events.frame(frame)
      })
      socket.addEventListener('close', close)
      socket.addEventListener('error', close)
      return {
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame))
        },
        close: () => socket.close(),
      }
    },
  }
}
