/** Owns how the sample network's warehouses get the tower's orders: a door for its webhooks, and the reading of a 940. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OrderedLine {
  line: string
  gtin: string
  units: number
}

/** What the tower wants a place to send: anew, as it is from now on, or not any more. */
export interface TransferOrder {
  transfer: string
  status: 'ordered' | 'changed' | 'cancelled'
  /** GLNs. */
  from: string
  to: string
  lines: OrderedLine[]
  /** It left before: only its receipt is still to come. */
  isOnTheRoad?: boolean
}

const STATUS: Readonly<Record<string, TransferOrder['status']>> = {
  N: 'ordered',
  R: 'changed',
  F: 'cancelled',
}
const GTIN_QUALIFIERS: ReadonlySet<string> = new Set(['UP', 'EN', 'UK'])

/** Reads the tower's own 940; undefined for anything else. */
export function readOrder(text: string): TransferOrder | undefined {
  if (!/~\s*ST\*940\*/.test(text)) return undefined
  const segments = text.split('~').map((segment) => segment.trim().split('*'))
  const [, code = '', transfer = ''] = segments.find(([name]) => name === 'W05') ?? []
  const status = STATUS[code]
  const party = (role: string) => segments.find(([name, own]) => name === 'N1' && own === role)?.[4] ?? ''
  const lines: OrderedLine[] = []
  for (const [name, first = '', second = '', , qualifier = '', id = ''] of segments) {
    if (name === 'W01' && GTIN_QUALIFIERS.has(qualifier))
      lines.push({ line: '', gtin: id.padStart(14, '0'), units: Number(first) })
    const last = lines.at(-1)
    if (name === 'N9' && first === 'LI' && last?.line === '') last.line = second
  }
  if (!status || transfer === '') return undefined
  return { transfer, status, from: party('SF'), to: party('ST'), lines }
}

export interface TransferDoor {
  /** `http://127.0.0.1:<port>/`. */
  address: string
  /** What its webhooks must be signed with: `whsec_…`. */
  secret: string
  /** Orders that came since the last call. */
  take(): TransferOrder[]
  close(): Promise<void>
}

const BODY_BYTES_MAX = 5_000_000

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > BODY_BYTES_MAX) throw new Error('too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

/** Opens a door on this machine alone. What is not signed by the tower is turned away; a second copy is taken once. */
export async function openTransferDoor(): Promise<TransferDoor> {
  const key = randomBytes(24)
  const orders: TransferOrder[] = []
  const seen = new Set<string>()
  const isSigned = (request: IncomingMessage, body: string) => {
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': given } = request.headers
    const right = Buffer.from(
      `v1,${createHmac('sha256', key)
        .update(`${String(id)}.${String(at)}.${body}`)
        .digest('base64')}`,
    )
    const own = Buffer.from(String(given))
    return own.length === right.length && timingSafeEqual(own, right)
  }
  const server = createServer((request, response) => {
    bodyOf(request)
      .then((body) => {
        if (!isSigned(request, body)) return response.writeHead(401).end()
        const id = String(request.headers['webhook-id'])
        const order = seen.has(id) ? undefined : readOrder(body)
        seen.add(id)
        if (order) orders.push(order)
        return response.writeHead(204).end()
      })
      .catch(() => response.writeHead(400).end())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    secret: `whsec_${key.toString('base64')}`,
    take: () => orders.splice(0),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
