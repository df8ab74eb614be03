/** Owns reading EPC URNs (EPC Tag Data Standard 2.0, section 6; classes and patterns in section 8). */
import { checkDigit, isDigits } from './checkDigit.ts'
import type { Gs1Key, Identity, KeyKind } from './key.ts'

/** How the parts of a URN make up a key. */
interface Layout {
  kind: KeyKind
  /** Digits of company prefix and reference together, before the check digit; 0 where any text follows the prefix. */
  digits: number
  /** The reference's first digit stands before the company prefix (indicator or extension digit). */
  leading?: boolean
  /** Where the text after the reference goes. */
  serial: 'none' | 'inside' | 'qualifier'
  code?: string
}

const LAYOUTS: ReadonlyMap<string, Layout> = new Map<string, Layout>([
  ['sgtin', { kind: 'gtin', digits: 13, leading: true, serial: 'qualifier', code: '21' }],
  ['lgtin', { kind: 'gtin', digits: 13, leading: true, serial: 'qualifier', code: '10' }],
  ['upui', { kind: 'gtin', digits: 13, leading: true, serial: 'qualifier', code: '235' }],
  ['itip', { kind: 'itip', digits: 13, leading: true, serial: 'qualifier', code: '21' }],
  ['sscc', { kind: 'sscc', digits: 17, leading: true, serial: 'none' }],
  ['sgln', { kind: 'gln', digits: 12, serial: 'qualifier', code: '254' }],
  ['pgln', { kind: 'pgln', digits: 12, serial: 'none' }],
  ['grai', { kind: 'grai', digits: 12, serial: 'inside' }],
  ['gdti', { kind: 'gdti', digits: 12, serial: 'inside' }],
  ['sgcn', { kind: 'gcn', digits: 12, serial: 'inside' }],
  ['gsrn', { kind: 'gsrn', digits: 17, serial: 'none' }],
  ['gsrnp', { kind: 'gsrnp', digits: 17, serial: 'none' }],
  ['gsin', { kind: 'gsin', digits: 16, serial: 'none' }],
  ['giai', { kind: 'giai', digits: 0, serial: 'none' }],
  ['ginc', { kind: 'ginc', digits: 0, serial: 'none' }],
  ['cpi', { kind: 'cpi', digits: 0, serial: 'qualifier', code: '8011' }],
])

/** Decodes percent escapes; a text with a broken escape stays as it is. */
export function decode(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const wrong = (uri: string, reason: string): Identity => ({
  outcome: 'wrong',
  reason: `"${uri.slice(0, 120)}" ${reason}`,
})

/** Reads `urn:epc:id:…`, `urn:epc:class:…` and `urn:epc:idpat:…`; other EPC URNs (gid, usdod, …) are URIs of their own. */
export function readEpcUrn(uri: string): Identity {
  const form = uri.indexOf(':', 8)
  const colon = form < 0 ? -1 : uri.indexOf(':', form + 1)
  if (colon < 0) return wrong(uri, 'is not a whole EPC URN')
  const layout = LAYOUTS.get(uri.slice(form + 1, colon))
  if (layout === undefined) return { outcome: 'uri', uri }
  const first = uri.indexOf('.', colon)
  if (first < 0) return wrong(uri, 'lacks the dot after the company prefix')
  const prefix = uri.slice(colon + 1, first)
  if (!isDigits(prefix) || prefix.length < 6 || prefix.length > 12) {
    return wrong(uri, 'has no company prefix of 6 to 12 digits')
  }
  const isPattern = uri.startsWith('idpat', 8)
  return layout.digits === 0
    ? freeReference(uri, layout, prefix, first)
    : digitReference(uri, layout, prefix, first, isPattern)
}

/** GIAI, GINC and CPI: the reference is text. */
function freeReference(uri: string, layout: Layout, prefix: string, first: number): Identity {
  const last = layout.serial === 'none' ? uri.length : uri.lastIndexOf('.')
  if (last <= first + 1) return wrong(uri, 'lacks a part after the company prefix')
  const key: Gs1Key = { kind: layout.kind, value: prefix + decode(uri.slice(first + 1, last)) }
  const serial = uri.slice(last + 1)
  if (layout.code !== undefined && serial !== '*')
    key.qualifier = { code: layout.code, value: decode(serial) }
  return { outcome: 'key', key }
}

function digitReference(
  uri: string,
  layout: Layout,
  prefix: string,
  first: number,
  isPattern: boolean,
): Identity {
  const second = uri.indexOf('.', first + 1)
  const reference = uri.slice(first + 1, second < 0 ? uri.length : second)
  let serial = second < 0 ? '' : uri.slice(second + 1)
  if (isPattern && reference === '*') return { outcome: 'uri', uri }
  if (prefix.length + reference.length !== layout.digits || (reference !== '' && !isDigits(reference))) {
    return wrong(uri, `must have ${layout.digits} digits in company prefix and reference together`)
  }
  const digits =
    layout.leading === true ? reference.slice(0, 1) + prefix + reference.slice(1) : prefix + reference
  let value = digits + checkDigit(digits)
  if (layout.kind === 'grai') value = `0${value}`
  if (layout.kind === 'itip') {
    const parts = /^(\d\d)\.(\d\d)\.(.+)$/.exec(serial)
    if (parts === null) return wrong(uri, 'must name the piece, the total and the serial')
    value += parts[1]! + parts[2]!
    serial = parts[3]!
  }
  if (layout.serial === 'none') {
    return serial === ''
      ? { outcome: 'key', key: { kind: layout.kind, value } }
      : wrong(uri, 'has a part too many')
  }
  if (isPattern && serial === '*') return { outcome: 'key', key: { kind: layout.kind, value } }
  if (serial === '') return wrong(uri, 'lacks its last part (serial, lot or extension)')
  if (layout.serial === 'inside')
    return { outcome: 'key', key: { kind: layout.kind, value: value + decode(serial) } }
  if (layout.kind === 'gln' && serial === '0') return { outcome: 'key', key: { kind: 'gln', value } }
  return {
    outcome: 'key',
    key: { kind: layout.kind, value, qualifier: { code: layout.code!, value: decode(serial) } },
  }
}
