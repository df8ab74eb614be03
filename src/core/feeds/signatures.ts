/** Owns the schemes by which senders sign webhooks: a table to which another sender's scheme is one entry more. */
import { createHmac, timingSafeEqual } from 'node:crypto'

export interface SignatureScheme {
  name: string
  /** The header that carries the signature, in lower case as Node gives it. */
  header: string
  /** True where the header's value signs exactly these bytes under the secret. Never throws. */
  verify(rawBody: Uint8Array, headerValue: string, secret: string): boolean
}

function hmacSha256Matches(rawBody: Uint8Array, key: string, digest: Uint8Array): boolean {
  const expected = createHmac('sha256', Buffer.from(key, 'utf8')).update(rawBody).digest()
  return digest.length === expected.length && timingSafeEqual(expected, digest)
}

/** A hex HMAC-SHA256 of the raw body behind a fixed prefix. */
function hmacSha256Hex(
  name: string,
  header: string,
  prefix: string,
  keyOf: (secret: string) => string,
): SignatureScheme {
  return {
    name,
    header,
    verify: (rawBody, headerValue, secret) =>
      secret !== '' &&
      headerValue.startsWith(prefix) &&
      /^[0-9a-fA-F]{64}$/.test(headerValue.slice(prefix.length)) &&
      hmacSha256Matches(rawBody, keyOf(secret), Buffer.from(headerValue.slice(prefix.length), 'hex')),
  }
}

/** A base64 HMAC-SHA256 of the raw body. */
function hmacSha256Base64(name: string, header: string): SignatureScheme {
  return {
    name,
    header,
    verify: (rawBody, headerValue, secret) =>
      secret !== '' &&
      /^[0-9a-zA-Z+/]{43}=$/.test(headerValue) &&
      hmacSha256Matches(rawBody, secret, Buffer.from(headerValue, 'base64')),
  }
}

/** Every scheme that is known. Bodies are signed as raw bytes: a body that was parsed and written again fails. */
export const SIGNATURE_SCHEMES: readonly SignatureScheme[] = [
  // EasyPost signs with the NFKD form of the secret (easypost.com/docs/webhooks).
  hmacSha256Hex('easypost', 'x-hmac-signature', 'hmac-sha256-hex=', (secret) => secret.normalize('NFKD')),
  hmacSha256Hex('hmac-sha256-hex', 'x-signature-256', 'sha256=', (secret) => secret),
  hmacSha256Base64('shopify', 'x-shopify-hmac-sha256'),
  hmacSha256Base64('woocommerce', 'x-wc-webhook-signature'),
]

/**
 * True where at least one known signature header is there and every one that is there is right.
 * Header names are in lower case; a header that came several times is refused.
 */
export function checkSignature(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  rawBody: Uint8Array,
  secret: string,
): boolean {
  const present = SIGNATURE_SCHEMES.filter(({ header }) => headers[header] !== undefined)
  return (
    present.length > 0 &&
    present.every(({ header, verify }) => {
      const value = headers[header]
      return typeof value === 'string' && verify(rawBody, value.trim(), secret)
    })
  )
}

/** Verifies EasyPost's `X-Hmac-Signature`. */
export function verifyEasyPostSignature(rawBody: Uint8Array, header: string, secret: string): boolean {
  return SIGNATURE_SCHEMES.some(
    (scheme) => scheme.name === 'easypost' && scheme.verify(rawBody, header, secret),
  )
}
