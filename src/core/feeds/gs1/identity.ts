/** Owns identities: an EPC URN and a GS1 Digital Link of one thing become one id. */
import { readDigitalLink } from './digitalLink.ts'
import { readEpcUrn } from './epcUrn.ts'
import { type Gs1Key, type Identity, KEY_CODES } from './key.ts'

/** Reads a URI. Anything that is neither an EPC URN nor a GS1 Digital Link is a URI of its own. */
export function identify(uri: string): Identity {
  if (uri.startsWith('urn:epc:')) return readEpcUrn(uri)
  if (uri.startsWith('http')) return readDigitalLink(uri)
  return { outcome: 'uri', uri }
}

/**
 * The id that the ledger uses: `gtin:…` without serial or lot, `gln:…` with `.extension` where there is one,
 * `cpi:…/serial`, other keys as `scheme:value`.
 */
export function keyId(key: Gs1Key): string {
  if (key.qualifier === undefined || key.kind === 'gtin' || key.kind === 'itip')
    return `${key.kind}:${key.value}`
  return `${key.kind}:${key.value}${key.kind === 'gln' ? '.' : '/'}${key.qualifier.value}`
}

/** The id of whatever a URI names; a URI of its own, and a key that is written wrongly, stand as they are. */
export function idOf(uri: string): string {
  const identity = identify(uri)
  return identity.outcome === 'key' ? keyId(identity.key) : uri
}

/** Characters that stay as they are in a Digital Link's path; the rest is percent-encoded (CBV 2.0 reference). */
const ENCODED = /[^A-Za-z0-9\-._~;=']/gu

function encode(text: string): string {
  return text.replace(ENCODED, (character) =>
    [...new TextEncoder().encode(character)]
      .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
      .join(''),
  )
}

/** The constrained canonical GS1 Digital Link of a key (GS1 Digital Link URI syntax 1.2, section 4.11). */
export function canonicalLink(key: Gs1Key): string {
  const link = `https://id.gs1.org/${KEY_CODES[key.kind]}/${encode(key.value)}`
  return key.qualifier === undefined ? link : `${link}/${key.qualifier.code}/${encode(key.qualifier.value)}`
}
