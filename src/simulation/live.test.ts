/** Proves that the sample network opens, lives and stops, over sockets and without them. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { silentLogger, systemClock } from '../core/platform.ts'
import { startSampleNetwork, type SampleNetwork } from './live.ts'
import { sampleFeeds } from './sampleFeeds.ts'

const keys = Object.fromEntries(sampleFeeds().map(({ feed }) => [feed, `key-of-${feed}`]))

interface FakeHub {
  server: Server
  address: string
  /** Bodies by `http` or `socket` and feed or path. */
  taken: Map<string, string[]>
}

let hub: FakeHub | undefined
let network: SampleNetwork | undefined
afterEach(async () => {
  await network?.stop()
  hub?.server.closeAllConnections()
  hub?.server.close()
})

async function startHub(withSockets: boolean): Promise<FakeHub> {
  const taken = new Map<string, string[]>()
  const take = (line: string, body: string) => taken.set(line, [...(taken.get(line) ?? []), body])
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      take(`http ${request.url?.split('?')[0]}`, Buffer.concat(chunks).toString())
      response.writeHead(202).end()
    })
  })
  if (withSockets) {
    const sockets = new WebSocketServer({ server })
    let refusals = 0
    sockets.on('connection', (socket, request) => {
      socket.on('message', (data) => {
        const text = String(data)
        const { id } = JSON.parse(text.slice(0, text.indexOf('\n')))
        // The first message is turned away once: the sender has to bring it again.
        if (refusals++ === 0) {
          socket.send(JSON.stringify({ id, error: { code: 'busy', message: 'later', retryable: true } }))
          return
        }
        take(`socket ${request.url} ${request.headers.authorization}`, text.slice(text.indexOf('\n') + 1))
        socket.send(
          JSON.stringify({ id, received: 1, accepted: 1, duplicates: 0, quarantined: 0, position: 1 }),
        )
      })
    })
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, taken, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const eventsOf = (bodies: string[] | undefined): { bizStep: string; eventTime: string }[] =>
  (bodies ?? []).flatMap((body) => JSON.parse(body).epcisBody.eventList)

describe('the sample network', () => {
  it('opens with counts, tells its history, lives in real time, and stops', async () => {
    hub = await startHub(true)
    const { address, taken } = hub
    const startedAt = Date.now()
    let openRequests = 0
    const counted = (url: string, init: RequestInit) => {
      openRequests++
      return fetch(url, init).finally(() => openRequests--)
    }
    network = startSampleNetwork({
      address,
      keys,
      seed: 2,
      clock: systemClock,
      logger: silentLogger,
      stores: 8,
      dcs: 1,
      historyDays: 0.5,
      salesPerSecond: 40,
      fetch: counted,
    })
    await network.opened
    const line = 'socket /feeds/stores-west/ws Bearer key-of-stores-west'
    expect(eventsOf(taken.get(line)).some(({ bizStep }) => bizStep === 'stock_taking')).toBe(true)
    expect(eventsOf(taken.get('http /capture'))[0]?.bizStep).toBe('stock_taking')
    expect(taken.get('http /feeds/master-data')?.length).toBeGreaterThanOrEqual(4)
    await vi.waitFor(() => expect(network!.stage()).toBe('live'), { timeout: 20_000 })
    await vi.waitFor(
      () => {
        const latest = eventsOf(taken.get(line)).map(({ eventTime }) => Date.parse(eventTime))
        expect(Math.max(...latest)).toBeGreaterThan(startedAt - 1_000)
      },
      { timeout: 20_000 },
    )
    await network.stop()
    expect(network.stage()).toBe('stopped')
    expect(openRequests).toBe(0)
  })

  it('speaks HTTP where the hub opens no sockets', async () => {
    hub = await startHub(false)
    network = startSampleNetwork({
      address: hub.address,
      keys,
      seed: 2,
      clock: systemClock,
      logger: silentLogger,
      stores: 4,
      dcs: 1,
      historyDays: 0,
    })
    await network.opened
    expect(eventsOf(hub.taken.get('http /capture'))).toHaveLength(5)
  })
})
