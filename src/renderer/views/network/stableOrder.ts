/** Owns an order of rows that live figures do not disturb: rows change in place and move only when asked to. */
import { useMemo, useState } from 'react'

/** How many neighbours stand the wrong way round by now. */
export function outOfOrder<T>(rows: readonly T[], compare: (a: T, b: T) => number): number {
  let count = 0
  for (let index = 1; index < rows.length; index += 1) {
    if (compare(rows[index - 1] as T, rows[index] as T) > 0) count += 1
  }
  return count
}

/** Rows in the order of `ids`; those not in it come last, in their own order. */
export function inOrderOf<T>(rows: readonly T[], ids: readonly string[], idOf: (row: T) => string): T[] {
  const byId = new Map(rows.map((row) => [idOf(row), row]))
  const ordered: T[] = []
  for (const id of ids) {
    const row = byId.get(id)
    if (row === undefined) continue
    ordered.push(row)
    byId.delete(id)
  }
  return [...ordered, ...byId.values()]
}

export interface StableOrder<T> {
  rows: T[]
  /** Rows that would stand elsewhere if it were sorted again. */
  moved: number
  sortAgain(): void
}

/**
 * @param compare same function as long as the order is the same
 * @param key what the order depends on besides the figures: column, direction, filter
 */
export function useStableOrder<T>(
  rows: readonly T[],
  compare: (a: T, b: T) => number,
  idOf: (row: T) => string,
  key: string,
): StableOrder<T> {
  const [round, setRound] = useState(0)
  const fullKey = `${key} ${round} ${rows.length > 0}`
  const [kept, setKept] = useState<{ key: string; ids: string[] }>({ key: '', ids: [] })
  let current = kept
  if (kept.key !== fullKey) {
    current = { key: fullKey, ids: rows.toSorted(compare).map(idOf) }
    setKept(current)
  }
  const { ids } = current
  return useMemo(() => {
    const ordered = inOrderOf(rows, ids, idOf)
    return {
      rows: ordered,
      moved: outOfOrder(ordered, compare),
      sortAgain: () => setRound((last) => last + 1),
    }
  }, [rows, ids, idOf, compare])
}
