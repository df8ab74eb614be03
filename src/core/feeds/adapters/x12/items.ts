/** Owns which SKU a run of X12 product ids (elements 235 and 234) with a unit of measure names. */
import { hasCheckDigit } from '../../gs1/checkDigit.ts'
import { unitSuffix } from './amounts.ts'
import type { Segment } from './envelope.ts'
import { text } from './segments.ts'

/** Qualifiers of GTINs and the digits that each has. */
const GTINS: Readonly<Record<string, number>> = { UK: 14, EN: 13, UP: 12, EO: 8 }
/** Whose number it is, in the order in which one is chosen: vendors' numbers stand in all sets alike. */
const SCHEMES: readonly (readonly [scheme: string, qualifiers: readonly string[]])[] = [
  ['sku', ['SK']],
  ['vendor', ['VN', 'VP', 'VC']],
  ['buyer', ['BP', 'IN', 'CB', 'PI']],
]
const PACKAGES: ReadonlySet<string> = new Set(['CA', 'CT', 'CS', 'BX', 'PK', 'PL', 'PF', 'BG'])

/** Begins a keeper's number that is a whole SKU of this tower, as its own orders to warehouses write it. */
const OWN_ID = 'id:'

type Pair = readonly [qualifier: string, value: string]

/** Pairs of qualifier and id, from the element of the first qualifier on. */
export function productIds(segment: Segment, from: number): Pair[] {
  const pairs: Pair[] = []
  for (let at = from; at + 1 < segment.elements.length; at += 2) {
    const [qualifier, value] = [text(segment, at), text(segment, at + 1)]
    if (qualifier !== '' && value !== '') pairs.push([qualifier, value])
  }
  return pairs
}

/** The pairs whose qualifiers are these very elements. */
export const productIdsAt = (segment: Segment, elements: readonly number[]): Pair[] =>
  elements.flatMap((at) => productIds({ ...segment, elements: segment.elements.slice(0, at + 2) }, at))

/** GTIN-14 of a pair; undefined where it is none or its check digit is wrong. */
function gtinOf([qualifier, value]: Pair): string | undefined {
  const digits = Object.hasOwn(GTINS, qualifier) ? GTINS[qualifier] : undefined
  if (digits === undefined || value.length !== digits || !hasCheckDigit(value)) return undefined
  return value.padStart(14, '0')
}

/**
 * The SKU: a GTIN with a right check digit, else the keeper's, the vendor's or the buyer's number, else the first id.
 * A whole SKU of this tower (SK with `id:`) goes before all. A GTIN of a grouping (indicator 1 to 8) counted in packages is itself what is counted.
 * @returns undefined where nothing names the item
 */
export function skuOf(pairs: readonly Pair[], unit: string): string | undefined {
  const own = pairs.find(([qualifier, value]) => qualifier === 'SK' && value.startsWith(OWN_ID))
  if (own) return own[1].slice(OWN_ID.length).slice(0, 512) || undefined
  const suffix = unitSuffix(unit)
  for (const pair of pairs) {
    const gtin = gtinOf(pair)
    if (gtin !== undefined) {
      return /^[1-8]/.test(gtin) && PACKAGES.has(unit) ? `gtin:${gtin}` : `gtin:${gtin}${suffix}`
    }
  }
  const named = (scheme: string, value: string) => `x12:${scheme}:${value}`.slice(0, 480) + suffix
  for (const [scheme, qualifiers] of SCHEMES) {
    for (const qualifier of qualifiers) {
      const found = pairs.find(([own]) => own === qualifier)
      if (found) return named(scheme, found[1])
    }
  }
  const [first] = pairs
  return first && named(first[0], first[1])
}
