/** Proves that a login counts on this machine too, and that its sessions and sockets end with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { loginFile, type LoginFile } from '../../src/hub/logins.ts'
import { OPERATOR_TOKEN, testServer, type TestServer } from './testServer.ts'

let folder: string
let logins: LoginFile
let test: TestServer

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tower-login-life-'))
  logins = loginFile(folder)
  await logins.set('ana', 'a long password', 'operator')
  test = await testServer({ heartbeatMs: 20 }, { logins })
})
afterEach(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

async function logIn(): Promise<{ cookie: string }> {
  const answer = await fetch(`${test.address}/login`, {
    method: 'POST',
    body: new URLSearchParams({ name: 'ana', password: 'a long password' }),
    redirect: 'manual',
  })
  expect(answer.status).toBe(303)
  const cookie = answer.headers.get('set-cookie') ?? ''
  // Without TLS no browser would send a secure cookie back to every loopback address.
  expect(cookie).toMatch(/^omnitower=.*HttpOnly; SameSite=Strict$/)
  return { cookie: cookie.split(';')[0] ?? '' }
}

/** Opens the API's socket: who the tower says is there, and the code that it closes with. */
function open(headers: Record<string, string>): Promise<{ hello: unknown; closed: Promise<number> }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${test.address.replace('http', 'ws')}/api/ws`, { headers })
    const closed = new Promise<number>((close) => socket.once('close', close))
    socket.once('message', (data) => resolve({ hello: JSON.parse(String(data)), closed }))
    socket.once('error', reject)
  })
}

const page = async (headers: Record<string, string>) =>
  (await fetch(`${test.address}/`, { headers, redirect: 'manual' })).status

it('asks for the login on loopback where there is one, in its role', async () => {
  expect(await page({})).toBe(303)
  await expect(open({})).rejects.toThrow('401')
  const session = await logIn()
  expect(await page(session)).not.toBe(303)
  expect((await open(session)).hello).toMatchObject({ actor: 'ana', role: 'operator' })
  // The machine's own commands, and feeds, have their own right.
  const token = { authorization: `Bearer ${OPERATOR_TOKEN}` }
  expect((await open(token)).hello).toMatchObject({ actor: 'tester', role: 'administrator' })
  expect((await test.post('/feeds/east', '{"id":"1"}')).status).toBe(200)
})

it('ends sessions and open sockets when a login is removed', async () => {
  const session = await logIn()
  const { closed } = await open(session)
  logins.remove('ana')
  expect(await closed).toBe(1008)
  expect(await page(session)).toBe(303)
  await expect(open(session)).rejects.toThrow('401')
})

it('gives a session the role that its login has now', async () => {
  const session = await logIn()
  const { closed } = await open(session)
  await logins.set('ana', 'another long password', 'viewer')
  expect(await closed).toBe(1008)
  expect((await open(session)).hello).toMatchObject({ actor: 'ana', role: 'viewer' })
})
