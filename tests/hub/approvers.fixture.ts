/** Owns people at a hub who ask for transfers and approve them: logged in, over HTTP or a WebSocket. */
import { once } from 'node:events'
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { WebSocket } from 'ws'
import { loginFile } from '../../src/hub/logins.ts'
import { contract, type InputOf, type OutputOf, type PathOf } from '../../src/shared/contract.ts'
import type { ServerFrame } from '../../src/shared/wire.ts'

export const PASSWORD = 'a long enough password'

export type Ask = <P extends PathOf<'query' | 'command'>>(path: P, input: InputOf<P>) => Promise<OutputOf<P>>

export interface Person {
  name: string
  ask: Ask
  close(): void
}

/** Logins with one password, so that only one hash has to be made. */
export async function addLogins(data: string, names: readonly (readonly [string, string])[]): Promise<void> {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  await loginFile(data).set('first', PASSWORD, 'administrator')
  const file = join(data, 'logins.json')
  const { first } = JSON.parse(readFileSync(file, 'utf8')) as { first: object }
  const all = Object.fromEntries(names.map(([name, role]) => [name, { ...first, role }]))
  writeFileSync(file, JSON.stringify({ first, ...all }), { mode: 0o600 })
}

/** Logs in and returns the cookie. Ten may come from one address a minute: each ten have one of their own. */
function logIn(address: string, name: string, place: number): Promise<string> {
  const { hostname, port } = new URL(address)
  const body = new URLSearchParams({ name, password: PASSWORD }).toString()
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        hostname,
        port,
        path: '/login',
        method: 'POST',
        localAddress: `127.0.1.${1 + Math.floor(place / 9)}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', host: new URL(address).host },
      },
      (answer) => {
        answer.resume()
        const [cookie] = answer.headers['set-cookie'] ?? []
        if (answer.statusCode === 303 && cookie) resolve(cookie.split(';', 1)[0] ?? '')
        else reject(new Error(`${name} could not log in: ${answer.statusCode}`))
      },
    )
    sent.on('error', reject)
    sent.end(body)
  })
}

/** What a command or a query over HTTP was answered; a refusal is thrown with its code. */
export async function post(
  address: string,
  path: string,
  input: unknown,
  headers: Record<string, string>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const answer = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof input === 'string' ? input : JSON.stringify(input),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

const kindOf = (path: string) => contract[path as keyof typeof contract].kind

const asking = (address: string, name: string, headers: Record<string, string>): Person => {
  const ask = async (path: string, input: unknown) => {
    const folder = kindOf(path) === 'command' ? 'commands' : 'queries'
    const { status, body } = await post(address, `/api/${folder}/${path}`, input, headers)
    if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(body)}`)
    return body
  }
  return { name, ask: ask as Ask, close() {} }
}

export const overHttp = async (address: string, name: string, place: number): Promise<Person> =>
  asking(address, name, { cookie: await logIn(address, name, place) })

/** Whoever holds the operator's token: nobody has to log in. */
export const byToken = (address: string, token: string): Person =>
  asking(address, 'operator', { authorization: `Bearer ${token}` })

export async function overSocket(address: string, name: string, place: number): Promise<Person> {
  const cookie = await logIn(address, name, place)
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/api/ws`, { headers: { cookie } })
  const waiting = new Map<number, { resolve(value: unknown): void; reject(thrown: Error): void }>()
  let last = 0
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ServerFrame
    if (frame.kind !== 'answer' && frame.kind !== 'failure') return
    const asked = waiting.get(frame.id)
    waiting.delete(frame.id)
    if (frame.kind === 'answer') asked?.resolve(frame.output)
    else asked?.reject(new Error(JSON.stringify(frame.error)))
  })
  const lost = () => {
    for (const { reject } of waiting.values()) reject(new Error('the socket was lost'))
    waiting.clear()
  }
  socket.on('error', lost)
  socket.on('close', lost)
  await once(socket, 'open')
  const ask = (path: string, input: unknown) =>
    new Promise((resolve, reject) => {
      const id = (last += 1)
      waiting.set(id, { resolve, reject })
      socket.send(JSON.stringify({ kind: kindOf(path), id, path, input }))
    })
  return { name, ask: ask as Ask, close: () => socket.close() }
}

/** Events as CloudEvents, dated now. */
export const cloudEvents = (events: readonly [id: string, type: string, data: object][]): Buffer =>
  Buffer.from(
    events
      .map(([id, type, data]) =>
        JSON.stringify({
          specversion: '1.0',
          id,
          source: '/test',
          type: `org.omnitower.${type}`,
          time: new Date().toISOString(),
          datacontenttype: 'application/json',
          data,
        }),
      )
      .join('\n'),
  )
