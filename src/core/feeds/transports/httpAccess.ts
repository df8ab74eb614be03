/** Owns who may send to which feed: bearer keys, the operator's token, signed webhooks. */
import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { FEED_NAME, hashKey, type FeedRegistry } from '../registry.ts'
import { HttpProblem, notAuthenticated } from './httpProblems.ts'

/** A sender that was let in; `signed` ones must still be checked against the raw body. */
export interface Sender {
  feed: string
  kind: 'key' | 'operator' | 'signed'
  /** Mapping that the feed's settings name. */
  mapping: string | null
  /** Hash of the key that let it in; null for other kinds. */
  keyHash: Uint8Array | null
}

/** True where the headers carry a right signature of the raw body under the secret. */
export type SignatureCheck = (headers: IncomingHttpHeaders, body: Uint8Array, secret: string) => boolean

export interface FeedAccess {
  feeds: FeedRegistry
  /** Lets the host's own commands send to any feed; null where the host has none. */
  operatorToken: string | null
  checkSignature: SignatureCheck
  /** Told of every message that came without a right signature. */
  onForged?(feed: string): void
}

/**
 * Tells the sender from the headers alone, before any of the body is read.
 * `feed` is the one that the address names; null where the key alone tells it.
 * @throws HttpProblem 401 for an unknown key or feed alike, 403 for another feed's key or a disabled feed.
 */
export function senderOf(access: FeedAccess, authorization: string | undefined, feed: string | null): Sender {
  const token = bearerOf(authorization)
  const named = feed !== null && FEED_NAME.test(feed) ? feed : null
  if (token !== null) {
    if (isOperator(access.operatorToken, token)) {
      if (named === null)
        throw new HttpProblem(400, 'Name a feed: up to 64 of a–z, 0–9, dot, dash, underscore.')
      return {
        feed: named,
        kind: 'operator',
        mapping: access.feeds.find(named)?.mapping ?? null,
        keyHash: null,
      }
    }
    const settings = access.feeds.findByKey(token)
    if (!settings) throw notAuthenticated()
    if (feed !== null && settings.feed !== feed) throw new HttpProblem(403, 'This key is of another feed.')
    if (!settings.enabled) throw new HttpProblem(403, 'This feed is disabled.')
    return { feed: settings.feed, kind: 'key', mapping: settings.mapping, keyHash: settings.keyHash }
  }
  const settings = named === null ? null : access.feeds.find(named)
  if (settings?.authentication !== 'hmac') throw notAuthenticated()
  return { feed: settings.feed, kind: 'signed', mapping: settings.mapping, keyHash: null }
}

/** Checks a signed sender's raw body. @throws HttpProblem 401, or 403 where the feed is disabled. */
export function checkSigned(
  access: FeedAccess,
  sender: Sender,
  headers: IncomingHttpHeaders,
  body: Uint8Array,
): void {
  if (sender.kind !== 'signed') return
  const secret = access.feeds.secretOf(sender.feed)
  if (secret === null || !access.checkSignature(headers, body, secret)) {
    access.onForged?.(sender.feed)
    throw notAuthenticated()
  }
  if (!access.feeds.find(sender.feed)?.enabled) throw new HttpProblem(403, 'This feed is disabled.')
}

export function bearerOf(authorization: string | undefined): string | null {
  const match = /^Bearer +([\w.~+/=-]{1,512})$/i.exec(authorization ?? '')
  return match?.[1] ?? null
}

export function isOperator(operatorToken: string | null, token: string): boolean {
  // Hashes are compared: equal lengths, and nothing about the token in the time it takes.
  return operatorToken !== null && timingSafeEqual(hashKey(operatorToken), hashKey(token))
}

/** WooCommerce asks an address whether it is there by this body alone, without a signature; it says nothing else. */
export function isPing(sender: Sender, body: Uint8Array): boolean {
  return (
    sender.kind === 'signed' &&
    body.length <= 64 &&
    /^webhook_id=\d{1,20}$/.test(Buffer.from(body).toString('latin1'))
  )
}
