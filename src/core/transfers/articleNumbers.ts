/** Owns what SKUs and locations of this tower are called outside: GTIN, GLN, partners' own numbers, units of measure. */

export interface Article {
  /** GTIN-14 with a right check digit; null where the SKU has none. */
  gtin: string | null
  /** Unit by UN/ECE Recommendation 20, as it stands behind `@`; null for single pieces. */
  unit: string | null
  /** The SKU without its unit. */
  bare: string
}

/** GS1 General Specifications, 7.9.1: weights 3 and 1 from the right, the sum a multiple of ten. */
function hasCheckDigit(digits: string): boolean {
  const sum = [...digits].reduceRight((total, digit, place) => {
    return total + Number(digit) * ((digits.length - place) % 2 === 0 ? 3 : 1)
  }, 0)
  return sum % 10 === 0
}

/** Reads a SKU's id: `gtin:09506000134352@KGM`, `x12:vendor:AB35`, or any other. */
export function articleOf(sku: string): Article {
  const at = sku.lastIndexOf('@')
  const unit = at > 0 && /^[A-Z0-9]{1,3}$/.test(sku.slice(at + 1)) ? sku.slice(at + 1) : null
  const bare = unit === null ? sku : sku.slice(0, at)
  const digits = /^gtin:(\d{14})$/.exec(bare)?.[1]
  return { gtin: digits !== undefined && hasCheckDigit(digits) ? digits : null, unit, bare }
}

/** Thirteen digits; null where the location has no plain GLN. */
export const glnOf = (location: string): string | null => /^gln:(\d{13})$/.exec(location)?.[1] ?? null

/** A URI as it stands (RFC 3986), without a fragment: a scheme, a colon, and what may come after it. */
export const URI = /^[a-z][a-z0-9+.-]*:(?:[\w.~:/?@!$&'()*+,;=-]|%[0-9a-f]{2})+$/i

/** A SKU as a class of EPCIS: a GS1 Digital Link, else the id where it is a URI, else in a URI of this tower's own. */
export function classUri(sku: string): { uri: string; unit: string | null } {
  const { gtin, unit, bare } = articleOf(sku)
  if (gtin !== null) return { uri: `https://id.gs1.org/01/${gtin}`, unit }
  return { uri: URI.test(bare) ? bare : `urn:omnitower:sku:${encodeURIComponent(bare)}`, unit }
}

/** A location as EPCIS names it; the extension of a GLN is told too. */
export function locationUri(location: string): string {
  const [, gln, extension] = /^gln:(\d{13})(?:\.(.+))?$/.exec(location) ?? []
  if (gln !== undefined) {
    const within = extension === undefined ? '' : `/254/${encodeURIComponent(extension)}`
    return `https://id.gs1.org/414/${gln}${within}`
  }
  return URI.test(location) ? location : `urn:omnitower:location:${encodeURIComponent(location)}`
}
