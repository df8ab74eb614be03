/** Proves that the same records end the same over every transport, each acknowledged after its commit. */
import { createHmac } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { OPERATOR_TOKEN, testServer, until, type TestServer } from './testServer.ts'

let test: TestServer
afterEach(() => test.close())

const DOCUMENT = ['{"id":"a"}', '{"id":"b"}', 'damaged', '{"id":"a"}', ''].join('\n')
const FIGURES = { received: 4, accepted: 2, duplicates: 1, quarantined: 1 }

type Send = (text: string, name: string) => Promise<unknown>

const transports: Record<string, () => Promise<Send>> = {
  http: async () => async (text) => (await test.post('/feeds/east', text)).json(),
  capture: async () => async (text) => {
    const answer = await test.post('/capture', text, { 'content-type': 'application/json' })
    expect(answer.status).toBe(202)
    const job = await fetch(`${test.address}${answer.headers.get('location')}`, {
      headers: { authorization: `Bearer ${test.key}` },
    })
    return job.json()
  },
  websocket: async () => {
    const socket = await openSocket()
    return async (text, name) => {
      const answered = nextAnswer(socket)
      socket.send(`${JSON.stringify({ id: name })}\n${text}`)
      return answered
    }
  },
  folder: async () => {
    await mkdir(join(test.inbox, 'east'), { recursive: true })
    return async (text, name) => {
      // Written elsewhere and renamed in, as a careful sender does.
      await writeFile(join(test.folder, name), text)
      await rename(join(test.folder, name), join(test.inbox, 'east', name))
      const report = join(test.inbox, 'east/done', `${name}.report.json`)
      await until(() =>
        readdir(join(test.inbox, 'east/done')).then(
          (names) => names.includes(name),
          () => false,
        ),
      )
      return JSON.parse(await readFile(report, 'utf8'))
    }
  },
}

function openSocket(
  headers: Record<string, string> = { authorization: `Bearer ${test.key}` },
  protocol?: string,
) {
  return new Promise<WebSocket>((resolve, reject) => {
    const address = `${test.address.replace('http', 'ws')}/feeds/east/ws`
    const socket = protocol ? new WebSocket(address, protocol) : new WebSocket(address, { headers })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })
}

function nextAnswer(socket: WebSocket): Promise<Record<string, unknown>> {
  return new Promise((resolve) =>
    socket.once('message', (data) => resolve(JSON.parse(String(data)) as Record<string, unknown>)),
  )
}

describe.each(Object.entries(transports))('%s', (transport, open) => {
  it('takes a document once, and says what became of each record', async () => {
    test = await testServer()
    const send = await open()
    expect(await send(DOCUMENT, 'one.txt')).toMatchObject(FIGURES)
    expect(await send(DOCUMENT, 'two.txt')).toMatchObject({
      received: 4,
      accepted: 0,
      duplicates: 3,
      quarantined: 1,
    })
    expect(test.intake.messages.map(({ feed, transport: over }) => [feed, over])).toEqual([
      ['east', transport === 'capture' ? 'http' : transport],
      ['east', transport === 'capture' ? 'http' : transport],
    ])
    expect(Buffer.from(test.intake.messages[0]?.body ?? []).toString()).toBe(DOCUMENT)
  })

  it('acknowledges after the commit, not before', async () => {
    test = await testServer()
    const send = await open()
    test.intake.hold = true
    let answered = false
    const sent = send(DOCUMENT, 'held.txt').finally(() => (answered = true))
    await until(() => test.intake.waiting() === 1)
    expect(answered).toBe(false)
    test.intake.hold = false
    expect(await sent).toMatchObject(FIGURES)
  })
})

