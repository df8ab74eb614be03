/** Proves that senders who are not known yet hold little, use up nobody's rate, and give everything back. */
import { createHmac } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { testServer, until, type TestServer } from './testServer.ts'

let test: TestServer
afterEach(() => test.close())

describe('strangers', () => {
  it('hold no more than their share, however slowly they come', async () => {
    test = await testServer({ heldBytesMax: 2000, unprovenBytesMax: 500, allUnprovenBytesMax: 700 })
    const { hostname, port } = new URL(test.address)
    await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    await test.feeds.create({ feed: 'parcels', authentication: 'hmac' })
    const slow = connect(Number(port), hostname)
    slow.on('error', () => {})
    slow.write(
      `POST /feeds/carrier HTTP/1.1\r\nhost: ${hostname}:${port}\r\ncontent-type: text/plain\r\n` +
        `content-length: 480\r\n\r\n${'x'.repeat(400)}`,
    )
    const webhook = (feed: string, body: string) =>
      fetch(`${test.address}/feeds/${feed}`, { method: 'POST', body })
    const long = `{"id":"1"}${' '.repeat(350)}`
    await until(async () => (await webhook('carrier', long)).status === 503)
    // Another feed has its own share, within the one of all who are unknown; who has a key shares neither.
    expect((await webhook('parcels', long)).status).toBe(503)
    expect((await webhook('parcels', '{"id":"1"}')).status).toBe(401)
    expect((await test.post('/feeds/east', `{"id":"2"}${' '.repeat(800)}`)).status).toBe(200)
    slow.destroy()
    await until(async () => (await webhook('parcels', long)).status === 401)
  })

  it('once proven, leave room for the next while they wait for their commit', async () => {
    test = await testServer({ unprovenBytesMax: 500 })
    const { key: secret } = await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    test.intake.hold = true
    const sent: Promise<Response>[] = []
    for (const id of ['1', '2', '3']) {
      const body = `{"id":"${id}"}${' '.repeat(300)}`
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'x-signature-256': `sha256=${signature}` }
      sent.push(fetch(`${test.address}/feeds/carrier`, { method: 'POST', body, headers }))
      await until(() => test.intake.waiting() === sent.length)
    }
    test.intake.hold = false
    for (const answer of await Promise.all(sent)) expect(answer.status).toBe(200)
  })

  it('give back what no route takes', async () => {
    test = await testServer({ heldBytesMax: 1000 })
    await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    const body = 'x'.repeat(800)
    for (let count = 0; count < 2; count += 1) {
      expect((await fetch(`${test.address}/nothing`, { method: 'POST', body })).status).toBe(404)
      const rollback = { authorization: '', 'gs1-capture-error-behaviour': 'rollback' }
      const json = { 'content-type': 'application/json' }
      expect((await test.post('/capture?feed=carrier', body, { ...rollback, ...json })).status).toBe(401)
    }
    expect((await test.post('/feeds/east', `{"id":"1"}${' '.repeat(800)}`)).status).toBe(200)
  })

  it('do not use up the rate of the feed whose secret they lack', async () => {
    test = await testServer({ requestsPerSecond: 1, rateWindowSeconds: 2 })
    const { key: secret } = await test.feeds.create({ feed: 'carrier', authentication: 'hmac' })
    const body = '{"id":"1"}'
    const send = (signature: string) =>
      fetch(`${test.address}/feeds/carrier`, {
        method: 'POST',
        body,
        headers: { 'x-signature-256': `sha256=${signature}` },
      })
    for (let count = 0; count < 6; count += 1) expect((await send('00')).status).toBe(401)
    const right = createHmac('sha256', secret).update(body).digest('hex')
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1) statuses.push((await send(right)).status)
    expect(statuses[0]).toBe(200)
    expect(statuses).toContain(429)
  })
})
