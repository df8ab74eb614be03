/** Owns webhooks: each change of an alert as a CloudEvent, signed as Standard Webhooks does. */
import { createHmac, randomBytes } from 'node:crypto'
import { alertLink } from './alertLink.ts'
import { post } from './httpPost.ts'
import type { Delivery, Send, Sent } from './output.ts'

const SECRET_PREFIX = 'whsec_'

export const newSecret = (): string => SECRET_PREFIX + randomBytes(24).toString('base64')

/**
 * The three headers of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, keyed by the bytes behind the prefix.
 * @param at milliseconds since 1970
 */
export function signatureHeaders(
  secret: string,
  id: string,
  at: number,
  body: string,
): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const key = Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}

/** The change as a CloudEvent 1.0 in JSON. The id is the delivery's: the same at each attempt. */
export function cloudEventOf(
  delivery: Delivery,
  id: string,
  screens: string | null,
): Record<string, unknown> {
  const { type: _, ...change } = delivery.change
  const link = alertLink(screens, change.alert)
  return {
    specversion: '1.0',
    id,
    source: 'urn:omnitower:alerts',
    type: `org.omnitower.alert.${delivery.told}`,
    subject: change.alert,
    time: new Date(delivery.queuedAt).toISOString(),
    datacontenttype: 'application/json',
    data: {
      ...change,
      since: new Date(change.since).toISOString(),
      dataAsOf: new Date(change.dataAsOf).toISOString(),
      ...(link === null ? {} : { link }),
    },
  }
}

/** One request for each change, in order; the first that fails ends the run. */
export const sendWebhook: Send = async (settings, { output }, deliveries, around) => {
  if (settings.kind !== 'webhook' || settings.secret === undefined)
    return { delivered: false, fault: 'the webhook has no secret' }
  let sent: Sent = { delivered: true }
  for (const delivery of deliveries) {
    const id = `${output}.${delivery.delivery}`
    const body = JSON.stringify(cloudEventOf(delivery, id, around.screens()))
    const now = around.now()
    sent = await post(
      settings.url,
      body,
      {
        'content-type': 'application/cloudevents+json; charset=utf-8',
        ...signatureHeaders(settings.secret, id, now, body),
      },
      now,
    )
    if (!sent.delivered) return sent
  }
  return sent
}
