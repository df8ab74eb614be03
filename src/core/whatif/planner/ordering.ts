/** Owns the order of numbered things by a key: one pass, stable. */

/** @returns indices in order of their key, stable, and where each key begins */
export function sortedBy(keys: Int32Array, keyCount: number): { start: Int32Array; order: Int32Array } {
  const start = new Int32Array(keyCount + 1)
  for (const key of keys) start[key + 1] = (start[key + 1] ?? 0) + 1
  for (let key = 0; key < keyCount; key++) start[key + 1] = (start[key + 1] ?? 0) + (start[key] ?? 0)
  const next = start.slice()
  const order = new Int32Array(keys.length)
  keys.forEach((key, i) => {
    const at = next[key] ?? 0
    order[at] = i
    next[key] = at + 1
  })
  return { start, order }
}
