/** Proves that hostile or clumsy senders are refused with the right status, and harm nobody else. */
import { connect } from 'node:net'
import { request as httpRequest } from 'node:http'
import { deflateSync, gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { startServer } from '../../src/core/server.ts'
import { silentLogger, systemClock } from '../../src/core/platform.ts'
import { OPERATOR_TOKEN, testServer, until, type TestServer } from './testServer.ts'

let test: TestServer
afterEach(() => test.close())

/** Every refusal is a problem document; after it the server still takes a good message. */
async function expectProblem(answer: Response, status: number) {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  expect(await answer.json()).toMatchObject({ status, type: expect.any(String), detail: expect.any(String) })
}

/** A request with headers that fetch does not let one set. Answers with the status. */
function rawStatus(path: string, headers: Record<string, string>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${test.address}${path}`, { method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    request.on('error', reject)
    request.end()
  })
}

function socketRefusal(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${test.address.replace('http', 'ws')}${path}`, { headers })
    socket.once('open', () => reject(new Error('was let in')))
    socket.once('unexpected-response', (request, answer) => {
      resolve(answer.statusCode ?? 0)
      request.destroy()
    })
    socket.once('error', () => {})
  })
}

describe('keys', () => {
  it('answers unknown feeds and unknown keys alike, before the body is read', async () => {
    test = await testServer()
    const none = { authorization: '' }
    for (const [path, headers] of [
      ['/feeds/east', none],
      ['/feeds/nowhere', none],
      ['/feeds/nowhere', { authorization: 'Bearer twr_wrong' }],
      ['/feeds/..%2Feast', none],
      ['/capture', none],
    ] as const) {
      const answer = await test.post(path, '{"id":"x"}', headers)
      await expectProblem(answer, 401)
    }
    await test.feeds.create({ feed: 'west', authentication: 'bearer' })
    await expectProblem(await test.post('/feeds/west', '{"id":"x"}'), 403)
    await test.feeds.setEnabled('east', false)
    await expectProblem(await test.post('/feeds/east', '{"id":"x"}'), 403)
    const { key } = await test.feeds.rotateKey('west')
    expect((await test.post('/feeds/west', '{"id":"x"}', { authorization: `Bearer ${key}` })).status).toBe(
      200,
    )
    expect(test.intake.messages).toHaveLength(1)
  })

  it('lets no socket in without a key, and no signed feed over a socket', async () => {
    test = await testServer()
    await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    expect(await socketRefusal('/feeds/east/ws')).toBe(401)
    expect(await socketRefusal('/feeds/carrier/ws')).toBe(401)
    expect(await socketRefusal('/feeds/west/ws', { authorization: `Bearer ${test.key}` })).toBe(403)
    expect(await socketRefusal('/elsewhere')).toBe(404)
  })
})

describe('foreign pages', () => {
  it('are refused by Host and Origin, over HTTP and sockets', async () => {
    test = await testServer()
    const host = test.address.slice('http://'.length)
    expect(await rawStatus('/healthz', { host: 'evil.example' })).toBe(403)
    expect(await rawStatus('/healthz', { host, origin: 'http://evil.example' })).toBe(403)
    expect(await rawStatus('/healthz', { host, origin: 'null' })).toBe(403)
    expect(await rawStatus('/healthz', { host, origin: 'http://127.0.0.1:1' })).toBe(403)
    expect(await rawStatus('/healthz', { host, origin: test.address })).toBe(200)
    expect(await rawStatus('/healthz', { host: `localhost:${host.split(':')[1]}` })).toBe(200)
    expect(await socketRefusal('/api/ws', { origin: 'http://evil.example' })).toBe(403)
    expect(await socketRefusal('/api/ws', { host: 'evil.example' })).toBe(403)
    expect(await socketRefusal('/api/ws', { authorization: 'Bearer wrong' })).toBe(401)
  })

  it('find strict headers on whatever is answered', async () => {
    test = await testServer()
    for (const path of ['/', '/nothing', '/healthz']) {
      const { headers } = await fetch(`${test.address}${path}`)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("script-src 'self'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
    }
  })
})

describe('bodies', () => {
  it('that are too large are refused, declared, chunked or inflated', async () => {
    test = await testServer({ bodyBytesMax: 10_000, webhookBodyBytesMax: 100 })
    await expectProblem(await test.post('/feeds/east', 'x'.repeat(20_000)), 413)
    const chunked = new ReadableStream({
      pull(controller) {
        controller.enqueue(new Uint8Array(4000))
      },
    })
    // An endless body: it is refused while it is still sent, and its connection ends.
    await fetch(`${test.address}/feeds/east`, {
      method: 'POST',
      body: chunked,
      headers: { authorization: `Bearer ${test.key}` },
      duplex: 'half',
    } as RequestInit).then(
      (answer) => expect(answer.status).toBe(413),
      () => {},
    )
    const bomb = gzipSync(new Uint8Array(50 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(60_000)
    await expectProblem(
      await test.post('/feeds/east', gzipSync(new Uint8Array(5_000_000)), { 'content-encoding': 'gzip' }),
      413,
    )
    await expectProblem(
      await test.post('/feeds/east', deflateSync(new Uint8Array(5_000_000)), {
        'content-encoding': 'deflate',
      }),
      413,
    )
    await expectProblem(await test.post('/feeds/east', 'not gzip', { 'content-encoding': 'gzip' }), 400)
    await expectProblem(
      await test.post('/feeds/east', gzipSync('{"id":"cut"}').subarray(0, 12), {
        'content-encoding': 'gzip',
      }),
      400,
    )
    await expectProblem(await test.post('/feeds/east', 'x', { 'content-encoding': 'gzip, gzip' }), 415)
    await expectProblem(await test.post('/feeds/east', ''), 400)
    await expectProblem(await test.post(`/feeds/east?name=${'n'.repeat(2000)}`, '{}'), 400)
    expect(test.intake.messages).toHaveLength(0)
    expect((await test.post('/feeds/east', '{"id":"good"}')).status).toBe(200)
    const { key: secret } = await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    expect(secret).toMatch(/^whs_/)
    await expectProblem(
      await fetch(`${test.address}/feeds/carrier`, { method: 'POST', body: 'x'.repeat(200) }),
      413,
    )
  })

  it('that come too slowly are given up', async () => {
    test = await testServer({ bodyIdleMs: 50 })
    const { hostname, port } = new URL(test.address)
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname)
      let text = ''
      socket.on('data', (data) => (text += String(data)))
      socket.on('close', () => resolve(text))
      socket.on('error', () => {})
      socket.write(
        `POST /feeds/east HTTP/1.1\r\nhost: ${hostname}:${port}\r\nauthorization: Bearer ${test.key}\r\n` +
          'content-type: text/plain\r\ncontent-length: 100\r\n\r\nhalf',
      )
    })
    expect(answer).toMatch(/^HTTP\/1\.1 408/)
    expect(test.intake.messages).toHaveLength(0)
  })

  it('that are held by all together are bounded, and given back', async () => {
    test = await testServer({ heldBytesMax: 1000 })
    test.intake.hold = true
    const first = test.post('/feeds/east', `{"id":"1"}${' '.repeat(800)}`)
    await until(() => test.intake.waiting() === 1)
    const second = await test.post('/feeds/east', `{"id":"2"}${' '.repeat(800)}`)
    expect(second.headers.get('retry-after')).toBe('1')
    await expectProblem(second, 503)
    test.intake.hold = false
    expect((await first).status).toBe(200)
    expect((await test.post('/feeds/east', `{"id":"2"}${' '.repeat(800)}`)).status).toBe(200)
  })

  it('that the engine has no room for are to be sent again', async () => {
    test = await testServer()
    test.intake.busy = true
    const answer = await test.post('/feeds/east', '{"id":"1"}')
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    await expectProblem(answer, 503)
  })

  it('of deep nesting reach the engine as bytes and do no harm here', async () => {
    test = await testServer()
    const deep = '['.repeat(200_000)
    expect(await (await test.post('/feeds/east', deep)).json()).toMatchObject({ quarantined: 1 })
  })
})

