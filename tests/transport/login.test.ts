/** Proves the login of a tower behind TLS: no screen, no API and no session without the right password. */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { loginFile } from '../../src/hub/logins.ts'
import { TEST_CERTIFICATE, TEST_KEY } from './testCertificate.ts'
import { testServer, type TestServer } from './testServer.ts'

let folder: string
let test: TestServer
const certificate = TEST_CERTIFICATE

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tower-login-'))
  const logins = loginFile(folder)
  await logins.set('ana', 'a long password', 'viewer')
  const tls = { certificate, key: TEST_KEY }
  test = await testServer({}, { host: '0.0.0.0', tls, logins })
})
afterAll(async () => {
  await test.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: NodeJS.Dict<string | string[]>
  body: string
}

function send(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = new URL(test.address)
    const options = { host: '127.0.0.1', port, path, method, headers, ca: certificate }
    const sent = request(options, (answer) => {
      let text = ''
      answer.on('data', (data) => (text += String(data)))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

function greet(headers: Record<string, string>): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://127.0.0.1:${new URL(test.address).port}/api/ws`, {
      headers,
      ca: certificate,
    })
    socket.once('message', (data) => {
      resolve(JSON.parse(String(data)))
      socket.close()
    })
    socket.once('unexpected-response', (sent, answer) => {
      resolve(answer.statusCode)
      sent.destroy()
    })
    socket.once('error', () => {})
  })
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

it('shows the login page and nothing else to a stranger', async () => {
  expect(await send('GET', '/')).toMatchObject({ status: 303, headers: { location: '/login' } })
  expect((await send('GET', '/login')).body).toContain('<form method="post" action="/login">')
  expect((await send('POST', '/anything')).status).toBe(401)
  expect(await greet({})).toBe(401)
  expect(await greet({ cookie: `__Host-omnitower=${'x'.repeat(43)}` })).toBe(401)
})

it('opens the screens and the API to whoever logs in, in their role, until they log out', async () => {
  const wrong = await send('POST', '/login', form, 'name=ana&password=wrong')
  expect(wrong.status).toBe(401)
  expect(wrong.headers['set-cookie']).toBeUndefined()
  expect((await send('POST', '/login', form, 'name=nobody&password=a+long+password')).status).toBe(401)
  const right = await send('POST', '/login', form, 'name=ana&password=a+long+password')
  expect(right).toMatchObject({ status: 303, headers: { location: '/' } })
  const cookie = right.headers['set-cookie']?.[0] ?? ''
  for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag)
  const session = { cookie: cookie.split(';')[0] ?? '' }
  expect((await send('GET', '/', session)).status).toBe(200)
  expect(await greet(session)).toMatchObject({ kind: 'hello', actor: 'ana', role: 'viewer' })
  expect(await greet({ ...session, origin: 'https://evil.example' })).toBe(403)
  await send('POST', '/logout', session)
  expect(await greet(session)).toBe(401)
})

it('slows down whoever tries passwords', async () => {
  const statuses: number[] = []
  for (let count = 0; count < 12; count += 1) {
    statuses.push((await send('POST', '/login', form, 'name=ana&password=guess')).status)
  }
  expect(statuses).toContain(429)
})

it('keeps passwords hashed, readable by the owner alone', async () => {
  const text = readFileSync(join(folder, 'logins.json'), 'utf8')
  expect(text).not.toContain('a long password')
  expect(statSync(join(folder, 'logins.json')).mode & 0o777).toBe(0o600)
  await expect(loginFile(folder).set('bo', 'short', 'viewer')).rejects.toThrow('10 characters')
  await expect(loginFile(folder).set('../x', 'a long password', 'viewer')).rejects.toThrow('name')
})

it('tells who comes while others are checked to try again, not that the password is wrong', async () => {
  const logins = loginFile(folder)
  const checks = ['a', 'b', 'c'].map((password) => logins.check('ana', password))
  await expect(checks[2]).rejects.toMatchObject({ code: 'busy' })
  expect(await Promise.all(checks.slice(0, 2))).toEqual([null, null])
})
