/** Proves the API's frames over both of its pipes, a WebSocket and a message port, with one suite. */
import { once } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { openConnection, CONNECTION_LIMITS, type Pipe } from '../../src/core/api/connection.ts'
import { serveApiPort, type Port } from '../../src/core/api/portTransport.ts'
import { silentLogger } from '../../src/core/platform.ts'
import type { ServerFrame } from '../../src/shared/wire.ts'
import { memoryApi, type MemoryApi } from './memoryEngine.ts'
import { testServer, until } from './testServer.ts'

/** A renderer's end of a pipe: frames in order, and raw sending. */
interface Client {
  send(frame: unknown): void
  frames: ServerFrame[]
  closed(): boolean
  close(): void
}

interface Setting {
  api: MemoryApi
  connect(): Promise<Client>
  close(): Promise<void>
}

const settings: Record<string, () => Promise<Setting>> = {
  async websocket() {
    const server = await testServer()
    return {
      api: server.api,
      async connect() {
        const socket = new WebSocket(`${server.address.replace('http', 'ws')}/api/ws`)
        const frames: ServerFrame[] = []
        socket.on('message', (data) => frames.push(JSON.parse(String(data)) as ServerFrame))
        await once(socket, 'open')
        return {
          send: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
          frames,
          closed: () => socket.readyState === socket.CLOSED,
          close: () => socket.close(),
        }
      },
      close: () => server.close(),
    }
  },
  async port() {
    const api = memoryApi()
    return {
      api,
      async connect() {
        const { port1, port2 } = new MessageChannel()
        const frames: ServerFrame[] = []
        let closed = false
        port2.on('message', (frame) => frames.push(frame as ServerFrame))
        port2.on('close', () => (closed = true))
        serveApiPort(port1 as unknown as Port, api, { actor: 'tester', role: 'administrator' }, silentLogger)
        return {
          send: (frame) => port2.postMessage(frame),
          frames,
          closed: () => closed,
          close: () => port2.close(),
        }
      },
      async close() {},
    }
  },
}