describe('rates', () => {
  it('are bounded by feed, in requests', async () => {
    test = await testServer({ requestsPerSecond: 2, rateWindowSeconds: 2 })
    const { key: other } = await test.feeds.create({ feed: 'west', authentication: 'bearer' })
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1) {
      const answer = await test.post('/feeds/east', `{"id":"${count}"}`)
      statuses.push(answer.status)
      if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses.slice(0, 4)).toEqual([200, 200, 200, 200])
    expect(statuses).toContain(429)
    const west = { authorization: `Bearer ${other}` }
    expect((await test.post('/feeds/west', '{"id":"w"}', west)).status).toBe(200)
    const operator = { authorization: `Bearer ${OPERATOR_TOKEN}` }
    expect((await test.post('/feeds/east', '{"id":"o"}', operator)).status).toBe(200)
  })

  it('are bounded in bytes', async () => {
    test = await testServer({ bytesPerSecond: 4096, rateWindowSeconds: 2 })
    expect((await test.post('/feeds/east', `{"id":"1"}${' '.repeat(10_000)}`)).status).toBe(200)
    await expectProblem(await test.post('/feeds/east', '{"id":"2"}'), 429)
    expect(test.intake.taken).toEqual(new Set(['1']))
  })
})

describe('sockets', () => {
  const open = () =>
    new Promise<WebSocket>((resolve, reject) => {
      const socket = new WebSocket(`${test.address.replace('http', 'ws')}/feeds/east/ws`, {
        headers: { authorization: `Bearer ${test.key}` },
      })
      socket.once('open', () => resolve(socket))
      socket.once('error', reject)
    })
  const closing = (socket: WebSocket) =>
    new Promise<number>((resolve) => {
      socket.once('close', resolve)
      socket.on('error', () => {})
    })

  it('that send too large a message or only nonsense are closed', async () => {
    test = await testServer({ socketMessageBytesMax: 1000 })
    const large = await open()
    large.send('x'.repeat(2000))
    expect(await closing(large)).toBe(1009)
    const nonsense = await open()
    const closed = closing(nonsense)
    for (let count = 0; count < 25; count += 1) nonsense.send('nonsense')
    expect(await closed).toBe(1008)
  })

  it('that went silent are ended', async () => {
    test = await testServer({ heartbeatMs: 20 })
    const socket = new WebSocket(`${test.address.replace('http', 'ws')}/feeds/east/ws`, {
      headers: { authorization: `Bearer ${test.key}` },
      autoPong: false,
    })
    expect(await closing(socket)).toBe(1006)
  })
})

describe('listening beyond this machine', () => {
  it('is refused without TLS and a login', async () => {
    test = await testServer()
    const options = {
      port: 0,
      rendererDirectory: null,
      localActor: 'tester',
      operatorToken: null,
      version: 'test',
      clock: systemClock,
      logger: silentLogger,
    }
    await expect(startServer({ ...options, host: '0.0.0.0' })).rejects.toThrow('TLS')
    const logins = { check: async () => null, roleOf: () => null }
    await expect(startServer({ ...options, host: '0.0.0.0', logins })).rejects.toThrow('TLS')
    const tls = { certificate: '', key: '' }
    await expect(startServer({ ...options, host: '192.0.2.1', tls })).rejects.toThrow('login')
  })
})
