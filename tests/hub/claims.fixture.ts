/** Owns clients that claim units of a hub: channels over HTTP with a feed's key, people over a WebSocket. */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import type { ServerFrame } from '../../src/shared/wire.ts'
import type { ClaimGrant } from '../../src/shared/readModels/claims.ts'
import type { LiveHub } from '../../src/hub/liveHub.ts'

export const LOCATION = 'gln:9506000134352'
export const SKU = 'gtin:09506000134369'

/** What became of one claim; null where the hub was gone before it answered. */
export type Outcome = { granted: ClaimGrant } | { denied: number; availableUnits: unknown } | null

export interface Wanted {
  key: string
  order: string
}

const content = ({ order }: Wanted) => ({ order, sku: SKU, location: LOCATION, units: 1, kind: 'firm' })

/** One request over HTTP. */
export function post(
  address: string,
  path: string,
  key: string,
  body: unknown,
  more: Record<string, string> = {},
): Promise<Response> {
  return fetch(`${address}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...more },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
}

/** Claims one unit after another over HTTP. */
export async function claimOverHttp(
  hub: LiveHub,
  feedKey: string,
  wanted: readonly Wanted[],
  settled: (key: string, outcome: Outcome) => void,
): Promise<void> {
  for (const one of wanted) {
    try {
      const answer = await post(hub.address, '/claims', feedKey, content(one), { 'idempotency-key': one.key })
      const body = (await answer.json()) as ClaimGrant & { availableUnits: unknown }
      settled(
        one.key,
        answer.status === 200
          ? { granted: body }
          : { denied: answer.status, availableUnits: body.availableUnits },
      )
    } catch {
      return settled(one.key, null)
    }
  }
}

/** Claims one unit after another over a WebSocket of the API. */
export async function claimOverSocket(
  hub: LiveHub,
  wanted: readonly Wanted[],
  settled: (key: string, outcome: Outcome) => void,
): Promise<void> {
  const socket = new WebSocket(`${hub.address.replace(/^http/, 'ws')}/api/ws`, {
    headers: { authorization: `Bearer ${hub.operatorToken}` },
  })
  socket.on('error', () => {})
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const opened = once(socket, 'open').catch(() => null)
  await Promise.race([opened, closed])
  let next = 0
  const send = () => {
    const one = wanted[next]
    if (!one) return socket.close()
    const input = { claim: one.key, ...content(one) }
    socket.send(JSON.stringify({ kind: 'command', id: next + 1, path: 'claims.take', input }))
  }
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ServerFrame
    if (frame.kind !== 'answer' && frame.kind !== 'failure') return
    const key = wanted[next]?.key ?? ''
    if (frame.kind === 'answer') settled(key, { granted: frame.output as ClaimGrant })
    else
      settled(key, {
        denied: frame.error.code === 'conflict' ? 409 : 0,
        availableUnits: frame.error.details?.['availableUnits'],
      })
    next += 1
    send()
  })
  send()
  await closed
  const unanswered = wanted[next]
  if (unanswered) settled(unanswered.key, null)
}

/** A count of the position, as a CloudEvent. */
export function countedText(units: number, id = 'opening'): string {
  return JSON.stringify({
    specversion: '1.0',
    id,
    source: '/test',
    type: 'org.omnitower.StockCounted',
    time: '2026-03-01T10:00:00Z',
    datacontenttype: 'application/json',
    data: { sku: SKU, location: LOCATION, disposition: 'sellable', units },
  })
}
