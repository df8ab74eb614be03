/** Owns where rows stand in a list of groups of which some are open. */

/** An open group: where it stands among the groups, and how many rows stand under it. */
export interface OpenPlace {
  at: number
  size: number
}

/** What stands at a row of the list: a group, or a row within an open one. @param places in their order */
export function placeOf(index: number, places: readonly OpenPlace[]): { at: number; within: number | null } {
  let before = 0
  for (const { at, size } of places) {
    const row = at + before
    if (index <= row) break
    if (index <= row + size) return { at, within: index - row - 1 }
    before += size
  }
  return { at: index - before, within: null }
}
