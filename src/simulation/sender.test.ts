/** Proves that a message is sent until it is acknowledged, in the way that its feed asks for. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { easypostSignature } from './easypostText.ts'
import type { Message } from './message.ts'
import { simulateTo } from './remote.ts'
import { sampleFeeds } from './sampleFeeds.ts'
import { createSender } from './sender.ts'

interface Seen {
  method: string | undefined
  url: string
  headers: IncomingMessage['headers']
  body: string
}
type Answer = (response: ServerResponse, request: Seen, index: number) => void

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
  server = undefined
})

async function hub(answer: Answer): Promise<{ address: string; seen: Seen[] }> {
  const seen: Seen[] = []
  server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { method, headers, url = '' } = request
      const one = { method, headers, url, body: Buffer.concat(chunks).toString() }
      seen.push(one)
      answer(response, one, seen.length - 1)
    })
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end()
const keys = Object.fromEntries(sampleFeeds().map(({ feed }) => [feed, `key-of-${feed}`]))
const epcis: Message = { feed: 'dcs', format: 'epcis', name: 'a.json', body: '{"a":1}', records: 1, at: 0 }

describe('sending', () => {
  it('goes to the capture interface with the bearer key', async () => {
    const { address, seen } = await hub(status(202))
    expect(await createSender({ address, keys })(epcis)).toEqual({ outcome: 'acknowledged' })
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/capture', body: '{"a":1}' })
    expect(seen[0]!.headers['authorization']).toBe('Bearer key-of-dcs')
    expect(seen[0]!.headers['content-type']).toBe('application/ld+json')
  })

  it('goes to the feed with its mapping, or signed', async () => {
    const { address, seen } = await hub(status(200))
    const send = createSender({ address, keys })
    await send({ ...epcis, feed: 'master-data', format: 'csv', mapping: 'skus', name: 'skus-001.csv' })
    await send({ ...epcis, feed: 'trackers', format: 'easypost' })
    expect(seen[0]!.url).toBe('/feeds/master-data?name=skus-001.csv&mapping=skus')
    expect(seen[1]!.url).toBe('/feeds/trackers?name=a.json')
    expect(seen[1]!.headers['authorization']).toBeUndefined()
    expect(seen[1]!.headers['x-hmac-signature']).toBe(easypostSignature('key-of-trackers', '{"a":1}'))
  })

  it('is repeated after 429, 503 and a lost connection, and waits as long as it is told', async () => {
    const { address, seen } = await hub((response, _request, index) => {
      if (index === 0) status(429, { 'retry-after': '0.05' })(response)
      else if (index === 1) status(503, { 'retry-after': '0' })(response)
      else if (index === 2) response.destroy()
      else status(202)(response)
    })
    const waits: number[] = []
    const send = createSender({ address, keys, onRetry: (_message, _reason, waitMs) => waits.push(waitMs) })
    expect(await send(epcis)).toEqual({ outcome: 'acknowledged' })
    expect(seen.map(({ body }) => body)).toEqual(Array(4).fill('{"a":1}'))
    expect(waits.slice(0, 2)).toEqual([50, 0])
  })

  it('is not repeated after a refusal', async () => {
    const { address, seen } = await hub(status(401))
    expect(await createSender({ address, keys })(epcis)).toMatchObject({ outcome: 'refused', status: 401 })
    expect(seen).toHaveLength(1)
  })

  it('stops when it is told to, and names a missing key', async () => {
    const { address } = await hub(status(503, { 'retry-after': '60' }))
    const abort = new AbortController()
    const sending = createSender({ address, keys, signal: abort.signal, onRetry: () => abort.abort() })(epcis)
    await expect(sending).rejects.toThrow()
    await expect(createSender({ address, keys: {} })(epcis)).rejects.toThrow('no key for the feed dcs')
  })
})

describe('a run sent to a hub', () => {
  it('arrives whole although the hub is busy now and then', async () => {
    const taken = new Map<string, number>()
    const { address } = await hub((response, { url, headers, body }, index) => {
      if (index % 7 === 3) return status(429, { 'retry-after': '0' })(response)
      const feed =
        url === '/capture'
          ? String(headers.authorization).slice('Bearer key-of-'.length)
          : url.split(/[/?]/)[2]!
      const records = url === '/capture' ? JSON.parse(body).epcisBody.eventList.length : 0
      taken.set(feed, (taken.get(feed) ?? 0) + records)
      status(202)(response)
    })
    const report = await simulateTo({ seed: 4, stores: 6, dcs: 1, days: 1, url: address, keys, rate: 0.5 })
    expect(report.refused).toBe(0)
    expect(report.acknowledged).toBe(
      Object.values(report.counts).reduce((sum, { messages }) => sum + messages, 0),
    )
    for (const [feed, { records }] of Object.entries(report.counts)) {
      if (feed.startsWith('stores-') || feed === 'dcs') expect(taken.get(feed)).toBe(records)
      else expect(taken.has(feed)).toBe(true)
    }
  })
})
