/** Owns the rule that makes a balance out of entries: counts anchor, moves add, ties are broken by identity. */

export interface OrderedEntry {
  entryNumber: number
  /** 0 move, 1 count. */
  kind: number
  /** Signed change of a move; counted figure of a count. */
  microunits: number
  occurredAt: number
  identity: string
  /** Place of the event within its record. */
  line: number
  eventNumber: number
}

/**
 * Order of texts by code point, as the store sorts them (by the bytes of UTF-8). JavaScript's own order is another one
 * beyond U+FFFF, and a tie that is broken in two ways gives two figures.
 */
export function compareTexts(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at += 1) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left === right) continue
    // Surrogates stand for what lies beyond U+FFFF, so they come after everything else.
    const isLeftBeyond = left >= 0xd800 && left <= 0xdfff
    const isRightBeyond = right >= 0xd800 && right <= 0xdfff
    return isLeftBeyond === isRightBeyond ? left - right : isLeftBeyond ? 1 : -1
  }
  return a.length - b.length
}

/** Order in time; then by identity; then by place within the record. */
export function compareEntries(
  a: Pick<OrderedEntry, 'occurredAt' | 'identity' | 'line'>,
  b: Pick<OrderedEntry, 'occurredAt' | 'identity' | 'line'>,
): number {
  return a.occurredAt - b.occurredAt || compareTexts(a.identity, b.identity) || a.line - b.line
}

/** A balance from all its entries, in whatever order they are given. */
export function foldEntries<E extends OrderedEntry>(
  entries: readonly E[],
): { microunits: number; anchor: E | null } {
  let microunits = 0
  let anchor: E | null = null
  for (const entry of [...entries].sort(compareEntries)) {
    if (entry.kind === 1) {
      microunits = entry.microunits
      anchor = entry
    } else {
      microunits += entry.microunits
    }
  }
  return { microunits, anchor }
}