describe.each(Object.entries(settings))('over a %s', (_name, open) => {
  let setting: Setting
  afterEach(() => setting.close())

  const greeted = async () => {
    setting = await open()
    const client = await setting.connect()
    await until(() => client.frames.length === 1)
    return client
  }
  const reply = async (client: Client, frame: { id: number }) => {
    const before = client.frames.length
    client.send(frame)
    await until(() => client.frames.slice(before).some((one) => 'id' in one && one.id === frame.id))
    return client.frames.slice(before).find((one) => 'id' in one && one.id === frame.id)
  }

  it('greets first, with who one is and where the ledger stands', async () => {
    const client = await greeted()
    expect(client.frames[0]).toEqual({
      kind: 'hello',
      protocol: 1,
      actor: 'tester',
      role: 'administrator',
      position: 7,
    })
  })

  it('serves what is sent before the greeting after it', async () => {
    setting = await open()
    const client = await setting.connect()
    client.send({ kind: 'query', id: 1, path: 'test.echo', input: { early: true } })
    await until(() => client.frames.length === 2)
    expect(client.frames.map((frame) => frame.kind)).toEqual(['hello', 'answer'])
  })

  it('answers queries and commands, each with who asks from the connection', async () => {
    const client = await greeted()
    const input = { text: 'ä', actor: 'somebody else', role: 'viewer' }
    expect(await reply(client, { kind: 'query', id: 1, path: 'test.echo', input } as never)).toEqual({
      kind: 'answer',
      id: 1,
      output: input,
    })
    const made = await reply(client, { kind: 'command', id: 2, path: 'feeds.create', input: {} } as never)
    expect(made).toMatchObject({ kind: 'answer', output: { feed: 'east' } })
    expect(setting.api.callers.at(-1)).toEqual({ actor: 'tester', role: 'administrator' })
  })

  it('tells of errors by closed codes, and nothing of the inside', async () => {
    const client = await greeted()
    const unknown = await reply(client, { kind: 'query', id: 1, path: 'no.path', input: {} } as never)
    expect(unknown).toMatchObject({ kind: 'failure', error: { code: 'notFound', retryable: false } })
    const crash = await reply(client, { kind: 'query', id: 2, path: 'test.crash', input: {} } as never)
    expect(crash).toMatchObject({ kind: 'failure', error: { code: 'internal' } })
    expect(JSON.stringify(crash)).not.toContain('secret')
    const stream = await reply(client, { kind: 'subscribe', id: 3, path: 'no.stream', input: {} } as never)
    expect(stream).toMatchObject({ kind: 'failure', id: 3, error: { code: 'notFound' } })
  })

  it('streams a snapshot and then deltas until it is ended', async () => {
    const client = await greeted()
    expect(await reply(client, { kind: 'subscribe', id: 5, path: 'tower.live', input: {} } as never)).toEqual(
      {
        kind: 'snapshot',
        id: 5,
        position: 7,
        value: { whole: true },
      },
    )
    await until(() => setting.api.subscribers() === 1)
    setting.api.publish({ change: 1 })
    await until(() => client.frames.some((frame) => frame.kind === 'delta'))
    expect(client.frames.at(-1)).toEqual({ kind: 'delta', id: 5, position: 8, value: { change: 1 } })
    client.send({ kind: 'unsubscribe', id: 5 })
    await until(() => setting.api.subscribers() === 0)
  })

  it('resumes after a lost connection from the position that was seen', async () => {
    const client = await greeted()
    await reply(client, { kind: 'subscribe', id: 5, path: 'tower.live', input: {} } as never)
    await until(() => setting.api.subscribers() === 1)
    client.close()
    await until(() => setting.api.subscribers() === 0)
    setting.api.publish({ missed: true })
    const again = await setting.connect()
    const resumed = { kind: 'subscribe', id: 1, path: 'tower.live', input: {}, resumeFrom: 7 }
    expect(await reply(again, resumed as never)).toMatchObject({ kind: 'delta', value: { since: 7 } })
    again.close()
  })

  it('cancels a call, and ends calls of a lost connection', async () => {
    const client = await greeted()
    client.send({ kind: 'query', id: 1, path: 'test.hang', input: {} })
    const cancelled = await reply(client, { kind: 'cancel', id: 1 } as never)
    expect(cancelled).toMatchObject({ kind: 'failure', id: 1, error: { code: 'cancelled' } })
    client.send({ kind: 'query', id: 2, path: 'test.hang', input: {} })
    await reply(client, { kind: 'query', id: 3, path: 'test.echo', input: {} } as never)
    client.close()
    await until(() => setting.api.aborted.length === 2)
  })

  it('refuses frames that are none, ids in use, and too many of anything', async () => {
    const client = await greeted()
    for (const bad of [[], 7, { kind: 'query' }, { kind: 'query', id: -1 }, { kind: 'query', id: 1.5 }]) {
      const before = client.frames.length
      client.send(bad)
      await until(() => client.frames.length > before)
      expect(client.frames.at(-1)).toMatchObject({ kind: 'failure', id: -1, error: { code: 'invalid' } })
    }
    for (const bad of [
      { kind: 'steal', id: 4 },
      { kind: 'query', id: 4, path: '__proto__', input: {} },
      { kind: 'query', id: 4, path: '../etc', input: {} },
      { kind: 'subscribe', id: 4, path: 'tower.live', input: {}, resumeFrom: 'x' },
    ]) {
      expect(await reply(client, bad)).toMatchObject({ kind: 'failure', id: 4, error: { code: 'invalid' } })
    }
    client.send({ kind: 'query', id: 9, path: 'test.hang', input: {} })
    const twice = await reply(client, { kind: 'query', id: 9, path: 'test.echo', input: {} } as never)
    expect(twice).toMatchObject({ error: { code: 'conflict' } })
    for (let id = 100; id < 100 + CONNECTION_LIMITS.streams; id += 1) {
      await reply(client, { kind: 'subscribe', id, path: 'tower.live', input: {} } as never)
    }
    const oneMore = await reply(client, {
      kind: 'subscribe',
      id: 999,
      path: 'tower.live',
      input: {},
    } as never)
    expect(oneMore).toMatchObject({ error: { code: 'busy', retryable: true } })
    client.close()
  })

  it('ends a connection that only sends nonsense', async () => {
    const client = await greeted()
    for (let count = 0; count < 30; count += 1) client.send(['nonsense'])
    await until(() => client.closed())
  })
})

describe('a slow renderer', () => {
  it('gets no deltas while it lags, and a fresh snapshot once it reads again', async () => {
    const api = memoryApi()
    const frames: ServerFrame[] = []
    let buffered = 0
    const pipe: Pipe = { send: (frame) => void frames.push(frame), bufferedBytes: () => buffered, end() {} }
    const limits = { ...CONNECTION_LIMITS, slowBytes: 100, recoverMs: 5 }
    const connection = openConnection(api, { actor: 'a', role: 'viewer' }, pipe, silentLogger, limits)
    connection.receive({ kind: 'subscribe', id: 1, path: 'tower.live', input: {} })
    await until(() => api.subscribers() === 1)
    buffered = 101
    for (let count = 0; count < 1000; count += 1) api.publish({ count })
    await until(() => api.subscribers() === 0)
    expect(frames.filter((frame) => frame.kind === 'delta')).toHaveLength(0)
    buffered = 0
    await until(() => frames.filter((frame) => frame.kind === 'snapshot').length === 2)
    expect(frames.at(-1)).toMatchObject({ kind: 'snapshot', position: 1007 })
    await until(() => api.subscribers() === 1)
    api.publish({ fresh: true })
    expect(frames.at(-1)).toMatchObject({ kind: 'delta', position: 1008 })
    connection.close()
    expect(api.subscribers()).toBe(0)
  })

  it('is ended where it never reads', async () => {
    const api = memoryApi()
    let ended = ''
    const pipe: Pipe = { send() {}, bufferedBytes: () => 2000, end: (reason) => void (ended = reason) }
    openConnection(api, { actor: 'a', role: 'viewer' }, pipe, silentLogger, {
      ...CONNECTION_LIMITS,
      deadBytes: 1000,
    })
    await until(() => ended !== '')
    expect(ended).toContain('does not read')
  })
})
