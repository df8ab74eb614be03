/** Proves the `tower` command as its users meet it: processes, exit codes, JSON on stdout. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { TowerStatus } from '../../src/shared/readModels/tower.ts'
import { callHub, liveHub, type LiveHub } from '../../src/hub/liveHub.ts'
import { sales } from './sales.fixture.ts'
import { serveTower, tower, type Serving } from './towerProcess.ts'

// Each step is a process of its own, and a machine may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 })

let folder: string
let data: string
const running: Serving[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tower-command-'))
  data = join(folder, 'data')
})
afterEach(async () => {
  for (const hub of running.splice(0)) await hub.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function serve(...values: string[]): Promise<Serving> {
  const hub = await serveTower(['--data', data, ...values])
  running.push(hub)
  return hub
}

function hubOf(network = data): LiveHub {
  const hub = liveHub(network)
  if (!hub) throw new Error('no hub is live')
  return hub
}

const status = async () => (await callHub(hubOf(), 'query', 'tower.status', {})) as TowerStatus

describe('usage', () => {
  it('ends with 2 where it is wrong, and prints nothing on stdout', async () => {
    for (const values of [
      ['nonsense'],
      ['ingest'],
      ['ingest', join(folder, 'nowhere')],
      ['query', 'no.query'],
      ['query', 'tower.status', '--params', '{'],
      ['serve', '--port', 'many'],
      ['serve', '--port', '0', '--tiles', 'http://tiles.example.com'],
      ['serve', '--port', '0', '--tiles', 'https://tiles.example.com/path'],
      ['simulate', '--seed', '1'],
      ['digest', '--as-of', 'someday'],
    ]) {
      const ended = await tower([...values, '--data', data, '--json'])
      expect([values, ended.code, ended.out]).toEqual([values, 2, ''])
      expect(ended.err).not.toBe('')
    }
  })

  it('ends with 2 where the data folder holds no ledger, names it, and makes none', async () => {
    for (const values of [
      ['query', 'tower.status'],
      ['quarantine', 'list'],
      ['digest'],
      ['verify'],
      ['feed', 'list'],
    ]) {
      const ended = await tower([...values, '--data', data, '--json'])
      expect([values, ended.code, ended.out]).toEqual([values, 2, ''])
      expect(ended.err).toContain(`There is no ledger in ${data}.`)
      expect(ended.err).toContain('--data')
      expect(ended.err).toContain('--sample')
    }
    expect(existsSync(data)).toBe(false)
  })
})

describe('ingest', () => {
  it('counts what it took, file by file, and what is no data in a folder by a note', async () => {
    const files = join(folder, 'files')
    mkdirSync(join(files, 'deep'), { recursive: true })
    writeFileSync(join(files, 'b.json'), sales('1', '2'))
    writeFileSync(join(files, 'deep/a.json'), sales('2', '3'))
    writeFileSync(join(files, 'README'), 'These are sales.')
    const ended = await tower(['ingest', files, '--data', data, '--json'])
    expect(ended.code).toBe(0)
    const report = JSON.parse(ended.out) as Record<string, unknown> & { files: Record<string, unknown>[] }
    expect(report).toMatchObject({ received: 4, accepted: 3, duplicates: 1, quarantined: 0 })
    expect(typeof report['seconds']).toBe('number')
    expect(report.files.map((file) => [file['path'], file['format'], file['received']])).toEqual([
      [join(files, 'README'), 'unrecognised', 0],
      [join(files, 'b.json'), 'epcis', 2],
      [join(files, 'deep/a.json'), 'epcis', 2],
    ])
    const named = await tower(['ingest', join(files, 'README'), '--data', data, '--json'])
    expect(JSON.parse(named.out)).toMatchObject({ received: 1, quarantined: 1 })
    const list = JSON.parse((await tower(['quarantine', 'list', '--data', data, '--json'])).out) as object[]
    expect(list).toHaveLength(1)
    expect(Object.keys(list[0] ?? {})).toEqual([
      'id',
      'feed',
      'format',
      'reason',
      'field',
      'receivedAt',
      'raw',
    ])
    expect(list[0]).toMatchObject({ raw: 'These are sales.', feed: 'files' })
    const verified = await tower(['verify', '--data', data, '--json'])
    expect(JSON.parse(verified.out)).toMatchObject({ ok: true })
    expect(verified.code).toBe(0)
    const retried = await tower(['quarantine', 'retry', '--data', data, '--json'])
    expect(JSON.parse(retried.out)).toMatchObject({ retried: 1, stillQuarantined: 1 })
  })

  it('sums up many files by format, lists those with problems, and says how to see what was refused', async () => {
    const files = join(folder, 'files')
    mkdirSync(files)
    for (let index = 1; index <= 21; index += 1) {
      writeFileSync(join(files, `${index}.json`), sales(String(index)))
    }
    const good = await tower(['ingest', files, '--data', data])
    expect(good.out).toMatch(/^epcis +21 +21 +21 +0 +0$/m)
    expect(good.out).not.toContain('.json')
    expect(good.out).not.toContain('quarantine list')
    const broken = join(folder, 'broken.json')
    writeFileSync(broken, 'These are sales.')
    const some = await tower(['ingest', files, broken, '--data', data, '--sample'])
    expect(some.out).toContain(broken)
    expect(some.out).not.toContain(join(files, '1.json'))
    expect(some.out).toContain(`tower quarantine list --data ${data} --sample`)
  })

  it('ends in the same digest through a hub and without one', async () => {
    const file = join(folder, 'sales.json')
    writeFileSync(file, sales('1', '2'))
    const other = join(folder, 'other')
    await tower(['ingest', file, '--data', other])
    await serve()
    const live = JSON.parse((await tower(['ingest', file, '--data', data, '--json'])).out) as object
    expect(live).toMatchObject({ accepted: 2 })
    const digests = await Promise.all([data, other].map((one) => tower(['digest', '--data', one, '--json'])))
    expect(digests[0]?.out).toBe(digests[1]?.out)
    expect(JSON.parse(digests[0]?.out ?? '')).toMatchObject({
      digest: expect.stringMatching(/^sha256:/),
      events: 2,
    })
    const before = await tower(['digest', '--as-of', '2026-01-01T00:00:00Z', '--data', data, '--json'])
    expect(JSON.parse(before.out)).toMatchObject({ events: 0 })
  })
})

describe('serve', () => {
  it('tells first where it listens, takes feeds by their key, and ends well', async () => {
    const hub = await serve()
    expect(hub.firstLine).toBe(JSON.stringify({ listening: hub.address }))
    expect(hub.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(statSync(join(data, 'hub.json')).mode & 0o777).toBe(0o600)
    const made = await callHub(hubOf(), 'command', 'feeds.create', {
      feed: 'tills',
      authentication: 'bearer',
    })
    expect(made).toMatchObject({ feed: 'tills' })
    const headers = {
      authorization: `Bearer ${(made as { key: string }).key}`,
      'content-type': 'application/json',
    }
    const captured = await fetch(`${hub.address}/capture`, { method: 'POST', headers, body: sales('7', '8') })
    expect(captured.status).toBe(202)
    const job = await fetch(`${hub.address}${captured.headers.get('location')}`, { headers })
    expect(await job.json()).toMatchObject({ success: true, accepted: 2, errors: [] })
    const events = (await (await fetch(`${hub.address}/events?perPage=1`, { headers })).json()) as object
    expect(events).toMatchObject({
      type: 'EPCISQueryDocument',
      epcisBody: { queryResults: { resultsBody: { eventList: [{ type: 'ObjectEvent' }] } } },
    })
    expect((await fetch(`${hub.address}/events?EQ_bizStep=x`, { headers })).status).toBe(400)
    expect(await status()).toMatchObject({ network: 'own', events: 2, listening: hub.address })
    expect(await hub.end('SIGTERM')).toBe(0)
    expect(existsSync(join(data, 'hub.json'))).toBe(false)
  })

  it('lets the page show pictures from its own address, and from tile servers that were named', async () => {
    const hub = await serve('--tiles', 'https://a.example.com', '--tiles', 'https://b.example.com:8443/')
    const { headers } = await fetch(hub.address, { method: 'HEAD' })
    const policy = headers.get('content-security-policy')
    expect(policy).toContain(
      "; img-src 'self' data: blob: https://a.example.com https://b.example.com:8443; ",
    )
  })

  it('has its folder alone, and takes over that of a hub that was killed', async () => {
    const first = await serve()
    const second = await tower(['serve', '--port', '0', '--data', data])
    expect(second.code).toBe(1)
    expect(second.out).toBe('')
    expect(second.err).toContain(`is open in another Omnitower (process ${first.process.pid})`)
    const file = join(folder, 'sales.json')
    writeFileSync(file, sales('1'))
    await tower(['ingest', file, '--data', data])
    await first.end('SIGKILL')
    await serve()
    expect(await status()).toMatchObject({ events: 1 })
  })

  it('takes files from its inbox', async () => {
    const hub = await serve()
    mkdirSync(join(data, 'inbox/till-9'), { recursive: true })
    writeFileSync(join(data, 'inbox/till-9/sales.json'), sales('1', '2', '3'))
    const done = join(data, 'inbox/till-9/done/sales.json')
    while (!existsSync(done)) await new Promise((go) => setTimeout(go, 20))
    expect(JSON.parse(readFileSync(`${done}.report.json`, 'utf8'))).toMatchObject({
      accepted: 3,
      feed: 'till-9',
    })
    expect(await status()).toMatchObject({ events: 3 })
    expect(await hub.end('SIGINT')).toBe(0)
  })

  it('refuses to listen beyond the machine without TLS, a key, or a login', async () => {
    const beyond = ['serve', '--host', '0.0.0.0', '--port', '0', '--data', data]
    const plain = await tower(beyond)
    expect([plain.code, plain.out]).toEqual([1, ''])
    expect(plain.err).toContain('--tls-cert')
    expect((await tower([...beyond, '--tls-cert', 'c.pem'])).code).toBe(2)
    const noLogin = await tower([...beyond, '--tls-cert', 'c.pem', '--tls-key', 'k.pem'])
    expect(noLogin.code).toBe(1)
    expect(noLogin.err).toContain('tower login add')
    const added = await tower(
      ['login', 'add', 'ana', '--role', 'operator', '--data', data],
      'a long password\n',
    )
    expect(added.code).toBe(0)
    const listed = await tower(['login', 'list', '--data', data, '--json'])
    expect(JSON.parse(listed.out)).toEqual([{ name: 'ana', role: 'operator' }])
    expect((await tower(['login', 'add', 'bo', '--data', data], 'short\n')).code).toBe(1)
  })
})

describe('networks', () => {
  it('change on command, each with a folder and a lock of its own', async () => {
    const hub = await serve()
    const file = join(folder, 'sales.json')
    writeFileSync(file, sales('1'))
    await tower(['ingest', file, '--data', data])
    expect(await callHub(hubOf(), 'command', 'tower.openNetwork', { network: 'sample' })).toEqual({
      network: 'sample',
    })
    const sample = join(data, 'sample')
    while (!liveHub(sample)) await new Promise((go) => setTimeout(go, 20))
    const shown = (await callHub(hubOf(sample), 'query', 'tower.status', {})) as TowerStatus
    expect(shown).toMatchObject({ network: 'sample', listening: hub.address })
    // One's own data is free again, and is as it was.
    const own = await tower(['query', 'tower.status', '--data', data, '--json'])
    expect(JSON.parse(own.out)).toMatchObject({ network: 'own', events: 1 })
    const taken = await serveTower(['--data', data])
    running.push(taken)
    await expect(
      callHub(hubOf(sample), 'command', 'tower.openNetwork', { network: 'own' }),
    ).rejects.toMatchObject({
      code: 'conflict',
    })
    await taken.end('SIGTERM')
    await callHub(hubOf(sample), 'command', 'tower.openNetwork', { network: 'own' })
    while (!liveHub(data)) await new Promise((go) => setTimeout(go, 20))
    expect(await status()).toMatchObject({ network: 'own', events: 1 })
  })
})
