/** Owns reading GS1 Digital Links (GS1 Digital Link URI syntax 1.2, and the words of release 1.1). */
import { hasCheckDigit, isDigits } from './checkDigit.ts'
import { decode } from './epcUrn.ts'
import type { Gs1Key, Identity, KeyKind } from './key.ts'

interface KeyRule {
  kind: KeyKind
  /** Lengths that the run of digits may have, its check digit included; 0 where the key is text. */
  digits: readonly number[]
  /** Where the check digit stands; text may follow it. */
  checked: boolean
  /** Qualifiers from the most exact to the least. */
  qualifiers: readonly string[]
}

const keyRule = (
  kind: KeyKind,
  digits: readonly number[],
  checked: boolean,
  ...qualifiers: string[]
): KeyRule => ({
  kind,
  digits,
  checked,
  qualifiers,
})

const RULES: Readonly<Record<string, KeyRule>> = {
  '00': keyRule('sscc', [18], true),
  '01': keyRule('gtin', [14, 13, 12, 8], true, '21', '235', '10'),
  '253': keyRule('gdti', [13], true),
  '255': keyRule('gcn', [13], true),
  '401': keyRule('ginc', [], false),
  '402': keyRule('gsin', [17], true),
  '414': keyRule('gln', [13], true, '254'),
  '417': keyRule('pgln', [13], true),
  '8003': keyRule('grai', [14], true),
  '8004': keyRule('giai', [], false),
  '8006': keyRule('itip', [18], false, '21', '10'),
  '8010': keyRule('cpi', [], false, '8011'),
  '8017': keyRule('gsrnp', [18], true),
  '8018': keyRule('gsrn', [18], true),
}
const WORDS: Readonly<Record<string, string>> = {
  sscc: '00',
  gtin: '01',
  gdti: '253',
  gcn: '255',
  ginc: '401',
  gsin: '402',
  gln: '414',
  party: '417',
  pgln: '417',
  grai: '8003',
  giai: '8004',
  itip: '8006',
  cpi: '8010',
  gsrnp: '8017',
  gsrn: '8018',
  ser: '21',
  lot: '10',
  cpsn: '8011',
  glnx: '254',
  cpv: '22',
  tpx: '235',
}
const CODES: ReadonlyMap<string, KeyRule> = new Map(Object.entries(RULES))
const CODE_OF_WORD: ReadonlyMap<string, string> = new Map(Object.entries(WORDS))
/** Keys whose digits may be followed by a serial of their own. */
const SERIAL_INSIDE: ReadonlySet<KeyKind> = new Set<KeyKind>(['gdti', 'gcn', 'grai'])

const codeOf = (segment: string): string => CODE_OF_WORD.get(segment) ?? segment

/** Reads a web address. One without a GS1 key in its path is a URI of its own. */
export function readDigitalLink(uri: string): Identity {
  const host = uri.indexOf('://')
  const path = host < 0 ? -1 : uri.indexOf('/', host + 3)
  if (path < 0) return { outcome: 'uri', uri }
  const cut = uri.slice(path + 1).search(/[?#]/)
  const segments = (cut < 0 ? uri.slice(path + 1) : uri.slice(path + 1, path + 1 + cut)).split('/')
  for (let at = 0; at + 1 < segments.length; at += 1) {
    const rule = CODES.get(codeOf(segments[at]!))
    if (rule === undefined) continue
    const identity = readKey(uri, rule, segments, at)
    if (identity !== undefined) return identity
  }
  return { outcome: 'uri', uri }
}

function readKey(uri: string, rule: KeyRule, segments: string[], at: number): Identity | undefined {
  const value = decode(segments[at + 1]!)
  if (value === '') return undefined
  if (rule.digits.length > 0) {
    const digits = SERIAL_INSIDE.has(rule.kind) ? value.slice(0, rule.digits[0]) : value
    if (!isDigits(digits) || !rule.digits.includes(digits.length)) return undefined
    if (rule.checked && !hasCheckDigit(digits)) {
      return { outcome: 'wrong', reason: `"${uri.slice(0, 120)}" has a wrong check digit in ${digits}` }
    }
  }
  const key: Gs1Key = { kind: rule.kind, value: rule.kind === 'gtin' ? value.padStart(14, '0') : value }
  for (const code of rule.qualifiers) {
    for (let next = at + 2; next + 1 < segments.length; next += 2) {
      if (codeOf(segments[next]!) !== code || segments[next + 1] === '') continue
      key.qualifier = { code, value: decode(segments[next + 1]!) }
      return { outcome: 'key', key }
    }
  }
  return { outcome: 'key', key }
}
