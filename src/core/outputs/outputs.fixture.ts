/** Owns what tests of outputs share: a change of an alert, a delivery of it, and a receiver that remembers what came. */
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { AlertChange, Delivery } from './output.ts'

export const AT = Date.UTC(2026, 2, 10, 12)

export const change = (over: Partial<AlertChange> = {}): AlertChange => ({
  type: 'AlertChanged',
  alert: 'stockout:aa:1',
  rule: 'stockout',
  subject: 'store\ntee',
  state: 'firing',
  severity: 'serious',
  since: AT - 60_000,
  dataAsOf: AT - 1_000,
  figure: 0,
  threshold: 0,
  labels: { location: 'store', sku: 'tee', 'odd label': 'x' },
  summary: 'Tee is sold out at Harbour Street',
  evidence: [],
  impact: { units: 4 },
  action: { text: 'Send units', link: '/what-if' },
  ...over,
})

export const delivery = (over: Partial<Delivery> = {}): Delivery => ({
  delivery: 7,
  told: 'firing',
  change: change(),
  queuedAt: AT,
  attempts: 0,
  ...over,
})

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A real HTTP server that answers as it is told and keeps what came. */
export async function openReceiver() {
  const received: Received[] = []
  let isLate = false
  let answer: { status: number; headers?: Record<string, string> } = { status: 204 }
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(parts).toString() })
      if (isLate) return
      response.writeHead(answer.status, answer.headers).end('an answer that nobody reads')
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    /** It takes what comes and does not answer. */
    answerLate() {
      isLate = true
    },
    answerWith(next: typeof answer) {
      answer = next
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
