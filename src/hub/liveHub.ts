/** Owns how a command speaks to the hub that has its data folder open: HTTP and the API with the operator's token. */
import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { WebSocket } from 'ws'
import type { ServerFrame } from '../shared/wire.ts'
import { TowerError } from '../shared/errors.ts'
import { lockHolder, type LockContent } from '../core/lockFile.ts'

/** The hub that has the folder open and listens, or null. */
export function liveHub(folder: string): LiveHub | null {
  const holder = lockHolder(folder)
  return holder?.address ? { ...holder, address: reachable(holder.address) } : null
}

export type LiveHub = LockContent & { address: string }

export interface HubAnswer {
  status: number
  headers: IncomingMessage['headers']
  text: string
}

/** Sends one request with the operator's token. */
export function sendToHub(hub: LiveHub, method: string, path: string, body?: Uint8Array): Promise<HubAnswer> {
  const url = new URL(path, hub.address)
  const options: RequestOptions = {
    method,
    headers: {
      authorization: `Bearer ${hub.operatorToken}`,
      ...(body ? { 'content-length': body.length } : {}),
    },
  }
  return new Promise((resolve, reject) => {
    const taken = (answer: IncomingMessage) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    }
    const sent =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, ...trust(hub) }, taken)
        : httpRequest(url, options, taken)
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Makes one call of the contract. @throws TowerError as the engine throws it. */
export function callHub(
  hub: LiveHub,
  kind: 'query' | 'command',
  path: string,
  input: unknown,
): Promise<unknown> {
  const socket = new WebSocket(`${hub.address.replace(/^http/, 'ws')}/api/ws`, {
    headers: { authorization: `Bearer ${hub.operatorToken}` },
    ...trust(hub),
  })
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new TowerError('unavailable', 'The hub ended the connection.')))
    socket.once('open', () => socket.send(JSON.stringify({ kind, id: 1, path, input })))
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as ServerFrame
      if (frame.kind === 'answer') resolve(frame.output)
      else if (frame.kind === 'failure') {
        reject(new TowerError(frame.error.code, frame.error.message, frame.error.details))
      } else return
      socket.close()
    })
  })
}

/** The hub's own certificate is trusted, whatever name it is for: it lies in a file that only we may write. */
function trust(hub: LiveHub) {
  return hub.certificate === null ? {} : { ca: hub.certificate, checkServerIdentity: () => undefined }
}

/** An address that means all of the machine's is reached on its own. */
function reachable(address: string): string {
  return address.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')
}