describe('HTTP', () => {
  it('inflates gzip and takes name, mapping and content type along', async () => {
    test = await testServer()
    const answer = await test.post('/feeds/east?mapping=orders&name=o.csv', gzipSync('{"id":"z"}'), {
      'content-encoding': 'gzip',
      'content-type': 'text/csv; charset=utf-8',
    })
    expect(await answer.json()).toMatchObject({ accepted: 1 })
    expect(test.intake.messages[0]).toMatchObject({
      mapping: 'orders',
      name: 'o.csv',
      contentType: 'text/csv; charset=utf-8',
    })
  })

  it('takes webhooks by their signature over the raw body', async () => {
    test = await testServer()
    const { key: secret } = await test.feeds.create({
      feed: 'carrier',
      authentication: 'hmac',
      secret: 'sécret-123',
    })
    const body = '{ "id": 1.0 }'
    const send = (signature: string) =>
      fetch(`${test.address}/feeds/carrier`, {
        method: 'POST',
        body,
        headers: { 'x-signature-256': `sha256=${signature}` },
      })
    const right = createHmac('sha256', secret).update(body).digest('hex')
    expect((await send(right)).status).toBe(200)
    expect((await send(right.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).status).toBe(401)
    await test.feeds.setEnabled('carrier', false)
    expect((await send(right)).status).toBe(403)
    expect(test.intake.messages).toHaveLength(1)
  })

  it('lets the operator send to any feed', async () => {
    test = await testServer()
    const answer = await test.post('/feeds/files', '{"id":"f"}', {
      authorization: `Bearer ${OPERATOR_TOKEN}`,
    })
    expect(answer.status).toBe(200)
    expect(test.intake.messages[0]).toMatchObject({ feed: 'files', transport: 'command' })
  })
})

describe('capture', () => {
  const json = { 'content-type': 'application/json' }

  it('takes nothing of a document with a bad event where rollback is asked', async () => {
    test = await testServer()
    const answer = await test.post('/capture', DOCUMENT, {
      ...json,
      'gs1-capture-error-behaviour': 'rollback',
    })
    expect(answer.status).toBe(202)
    const authorization = { authorization: `Bearer ${test.key}` }
    const job = await fetch(`${test.address}${answer.headers.get('location')}`, { headers: authorization })
    expect(await job.json()).toMatchObject({
      running: false,
      success: false,
      captureErrorBehaviour: 'rollback',
      accepted: 0,
      errors: [
        { index: 2, field: 'id', detail: 'not a line of JSON', type: 'epcisException:ValidationException' },
      ],
    })
    expect(test.intake.messages).toHaveLength(0)
    const good = await test.post('/capture', '{"id":"g"}', {
      ...json,
      'gs1-capture-error-behaviour': 'rollback',
    })
    expect(good.status).toBe(202)
    expect(test.intake.taken.has('g')).toBe(true)
  })

  it('keeps jobs over a restart, for their own feed only, page by page', async () => {
    test = await testServer()
    const { key: other } = await test.feeds.create({ feed: 'west', authentication: 'bearer' })
    for (const id of ['1', '2', '3']) await test.post('/capture', `{"id":"${id}"}`, json)
    await test.server.detach()
    expect((await test.post('/capture', '{"id":"4"}', json)).status).toBe(503)
    await test.attach()
    const list = async (query: string, key = test.key) =>
      fetch(`${test.address}/capture${query}`, { headers: { authorization: `Bearer ${key}` } })
    const first = await list('?perPage=2')
    const jobs = (await first.json()) as { captureID: string; accepted: number }[]
    expect(jobs).toHaveLength(2)
    const link = /<\/capture(.*)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    expect(await (await list(link)).json()).toHaveLength(1)
    expect(await (await list('', other)).json()).toEqual([])
    expect((await list(`/${jobs[0]?.captureID}`, other)).status).toBe(404)
    expect((await list(`/${jobs[0]?.captureID}`)).status).toBe(200)
    expect(await (await list('', OPERATOR_TOKEN)).json()).toHaveLength(3)
  })

  it('names what it cannot take', async () => {
    test = await testServer()
    expect((await test.post('/capture', 'x', { 'content-type': 'image/png' })).status).toBe(415)
    expect((await test.post('/capture', '{}', { ...json, 'gs1-epcis-version': '3.0' })).status).toBe(406)
    expect(
      (await test.post('/capture', '{}', { ...json, 'gs1-capture-error-behaviour': 'maybe' })).status,
    ).toBe(400)
    const options = await fetch(`${test.address}/capture`, { method: 'OPTIONS' })
    expect(options.headers.get('gs1-epcis-version')).toBe('2.0.0')
  })
})

describe('WebSocket', () => {
  it('answers by id, in any order, and pauses where too much waits', async () => {
    test = await testServer({ windowMessages: 4 })
    const socket = await openSocket()
    const answers: string[] = []
    socket.on('message', (data) => answers.push((JSON.parse(String(data)) as { id: string }).id))
    test.intake.hold = true
    // More than fits one read of the socket, so that the pause shows.
    const filler = ' '.repeat(64 * 1024)
    for (let id = 0; id < 60; id += 1) socket.send(`{"id":"${id}"}\n{"id":"${id}"${filler}}`)
    await until(() => test.intake.waiting() >= 4)
    await new Promise((go) => setImmediate(go))
    expect(test.intake.waiting()).toBeLessThan(60)
    expect(answers).toEqual([])
    test.intake.hold = false
    await until(() => answers.length === 60)
    expect(new Set(answers).size).toBe(60)
    expect(test.intake.taken.size).toBe(60)
    socket.close()
  })

  it('tells of a message that it cannot read, and goes on', async () => {
    test = await testServer()
    const socket = await openSocket()
    for (const bad of ['no header', '{"id":5}\n{}', '[]\n{}', `{"id":"${'x'.repeat(9000)}"}\n{}`]) {
      const answered = nextAnswer(socket)
      socket.send(bad)
      expect(await answered).toMatchObject({ id: null, error: { code: 'invalid', retryable: false } })
    }
    const answered = nextAnswer(socket)
    socket.send('{"id":"empty"}\n')
    expect(await answered).toMatchObject({ id: 'empty', error: { code: 'invalid' } })
    test.intake.busy = true
    const busy = nextAnswer(socket)
    socket.send('{"id":"1"}\n{"id":"1"}')
    expect(await busy).toMatchObject({ id: '1', error: { code: 'busy', retryable: true } })
    test.intake.busy = false
    const good = nextAnswer(socket)
    socket.send(Buffer.from('{"id":"2"}\n{"id":"1"}'))
    expect(await good).toMatchObject({ id: '2', accepted: 1 })
    socket.close()
  })

  it('takes a browser’s key as a sub-protocol, and ends a key that was turned', async () => {
    test = await testServer()
    const socket = await openSocket({}, `bearer.${test.key}`)
    expect(socket.protocol).toBe(`bearer.${test.key}`)
    await test.feeds.rotateKey('east')
    const answered = nextAnswer(socket)
    socket.send('{"id":"1"}\n{"id":"1"}')
    expect(await answered).toMatchObject({ id: '1', error: { code: 'forbidden' } })
    socket.close()
    await expect(openSocket({ authorization: `Bearer ${test.key}` })).rejects.toThrow('401')
  })

  it('says that it restarts when the host changes networks', async () => {
    test = await testServer()
    const socket = await openSocket()
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    await test.server.detach()
    expect(await closed).toBe(1012)
    await expect(openSocket()).rejects.toThrow('503')
  })
})
