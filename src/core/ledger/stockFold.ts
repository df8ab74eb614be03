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

/** Order in time; then by identity; then by place within the record. */
export function compareEntries(
  a: Pick<OrderedEntry, 'occurredAt' | 'identity' | 'line'>,
  b: Pick<OrderedEntry, 'occurredAt' | 'identity' | 'line'>,
): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt - b.occurredAt
  if (a.identity !== b.identity) return a.identity < b.identity ? -1 : 1
  return a.line - b.line
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
