/** Owns the API over a WebSocket: one JSON frame a message. */
import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../shared/wire.ts'
import { jsonOf } from '../../shared/writtenJson.ts'
import type { Logger } from '../platform.ts'
import type { Api, Caller } from './api.ts'
import { openConnection, type ConnectionLimits } from './connection.ts'

/** Serves an open socket, whose origin and caller were checked, until either side closes it. */
export function serveApiSocket(
  socket: WebSocket,
  api: Api,
  caller: Caller,
  logger: Logger,
  limits?: ConnectionLimits,
): void {
  const connection = openConnection(
    api,
    caller,
    {
      send(frame) {
        if (socket.readyState === socket.OPEN) socket.send(frameText(frame))
      },
      bufferedBytes: () => socket.bufferedAmount,
      end: (reason) => socket.close(1008, reason),
    },
    logger,
    limits,
  )
  socket.on('message', (data, isBinary) => connection.receive(isBinary ? undefined : parse(String(data))))
  socket.on('error', (error) => logger.debug('A renderer’s socket failed', { error: error.message }))
  socket.once('close', () => connection.close())
}

/** Answers and snapshots may be large and in part written before. */
function frameText(frame: ServerFrame): string {
  if (frame.kind === 'answer') return `{"kind":"answer","id":${frame.id},"output":${jsonOf(frame.output)}}`
  if (frame.kind !== 'snapshot') return JSON.stringify(frame)
  return `{"kind":"snapshot","id":${frame.id},"position":${frame.position},"value":${jsonOf(frame.value)}}`
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
