/** Proves what receivers get: signed CloudEvents, the body of Alertmanager, mail that a real server takes. */
import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { SMTPServer } from 'smtp-server'
import { afterEach, describe, expect, it } from 'vitest'
import { alertmanagerBody, sendToAlertmanager } from './alertmanager.ts'
import { retryAfterMs } from './httpPost.ts'
import { mailOf, sendMail } from './mail.ts'
import { isLocalHost, readAddress, targetOf, type SendSurroundings } from './output.ts'
import { AT, change, delivery, openReceiver } from './outputs.fixture.ts'
import { newSecret, sendWebhook } from './webhook.ts'

const around: SendSurroundings = { now: () => AT, screens: () => 'http://127.0.0.1:8717' }
const OUTPUT = { output: 'o1', name: 'Duty' }
const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function receiver() {
  const one = await openReceiver()
  closers.push(one.close)
  return one
}

describe('a webhook', () => {
  it('posts a CloudEvent whose signature a receiver can check on the raw bytes', async () => {
    const { url, received } = await receiver()
    const secret = newSecret()
    expect(await sendWebhook({ kind: 'webhook', url, secret }, OUTPUT, [delivery()], around)).toEqual({
      delivered: true,
    })
    const [{ headers, body } = { headers: {}, body: '' }] = received
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    expect(key).toHaveLength(24)
    expect(headers['webhook-signature']).toBe(
      `v1,${createHmac('sha256', key).update(signed).digest('base64')}`,
    )
    expect(headers['webhook-timestamp']).toBe(String(AT / 1000))
    expect(headers['content-type']).toMatch(/^application\/cloudevents\+json/)
    expect(JSON.parse(body)).toMatchObject({
      specversion: '1.0',
      id: 'o1.7',
      type: 'org.omnitower.alert.firing',
      subject: 'stockout:aa:1',
      time: '2026-03-10T12:00:00.000Z',
      data: {
        rule: 'stockout',
        summary: 'Tee is sold out at Harbour Street',
        since: '2026-03-10T11:59:00.000Z',
        link: 'http://127.0.0.1:8717/#/alerts/alert/stockout%3Aaa%3A1',
      },
    })
  })

  it('has the same id at each attempt, so that a receiver can tell a second copy', async () => {
    const { url, received } = await receiver()
    const settings = { kind: 'webhook' as const, url, secret: newSecret() }
    for (const attempts of [0, 3]) await sendWebhook(settings, OUTPUT, [delivery({ attempts })], around)
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['o1.7', 'o1.7'])
  })

  it('says what went wrong, and follows no redirect', async () => {
    const { url, answerWith, received } = await receiver()
    const send = () =>
      sendWebhook({ kind: 'webhook', url, secret: newSecret() }, OUTPUT, [delivery()], around)
    answerWith({ status: 503, headers: { 'retry-after': '120' } })
    expect(await send()).toEqual({ delivered: false, fault: 'answered 503', retryAfterMs: 120_000 })
    answerWith({ status: 410 })
    expect(await send()).toEqual({ delivered: false, fault: 'answered 410', isGone: true })
    answerWith({ status: 302, headers: { location: url } })
    expect(await send()).toMatchObject({ delivered: false, fault: expect.stringContaining('redirects') })
    expect(received).toHaveLength(3)
    const nobody = { kind: 'webhook' as const, url: 'http://127.0.0.1:9/hook', secret: newSecret() }
    expect(await sendWebhook(nobody, OUTPUT, [delivery()], around)).toMatchObject({ delivered: false })
  })
})

describe('Retry-After', () => {
  it('is seconds or a date, and bounded', () => {
    expect(retryAfterMs('3', AT)).toBe(3_000)
    expect(retryAfterMs(new Date(AT + 5_000).toUTCString(), AT)).toBe(5_000)
    expect(retryAfterMs('999999', AT)).toBe(3_600_000)
    expect(retryAfterMs('soon', AT)).toBeUndefined()
    expect(retryAfterMs(null, AT)).toBeUndefined()
  })
})

/** The members of https://prometheus.io/docs/alerting/latest/configuration/#webhook_config, none more and none less. */
const strict = { additionalProperties: false }
const Labels = Type.Record(Type.String({ pattern: '^[a-zA-Z_][a-zA-Z0-9_]*$' }), Type.String(), strict)
const Time = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?Z$' })
const Status = Type.Union([Type.Literal('firing'), Type.Literal('resolved')])
const AlertmanagerWebhook = Type.Object(
  {
    version: Type.Literal('4'),
    groupKey: Type.String({ minLength: 1 }),
    truncatedAlerts: Type.Integer({ minimum: 0 }),
    status: Status,
    receiver: Type.String({ minLength: 1 }),
    groupLabels: Labels,
    commonLabels: Labels,
    commonAnnotations: Labels,
    externalURL: Type.String({ minLength: 1 }),
    alerts: Type.Array(
      Type.Object(
        {
          status: Status,
          labels: Labels,
          annotations: Labels,
          startsAt: Time,
          endsAt: Time,
          generatorURL: Type.String(),
          fingerprint: Type.String({ pattern: '^[0-9a-f]{16}$' }),
        },
        strict,
      ),
      { minItems: 1 },
    ),
  },
  strict,
)

