/** Owns the API over a message port: Electron's `MessagePortMain` in the engine process, or Node's own. */
import type { Logger } from '../platform.ts'
import type { Api, Caller } from './api.ts'
import { openConnection, type ConnectionLimits } from './connection.ts'

/** What both ports have. Electron hands over an event with `data`, Node the message itself. */
export interface Port {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  on(event: 'close', listener: () => void): unknown
  start?(): void
  close(): void
}

/**
 * Serves a port until its other side closes it. A port does not tell what waits in it, so a slow renderer is not
 * noticed here; both ends live on one machine, and streams send at most a few frames a second.
 */
export function serveApiPort(
  port: Port,
  api: Api,
  caller: Caller,
  logger: Logger,
  limits?: ConnectionLimits,
): { close(): void } {
  const connection = openConnection(
    api,
    caller,
    {
      send: (frame) => port.postMessage(frame),
      bufferedBytes: () => 0,
      end: () => port.close(),
    },
    logger,
    limits,
  )
  port.on('message', (message) => connection.receive(frameOf(message)))
  port.on('close', () => connection.close())
  port.start?.()
  return {
    close() {
      connection.close()
      port.close()
    },
  }
}

function frameOf(message: unknown): unknown {
  const isEvent = typeof message === 'object' && message !== null && 'data' in message && !('kind' in message)
  return isEvent ? (message as { data: unknown }).data : message
}
