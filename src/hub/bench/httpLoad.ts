/** Owns a sender's HTTP connections to `/capture`, kept alive. */
import { Agent, request, type IncomingMessage } from 'node:http'
import type { LoadTarget } from './load.ts'
import type { Line } from './socketLoad.ts'

/** @param eventsPerDocument what a document counts for once it was taken: the answer to a capture tells no number */
export function openHttpLine(
  { address, key }: LoadTarget,
  connections: number,
  eventsPerDocument: number,
): Line {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const url = new URL('/capture', address)
  return {
    send: (document) =>
      new Promise((resolve, reject) => {
        const headers = {
          authorization: `Bearer ${key}`,
          'content-type': 'application/ld+json',
          'content-length': document.length,
          'gs1-epcis-version': '2.0.0',
        }
        const taken = (answer: IncomingMessage) => {
          answer.resume()
          answer.once('error', reject)
          answer.once('end', () => {
            if (answer.statusCode === 202) resolve(eventsPerDocument)
            else reject(new Error(`not taken: ${answer.statusCode}`))
          })
        }
        request(url, { method: 'POST', agent, headers }, taken).once('error', reject).end(document)
      }),
    close: () => agent.destroy(),
  }
}