describe('an Alertmanager receiver', () => {
  const other = change({
    subject: 'store\ncap',
    alert: 'stockout:bb:1',
    labels: { location: 'store', sku: 'cap' },
    severity: 'critical',
  })

  it('gets the documented body', async () => {
    const { url, received } = await receiver()
    const settings = { kind: 'alertmanager' as const, url, bearer: 'a token' }
    await sendToAlertmanager(settings, OUTPUT, [delivery(), delivery({ change: other })], around)
    const body = JSON.parse(received[0]?.body ?? '') as unknown
    expect([...Value.Errors(AlertmanagerWebhook, body)]).toEqual([])
    expect(received[0]?.headers.authorization).toBe('Bearer a token')
    expect(body).toMatchObject({
      receiver: 'Duty',
      status: 'firing',
      groupLabels: { alertname: 'stockout' },
      commonLabels: { alertname: 'stockout', job: 'omnitower', location: 'store' },
    })
    expect((body as { commonLabels: object }).commonLabels).not.toHaveProperty('sku')
  })

  it('tells the end of an alert under the fingerprint of its beginning, also where it got worse meanwhile', () => {
    const fingerprintOf = (told: 'firing' | 'resolved', severity: 'serious' | 'critical') =>
      alertmanagerBody('r', [delivery({ told, change: change({ severity }) })], null).alerts[0]
    const begin = fingerprintOf('firing', 'serious')
    const end = fingerprintOf('resolved', 'critical')
    expect(begin?.fingerprint).toBe(end?.fingerprint)
    expect(begin?.endsAt).toBe('0001-01-01T00:00:00Z')
    expect(end?.endsAt).toBe('2026-03-10T12:00:00.000Z')
    const another = alertmanagerBody('r', [delivery({ change: other })], null).alerts[0]
    expect(another?.fingerprint).not.toBe(begin?.fingerprint)
  })
})

describe('mail', () => {
  it('arrives at a real server, the most severe first, what is over last', async () => {
    const mails: string[] = []
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        const parts: Buffer[] = []
        stream.on('data', (part: Buffer) => parts.push(part))
        stream.on('end', () => {
          mails.push(Buffer.concat(parts).toString())
          done()
        })
      },
    })
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve)
    })
    closers.push(() => new Promise((resolve) => server.close(() => resolve())))
    const { port } = server.server.address() as AddressInfo
    const settings = {
      kind: 'email' as const,
      host: '127.0.0.1',
      port,
      isTls: false,
      from: 'tower@example.org',
      to: ['duty@example.org', 'night@example.org'],
    }
    const all = [
      delivery({ told: 'resolved' }),
      delivery({
        change: change({ severity: 'critical', summary: 'A\r\nBcc: x@example.org\nfeed is silent' }),
      }),
    ]
    expect(await sendMail(settings, OUTPUT, all, around)).toEqual({ delivered: true })
    expect(mails[0]).toMatch(/^Subject: \[Omnitower\] 1 new alert, 1 over\r$/m)
    expect(mails[0]).toMatch(/^To: duty@example.org, night@example.org\r$/m)
    expect(mails[0]?.indexOf('Critical: A Bcc')).toBeLessThan(mails[0]?.indexOf('Over: Tee') ?? 0)
    expect(mails[0]).not.toMatch(/^Bcc:/m)
    // Nobody takes what would be readable on the way, nor a server that is not there.
    expect(await sendMail({ ...settings, port: 9 }, OUTPUT, all, around)).toMatchObject({ delivered: false })
  })

  it('of one alert says in its subject what it is', () => {
    expect(mailOf([delivery()], null).subject).toBe('[Omnitower] Serious: Tee is sold out at Harbour Street')
    expect(mailOf([delivery({ told: 'resolved' })], null).subject).toBe(
      '[Omnitower] Over: Tee is sold out at Harbour Street',
    )
  })
})

describe('where an output goes', () => {
  it('is told without secrets, and with a warning where it can be read on the way', () => {
    const target = (url: string) => targetOf({ kind: 'webhook', url })
    expect(target('https://example.org/hook?token=secret')).toEqual({
      target: 'https://example.org/hook',
      isPlain: false,
    })
    expect(target('http://example.org/hook').isPlain).toBe(true)
    expect(target('http://127.0.0.1:9093/hook').isPlain).toBe(false)
    expect(() => readAddress('https://me:secret@example.org/')).toThrow('name and password')
    expect(['localhost', '127.0.0.1', '[::1]', '::1'].every(isLocalHost)).toBe(true)
    expect(isLocalHost('127.0.0.1.example.org')).toBe(false)
  })
})
