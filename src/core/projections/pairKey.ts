/** Owns the key of a subject that two texts name together, such as a SKU at a location. */

/** One key for two texts; other pairs have other keys, whatever is in the texts. */
export function pairKey(first: string, second: string): string {
  // JSON holds no raw line break and the plain form always does, so the two forms cannot be mistaken.
  return first.includes('\n') ? JSON.stringify([first, second]) : `${first}\n${second}`
}

/** The two texts of a key. */
export function pairOf(key: string): [string, string] {
  const end = key.indexOf('\n')
  return end < 0 ? (JSON.parse(key) as [string, string]) : [key.slice(0, end), key.slice(end + 1)]
}
