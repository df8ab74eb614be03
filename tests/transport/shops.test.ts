/** Proves that shops' webhooks are taken only under their own signature, and that all else has no effect and is counted. */
import { createHmac } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { testServer, type TestServer } from './testServer.ts'

let test: TestServer
afterEach(() => test.close())

async function expectProblem(answer: Response, status: number) {
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
}

describe.each([
  ['Shopify', 'x-shopify-hmac-sha256'],
  ['WooCommerce', 'x-wc-webhook-signature'],
])('a webhook of %s', (_shop, header) => {
  const BODY = '{"id":820982911946154508}'
  async function shop() {
    test = await testServer()
    const { key: secret } = await test.feeds.create({ feed: 'shop', authentication: 'hmac' })
    const sign = (body: string | Buffer, own = secret ?? '') =>
      createHmac('sha256', own).update(body).digest('base64')
    const send = (body: string | Buffer, headers: Record<string, string> = {}, feed = 'shop') =>
      fetch(`${test.address}/feeds/${feed}`, {
        method: 'POST',
        body: new Uint8Array(Buffer.from(body)),
        headers,
      })
    return { sign, send }
  }

  it('is taken only where its signature is of these very bytes under this very secret', async () => {
    const { sign, send } = await shop()
    const right = sign(BODY)
    const wrong: [string, Record<string, string>][] = [
      [BODY, {}],
      [BODY, { [header]: '' }],
      [BODY, { [header]: 'AAAA' }],
      [BODY, { [header]: sign(BODY, 'other') }],
      [BODY, { [header]: sign('') }],
      [BODY, { [header]: sign(`${BODY}\n`) }],
      [`${BODY} `, { [header]: right }],
      [BODY.replace('508', '509'), { [header]: right }],
      [BODY, { [header]: Buffer.from(right, 'base64').toString('hex') }],
      [BODY, { [header]: `sha256=${right}` }],
      [BODY, { [header]: `${right}, ${right}` }],
      [BODY, { [header]: right.slice(0, -2) }],
      [BODY, { [header]: right, 'x-hmac-signature': 'hmac-sha256-hex=00' }],
      [BODY, { [`${header}x`]: right }],
      [BODY, { authorization: `Basic ${right}` }],
    ]
    for (const [body, headers] of wrong) await expectProblem(await send(body, headers), 401)
    await expectProblem(await send(BODY, { [header]: right }, 'nowhere'), 401)
    await expectProblem(await send(BODY, { [header]: right }, 'east'), 401)
    expect(test.intake.messages).toEqual([])
    expect(test.feeds.forgedOf('shop')).toMatchObject({
      count: wrong.length,
      lastAt: expect.any(Number) as number,
    })
    expect(test.feeds.forgedOf('nowhere').count).toBe(0)

    expect((await send(BODY, { [header]: right })).status).toBe(200)
    const bytes = Buffer.from([0xff, 0x00, 0x7b])
    expect((await send(bytes, { [header]: sign(bytes) })).status).toBe(200)
    expect(test.intake.messages).toHaveLength(2)
  })

  it('is answered 403 where the feed is off, 401 with an old secret; a ping alone needs no signature', async () => {
    const { sign, send } = await shop()
    const old = sign(BODY)
    await test.feeds.setEnabled('shop', false)
    await expectProblem(await send(BODY, { [header]: old }), 403)
    await test.feeds.setEnabled('shop', true)
    await test.feeds.rotateKey('shop')
    await expectProblem(await send(BODY, { [header]: old }), 401)
    expect((await send('webhook_id=142')).status).toBe(200)
    for (const body of [
      'webhook_id=142&x=1',
      ' webhook_id=142',
      'webhook_id=',
      `webhook_id=${'1'.repeat(80)}`,
      '{"webhook_id":142}',
    ])
      await expectProblem(await send(body), 401)
    await expectProblem(await send('webhook_id=142', {}, 'east'), 401)
    expect(test.intake.messages).toEqual([])
    expect(test.feeds.forgedOf('shop').count).toBe(6)
  })
})
