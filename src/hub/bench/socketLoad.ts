/** Owns a sender's connection to a feed's WebSocket: documents out, answers matched by id. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { LoadTarget, SendDocument } from './load.ts'

export interface Line {
  send: SendDocument
  close(): void
}

interface Waiter {
  resolve(accepted: number): void
  reject(thrown: Error): void
}

export async function openSocketLine({ address, feed, key }: LoadTarget): Promise<Line> {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/feeds/${feed}/ws`, {
    headers: { authorization: `Bearer ${key}` },
    perMessageDeflate: false,
  })
  await once(socket, 'open')
  const waiting = new Map<string, Waiter>()
  const fail = (thrown: Error) => {
    for (const waiter of waiting.values()) waiter.reject(thrown)
    waiting.clear()
  }
  socket.on('message', (data: Buffer) => {
    const answer = JSON.parse(data.toString('utf8')) as { id: string; accepted?: number }
    const waiter = waiting.get(answer.id)
    waiting.delete(answer.id)
    if (answer.accepted === undefined) waiter?.reject(new Error(`not taken: ${data.toString('utf8')}`))
    else waiter?.resolve(answer.accepted)
  })
  socket.on('error', fail)
  socket.once('close', () => fail(new Error('the hub closed the socket')))
  return {
    send(document, serial) {
      const id = String(serial)
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        socket.send(Buffer.concat([Buffer.from(`{"id":"${id}"}\n`), document]), { binary: false })
      })
    },
    close: () => socket.terminate(),
  }
}
