/** Owns finding orders by the start of what a person knows of their id: the whole, or the number after its scheme. */
import type { Reader } from '../ledger/types.ts'

/** More schemes than a network has; bounds the walk where ids have none in common. */
const MOST_SCHEMES = 12
/** After every text that begins with what stands before it. */
const LAST = '\u{10FFFF}'

/** What ids begin with, up to their last colon, e.g. `shop:order:`. Each costs one step in the index. */
export function orderSchemes(reader: Reader): string[] {
  const schemes: string[] = []
  let from = ''
  while (schemes.length < MOST_SCHEMES) {
    const id = reader.get<{ id: string }>(
      'SELECT order_id AS id FROM orders WHERE order_id >= ? ORDER BY order_id LIMIT 1',
      [from],
    )?.id
    if (id === undefined) return schemes
    const scheme = id.slice(0, id.lastIndexOf(':') + 1)
    schemes.push(scheme)
    from = `${scheme || id}${LAST}`
  }
  return schemes
}

/** Ranges of ids, from and before, that the index serves: those that begin with the text, with or without a scheme. */
export function orderIdRanges(reader: Reader, text: string): [from: string, until: string][] {
  const starts = new Set([text, ...orderSchemes(reader).map((scheme) => scheme + text)])
  return [...starts].map((start) => [start, start + LAST])
}
