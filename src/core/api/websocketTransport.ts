/** Owns the API over a WebSocket: one JSON frame a message. */
import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../shared/wire.ts'
import { rememberedJson } from '../../shared/writtenJson.ts'
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
        if (socket.readyState === socket.OPEN) sendFrame(socket, frame)
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

/** Answers and snapshots may be large and in part written before; what is, need not become a string again. */
function sendFrame(socket: WebSocket, frame: ServerFrame): void {
  const [value, head] =
    frame.kind === 'answer'
      ? [frame.output, `{"kind":"answer","id":${frame.id},"output":`]
      : frame.kind === 'snapshot'
        ? [frame.value, `{"kind":"snapshot","id":${frame.id},"position":${frame.position},"value":`]
        : [undefined, '']
  const written = rememberedJson(value)
  if (written) socket.send(Buffer.concat([Buffer.from(head), ...written, CLOSE]), { binary: false })
  else socket.send(JSON.stringify(frame))
}

const CLOSE = Buffer.from('}')

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
